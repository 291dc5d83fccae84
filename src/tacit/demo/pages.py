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


_NEEDED = ("title", "about", "locale", "published")


class WrongPage(ValueError):
    """A page is not written as it should be; the text names the file and what is missing."""


def articles(folder: Path, days: Days) -> Iterator[Row]:
    """Every revision of every page, by name, the earliest first. Raises WrongPage."""
    pages = {path: _read(path, days) for path in sorted(folder.glob("*.md"), key=_revision)}
    links: dict[str, str] = {}
    for path, (head, _) in pages.items():
        # A link says the title that the page had first: what came later nobody could know.
        links.setdefault(_name(path), f"[{head['title']}]({address(_name(path), head['locale'])})")
    for path, (head, text) in pages.items():
        for name in _LINK.findall(text):
            if name not in links:
                raise WrongPage(f"{path.name}: there is no page {name!r} to link to")
        yield _row(_name(path), head, _LINK.sub(lambda m: links[m[1]], text), days)


def _row(name: str, head: dict[str, str], text: str, days: Days) -> Row:
    row: Row = {
        "kind": "article",
        "external_id": name,
        "title": head["title"],
        "url": address(name, head["locale"]),
        "locale": head["locale"],
        "language": head["locale"],
        "about": head["about"].split(", "),
        "at": days.at(date.fromisoformat(head["published"]), _PUBLISHED_AT),
        "markdown": text,
    }
    return row | ({"pair": head["pair"]} if "pair" in head else {})


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
    _, head, text = [*path.read_text("utf-8").split("---\n", 2), "", ""][:3]
    lines = (line.partition(": ") for line in days.told(head).splitlines())
    told = {key: value for key, _, value in lines}
    missing = [key for key in _NEEDED if not told.get(key)]
    if missing:
        raise WrongPage(f"{path.name}: its head lacks {', '.join(missing)}")
    return told, days.told(text).strip()
