"""Does what is read of a customer's state of mind come true, and as often as it says?

Every conversation of the history is heard, decided on and settled by the product's own
flows, with the log in memory. What customers do next teaches; each reading is judged by
what the product itself learned from it: a complaint against thanks for frustration, who came
back sooner than most for urgency. Nobody's reply is learned from and
no vectors are made: no mood rests on them. Figures, each with `_low` and `_high`, 95% by
bootstrap over weeks:

- `YEAR.SIDE.SYSTEM.auroc`: how often, of one that was so and one that was not, the first
  was held likelier; `.ece`: calibration error over 15 equal-mass bins. Systems: tacit; rate,
  the share of all outcomes up to then; words, the share of those whose message held a word
  of a list, or none, up to then.
- `YEAR.SIDE.tacit.auroc_minus_words`: paired; `.first.auroc`, `.later.auroc`: of first
  messages, and of those after; `.ece_by_chance`: what perfect chances would show.
- `YEAR.SIDE.tacit.above_half`: share called so; `.so_above_half`: of those, share that was.
- `YEAR.SIDE.outcomes`, `.so`: how many readings something came of, and the share that was so;
  `YEAR.readings`.
"""

from __future__ import annotations

import re
import sys
import tempfile
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sklearn.metrics import roc_auc_score

from bench import report
from bench.closed_figures import calibration_error, error_by_chance
from bench.learning_curve import happenings
from bench.memory_store import in_memory
from tacit import reward
from tacit.answering.awaiting import JUDGED_WITHIN
from tacit.answering.mood import Moods, Taught
from tacit.app import App, fire
from tacit.connectors import Options, read_history
from tacit.events import (
    EPOCH,
    ConversationId,
    Logged,
    MessageReceived,
    MoodRead,
    WorkspaceId,
)
from tacit.flows import answer, settle
from tacit.flows.port import Port
from tacit.history import Conversation, Message
from tacit.learners.fixed import ONE
from tacit.learners.leaning import Leaning, Signs
from tacit.learners.pace import Pace
from tacit.rehearsal import rehearsal
from tacit.settings import Settings
from tacit.store.walk import Walk

SIDES = ("frustration", "urgency")
_LAST_OF_2023 = 2023
_DRAWS = 1000
_COMPLAINTS = {"still_broken", "wants_human", "frustrated"}
_HURRIED = re.compile(
    r"\b(urgent(ly)?|asap|a\.s\.a\.p|immediate(ly)?|right away|right now|quick(ly)?|hurry|"
    r"deadline|emergency|as soon as|today|dringend|sofort|urgente?|inmediat\w+)\b"
)


def main() -> None:
    """Rehearse the history and say how far its moods were read."""
    parser = report.arguments("The state of mind, against what customers did next.")
    parser.add_argument("--report", action="store_true", help="run 2024 too")
    parser.add_argument("--questions", type=int, default=0, help="stop after so many conversations")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = in_memory(Settings(Path(folder)), options.seed, Blank())
        course = walked(app, conversations(options))
    figures = figures_of(course, options.seed)
    shown(figures)
    report.write(options.json, "mood", options, figures)


def conversations(options: Namespace) -> list[Conversation]:
    """The history's conversations by the time they began; those of 2024 to be reported only."""
    rows = list(read_history(options.data, Options()).rows())
    told = [row for row in rows if isinstance(row, Conversation) and not row.is_spam]
    if not options.report:
        told = [row for row in told if row.messages[0].at.year <= _LAST_OF_2023]
    told.sort(key=lambda each: (each.messages[0].at, each.external_id))
    return told[: options.questions] if options.questions else told


class Blank:
    """An embedder to which all texts are alike: no mood rests on vectors."""

    namespace = "bench-blank"
    dimensions = 8

    def passages(self, text: str) -> list[str]:
        """The text as it is, in one piece."""
        return [text] if text.strip() else []

    def embed(self, passage: str) -> bytes:
        """The same for all."""
        return bytes([1] * self.dimensions)


# ---- the walk --------------------------------------------------------------------------


