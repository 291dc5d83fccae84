"""How well causes are found: macro F1 with its interval, who is taken for whom, baselines.

`causes` asks it with the causes that people read and those that were found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from bench.labelling import CAUSES, agreement

# A cause of fewer cases is in the table and not in the mean.
LEAST_CASES = 8
Pairs = Sequence[tuple[str, str]]


def counted(truth: Sequence[str]) -> list[str]:
    """The causes that have enough cases to be measured on, in the list's order."""
    cases = Counter(truth)
    return [each for each in CAUSES if cases[each] >= LEAST_CASES]


def f1(pairs: Pairs, cause: str) -> float:
    """Harmonic mean of a cause's precision and recall, from (read, found).

    F1 = 2 · both / (read + found)

    >>> f1([("a", "a"), ("a", "b"), ("b", "a"), ("a", "a")], "a")  # 2 · 2 / (3 + 3)
    0.6666666666666666
    """
    both = sum(read == found == cause for read, found in pairs)
    either = sum(read == cause for read, _ in pairs) + sum(found == cause for _, found in pairs)
    return 2 * both / either if either else 0.0


def macro(pairs: Pairs, causes: Sequence[str]) -> float:
    """The mean F1 of these causes, each counting the same."""
    return sum(f1(pairs, each) for each in causes) / max(len(causes), 1)


def interval(
    pairs: Pairs, causes: Sequence[str], seed: int, draws: int = 2000
) -> tuple[float, float]:
    """95% interval of the macro F1 by bootstrap over the failures."""
    rng = np.random.default_rng(seed)
    means = [
        macro([pairs[each] for each in rng.integers(0, len(pairs), len(pairs))], causes)
        for _ in range(draws)
    ]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def commonest(truth: Sequence[str]) -> list[tuple[str, str]]:
    """What naming the commonest cause each time would give."""
    cause = Counter(truth).most_common(1)[0][0]
    return [(read, cause) for read in truth]


def figures_of(name: str, pairs: Pairs, seed: int) -> dict[str, float]:
    """The figures of one way to find causes."""
    causes = counted([read for read, _ in pairs])
    low, high = interval(pairs, causes, seed)
    named = {f"{name}.f1.{each}": f1(pairs, each) for each in causes}
    means = {"macro_f1": macro(pairs, causes), "macro_f1_low": low, "macro_f1_high": high}
    whole = {f"{name}.{key}": value for key, value in means.items()}
    return whole | {f"{name}.agreement": agreement(pairs)} | named


def table(pairs: Pairs) -> str:
    """Who is taken for whom: a row for each cause that was read, a column for each found."""
    cells = Counter(pairs)
    lines = ["| read / found | " + " | ".join(CAUSES) + " |", "| --- |" + " --- |" * len(CAUSES)]
    for read in CAUSES:
        row = " | ".join(str(cells[read, found]) for found in CAUSES)
        lines.append(f"| {read} | {row} |")
    return "\n".join(lines)
