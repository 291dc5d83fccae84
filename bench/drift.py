"""Does a desk notice that its answers went wrong: of which intents, since when, how seldom else?

FOLDER/train.csv is asked as in `closed_loop --drift`: half-way a fifth of the categories have
another answer. There is a question every ten minutes, 144 a day; all runs through the product's
flows, which raise the alarms. An intent is of the category that most of its questions are of.

- `SYSTEM.drifted_found`: share of the changed categories of which an intent was alarmed of
  after the change; `.questions_to_alarm_p50`: questions of the category from the change until
  then; `.first_day_off_p50`, `_p90`: days between the day that is named and that of the change.
- `SYSTEM.alarms_before`: alarms of intents before the change; `.false_alarms`: those, and later
  ones of intents whose answer is the same; `.false_alarms_stated`: as many may come by chance at
  the stated rate, of as many judgements as there were of such intents.
- `SYSTEM.permuted_alarms`: with the judgements of each intent in an order drawn by seed, ten
  times over; `.permuted_stated`: as many may come by chance.
- `SYSTEM.undrifted_alarms`, `_stated`: the same in a run in which nothing changes.
- `tacit.overall_days_to_alarm`: days until the alarm of all decisions together;
  `tacit.input_alarms`: alarms of the questions themselves, which do not change.
- SYSTEM: tacit; window (the last ten judgements of an intent are worse than all before them, at
  least twenty, by more than three standard errors), on the same judgements.

Over `--seeds` runs: counts are sums, all else medians or shares of all.
"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bench import report
from bench.closed_loop import BANKING, BEGINS_AT, run
from bench.closed_stream import Asked, Protocol, stream
from bench.drift_systems import STEP, SYSTEMS, Alarm, Judged, Slow, permuted
from bench.kept import Kept
from bench.memory_store import in_memory
from tacit.answering.drift import MIX, OVER_ALL, UNKNOWN
from tacit.app import App
from tacit.events import EPOCH, EVERY_INTENT
from tacit.flows.importing import passages_of
from tacit.language.pool import Pool
from tacit.language.remembered import Remembered
from tacit.learners.drift import FALSE_ALARM_EVERY
from tacit.settings import Settings

_PERMUTED = 10


@dataclass
class Course:
    """One run: what was asked, what changed, and of which category each intent is."""

    categories: list[str]
    changed: set[str]
    judged: list[Judged]
    alarms: list[Alarm]
    of: dict[str, str]

    @property
    def half(self) -> int:
        return len(self.categories) // 2

    def is_sound(self, each: Judged | Alarm) -> bool:
        """Whether nothing had changed of what is judged or alarmed of."""
        return each.question < self.half or self.of.get(each.watched) not in self.changed

    def of_intents(self) -> list[Judged]:
        return [each for each in self.judged if each.watched not in OVER_ALL]


def embedded(app: App, asked: Sequence[Asked]) -> list[tuple[bytes, ...]]:
    """The vectors of every question; those of an earlier run were kept."""
    embedder = app.port.embedder
    assert isinstance(embedder, Remembered)
    passages = (p for each in asked for p in passages_of(embedder, (each.text, False)))
    wanted = [each for each in dict.fromkeys(passages) if not embedder.knows(each)]
    with Pool() as pool:
        kept = Kept(pool, embedder.namespace)
        for passage, vector in zip(wanted, kept.embed_all(wanted), strict=True):
            embedder.tell(passage, vector)
        kept.save()
    return [app.port.vectors_of(each.text) for each in asked]


def course_of(app: App, name: str, options, protocol: Protocol) -> Course:
    """Ask one stream, and note what was judged and alarmed of."""
    asked = stream(options.data, protocol)
    before = stream(options.data, replace(protocol, drift=False))
    desk = Slow(app, name, BEGINS_AT)
    run(name, desk, asked, embedded(app, asked))
    categories = [each.category for each in before]
    counts = defaultdict[str, Counter[str]](Counter)
    for category, decision in zip(categories, desk.decisions, strict=True):
        counts[decision.intent_id or ""][category] += 1
    pairs = zip(asked, before, strict=True)
    changed = {b.category for a, b in pairs if a.category != b.category}
    of = {intent: found.most_common(1)[0][0] for intent, found in counts.items()}
    return Course(categories, changed, desk.judged, desk.alarms(), of)


# ---- figures ----------------------------------------------------------------------------------


def figures_of(courses: Sequence[Course], still: Course, seed: int) -> dict[str, float]:
    """Every system's figures over all runs; `still` is one in which nothing changed."""
    figures: dict[str, float] = {}
    for name, system in SYSTEMS.items():
        raised = [
            [a for a in c.alarms if a.watched not in OVER_ALL]
            if name == "tacit"
            else system(c.of_intents())
            for c in courses
        ]
        found = _found(courses, raised) | _by_chance(courses, raised)
        orders = [permuted(c.of_intents(), seed + n) for c in courses for n in range(_PERMUTED)]
        found["permuted_alarms"] = sum(len(system(each)) for each in orders)
        found["permuted_stated"] = sum(map(len, orders)) / FALSE_ALARM_EVERY
        found["undrifted_alarms"] = len(system(still.of_intents()))
        found["undrifted_stated"] = len(still.of_intents()) / FALSE_ALARM_EVERY
        figures |= {f"{name}.{key}": float(value) for key, value in found.items()}
    return figures | _over_all(courses)


