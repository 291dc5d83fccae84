"""The figures of a closed loop, from what became of every question.

`closed_loop` says what each name means.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from bench.closed_s1 import CHANGED, ENTERED
from bench.closed_stream import Protocol

WINDOW, LAST, AFTER_DRIFT = 2000, 8000, 1000
S1_WINDOW, S1_LATEST = 500, 100
_BINS, _REDRAWS = 15, 1000


@dataclass
class Outcomes:
    """What became of every question: answered alone, right, out of scope, and how sure it was."""

    answered: np.ndarray
    right: np.ndarray
    foreign: np.ndarray
    confidence: np.ndarray

    def part(self, first: int, last: int | None = None) -> Outcomes:
        """Some of the questions."""
        held = (self.answered, self.right, self.foreign, self.confidence)
        return Outcomes(*(each[first:last] for each in held))

    def windows(self, size: int) -> list[Outcomes]:
        """Disjoint windows of so many questions; a last one of less than half is left out."""
        found = [self.part(n, n + size) for n in range(0, len(self.answered), size)]
        return [each for each in found if len(each.answered) >= size / 2] or found

    def behind(self, earlier: Outcomes) -> Outcomes:
        """Those of another run, then these."""
        columns = (each.name for each in fields(self))
        held = ((getattr(earlier, name), getattr(self, name)) for name in columns)
        return Outcomes(*(np.concatenate(each) for each in held))

    def coverage(self) -> float:
        return float(self.answered.mean())

    def wrong(self) -> float:
        """Wrong among answered; 0 where nothing was answered."""
        return float(1 - self.right[self.answered].mean()) if self.answered.any() else 0.0


def figures_of(name: str, found: Outcomes, protocol: Protocol) -> dict[str, float]:
    """The figures of one system."""
    windows = found.windows(WINDOW)
    figures = {
        "coverage": found.coverage(),
        "wrong_among_answered": found.wrong(),
        "worst_window_wrong_among_answered": max(each.wrong() for each in windows),
        "windows_broken": sum(is_broken(each, protocol.budget) for each in windows),
        "wrong_per_incoming": float((found.answered & ~found.right).mean()),
        "ece": calibration_error(found.confidence, found.right),
        "ece_by_chance": error_by_chance(found.confidence, protocol.seed),
        "aurc": risks(found).mean(),
    }
    if len(found.answered) > LAST:
        figures["coverage_last"] = found.part(LAST).coverage()
    if found.foreign.any():
        figures["out_of_scope_answered"] = float(found.answered[found.foreign].mean())
    if protocol.drift:
        half = len(found.answered) // 2
        after, later = found.part(half, half + AFTER_DRIFT), found.part(half + AFTER_DRIFT)
        figures["after_drift_coverage"] = after.coverage()
        figures["after_drift_wrong_among_answered"] = after.wrong()
        figures["after_drift_windows_broken"] = sum(
            is_broken(each, protocol.budget) for each in later.windows(WINDOW)
        )
        figures["after_drift_ece"] = calibration_error(later.confidence, later.right)
    return {f"{name}.{key}": float(value) for key, value in figures.items()}


def s1_figures_of(
    name: str, found: Outcomes, budget: float, static: float, oracle: float
) -> dict[str, float]:
    """The figures of one system in one run of s1, between what static and oracle reach."""
    windows = found.windows(S1_WINDOW)
    reached = within_budget(found, budget)
    figures = {
        "coverage": found.coverage(),
        "wrong_among_answered": found.wrong(),
        "coverage_within_budget": reached,
        "share_of_distance": (reached - static) / (oracle - static),
        "windows_broken_share": sum(is_broken(w, budget) for w in windows) / len(windows),
        "recovery_questions": recovery(found, budget),
        "out_of_scope_answered": float(found.answered[found.foreign].mean()),
    }
    return {f"{name}.{key}": float(value) for key, value in figures.items()}


def within_budget(found: Outcomes, budget: float) -> float:
    """Coverage at an error of at most the budget.

    All that was answered where so few were wrong, else the surest so many of it.
    """
    order = np.flatnonzero(found.answered)
    order = order[np.argsort(-found.confidence[order], kind="stable")]
    wrong = np.cumsum(~found.right[order])
    within = np.flatnonzero(wrong <= budget * np.arange(1, len(order) + 1))
    return float((within[-1] + 1) / len(found.right)) if len(within) else 0.0


def recovery(found: Outcomes, budget: float) -> int:
    """Questions after new intents entered until the last 100 answered stay within the budget.

    Within: at most two standard errors above it. Until the answers change the next time; 0
    where they never leave it.
    """
    count = len(found.answered)
    first, last = round(count * ENTERED), round(count * CHANGED)
    limit = budget + 2 * (budget * (1 - budget) / S1_LATEST) ** 0.5
    for n in range(last, first, -1):
        latest = np.flatnonzero(found.answered[:n])[-S1_LATEST:]
        if (~found.right[latest]).mean() > limit:
            return n - first
    return 0


def is_broken(window: Outcomes, budget: float) -> bool:
    """Whether a window is above its budget by more than two standard errors."""
    count = int(window.answered.sum())
    error = (budget * (1 - budget) / max(count, 1)) ** 0.5
    return window.wrong() > budget + 2 * error


def bins(confidence: np.ndarray) -> list[np.ndarray]:
    """The places of as many confidences each, the least sure first; none is empty."""
    order = np.argsort(confidence, kind="stable")
    return [each for each in np.array_split(order, _BINS) if len(each)]


def calibration_error(confidence: np.ndarray, right: np.ndarray) -> float:
    """Mean gap of confidence and success over equal-mass bins."""
    gaps = [len(b) * abs(confidence[b].mean() - right[b].mean()) for b in bins(confidence)]
    return float(sum(gaps) / len(confidence))


def error_by_chance(confidence: np.ndarray, seed: int) -> float:
    """The calibration error that perfect confidences of this size would show."""
    rng = np.random.default_rng(seed)
    draws = (rng.random(len(confidence)) < confidence for _ in range(_REDRAWS))
    return float(np.mean([calibration_error(confidence, each) for each in draws]))


def risks(found: Outcomes) -> np.ndarray:
    """Share of wrong ones among the surest 1, 2, 3 … questions."""
    order = np.argsort(-found.confidence, kind="stable")
    return np.cumsum(~found.right[order]) / np.arange(1, len(order) + 1)


def in_hindsight(found: Outcomes, budget: float) -> float:
    """The largest coverage of one line at which a share `budget` is wrong."""
    within = np.flatnonzero(risks(found) <= budget)
    return float((within[-1] + 1) / len(found.right)) if len(within) else 0.0
