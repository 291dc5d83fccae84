"""Which articles agents linked for which questions: the judgements beside a desk's history."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path


def judged(path: Path) -> dict[str, set[str]]:
    """From a conversation's external id to the slugs linked there, in the files' order.

    English questions and specific articles only: boilerplate pages are marked generic.
    """
    found: dict[str, set[str]] = {}
    for row in (row for file in sorted(path.glob("qrels-*.tsv")) for row in _rows(file)):
        if row.get("question_lang") == "en" and row.get("generic") == "0":
            found.setdefault(row["question_id"], set()).add(row["kb_slug"])
    return found


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
