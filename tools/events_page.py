"""Prints docs/reference/events.md from the events themselves; tests/test_docs.py compares.

Run it after a change of `tacit/events/`:

    .venv/bin/python -m tools.events_page > docs/reference/events.md
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from typing import Any

from tacit.events import KINDS, Candidate, Event

OPENING = """\
# Events

Everything that can be logged. The log holds our own ids and numbers only; words and people lie \
beside it, by id. A kind is never renamed and never removed: a changed meaning is a new kind, or a \
new schema with a translation on read.

This page is printed from `src/tacit/events/` by `tools/events_page.py`.
"""


def main() -> None:
    print(page(), end="")


def page() -> str:
    """The whole page, one heading a kind, the parts that events share last."""
    parts = [OPENING, *(section(kind) for kind in KINDS.values())]
    parts.append("\n".join([f"## Candidate\n\n{prose(Candidate)}\n", *table(Candidate)]) + "\n")
    return "\n".join(parts)


def section(kind: type[Event]) -> str:
    head = f"## `{kind.kind}`\n\n{prose(kind)}\n"
    place = f"Schema {kind.schema}; stream `{kind.stream_kind}`.\n"
    return "\n".join([head, place, *table(kind)]) + "\n"


def prose(kind: type) -> str:
    """The docstring with a paragraph a line."""
    paragraphs = (inspect.getdoc(kind) or "").split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def table(kind: type) -> Iterator[str]:
    yield "| field | is | when left out |"
    yield "|---|---|---|"
    for each in fields(kind):
        spelled = re.sub(r"\s*\|\s*", " or ", str(each.type)).replace("Literal", "one of ")
        yield f"| `{each.name}` | {spelled} | {left_out(each)} |"


def left_out(field: Field[Any]) -> str:
    """What a field is where nobody gives it; nothing where somebody must."""
    if field.default_factory is not MISSING:
        return f"`{field.default_factory()!r}`"
    return "" if field.default is MISSING else f"`{field.default!r}`"


if __name__ == "__main__":
    main()
