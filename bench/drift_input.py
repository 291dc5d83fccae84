"""Does a desk notice that customers ask for other things than they used to, and since when?

FOLDER/train.csv is asked as in `drift`, 144 questions a day, in mode auto through the product's
flows, which raise the alarms. At a change, which comes after about the first half,

- `entered`: one category in five is asked for the first time, as often as any other;
- `shifted`: one category in five is asked three times as often beside the others as before;
- `foreign`: one question in ten is from then on one of other desks (see `closed_stream.foreign`);
- `same`: nothing.

Of each, over `--seeds` runs, by alarms of what is asked (questions unlike all that is known, and
what is asked for), never of answers:

- `CHANGE.found`: share of the runs in which such an alarm came after the change;
  `.days_to_alarm_p50`, `_p90`: days from the change until then; `.first_day_off_p50`, `_p90`:
  days between the day that is named and that of the change.
- `CHANGE.unlike_found`, `.mix_found`: the same by each of the two alone.
- `CHANGE.alarms_before`: alarms before the change, of all runs; of `same`, all that there were.
- `CHANGE.alarms_stated`: as many may come by chance at the stated rate, of as many questions as
  there were of two watches while nothing had changed.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bench import report
from bench.closed_loop import BANKING, BEGINS_AT, run
from bench.closed_stream import OUT_OF_SCOPE, Asked, Protocol, stream
from bench.closed_stream import foreign as others_of
from bench.drift import day_at, days_of, embedded
from bench.drift_systems import STEP, Alarm, Slow
from bench.memory_store import in_memory
from tacit.answering.drift import MIX, OVER_ALL_EVERY, UNKNOWN
from tacit.app import App
from tacit.settings import Settings

_OF = 5
_OFTENER = 3
_STRANGE = 10


@dataclass(frozen=True)
class Change:
    """What is asked, from the question on with which it changes; `at` is its number."""

    asked: list[Asked]
    at: int


def entered(asked: Sequence[Asked], chosen: set[str], dice: random.Random) -> Change:
    """What is chosen is asked from half-way on alone."""
    half = len(asked) // 2
    before = [each for each in asked[:half] if each.category not in chosen]
    return Change([*before, *asked[half:]], len(before))


def shifted(asked: Sequence[Asked], chosen: set[str], dice: random.Random) -> Change:
    """From half-way on what is chosen is asked three times as often, beside the others."""
    half = len(asked) // 2
    later = [e for e in asked[half:] if e.category in chosen or dice.randrange(_OFTENER) == 0]
    return Change([*asked[:half], *later], half)


def foreign(asked: Sequence[Asked], chosen: set[str], dice: random.Random) -> Change:
    """From half-way on one in ten asks for what belongs to other desks."""
    half = len(asked) // 2
    texts = _strange(len(asked) - half, dice)
    later = [
        _of_another(each, n, text)
        for n, (each, text) in enumerate(zip(asked[half:], texts, strict=True))
    ]
    return Change([*asked[:half], *later], half)


def _of_another(asked: Asked, n: int, text: str) -> Asked:
    """A question with a foreign text, which is its own category; as it is without one."""
    own = f"{OUT_OF_SCOPE}-{n}"
    return replace(asked, text=text, category=own, told=own) if text else asked


def _strange(count: int, dice: random.Random) -> list[str]:
    """One foreign question in ten places drawn by chance, "" in the others."""
    texts = iter(dice.sample(others_of(BANKING), count))
    return [next(texts) if dice.randrange(_STRANGE) == 0 else "" for _ in range(count)]


def same(asked: Sequence[Asked], chosen: set[str], dice: random.Random) -> Change:
    """Nothing changes; what comes later is all of it."""
    return Change([*asked], len(asked))


CHANGES: dict[str, Callable[[Sequence[Asked], set[str], random.Random], Change]] = {
    "entered": entered,
    "shifted": shifted,
    "foreign": foreign,
    "same": same,
}


def changed(asked: Sequence[Asked], name: str, seed: int) -> Change:
    """A stream with a change of what is asked, of categories that a seed draws."""
    dice = random.Random(seed)
    names = sorted({each.category for each in asked})
    return CHANGES[name](asked, {*dice.sample(names, len(names) // _OF)}, dice)


def alarms_of(app: App, name: str, change: Change) -> list[Alarm]:
    """What the product alarmed of as to what is asked, in order."""
    desk = Slow(app, name, BEGINS_AT)
    run(name, desk, change.asked, embedded(app, change.asked))
    return [each for each in desk.alarms() if each.watched in (UNKNOWN, MIX)]


def figures_of(courses: Sequence[tuple[Change, list[Alarm]]]) -> dict[str, float]:
    """One change's figures over all its runs."""
    first, off = list[float](), list[float]()
    later = [[a for a in alarms if a.question >= c.at] for c, alarms in courses]
    for (change, _), raised in zip(courses, later, strict=True):
        if raised:
            first.append((raised[0].question - change.at) * STEP / timedelta(days=1))
            off.append(abs(days_of(raised[0].first_day) - day_at(change.at)))
    runs = len(courses)
    return {
        "found": len(first) / runs,
        "unlike_found": sum(any(a.watched == UNKNOWN for a in each) for each in later) / runs,
        "mix_found": sum(any(a.watched == MIX for a in each) for each in later) / runs,
        "days_to_alarm_p50": report.percentile(first, 0.5),
        "days_to_alarm_p90": report.percentile(first, 0.9),
        "first_day_off_p50": report.percentile(off, 0.5),
        "first_day_off_p90": report.percentile(off, 0.9),
        "alarms_before": sum(a.question < c.at for c, alarms in courses for a in alarms),
        "alarms_stated": sum(2 * c.at for c, _ in courses) / OVER_ALL_EVERY,
    }


def main() -> None:
    """Measure what is found of each change, and what is alarmed of without one."""
    parser = report.arguments("Drift of what is asked: what is found, how soon.", BANKING)
    parser.add_argument("--questions", type=int, default=0, help="stop after so many")
    parser.add_argument("--seeds", type=int, default=3, help="runs of each change")
    parser.add_argument("--changes", nargs="+", default=[*CHANGES], choices=[*CHANGES])
    options = parser.parse_args()
    figures = dict[str, float]()
    with tempfile.TemporaryDirectory() as home:
        app = in_memory(Settings(Path(home)), options.seed)
        for name in options.changes:
            courses = list[tuple[Change, list[Alarm]]]()
            for seed in range(options.seed, options.seed + options.seeds):
                protocol = Protocol(seed=seed, questions=options.questions)
                change = changed(stream(options.data, protocol), name, seed)
                courses.append((change, alarms_of(app, f"{name}, seed {seed}", change)))
            found = {f"{name}.{key}": value for key, value in figures_of(courses).items()}
            report.show(f"Drift of what is asked: {name}", found)
            figures |= found
    report.write(options.json, "drift_input", options, figures)


if __name__ == "__main__":
    main()
