"""The help centre as rows: one file a revision, `name.md`, `name.2.md` for the next.

The head of a file says title, features it is about, language and day of
publishing; `[[name]]` in a text is a link to that page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

from tacit.demo.days import Days

Row = dict[str, Any]

_PUBLISHED_AT = time(8, 0)
_LINK = re.compile(r"\[\[([a-z0-9-]+)\]\]")


def articles(folder: Path, days: Days) -> Iterator[Row]:
    """Every revision of every page, by name, the earliest first."""
    heads = {path: _read(path, days) for path in sorted(folder.glob("*.md"), key=_revision)}
    # A link says the title that the page had first: what came later nobody could know.
    titles = {_name(path): head["title"] for path, (head, _) in reversed(heads.items())}
    addresses = {_name(path): address(_name(path), h["locale"]) for path, (h, _) in heads.items()}
    for path, (head, text) in heads.items():
        name = _name(path)
        row: Row = {
            "kind": "article",
            "external_id": name,
            "title": head["title"],
            "url": addresses[name],
            "locale": head["locale"],
            "language": head["locale"],
            "about": head["about"].split(", "),
            "at": days.at(date.fromisoformat(head["published"]), _PUBLISHED_AT),
        }
        if "pair" in head:
            row["pair"] = head["pair"]
        row["markdown"] = _LINK.sub(lambda m: f"[{titles[m[1]]}]({addresses[m[1]]})", text)
        yield row


def address(name: str, locale: str) -> str:
    """Where a page is found."""
    return f"https://help.quaybill.example.com/{locale}/{name}"


def _revision(path: Path) -> tuple[str, str]:
    """`export-data.md` stands before `export-data.2.md`."""
    return _name(path), path.stem


def _name(path: Path) -> str:
    """`export-data.2.md` is the second revision of export-data."""
    return path.name.partition(".")[0]


def _read(path: Path, days: Days) -> tuple[dict[str, str], str]:
    _, head, text = path.read_text("utf-8").split("---\n", 2)
    lines = (line.partition(": ") for line in days.told(head).splitlines())
    return {key: value for key, _, value in lines}, days.told(text).strip()