def walked(app: App, told: Sequence[Conversation]) -> Course:
    """Every message in the order of time, heard, decided on and settled."""
    course, workspace = Course(), app.workspace("bench")
    inside = rehearsal(app.port, workspace, told[0].messages[0].at, followed, fire)
    last = {row.external_id: _in_time(row)[-1] for row in told}
    for row, message in track(happenings(list(told)), "walking", console=Console(stderr=True)):
        # How it ended is told by its last message, as imports do; whose citation it was, by none.
        ended = row if message is last[row.external_id] else replace(row, outcome=None)
        at = max(message.at, row.messages[0].at)
        logged = inside.step(ended, replace(message, cites=()), at)
        course.see(logged, row, message)
    return course


def _in_time(row: Conversation) -> list[Message]:
    opened = row.messages[0].at
    return sorted(row.messages, key=lambda each: max(each.at, opened))


def followed(port: Port, workspace: WorkspaceId, logged: list[Logged]) -> list[Logged]:
    """What follows a message, less what learns from replies."""
    port = port if port.walk else replace(port, walk=Walk())
    everything = list(logged)
    for each in everything:
        if isinstance(each.event, MessageReceived):
            everything += settle.on_message(port, workspace, each)
            everything += answer.on_message(port, workspace, each)
    return everything


# ---- what was read, and what came of it --------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """A reading that something came of, by the year and week in which its conversation began:
    each system's chance, and what came."""

    year: int
    week: int
    is_first: bool
    chances: dict[str, float]
    is_so: bool


@dataclass
class Ear(Leaning):
    """Notes what it would be taught; what was read stands in the log."""

    heard: list[int] = field(default_factory=list)

    def learn(self, signs: Signs, reward: int) -> None:
        """Note it."""
        self.heard.append(reward)


class Shares:
    """The share of outcomes that were so, by group, from one of two on."""

    def __init__(self) -> None:
        self._so: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()

    def share(self, group: str) -> float:
        """
        >>> shares = Shares()
        >>> shares.tell("all", is_so=True)
        >>> shares.share("all")                               # (1 + 1) / (1 + 2)
        0.6666666666666666
        """
        return (self._so[group] + 1) / (self._seen[group] + 2)

    def tell(self, group: str, *, is_so: bool) -> None:
        """Count one outcome."""
        self._so[group] += is_so
        self._seen[group] += 1


@dataclass
class Read:
    """A reading with the groups of its message and the chances that the baselines gave it."""

    year: int
    week: int
    is_first: bool
    groups: dict[str, str]
    chances: dict[str, dict[str, float]]


@dataclass
class Course:
    """All outcomes by side, and what the fold of moods needs to know of them."""

    found: dict[str, list[Outcome]] = field(default_factory=lambda: {each: [] for each in SIDES})
    readings: Counter[int] = field(default_factory=Counter)
    _moods: Moods = field(default_factory=lambda: Moods(JUDGED_WITHIN))
    _ears: dict[str, Ear] = field(default_factory=lambda: {each: Ear([0.0]) for each in SIDES})
    _pace: Pace = field(default_factory=Pace)
    _shares: dict[str, Shares] = field(default_factory=lambda: {each: Shares() for each in SIDES})
    _read: dict[ConversationId, Read] = field(default_factory=dict)

    def see(self, logged: Sequence[Logged], row: Conversation, message: Message) -> None:
        """What one message of the history led to."""
        taught = Taught(self._ears["frustration"], self._ears["urgency"], self._pace)
        for each in logged:
            self._moods.see(each, {}, taught)
            conversation = getattr(each.event, "conversation_id", None)
            for side in SIDES:
                self._note(side, self._read.get(conversation) if conversation else None)
            if isinstance(each.event, MoodRead):
                is_first = each.event.conversation_id not in self._read
                text = f"{row.subject}\n{message.text}" if is_first else message.text
                read = self._reading(each.event, text, row.messages[0].at, is_first=is_first)
                self._read[each.event.conversation_id] = read

    def _reading(self, event: MoodRead, text: str, began_at: datetime, *, is_first: bool) -> Read:
        self.readings[began_at.year] += 1
        groups = {side: grouped(side, text) for side in SIDES}
        said = {"frustration": event.frustration, "urgency": event.urgency}
        chances = {
            side: {
                "tacit": said[side] / ONE,
                "rate": self._shares[side].share("all"),
                "words": self._shares[side].share(groups[side]),
            }
            for side in SIDES
        }
        week = (began_at - EPOCH).days // 7
        return Read(began_at.year, week, is_first, groups, chances)

    def _note(self, side: str, of: Read | None) -> None:
        """Judge a reading by what it would have taught."""
        heard = self._ears[side].heard
        for came in heard:
            assert of is not None, "what teaches was read before"
            is_so = came == 1000
            self.found[side].append(Outcome(of.year, of.week, of.is_first, of.chances[side], is_so))
            for group in ("all", of.groups[side]):
                self._shares[side].tell(group, is_so=is_so)
        heard.clear()


