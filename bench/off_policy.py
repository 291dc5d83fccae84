"""Does a backtest tell what another policy is worth, where that is known?

A simulated desk: twelve intents, each with two approved answers whose true chances of resolving
are drawn by seed, and so are how near they score to each question; a hundred questions a day for
thirty days. The product's own quality ranks them, its own exploration draws lots at `--percent`,
and its own estimators read the log that comes of it. No texts, no store. `--runs` such desks;
figures of each policy of another kind than the one that acted:

- `POLICY_ESTIMATOR.covered`: share of the desks where the 95% interval holds the true value, the
  mean true chance of what the policy would have given to the same questions; `.bias`: mean of
  estimate less truth; `.error`: root of the mean square of it; `.width`: of the interval, mean.
- `POLICY.claimed`: share of the desks where there was overlap enough to claim anything;
  `.effective`: how many answers the log was worth, mean.
- ESTIMATOR: dr, snips, ips, and naive (the plain average of the answers that both would give).
- `without_lots.claimed`: the same for `likeliest` where nothing was ever explored.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bench import report
from tacit.answering.backtest import Judged, Policy, Worth, best_liked, likeliest, worth
from tacit.answering.exploring import chances
from tacit.events import EntryId
from tacit.flows.backtest import drawn_by
from tacit.learners.fixed import ONE
from tacit.learners.quality import Quality

_INTENTS, _DAYS, _A_DAY = 12, 30, 100
_POLICIES: dict[str, Policy] = {"likeliest": likeliest, "best_liked": best_liked}
_BOUND = 2 * ONE


@dataclass
class Desk:
    """Two answers to each intent, and what is learned of them."""

    dice: random.Random
    percent: int
    quality: Quality

    def days(self) -> tuple[list[Judged], dict[EntryId, float]]:
        """The log of all days, and the true chance of each answer."""
        truth = {
            EntryId(f"{intent}.{side}"): self.dice.uniform(0.3, 0.95)
            for intent in range(_INTENTS)
            for side in (0, 1)
        }
        lean = [self.dice.gauss(0.0, 0.4) for _ in range(_INTENTS)]
        log = [self.asked(day, lean, truth) for day in range(_DAYS) for _ in range(_A_DAY)]
        return log, truth

    def asked(self, day: int, lean: list[float], truth: Mapping[EntryId, float]) -> Judged:
        """One question: ranked, perhaps drawn, answered and judged."""
        intent = self.dice.randrange(_INTENTS)
        apart = min(max(self.dice.gauss(lean[intent], 0.3), -0.99), 0.99)
        scores = {
            EntryId(f"{intent}.0"): round(apart * ONE / 2),
            EntryId(f"{intent}.1"): -round(apart * ONE / 2),
        }
        segment = str(intent)
        raised = {e: round(self.quality.predict(e, [segment]).log_odds * ONE) for e in scores}
        qualities = {each: min(max(by, -_BOUND), _BOUND) for each, by in raised.items()}
        order = sorted(scores, key=lambda each: (-scores[each] - qualities[each], each))
        lots = chances(self.percent, order) if self.percent else {order[0]: ONE}
        chosen = self.dice.choices(list(lots), list(lots.values()))[0]
        reward = float(self.dice.random() < truth[chosen])
        self.quality.learn(chosen, segment, round(reward * 1000))
        shares = {entry: chance / ONE for entry, chance in lots.items()}
        return Judged(day, segment, chosen, shares, scores, qualities, 0.95, reward, 1.0)


def truly(log: list[Judged], policy: Policy, truth: Mapping[EntryId, float]) -> float:
    """What the policy would have been worth to the same questions."""
    return float(np.mean([sum(p * truth[e] for e, p in policy(each).items()) for each in log]))


def run(seed: int, percent: int) -> dict[str, tuple[Worth, float]]:
    """Each policy's worth by the log of one desk, and the truth."""
    log, truth = Desk(random.Random(seed), percent, Quality()).days()
    return {
        name: (worth(log, policy, drawn_by(seed)), truly(log, policy, truth))
        for name, policy in _POLICIES.items()
    }


def figures_of(name: str, runs: list[tuple[Worth, float]]) -> dict[str, float]:
    """How surely the intervals of one policy hold the truth."""
    figures: dict[str, float] = {
        f"{name}.claimed": float(np.mean([not found.doubt for found, _ in runs])),
        f"{name}.effective": float(np.mean([found.effective for found, _ in runs])),
    }
    for short, field in (("dr", "doubly_robust"), ("snips", "self_normalised"), ("ips", "ips"),
                         ("naive", "naive")):  # fmt: skip
        values = [(getattr(found, field), truth) for found, truth in runs]
        wide = [value.high - value.low for value, _ in values]
        missed = np.array([value.mean - truth for value, truth in values])
        held = [value.low <= truth <= value.high for value, truth in values]
        figures |= {
            f"{name}_{short}.covered": float(np.mean(held)),
            f"{name}_{short}.bias": float(missed.mean()),
            f"{name}_{short}.error": float(np.sqrt((missed**2).mean())),
            f"{name}_{short}.width": float(np.mean(wide)),
        }
    return figures


def main() -> None:
    """Simulate the desks and say how surely they were told."""
    parser = report.arguments("Backtests against what is true of simulated desks.")
    parser.add_argument("--runs", type=int, default=200, help="desks")
    parser.add_argument("--percent", type=int, default=10, help="of answers, another is tried")
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.runs)
    runs = [run(seed, options.percent) for seed in seeds]
    figures: dict[str, float] = {"runs": len(runs)}
    for name in _POLICIES:
        figures |= figures_of(name, [each[name] for each in runs])
    without = [run(seed, 0)["likeliest"][0] for seed in seeds[:20]]
    figures["without_lots.claimed"] = float(np.mean([not each.doubt for each in without]))
    report.show(f"Backtests, {len(runs)} desks", figures)
    report.write(options.json, "off_policy", options, figures)


if __name__ == "__main__":
    main()
