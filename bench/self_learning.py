"""An open benchmark of self-learning: one stream, hidden truth, any system, seven scores.

FOLDER/train.csv (`text,category`) is asked in an order drawn by seed, one question a minute. A
tenth of the categories is new after the first quarter; another tenth is away for the middle third.
Half-way a release swaps the answers of a fifth. One in twenty agents' replies is wrong. From the
third quarter on one customer in ten is hostile: complains of right answers, thanks for wrong ones.
What is handed over, or complained of, gets an agent's reply; one answer in fifty is judged by an
agent. Everybody meets the same dice, and hears the same.

- `SYSTEM.coverage`, `.wrong_among_answered`, `.windows_broken` (windows of 2,000 above the
  budget by more than two standard errors).
- *Learning speed*: `.questions_to_half`: until of 500 questions in a row half were answered alone
  and rightly (all, where that was never); `.new_asks`: of a new category, how often it is asked
  until what would be answered is right.
- *Forgetting*: `.forgotten_points`: of categories that were away, the share that would be answered
  rightly of the last ten before less that of the first three after.
- *Staleness*: `.stale_asks`: of a category whose answer changed, how often it is asked until what
  would be answered is the new one; `.stale_told`: old answers told alone in the meantime, by each.
- *Poisoning*: `.poisoned_points`: right answers of the last quarter, of all asked in it, that the
  hostile customers cost: the same stream is walked once more with nobody hostile.
- *Calibration*: `.ece`, `.ece_by_chance`, `.aurc` as in `closed_loop`.
- *Reviewers' load*: `.load`: replies and judgements of agents by 100 questions.
- SYSTEM: tacit, memory_90, nightly, oracle (as in `closed_loop`), and `yours`: the program of
  `--system COMMAND`, which speaks as `bench.outside` says; `--only` leaves the others out.
"""

from __future__ import annotations

import random
from argparse import ArgumentParser, Namespace
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from bench import report
from bench.closed_baselines import Memory, Nightly, Oracle
from bench.closed_figures import Outcomes, calibration_error, error_by_chance, is_broken, risks
from bench.closed_loop import BANKING, BEGINS_AT, embedded, product, run
from bench.closed_stream import AGENTS, Asked, Word, rows_of
from bench.closed_systems import Desk, System
from bench.outside import Outside

_NEW_AFTER, _AWAY, _RELEASE, _HOSTILE_AFTER = 1 / 4, (1 / 3, 2 / 3), 1 / 2, 3 / 4
_A_TENTH, _A_FIFTH = 10, 5
_WRONG_AGENTS, _HOSTILE, _SILENT, _AUDIT = 0.05, 0.1, 0.2, 0.02
_WINDOW, _SPELL = 2000, 500
_BEFORE, _AFTER = 10, 3


@dataclass(frozen=True)
class Truth:
    """What no system is told: which categories are new, away or changed, and the moments."""

    new: frozenset[str]
    away: frozenset[str]
    changed: dict[str, str]
    release: int
    hostile_after: int
    hostile: frozenset[int]


