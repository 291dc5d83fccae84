"""Fields of a JSON object, asked for by name and type.

Readers call this on what `lines` yields; each refusal names the field by its
path and says what was expected there. Every text that comes out is cleaned.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from tacit.clean import clean
from tacit.connectors.text import name_of
from tacit.events import EPOCH

ID_LIMIT = 500
"""Longest external id, in characters: it must fit an index row of the database."""


class WrongShape(ValueError):
    """A field is missing, or is not what was expected; the text says which."""


class Fields:
    """One JSON object under question; `path` is where it stands in its row."""

    def __init__(self, value: object, now: datetime, path: str = "") -> None:
        if not isinstance(value, dict):
            raise WrongShape(f"{path}: expected an object, found {name_of(value)}")
        self.values: dict[str, Any] = value
        self.now = now
        self.path = path

    def __contains__(self, name: str) -> bool:
        return self.values.get(name) is not None

    def text(self, name: str, default: str | None = None) -> str:
        """The cleaned text of a field; it must be there unless a default is given."""
        value = self.values.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str):
            raise self.wrong(name, "a text")
        return clean(value)

    def optional_text(self, name: str) -> str | None:
        """A text that is there and says something, or None."""
        return self.text(name, "").strip() or None

    def line(self, name: str, default: str | None = "") -> str:
        """A text in one line: its runs of space are single spaces."""
        return " ".join(self.text(name, default).split())

    def id(self, name: str) -> str:
        """An external id: a text or a whole number, always told as text."""
        value = self.values.get(name)
        return self._named(name, value)

    def moment(self, name: str) -> datetime:
        """A time that has been; without a zone it is taken as UTC."""
        value = self.values.get(name)
        at = moment_of(value)
        if at is None or at < EPOCH:
            raise self.wrong(name, "a time since 1970, like 2024-05-01T10:00:00Z")
        if at > self.now:
            raise self.wrong(name, f"a time not after {self.now:%Y-%m-%dT%H:%M:%SZ}")
        return at

    def flag(self, name: str) -> bool:
        value = self.values.get(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        raise self.wrong(name, "true or false")

    def whole(self, name: str, low: int, high: int) -> int | None:
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.wrong(name, f"a whole number from {low} to {high}")
        return value

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        value = self.values.get(name)
        if not isinstance(value, str) or value not in allowed:
            raise self.wrong(name, f"one of {', '.join(allowed)}")
        return value

    def ids(self, name: str) -> tuple[str, ...]:
        """A list of ids or addresses, each once, in order; nothing where there is none."""
        values = self._list(name, is_needed=False)
        return tuple(dict.fromkeys(self._named(name, value) for value in values))

    def scalars(self, *without: str) -> dict[str, str]:
        """What else is told in one word or number, each as text."""
        return {
            clean(name)[:ID_LIMIT]: clean(value if isinstance(value, str) else json.dumps(value))
            for name, value in self.values.items()
            if name not in without and isinstance(value, str | int | float)
        }

    def part(self, name: str) -> Fields:
        return Fields(self.values.get(name), self.now, self._at(name))

    def parts(self, name: str, *, is_needed: bool = True) -> Iterator[Fields]:
        """The objects of a list field, in order."""
        for number, value in enumerate(self._list(name, is_needed=is_needed)):
            yield Fields(value, self.now, f"{self._at(name)}[{number}]")

    def wrong(self, name: str, expected: str) -> WrongShape:
        found = name_of(self.values[name]) if name in self.values else "nothing"
        return WrongShape(f"{self._at(name)}: expected {expected}, found {found}")

    def _named(self, name: str, value: object) -> str:
        is_number = isinstance(value, int) and not isinstance(value, bool)
        if not is_number and not isinstance(value, str):
            raise WrongShape(
                f"{self._at(name)}: expected an id, a text or a whole number, "
                f"found {name_of(value) if name in self.values else 'nothing'}"
            )
        short = " ".join(clean(str(value)).split())
        if not short or len(short) > ID_LIMIT:
            raise self.wrong(name, f"an id of 1 to {ID_LIMIT} characters")
        return short

    def _list(self, name: str, *, is_needed: bool) -> list[object]:
        value = self.values.get(name)
        if value is None and not is_needed:
            return []
        if not isinstance(value, list):
            raise self.wrong(name, "a list")
        return value

    def _at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def moment_of(value: object) -> datetime | None:
    """The time that a value tells, in UTC, or None. Without a zone it is UTC already.

    >>> moment_of("2024-05-01T10:00:00+02:00")
    datetime.datetime(2024, 5, 1, 8, 0, tzinfo=datetime.timezone.utc)
    """
    try:
        told = datetime.fromisoformat(value) if isinstance(value, str) else None
        return told and (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