def _found(courses: Sequence[Course], raised: Sequence[list[Alarm]]) -> dict[str, float]:
    """How many of the changed categories were found, how soon, and how rightly dated."""
    waited, off, changed = list[float](), list[float](), 0
    for course, alarms in zip(courses, raised, strict=True):
        changed += len(course.changed)
        for category in sorted(course.changed):
            first = next((a for a in alarms if is_of(course, a, category)), None)
            if first is not None:
                between = course.categories[course.half : first.question]
                waited.append(between.count(category))
                off.append(abs(days_of(first.first_day) - day_at(course.half)))
    return {
        "drifted_found": len(waited) / max(changed, 1),
        "questions_to_alarm_p50": report.percentile(waited, 0.5),
        "questions_to_alarm_p90": report.percentile(waited, 0.9),
        "first_day_off_p50": report.percentile(off, 0.5),
        "first_day_off_p90": report.percentile(off, 0.9),
    }


def is_of(course: Course, alarm: Alarm, category: str) -> bool:
    """Whether an alarm, after the change, is of an intent of a category."""
    return alarm.question >= course.half and course.of.get(alarm.watched) == category


def _by_chance(courses: Sequence[Course], raised: Sequence[list[Alarm]]) -> dict[str, float]:
    """Alarms of what had not changed, and how many the stated rate allows."""
    pairs = list(zip(courses, raised, strict=True))
    judged = sum(c.is_sound(each) for c in courses for each in c.of_intents())
    return {
        "alarms_before": sum(a.question < c.half for c, alarms in pairs for a in alarms),
        "false_alarms": sum(c.is_sound(a) for c, alarms in pairs for a in alarms),
        "false_alarms_stated": judged / FALSE_ALARM_EVERY,
    }


def _over_all(courses: Sequence[Course]) -> dict[str, float]:
    """What was alarmed of over all: of decisions, and of the questions themselves."""
    alarms = [(c, a) for c in courses for a in c.alarms]
    later = [(c, a) for c, a in alarms if a.question >= c.half and a.watched == EVERY_INTENT]
    early = {id(c): (a.question - c.half) * STEP / timedelta(days=1) for c, a in reversed(later)}
    return {
        "tacit.overall_found": len(early) / len(courses),
        "tacit.overall_days_to_alarm": report.percentile([*early.values()], 0.5),
        "tacit.overall_alarms_before": sum(
            a.watched == EVERY_INTENT and a.question < c.half for c, a in alarms
        ),
        "tacit.input_alarms": sum(a.watched in (UNKNOWN, MIX) for _, a in alarms),
    }


def day_at(question: int) -> int:
    """The day of a question."""
    return (BEGINS_AT + question * STEP - EPOCH).days


def days_of(day: str) -> int:
    """The day that an alarm names, counted as `day_at` does."""
    return (BEGINS_AT.fromisoformat(f"{day}T00:00:00+00:00") - EPOCH).days


def main() -> None:
    """Measure what is found and what is not there."""
    parser = report.arguments("Drift: what is found, how soon, and how often by chance.", BANKING)
    parser.add_argument("--questions", type=int, default=0, help="stop after so many")
    parser.add_argument("--seeds", type=int, default=3, help="runs with a change")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        app = in_memory(Settings(Path(home)), options.seed)
        protocol = Protocol(seed=options.seed, questions=options.questions, drift=True)
        courses = [
            course_of(app, f"seed {seed}", options, replace(protocol, seed=seed))
            for seed in range(options.seed, options.seed + options.seeds)
        ]
        still = course_of(app, "nothing changes", options, replace(protocol, drift=False))
    figures = {"questions": len(still.categories)} | figures_of(courses, still, options.seed)
    report.show(f"Drift, {options.seeds} runs of {len(still.categories)} questions", figures)
    report.write(options.json, "drift", options, figures)


if __name__ == "__main__":
    main()