def stream(options: Namespace) -> tuple[list[Asked], Truth]:
    """The questions in their order, and what is true of them."""
    dice = random.Random(options.seed)
    rows = rows_of(options.data, "train.csv")
    dice.shuffle(rows)
    rows = rows[: options.questions or None]
    names = sorted({name for _, name in rows})
    dice.shuffle(names)
    tenth = len(names) // _A_TENTH
    new, away = frozenset(names[:tenth]), frozenset(names[tenth : 2 * tenth])
    moved = names[-(len(names) // _A_FIFTH) :]
    changed = dict(pairwise([*moved, moved[0]]))
    told = sorted((_when(name, new, away, dice), text, name) for text, name in rows)
    release, after = int(len(told) * _RELEASE), int(len(told) * _HOSTILE_AFTER)
    now = [
        (text, changed.get(name, name) if n >= release else name)
        for n, (_, text, name) in enumerate(told)
    ]
    hostile = frozenset(n for n in range(after, len(now)) if dice.random() < _HOSTILE)
    asked = [_asked(n, row, names, dice) for n, row in enumerate(now)]
    return asked, Truth(new, away, changed, release, after, hostile)


def _when(name: str, new: frozenset[str], away: frozenset[str], dice: random.Random) -> float:
    """When a question is asked, in 0 to 1."""
    when = dice.random()
    if name in new:
        return _NEW_AFTER + when * (1 - _NEW_AFTER)
    if name in away:
        first, last = _AWAY
        when *= 1 - (last - first)
        return when if when < first else when + last - first
    return when


def _asked(n: int, row: tuple[str, str], names: Sequence[str], dice: random.Random) -> Asked:
    text, name = row
    told = dice.choice(names) if dice.random() < _WRONG_AGENTS else name
    if_wrong: Word | None = None if dice.random() < _SILENT else "complains"
    return Asked(text, name, told, if_wrong, dice.random() < _AUDIT, agent=n % AGENTS)


def besieged(asked: Sequence[Asked], truth: Truth) -> list[Asked]:
    """The same stream with its hostile customers."""
    return [
        replace(each, if_right="complains", if_wrong="thanks") if n in truth.hostile else each
        for n, each in enumerate(asked)
    ]


def figures_of(
    found: Outcomes, calm: Outcomes, asked: Sequence[Asked], truth: Truth, budget: float
) -> dict[str, float]:
    """A system's scores: of the stream with its hostile customers, and beside it without them."""
    windows = found.windows(_WINDOW)
    good, last = found.answered & found.right, slice(truth.hostile_after, None)
    calm_good = calm.answered & calm.right
    stale_asks, stale_told = _stale(found, asked, truth)
    return {
        "coverage": found.coverage(),
        "wrong_among_answered": found.wrong(),
        "windows_broken": float(sum(is_broken(each, budget) for each in windows)),
        "questions_to_half": _to_half(good),
        "new_asks": _mean(_until_right(found, places) for places in _of(asked, truth.new)),
        "forgotten_points": 100 * _forgotten(found, asked, truth),
        "stale_asks": stale_asks,
        "stale_told": stale_told,
        "poisoned_points": 100 * float(calm_good[last].mean() - good[last].mean()),
        "ece": calibration_error(found.confidence, found.right),
        "ece_by_chance": error_by_chance(found.confidence, 0),
        "aurc": float(risks(found).mean()),
        "load": _load(found, asked),
    }


def _of(asked: Sequence[Asked], names: frozenset[str]) -> list[list[int]]:
    """The places at which each of these categories is asked for."""
    found = defaultdict[str, list[int]](list)
    for n, each in enumerate(asked):
        if each.category in names:
            found[each.category].append(n)
    return [found[name] for name in sorted(found)]


def _until_right(found: Outcomes, places: Sequence[int]) -> float:
    """How often it is asked until what would be answered is right; all of them where never."""
    return next((n for n, place in enumerate(places) if found.right[place]), len(places))


def _mean(values: Iterator[float]) -> float:
    held = list(values)
    return float(np.mean(held)) if held else float("nan")


def _to_half(good: np.ndarray) -> float:
    spells = np.convolve(good, np.ones(_SPELL), "valid") >= _SPELL / 2
    return float(spells.argmax() + _SPELL) if spells.any() else float(len(good))


def _forgotten(found: Outcomes, asked: Sequence[Asked], truth: Truth) -> float:
    gone_at, back_at = (int(len(asked) * each) for each in _AWAY)
    lost = list[float]()
    for places in _of(asked, truth.away):
        before = [n for n in places if n < gone_at][-_BEFORE:]
        after = [n for n in places if n >= back_at][:_AFTER]
        if before and after:
            lost.append(float(found.right[before].mean() - found.right[after].mean()))
    return _mean(iter(lost))


def _stale(found: Outcomes, asked: Sequence[Asked], truth: Truth) -> tuple[float, float]:
    """How often a changed category is asked, and how many old answers are told, until it is known.

    After the release the category of a question is that of its new answer.
    """
    moved = _of(asked, frozenset(truth.changed))
    after = [[n for n in places if n >= truth.release] for places in moved]
    until = [(places, int(_until_right(found, places))) for places in after if places]
    told = (float(found.answered[places[:end]].sum()) for places, end in until if places[:end])
    return _mean(float(end) for _, end in until), sum(told) / max(len(until), 1)


def _load(found: Outcomes, asked: Sequence[Asked]) -> float:
    acts = 0
    for n, each in enumerate(asked):
        is_answered, is_right = bool(found.answered[n]), bool(found.right[n])
        word = each.if_right if is_right else each.if_wrong
        acts += not is_answered or word == "complains"
        acts += is_answered and each.is_audited
    return 100 * acts / len(asked)


def _walked(name: str, system: System, asked: Sequence[Asked], vectors: Sequence) -> Outcomes:
    found = run(name, system, asked, vectors)
    if isinstance(system, Outside):
        system.close()
    return found


def arguments() -> ArgumentParser:
    """What the command takes."""
    parser = report.arguments("The open benchmark of self-learning.", BANKING)
    parser.add_argument("--budget", type=float, default=0.05, help="wrong among answered")
    parser.add_argument("--questions", type=int, default=0, help="stop after so many")
    parser.add_argument("--system", metavar="COMMAND", help="a program that takes part")
    parser.add_argument("--only", action="store_true", help="measure that program alone")
    parser.set_defaults(store=False)
    return parser


def main() -> None:
    """Walk the stream twice with every system."""
    options = arguments().parse_args()
    asked, truth = stream(options)
    hostile = besieged(asked, truth)
    figures: dict[str, float] = {"questions": len(asked)}
    with product(options, options.budget) as app:
        vectors = embedded(app, asked)
        systems: dict[str, Callable[[str], System]] = {
            "tacit": lambda walk: Desk(app, f"self-learning, {walk}", BEGINS_AT),
            "memory_90": lambda _: Memory(line=0.9),
            "nightly": lambda _: Nightly(line=1 - options.budget),
            "oracle": lambda _: Oracle(),
        }
        if options.only:
            systems = {}
        if options.system:
            systems["yours"] = lambda _: Outside(options.system)
        for name, made in systems.items():
            besieged_one = _walked(f"{name}, hostile", made("hostile"), hostile, vectors)
            calm = _walked(f"{name}, calm", made("calm"), asked, vectors)
            scores = figures_of(besieged_one, calm, hostile, truth, options.budget)
            figures |= {f"{name}.{key}": value for key, value in scores.items()}
    report.show(f"Self-learning, {len(asked)} questions", figures)
    report.write(options.json, "self_learning", options, figures)


if __name__ == "__main__":
    main()
