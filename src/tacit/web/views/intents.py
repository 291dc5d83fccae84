"""What customers want as pages show it: the intents in a list, and one with its questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tacit.events import (
    IntentId,
    WorkspaceId,
)
from tacit.learners.track_record import CONVINCING
from tacit.metrics import ALL
from tacit.metrics.metric import Reading
from tacit.metrics.reliability import Reliability
from tacit.metrics.widened import Widened
from tacit.metrics.window import Window
from tacit.web.views.changes import Change, alarms_before, changes_of
from tacit.web.views.drift import Alarm, alarms_in
from tacit.web.views.routing import Resolved, resolved_of
from tacit.web.views.words import short

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.web.shared import Shared

INTENTS = 200
_OBSERVED = 30
_QUESTIONS = 20
_ANSWERS = 5
_QUESTION_LETTERS = 160
# Below, a tenth more is a difference.
_FEW_ODDS = 10
# What a lead decides on: how often its answers were right, and its first entries.
FIGURES = ("precision_at_answered", "recall_at_1")


@dataclass(frozen=True)
class Listed:
    """One intent of the list; `figures` are its metrics by name.

    `answer` is the title of the entry that most of its questions were answered with.
    """

    intent_id: IntentId
    name: str
    answer: str
    questions: int
    mode: str
    has_own_mode: bool
    is_falling: bool
    figures: dict[str, Reading]


@dataclass(frozen=True)
class Record:
    """Answers counted since the mode was last set, those that were wrong, and what they tell.

    `too_many` and `few_enough` are the odds to one that more, or fewer, of its answers are wrong
    than the budget allows; at `moves_at` to one a mode is lost, or earned.
    """

    answers: int
    wrong: int
    too_many: float
    few_enough: float
    moves_at: int = CONVINCING

    @property
    def too_many_in_words(self) -> str:
        return odds_in_words(self.too_many)

    @property
    def few_enough_in_words(self) -> str:
        return odds_in_words(self.few_enough)


def odds_in_words(odds: float) -> str:
    """Odds to one as people read them: what is less than even tells nobody anything.

    >>> [odds_in_words(each) for each in (5e-06, 1.0, 3.44, 36.992, 99.6, 81234.5)]
    ['less than one', '1', '3.4', '37', '100', '81,234']
    """
    if odds < 1:
        return "less than one"
    return f"{odds:.1f}".removesuffix(".0") if odds < _FEW_ODDS else f"{odds:,.0f}"


@dataclass(frozen=True)
class Intent:
    """An intent with everything that its page shows.

    `answers` are the entries that most of its questions were answered with: (id,
    title, how many); `asked` its latest questions: (conversation, first words).
    `merged` is how many others went into it, `whole` what it was split from.
    """

    listed: Listed
    is_named: bool
    of_all: str
    answers: Sequence[tuple[str, str, int]]
    asked: Sequence[tuple[str, str]]
    merged: int
    whole: tuple[IntentId, str] | None
    changes: Sequence[Change]
    record: Record
    alarm: Alarm | None
    alarms_before: Sequence[Change]
    resolved: Resolved
    widened: Widened | None
    reliability: Reliability


def intents_of(shared: Shared, workspace: WorkspaceId) -> tuple[Sequence[Listed], int]:
    """The intents that were asked most, and how many there are."""
    readings = figures_of(shared, workspace)
    with shared.port.learned(workspace) as learned:
        members = learned.intents.members
        found = sorted(learned.intents.live, key=lambda each: (-len(members[each]), each))
        return [_listed(learned, each, readings) for each in found[:INTENTS]], len(found)


def observed_intents(shared: Shared, workspace: WorkspaceId) -> Sequence[Listed]:
    """The intents of which something was observed and judged, the most judged first."""
    readings = figures_of(shared, workspace, ["observe_score"])
    judged = {i: each.n for i, each in readings["observe_score"].items() if each.n}
    with shared.port.learned(workspace) as learned:
        live = [each for each in learned.intents.live if each in judged]
        most = sorted(live, key=lambda each: (-judged[each], each))[:_OBSERVED]
        return [_listed(learned, each, readings) for each in most]


def figures_of(
    shared: Shared, workspace: WorkspaceId, names: Sequence[str] = FIGURES
) -> dict[str, dict[str, Reading]]:
    """What metrics say of each intent, by the metric's name and the intent's id."""
    measures = shared.app.measures
    return {
        name: measures.measure(workspace, name, Window(), "intent").series.groups for name in names
    }


def _listed(learned: Learned, intent: IntentId, readings: dict[str, dict[str, Reading]]) -> Listed:
    held = learned.intents
    return Listed(
        intent,
        learned.name_of(intent) or "without a name",
        next((title for _, title, _ in _answers(learned, intent)), ""),
        len(held.members[intent]),
        learned.mode_of(intent),
        learned.own_mode(intent) is not None,
        intent in learned.drift.alarmed,
        {name: found.get(intent) or ALL[name]().reading() for name, found in readings.items()},
    )


def intent_of(shared: Shared, workspace: WorkspaceId, wanted: str) -> Intent:
    """One intent, under the id that it goes by now; KeyError where there is none."""
    readings = figures_of(shared, workspace)
    with shared.port.learned(workspace) as learned:
        held = learned.intents
        intent = held.now(IntentId(wanted))
        if intent is None:
            raise KeyError(wanted)
        listed = _listed(learned, intent, readings)
        answers = _answers(learned, intent)
        asked = [learned.exemplars.by_id[each] for each in held.members[intent]][-_QUESTIONS:]
        whole = held.whole.get(intent)
        called = learned.name_of(whole) if whole else ""
        merged, is_named = len(held.known_as(intent)) - 1, intent in held.named
        of_all = learned.mode_of(None)
        record = _record(learned, intent)
        alarm = next((a for a in alarms_in(learned) if a.fall.watched == intent), None)
    texts = shared.app.store.bodies(workspace, [each.query[0] for each in asked])
    return Intent(
        listed,
        is_named,
        of_all,
        answers,
        [
            (each.entry_id, short(texts[each.query[0]], _QUESTION_LETTERS))
            for each in reversed(asked)
            if each.query[0] in texts
        ],
        merged,
        (whole, called or "an intent without a name") if whole else None,
        changes_of(shared.port, workspace, intent),
        record,
        alarm,
        alarms_before(shared.port, workspace, intent),
        resolved_of(shared, workspace, intent),
        next((w for w in shared.app.measures.widened(workspace) if w.intent_id == intent), None),
        shared.app.measures.reliability(workspace, intent),
    )


def _record(learned: Learned, intent: IntentId) -> Record:
    ids = learned.intents.known_as(intent)
    odds = learned.track_record.odds(ids, learned.budget.target)
    return Record(*learned.track_record.counts(ids), *odds)


def _answers(learned: Learned, intent: IntentId) -> list[tuple[str, str, int]]:
    found = learned.intents.answers(intent, learned.exemplars)
    most = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:_ANSWERS]
    live = learned.library.live
    return [
        (entry, live[entry].text.title if entry in live else "an agent’s reply", count)
        for entry, count in most
    ]
