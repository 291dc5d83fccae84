"""The ways in which matters of one intent were resolved: sequences of steps, the fastest first.

Doors ask it through `flows/routing.py`. It compares ways that led to a resolution, and so says
nothing of conversations that are still open, nor that the way is what made it fast.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median_low

from tacit.events import EntryId
from tacit.metrics.steps import Ending
from tacit.share import Share

# A way is listed once so many matters were resolved by it.
LEAST = 3


@dataclass(frozen=True)
class Path:
    """One sequence of steps: how many matters it resolved, how many held, and the median
    minutes from the opening to the reply that resolved."""

    steps: tuple[tuple[str, EntryId | None], ...]
    held: Share
    minutes: int


@dataclass(frozen=True)
class Paths:
    """The ways that resolved often enough, the fastest first, and how many went other ways."""

    listed: Sequence[Path]
    others: int


def paths_of(endings: Iterable[Ending], least: int = LEAST) -> Paths:
    """The ways of these resolutions; of two equally fast ones the commoner is first."""
    by_steps = dict[tuple[tuple[str, EntryId | None], ...], list[Ending]]()
    for each in endings:
        by_steps.setdefault(each.path, []).append(each)
    listed = [
        Path(
            steps,
            Share(sum(each.is_held for each in of), len(of)),
            median_low(each.minutes for each in of),
        )
        for steps, of in by_steps.items()
        if len(of) >= least
    ]
    listed.sort(key=lambda each: (each.minutes, -each.held.whole, _words(each.steps)))
    whole = sum(len(of) for of in by_steps.values())
    return Paths(listed, whole - sum(each.held.whole for each in listed))


def _words(steps: Iterable[tuple[str, EntryId | None]]) -> list[tuple[str, str]]:
    return [(what, entry or "") for what, entry in steps]
