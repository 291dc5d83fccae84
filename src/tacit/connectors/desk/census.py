"""What must be known of the whole folder before its first conversation is told.

One pass over all answers: who the agents are, and at which address the desk
keeps its articles. Tickets that cannot be read are passed over here: the
reading itself reports them.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tacit.connectors.desk.addresses import MARK, host, split
from tacit.connectors.lines import Line, objects
from tacit.connectors.reading import Progress
from tacit.connectors.shape import moment_of
from tacit.connectors.text import links
from tacit.history import Refused

APPRENTICESHIP = 20
"""Conversations one answers as a bystander before counting as an agent."""

_First = list[tuple[datetime, str]]
_Link = tuple[str, str, str]


@dataclass(frozen=True)
class Census:
    """Who is an agent where, and where the articles are.

    `apprenticed` maps each agent to the conversations they answered while they
    were not yet one: their first twenty by the time of their first answer.
    """

    apprenticed: dict[str, frozenset[str]] = field(default_factory=dict)
    hosts: frozenset[str] = frozenset()
    prefix: str | None = None
    aliases: dict[str, tuple[str, ...]] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()

    def is_agent(self, person: str, conversation_id: str) -> bool:
        return conversation_id not in self.apprenticed.get(person, {conversation_id})


def take_census(folder: Path, tickets: Iterable[Path], snapshots: Iterable[Path]) -> Census:
    """Read every ticket once, keeping for each person at most 21 conversations."""
    slugs = {str(row.get("slug")) for path in snapshots for row in _rows(path)}
    firsts: dict[str, _First] = {}
    linked: Counter[_Link] = Counter()
    for path in tickets:
        for row in _rows(path):
            for person, at in _first_answers(row).items():
                _count(firsts.setdefault(person, []), at, str(row.get("id")))
            # A counter's own `update` costs more than the few links of a row do.
            for link in _links(row):
                linked[link] += 1
    prefixes = _prefixes(linked, slugs)
    named, refused = _named_agents(folder)
    return Census(
        _apprenticed(firsts) if named is None else dict.fromkeys(named, frozenset()),
        frozenset(filter(None, map(host, prefixes))),
        max(prefixes, key=lambda prefix: (prefixes[prefix], prefix), default=None),
        _aliases(linked, slugs),
        tuple(refused),
    )


def _first_answers(row: dict[str, Any]) -> dict[str, datetime]:
    """Each helper of one ticket with the time of their first answer in it."""
    first: dict[str, datetime] = {}
    for answer in _answers(row):
        person, at = str(answer.get("by")), moment_of(answer.get("t"))
        has_helped = answer.get("role") == "helper" and answer.get("by") != row.get("by")
        if at and has_helped and not answer.get("spam"):
            first[person] = min(at, first.get(person, at))
    return first


def _count(first: _First, at: datetime, conversation_id: str) -> None:
    """Keep the first 21 conversations: 20 to learn in, one more to know it goes on."""
    if any(each == conversation_id for _, each in first):
        return
    insort(first, (at, conversation_id))
    del first[APPRENTICESHIP + 1 :]


def _apprenticed(firsts: dict[str, _First]) -> dict[str, frozenset[str]]:
    return {
        person: frozenset(each for _, each in first[:APPRENTICESHIP])
        for person, first in firsts.items()
        if len(first) > APPRENTICESHIP
    }


def _links(row: dict[str, Any]) -> Iterator[_Link]:
    """The links of one ticket's answers to pages, each with the slugs the answer lists."""
    for answer in _answers(row):
        text, listed = answer.get("text"), answer.get("kb")
        if isinstance(text, str) and MARK in text:
            meant = tuple(map(str, listed)) if isinstance(listed, list) else ()
            pages = [page for page in map(split, links(text)) if page[1]]
            # Only where an answer has one link and lists one slug is it sure which is which.
            sure = meant[0] if len(pages) == len(meant) == 1 else ""
            for prefix, slug in pages:
                yield prefix, slug, slug if slug in meant else sure


def _prefixes(linked: Counter[_Link], slugs: set[str]) -> Counter[str]:
    """What stands before the slugs of articles in links: where the desk keeps them."""
    found: Counter[str] = Counter()
    for (prefix, slug, meant), count in linked.items():
        if prefix.startswith("http") and (slug in slugs or slug == meant):
            found[prefix] += count
    return found


def _aliases(linked: Counter[_Link], slugs: set[str]) -> dict[str, tuple[str, ...]]:
    """Other slugs of each article, given to the one they are meant for most often."""
    meant_by: dict[str, str] = {}
    for (_, slug, meant), _ in sorted(linked.items(), key=lambda each: (-each[1], each[0])):
        if meant in slugs and slug not in slugs:
            meant_by.setdefault(slug, meant)
    found: dict[str, tuple[str, ...]] = {}
    for slug in sorted(meant_by):
        found[meant_by[slug]] = (*found.get(meant_by[slug], ()), slug)
    return found


def _named_agents(folder: Path) -> tuple[list[str] | None, list[Refused]]:
    """The agents that the folder names, or None where it leaves it to the count."""
    files = [folder / f"agents.jsonl{ending}" for ending in ("", ".gz")]
    found, refused = [], []
    for line in (each for path in files if path.is_file() for each in objects(path, Progress())):
        if isinstance(line, Refused):
            refused.append(line)
        elif isinstance(person := line.fields.get("by"), str | int):
            found.append(str(person))
        else:
            refused.append(line.refused("by: expected the id of an agent"))
    return (found if found or refused else None), refused


def _answers(row: dict[str, Any]) -> list[dict[str, Any]]:
    answers = row.get("answers")
    found = answers if isinstance(answers, list) else []
    return [each for each in found if isinstance(each, dict)]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in objects(path, Progress()):
        if isinstance(line, Line):
            yield line.fields
