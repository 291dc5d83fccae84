"""Lists: so many at once, and a cursor to the next ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import Field

from tacit.web.problems import invalid
from tacit.web.shapes.fields import ID_PATTERN, Shape

Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
After = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=300,
        pattern=ID_PATTERN,
        description="The `next` of the list before.",
        json_schema_extra={"format": "cursor"},
    ),
]
FIRST = 50
Each = TypeVar("Each", bound=Shape)
Found = TypeVar("Found")


class Page(Shape, Generic[Each]):
    """Some of a list; `next` is null where there is no more."""

    items: list[Each]
    next: str | None = Field(description="Send it as `after` for the ones that follow.")


def cut(
    found: Sequence[Found], limit: int, cursor_of: Callable[[Found], str]
) -> tuple[Sequence[Found], str | None]:
    """The first `limit` of what was found (one more was looked for), and the cursor behind them.

    >>> cut([1, 2, 3], 2, str)
    ([1, 2], '2')
    >>> cut([1, 2], 2, str)
    ([1, 2], None)
    """
    kept = found[:limit]
    return kept, cursor_of(kept[-1]) if len(found) > limit else None


def number(after: str | None, default: int) -> int:
    """A cursor that is a number of ours; another text is no cursor of this list."""
    if after is None:
        return default
    if not re.fullmatch(r"\d{1,18}", after):
        raise invalid("after", "send the `next` of an earlier answer")
    return int(after)