def grouped(side: str, text: str) -> str:
    """What a plain list of words makes of a message.

    >>> grouped("frustration", "It still does not work"), grouped("urgency", "I need it today")
    ('complains', 'hurried')
    """
    if side == "urgency":
        return "hurried" if _HURRIED.search(text.lower()) else "none"
    signals = set(reward.signals(text))
    return "complains" if signals & _COMPLAINTS else "thanks" if "thanks" in signals else "none"


# ---- figures -----------------------------------------------------------------------------


def figures_of(course: Course, seed: int) -> dict[str, float]:
    """All figures by year and side."""
    figures = {f"{year}.readings": float(many) for year, many in sorted(course.readings.items())}
    for side in SIDES:
        for year in sorted({each.year for each in course.found[side]}):
            of = [each for each in course.found[side] if each.year == year]
            found = side_figures(of, seed)
            # What cannot be told, of no messages say, is left out.
            figures |= {f"{year}.{side}.{name}": v for name, v in found if not np.isnan(v)}
    return figures


def side_figures(of: Sequence[Outcome], seed: int) -> Iterator[tuple[str, float]]:
    """The figures of one side in one year."""
    so = np.array([each.is_so for each in of])
    chances = {name: np.array([each.chances[name] for each in of]) for name in of[0].chances}
    weeks = np.array([each.week for each in of])
    yield "outcomes", len(of)
    yield "so", so.mean()
    for name, held in chances.items():
        for figure, measure in (("auroc", auroc), ("ece", calibration_error)):
            of_some = partial(_measured, measure, held, so)
            yield from _with_interval(f"{name}.{figure}", of_some, weeks, seed)
    ours, words = chances["tacit"], chances["words"]
    yield from _with_interval(
        "tacit.auroc_minus_words",
        lambda at: auroc(ours[at], so[at]) - auroc(words[at], so[at]),
        weeks,
        seed,
    )
    first = np.array([each.is_first for each in of])
    for name, part in (("first", first), ("later", ~first)):
        yield f"tacit.{name}.auroc", auroc(ours[part], so[part])
    yield "tacit.ece_by_chance", error_by_chance(ours, seed)
    above = ours > 0.5
    yield "tacit.above_half", above.mean()
    yield "tacit.so_above_half", so[above].mean() if above.any() else float("nan")


def _measured(
    measure: Callable[[np.ndarray, np.ndarray], float],
    chances: np.ndarray,
    so: np.ndarray,
    at: np.ndarray,
) -> float:
    return measure(chances[at], so[at])


def auroc(chances: np.ndarray, so: np.ndarray) -> float:
    """How often one that was so was held likelier than one that was not; ties count half."""
    return float(roc_auc_score(so, chances)) if 0 < so.sum() < len(so) else float("nan")


def _with_interval(
    name: str, measure: Callable[[np.ndarray], float], weeks: np.ndarray, seed: int
) -> Iterator[tuple[str, float]]:
    """A figure over all places, and its 95% interval by bootstrap over weeks."""
    yield name, measure(np.arange(len(weeks)))
    places = [np.flatnonzero(weeks == each) for each in np.unique(weeks)]
    rng = np.random.default_rng(seed)
    drawn = [
        measure(np.concatenate([places[n] for n in rng.integers(0, len(places), len(places))]))
        for _ in range(_DRAWS)
    ]
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    yield f"{name}_low", float(low)
    yield f"{name}_high", float(high)


def shown(figures: dict[str, float]) -> None:
    """Print them."""
    table = Table("figure", "value")
    for name, value in figures.items():
        table.add_row(name, f"{value:,.4g}")
    Console(file=sys.stdout).print(table)


if __name__ == "__main__":
    main()
