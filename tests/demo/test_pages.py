"""The help centre as rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tacit.demo.days import WRITTEN_UNTIL, Days
from tacit.demo.pages import WrongPage, articles


def page(folder: Path, name: str, text: str = "Words.", **head: str) -> None:
    told = {"title": "A page", "about": "login", "locale": "en", "published": "2024-03-04", **head}
    lines = "".join(f"{key}: {value}\n" for key, value in told.items() if value)
    (folder / f"{name}.md").write_text(f"---\n{lines}---\n{text}\n")


def told(folder: Path, ends_on: date = WRITTEN_UNTIL) -> list[dict[str, Any]]:
    return list(articles(folder, Days(ends_on)))


def test_a_page_has_its_address_language_features_and_time(tmp_path: Path) -> None:
    page(tmp_path, "umzug", locale="de", about="login, people", pair="moving")
    assert told(tmp_path) == [
        {
            "kind": "article",
            "external_id": "umzug",
            "title": "A page",
            "url": "https://help.quaybill.example.com/de/umzug",
            "locale": "de",
            "language": "de",
            "about": ["login", "people"],
            "at": "2024-03-04T08:00:00Z",
            "markdown": "Words.",
            "pair": "moving",
        }
    ]


def test_revisions_of_a_page_come_in_their_order_under_one_name(tmp_path: Path) -> None:
    page(tmp_path, "export.2", "New.", published="2025-04-08")
    page(tmp_path, "export", "Old.")
    rows = told(tmp_path)
    assert [(row["external_id"], row["markdown"]) for row in rows] == [
        ("export", "Old."),
        ("export", "New."),
    ]
    assert rows[0]["url"] == rows[1]["url"]


def test_a_link_says_the_title_that_the_page_had_first(tmp_path: Path) -> None:
    page(tmp_path, "bug", title="Known problem")
    page(tmp_path, "bug.2", title="Solved", published="2025-04-11")
    page(tmp_path, "export", "See [[bug]].")
    [linking] = [row for row in told(tmp_path) if row["external_id"] == "export"]
    assert linking["markdown"] == "See [Known problem](https://help.quaybill.example.com/en/bug)."


def test_days_move_in_heads_and_texts(tmp_path: Path) -> None:
    page(tmp_path, "prices", "Until {2025-04-30 day}.", title="From {2025-05-01 day}")
    [row] = told(tmp_path, date(2025, 10, 2))
    assert (row["title"], row["markdown"]) == ("From 8 May", "Until 7 May.")


def test_a_link_to_no_page_is_refused_with_the_file(tmp_path: Path) -> None:
    page(tmp_path, "export", "See [[nowhere]].")
    with pytest.raises(WrongPage, match=r"export\.md.*nowhere"):
        told(tmp_path)


@pytest.mark.parametrize("missing", ["title", "about", "locale", "published"])
def test_a_head_that_lacks_something_is_refused_by_name(tmp_path: Path, missing: str) -> None:
    page(tmp_path, "export", **{missing: ""})
    with pytest.raises(WrongPage, match=rf"export\.md.*{missing}"):
        told(tmp_path)


def test_a_page_without_a_head_is_refused(tmp_path: Path) -> None:
    (tmp_path / "export.md").write_text("Words alone.\n")
    with pytest.raises(WrongPage, match=r"export\.md: its head lacks title"):
        told(tmp_path)
