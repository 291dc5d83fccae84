"""Counts by two names that add up and are taken back to the same bytes.

Learners keep such tables as their state.
"""

from __future__ import annotations

from collections.abc import Mapping


def add(of: dict[str, dict[str, int]], first: str, second: str, by: int) -> None:
    """Add so many to one count; what falls to nothing leaves no trace."""
    own = of.setdefault(first, {})
    own[second] = own.get(second, 0) + by
    if not own[second]:
        del own[second]
    if not own:
        del of[first]


def add_all(of: dict[str, dict[str, int]], more: Mapping[str, Mapping[str, int]]) -> None:
    """Add another shard's counts."""
    for first, counts in more.items():
        for second, by in counts.items():
            add(of, first, second, by)
