"""Labels of causes in files, and how far two of them agree.

`causes` reads the labels that it measures against, and compares a second
labelling with the first. A file holds a question's id, a cause, `doubtful` or
nothing, and a reason, divided by tabs; its first line names them.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LABELS = Path(__file__).parent / "labels" / "causes-2023.tsv"
SECOND = Path(__file__).parent / "labels" / "causes-2023-second.tsv"
CAUSES = (
    "missing_article", "outdated_article", "unknown_term", "product_differs", "ambiguous_intent",
    "missing_context",
)  # fmt: skip
_COLUMNS = ("question", "cause", "doubtful", "reason")


@dataclass(frozen=True)
class Label:
    """What a person found to be the cause of a failure."""

    cause: str
    is_doubtful: bool


class WrongLabels(ValueError):
    """A file of labels says something that is no label; the text says where."""


def read(path: Path) -> dict[str, Label]:
    """The labels of a file by question; what is not labelled yet is left out."""
    found = dict[str, Label]()
    with path.open(newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            question, cause = row["question"], row["cause"]
            if not cause:
                continue
            if cause not in CAUSES:
                raise WrongLabels(f"{path.name}: {question}: {cause!r} is no cause of the list")
            if question in found:
                raise WrongLabels(f"{path.name}: {question} is labelled twice")
            found[question] = Label(cause, bool(row["doubtful"]))
    return found


def write_empty(path: Path, questions: Sequence[str]) -> None:
    """A file of these questions for somebody to fill in."""
    lines = ["\t".join(_COLUMNS), *(f"{each}\t\t\t" for each in questions)]
    path.write_text("\n".join(lines) + "\n")


def agreement(pairs: Sequence[tuple[str, str]]) -> float:
    """The share of pairs that are the same.

    >>> agreement([("a", "a"), ("b", "b"), ("a", "b"), ("b", "b")])
    0.75
    """
    return sum(one == other for one, other in pairs) / max(len(pairs), 1)


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """How far two labellers agree beyond what chance would give.

    κ = (agreed - expected) / (1 - expected)

    >>> kappa([("a", "a"), ("b", "b"), ("a", "b"), ("b", "b")])  # (.75 - .5) / (1 - .5)
    0.5

    After: J. Cohen, A coefficient of agreement for nominal scales (1960).
    """
    count = max(len(pairs), 1)
    ours, theirs = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(ours[each] * theirs[each] for each in ours) / count**2
    agreed = agreement(pairs)
    return 1.0 if expected == 1 else (agreed - expected) / (1 - expected)


def compared(first: Mapping[str, Label], second: Mapping[str, Label]) -> str:
    """Agreement and kappa of what both labelled, and where they differ."""
    both = sorted(set(first) & set(second))
    pairs = [(first[each].cause, second[each].cause) for each in both]
    firm = [pair for pair, each in zip(pairs, both, strict=True) if not first[each].is_doubtful]
    lines = [
        f"{len(both)} labelled twice: agreement {agreement(pairs):.2f}, kappa {kappa(pairs):.2f}; "
        f"without the doubtful {agreement(firm):.2f}, {kappa(firm):.2f} of {len(firm)}"
    ]
    for each, (one, other) in zip(both, pairs, strict=True):
        if one != other:
            lines.append(f"{each}: {one} / {other}")
    return "\n".join(lines)
