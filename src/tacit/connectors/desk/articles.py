"""The help centre of a desk: every article on a day, and what a later day changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from tacit.connectors.desk.census import Census
from tacit.connectors.reading import Reading
from tacit.connectors.rows import Shaped, rows_of
from tacit.connectors.seen import Seen
from tacit.connectors.shape import Fields, WrongShape
from tacit.history import Article, Row

_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})\.jsonl(\.gz)?")


@dataclass(frozen=True)
class Snapshot:
    """One file of the help centre; `at` is the first moment of the day in its name."""

    at: datetime
    path: Path


def snapshots_of(folder: Path) -> list[Snapshot]:
    """The snapshots of a desk, oldest first."""
    found = {}
    for path in sorted((folder / "kb").glob("*.jsonl*")):
        name = _NAME.fullmatch(path.name)
        try:
            if name and path.is_file():
                found[datetime.fromisoformat(name[1]).replace(tzinfo=UTC)] = path
        except ValueError:
            continue
    return [Snapshot(at, found[at]) for at in sorted(found)]


def changes(
    snapshot: Snapshot, shown: dict[str, Article], census: Census, reading: Reading
) -> Iterator[Row]:
    """What a snapshot adds to, changes in and withdraws from `shown`, which is kept up to date.

    The articles of the first snapshot have no time: they were there from the start.
    """
    at = snapshot.at if shown else None
    present = set()
    has_refused = False
    for row in rows_of(snapshot.path, reading, Seen(), partial(_article, census=census)):
        if not isinstance(row, Article):
            has_refused = True
            yield row
            continue
        article = _as_known(row, shown)
        present.add(article.external_id)
        if article != shown.get(article.external_id):
            shown[article.external_id] = article
            yield replace(article, at=at)
    # A line that could not be read may be the very article that seems gone.
    gone = [] if has_refused else [slug for slug in shown if slug not in present]
    for slug in gone:
        yield replace(shown.pop(slug), markdown="", at=at, is_withdrawn=True)


def _article(row: Fields, census: Census) -> Shaped:
    slug, markdown = row.id("slug"), row.text("md")
    if not markdown.strip():
        raise WrongShape("md: expected the text of the article, found an empty text")
    number = (row.id("id"),) if "id" in row else ()
    return Shaped(
        Article(
            external_id=slug,
            title=row.line("title", None),
            markdown=markdown,
            url=census.prefix and census.prefix + slug,
            locale=row.optional_text("locale"),
            language=row.optional_text("lang"),
            aliases=number + census.aliases.get(slug, ()),
        )
    )


def _as_known(article: Article, shown: dict[str, Article]) -> Article:
    """An article under the slug that its number had first: renaming makes no new article."""
    for known in shown.values() if article.external_id not in shown else ():
        if article.aliases and known.aliases[:1] == article.aliases[:1]:
            aliases = dict.fromkeys((*known.aliases, article.external_id))
            return replace(article, external_id=known.external_id, aliases=tuple(aliases))
    return article


def snapshot_dates(path: Path) -> list[date]:
    """The days on which the help centre was written down, oldest first."""
    return [each.at.date() for each in snapshots_of(path)]
