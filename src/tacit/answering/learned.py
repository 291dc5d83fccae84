"""Everything a workspace has learned, as one fold over its log.

The process that serves a workspace holds one of these and keeps it current by
a cursor. It takes events with the texts and vectors that lie beside them; it
never asks for anything itself, so a rebuild is the same fold from the start.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from tacit.answering import drift, keeping, labelling
from tacit.answering.audits import Audits
from tacit.answering.awaiting import JUDGED_WITHIN, Awaiting
from tacit.answering.belief import believed, doubted
from tacit.answering.counted import Counted
from tacit.answering.first_replies import FirstReplies
from tacit.answering.gate.folding import Ruling, see
from tacit.answering.modes import Modes
from tacit.answering.mood import Moods, Taught
from tacit.answering.outcomes import ANSWERABLE, decided, leave, rated, refuse, told
from tacit.answering.situation import NOWHERE, Situation
from tacit.answering.treatment import Policies
from tacit.events import (
    EVERY_INTENT,
    AccountId,
    AuditDrawn,
    AuditJudged,
    ConversationId,
    ConversationOpened,
    CustomerErased,
    DecisionTaken,
    DriftAlarmed,
    DriftClosed,
    EarningSet,
    EntryId,
    EntryRevised,
    ExemplarHeld,
    ExemplarPaired,
    ExemplarPassed,
    ExemplarPublished,
    ExemplarSuspended,
    ExemplarTried,
    ExemplarWithdrawn,
    ExplorationSet,
    IntentFounded,
    IntentId,
    IntentJoined,
    IntentMerged,
    IntentNamed,
    IntentSplit,
    KnowledgePointed,
    KnowledgePublished,
    LessonSettled,
    Logged,
    Mode,
    ModeSet,
    ModeUnset,
    PatienceSet,
    PersonId,
    PolicySet,
    SignalWeighed,
    day_number,
)
from tacit.knowledge.exemplars import Exemplar, Exemplars
from tacit.knowledge.intents import Intents
from tacit.knowledge.library import Library, text_of
from tacit.knowledge.pseudo_labels import PseudoLabels
from tacit.knowledge.question import question_of
from tacit.learners import ALL
from tacit.learners.asking import Asking
from tacit.learners.budget import Budget
from tacit.learners.calibrator import Calibrator
from tacit.learners.drift import Drift
from tacit.learners.fusion import Fusion
from tacit.learners.leaning import Leaning
from tacit.learners.linear import Linear
from tacit.learners.mix import Mix
from tacit.learners.novelty import Novelty
from tacit.learners.pace import Pace
from tacit.learners.pairing import Pairing
from tacit.learners.popularity import Popularity
from tacit.learners.quality import Quality
from tacit.learners.residual import Residual
from tacit.learners.situations import Situations
from tacit.learners.successors import Successors
from tacit.learners.track_record import TrackRecord
from tacit.learners.trials import Trials
from tacit.learners.trust import Trust
from tacit.lesson import join


@dataclass(frozen=True)
class Beside:
    """What lies beside the log for some events: texts and vectors by id."""

    texts: dict[str, str]
    vectors: dict[str, tuple[bytes, ...]]


NOTHING = Beside({}, {})


@dataclass
class Learned:
    """The learned state at `position`, with the knowledge it goes with.

    The learners came from a snapshot that had folded up to `known`: events up
    to there bring back the knowledge and teach nothing twice. `latest` is when the last
    event was recorded. `rulings` are
    what the gate, a test or a person last said of each exemplar; `kept_for` is whose own
    terms one tells: it serves that account alone; `told_to` the segment's token that a person
    named, whose customers it serves alone.
    """

    fusion: Fusion
    runners_up: Fusion
    calibrator: Calibrator
    linear: Linear
    frustration: Leaning
    urgency: Leaning
    asking: Asking = field(default_factory=Asking)
    pace: Pace = field(default_factory=Pace)
    budget: Budget = field(default_factory=Budget)
    drift: Drift = field(default_factory=Drift)
    mix: Mix = field(default_factory=Mix)
    novelty: Novelty = field(default_factory=Novelty)
    popularity: Popularity = field(default_factory=Popularity)
    quality: Quality = field(default_factory=Quality)
    residual: Residual = field(default_factory=Residual)
    situated: Residual = field(default_factory=Residual)
    situations: Situations = field(default_factory=Situations)
    successors: Successors = field(default_factory=Successors)
    track_record: TrackRecord = field(default_factory=TrackRecord)
    earns: Mode = "observe"
    trials: Trials = field(default_factory=Trials)
    trust: Trust = field(default_factory=Trust)
    library: Library = field(default_factory=Library)
    exemplars: Exemplars = field(default_factory=Exemplars)
    pseudo_labels: PseudoLabels = field(default_factory=PseudoLabels)
    intents: Intents = field(default_factory=Intents)
    audits: Audits = field(default_factory=Audits)
    awaiting: Awaiting = field(default_factory=Awaiting)
    rulings: dict[EntryId, Ruling] = field(default_factory=dict)
    kept_for: dict[EntryId, AccountId | PersonId] = field(default_factory=dict)
    told_to: dict[EntryId, str] = field(default_factory=dict)
    moods: Moods = field(default_factory=lambda: Moods(JUDGED_WITHIN))
    first_replies: FirstReplies = field(default_factory=lambda: FirstReplies(JUDGED_WITHIN))
    modes: Modes = field(default_factory=Modes)
    policies: Policies = field(default_factory=Policies)
    erased: frozenset[PersonId] = frozenset()
    position: int = 0
    latest: datetime | None = None
    known: int = 0
    _gone: set[ConversationId] = field(default_factory=set)
    counted: Counted | None = None

    def see(self, logged: Logged, beside: Beside = NOTHING) -> None:
        """Fold one more event; those of people who were erased are passed over."""
        self.position = logged.position
        if self._is_gone(logged):
            return
        leave(self, logged.recorded_at)
        match logged.event:
            case ConversationOpened() as opened:
                self.awaiting.lately.opened(logged.recorded_at, opened)
            case DecisionTaken() as decision:
                self._remember(logged.recorded_at, decision)
                labelling.label(self, decision, beside.vectors.get(decision.message_id, ()))
            case AuditDrawn() as drawn:
                self.audits.draw(drawn)
            case AuditJudged() as judged:
                self.audits.judge(judged)
            case LessonSettled() as settled:
                self._learn(settled)
            case ExemplarPaired() as pair:
                self._pair(logged, pair, beside)
            case ExemplarPublished(entry_id=entry, reply=reply):
                self.exemplars.publish(entry, reply)
                self.counted = None
            case ExemplarWithdrawn(entry_id=entry):
                self._withdraw(entry)
            case ExemplarHeld() | ExemplarPassed() | ExemplarTried() | ExemplarSuspended() as said:
                see(self, said)
            case EntryRevised() as revised:
                self._revise(revised, beside)
            case KnowledgePublished() as version:
                self.library.publish(version)
                self.counted = None
            case KnowledgePointed() as pointed:
                self.library.point(pointed)
                self.counted = None
            case ModeSet() | ModeUnset() as said:
                self._set_mode(said)
            case EarningSet(upto=mode):
                self.earns = mode
            case PolicySet() | ExplorationSet() | PatienceSet() | SignalWeighed() as said:
                self.policies.see(said)
            case IntentFounded() | IntentJoined() | IntentSplit() | IntentMerged() | IntentNamed():
                self.intents.see(logged, self.exemplars, beside.texts)
                drift.see(self, logged)
            case DriftAlarmed() | DriftClosed():
                drift.see(self, logged)
            case _:
                self.moods.see(logged, beside.texts, self._mood_learners())
        taught = self.asking if self.position > self.known else None
        self.first_replies.see(logged, self.intents, taught)

    def _mood_learners(self) -> Taught | None:
        """The learners of state of mind; None where they know the event already."""
        is_new = self.position > self.known
        return Taught(self.frustration, self.urgency, self.pace) if is_new else None

    def _is_gone(self, logged: Logged) -> bool:
        if isinstance(logged.event, CustomerErased):
            return True
        if not self.erased:
            return False
        event = logged.event
        if isinstance(event, ConversationOpened) and event.customer_id in self.erased:
            self._gone.add(event.conversation_id)
        conversation = getattr(event, "conversation_id", getattr(event, "entry_id", None))
        return conversation in self._gone or logged.actor.id in self.erased

    # -- knowledge -----------------------------------------------------------------

    def _revise(self, event: EntryRevised, beside: Beside) -> None:
        text = beside.texts.get(event.revision_id)
        if text is None:
            return
        vectors = beside.vectors.get(event.revision_id, ())
        stacked = [np.frombuffer(each, dtype=np.int8) for each in vectors]
        matrix = np.stack(stacked) if stacked else np.zeros((0, self.linear.dimensions), np.int8)
        self.library.revise(event, text_of(text), matrix)

    def _set_mode(self, said: ModeSet | ModeUnset) -> None:
        """What came of the answers before tells nothing of those from now on."""
        name, mode = said.intent_id, said.mode if isinstance(said, ModeSet) else None
        before = self.mode_of(None if name == EVERY_INTENT else IntentId(name))
        tokens = [token for token, held in self.modes.segments.items() if held == name]
        self.modes.see(said)
        is_same = before == (mode or self.mode_of(None))
        if self.position <= self.known or (is_same and "=" not in name):
            return
        if name == EVERY_INTENT:
            of = [*self.track_record.answers, *self.track_record.wrong]
            self.track_record.restart(e for e in of if self.own_mode(IntentId(e)) is None)
        elif isinstance(said, ModeSet) and said.token:
            self.track_record.restart([said.token])
        else:
            self.track_record.restart(tokens or self.intents.known_as(IntentId(name)))

    def mode_of(self, intent: IntentId | None, situation: Situation = NOWHERE) -> Mode:
        """What may be done about an intent: as was set for it, else for all; a new one observes.

        No more than the segments of a situation allow.
        """
        mode = self.own_mode(intent) or self.modes.held.get(EVERY_INTENT) or "observe"
        return self.modes.strictest(mode, situation)[0]

    def own_mode(self, intent: IntentId | None) -> Mode | None:
        """As was set for an intent, or for what it was split from; None where it follows all."""
        set_of = self._set_of(intent)
        return self.modes.held[set_of] if set_of else None

    def lost_by(self, intent: IntentId | None, situation: Situation = NOWHERE) -> ModeSet | None:
        """How an intent, else a segment of a situation, lost the mode that it had; None where
        neither did, or was set since."""
        _, segment = self.modes.strictest(self.mode_of(intent), situation)
        lost = self.modes.lost
        return lost.get(self._set_of(intent) or "") or lost.get(segment or "")

    def _set_of(self, intent: IntentId | None) -> IntentId | None:
        """Of an intent and what it was split from the first whose mode was set or unset."""
        line = self.intents.line(self.intents.now(intent) or intent) if intent else []
        return next((each for each in line if each in self.modes.held), None)

    def name_of(self, intent: IntentId) -> str:
        """What an intent is called now; "" where its questions have no telling words."""
        return self.intents.name(intent, self.exemplars, self.library)

    def count(self) -> Counted:
        """What can be ranked, and who votes for it; counted anew after a change."""
        if self.counted is None:
            self.counted = Counted(self.library.view().entries, self.exemplars)
        return self.counted

    def entries(self) -> list[EntryId]:
        """What can be ranked now: live entries, then published exemplars."""
        return self.count().entries

    def published(self) -> list[tuple[int, Exemplar]]:
        """Published exemplars with their places among `entries`."""
        counted = self.count()
        return list(enumerate(counted.published, len(counted.live)))

    # -- exemplars -----------------------------------------------------------------

    def _pair(self, logged: Logged, pair: ExemplarPaired, beside: Beside) -> None:
        vectors = beside.vectors.get(pair.query[-1])
        texts = [beside.texts.get(each) for each in pair.query]
        if not vectors or None in texts:
            return
        question = question_of("\n".join(t for t in texts if t), None, vectors)
        day = day_number(logged.at)
        exemplar = Exemplar(
            EntryId(pair.conversation_id),
            -1,
            pair.n,
            tuple(pair.query),
            pair.reply,
            pair.author_id,
            tuple(dict.fromkeys(pair.cites)),
            day,
            pair.situation,
        )
        earlier = self.exemplars.pair(exemplar, question)
        self.pseudo_labels.leave(exemplar.entry_id)
        self.intents.pair(exemplar, pair.intent_id)
        if earlier is not None:
            self.unteach(earlier)
            given_up = {*earlier.cites} - {*exemplar.cites}
            self.pseudo_labels.suspect(exemplar.entry_id, given_up, self.exemplars.vector(earlier))
        self.teach(exemplar)
        self.rulings.pop(exemplar.entry_id, None)
        self.kept_for.pop(exemplar.entry_id, None)
        self.told_to.pop(exemplar.entry_id, None)
        if earlier is not None:
            self.counted = None
        elif self.counted is not None:
            self.counted.add(exemplar)

    def teach(self, exemplar: Exemplar) -> None:
        """Let the learners that forget count what an exemplar cites, where they do not yet."""
        if self.position > self.known:
            self.count_in(exemplar)

    def unteach(self, exemplar: Exemplar) -> None:
        """Take back what an exemplar taught those learners, where they still know it."""
        if self.position > self.known:
            self.count_out(exemplar)

    def count_in(self, exemplar: Exemplar) -> None:
        """Let the learners that forget count what an exemplar cites."""
        if exemplar.cites:
            pairing = self._pairing(exemplar)
            self.linear.learn(pairing)
            self.popularity.learn(pairing)
            self.situations.learn(pairing)

    def count_out(self, exemplar: Exemplar) -> None:
        """Let those learners be as if they had never counted it."""
        if exemplar.cites:
            pairing = self._pairing(exemplar)
            self.linear.forget(pairing)
            self.popularity.forget(pairing)
            self.situations.forget(pairing)

    def _pairing(self, exemplar: Exemplar) -> Pairing:
        rows, place = self.exemplars, exemplar.place
        whole, subject = rows.whole.vectors[place], rows.subject.vectors[place]
        return Pairing(exemplar.cites, whole, subject, exemplar.day, exemplar.situation)

    def _withdraw(self, entry: EntryId) -> None:
        exemplar = self.exemplars.withdraw(entry)
        if exemplar is not None:
            self.unteach(exemplar)
            self.pseudo_labels.suspect(entry, exemplar.cites, self.exemplars.vector(exemplar))
        self.counted = None

    def is_kept_from(self, entry: EntryId, account: str | None, situation: Situation) -> bool:
        """Whether an entry tells another account's terms, of None every account is another, or
        is told to a segment of customers alone that a situation is not of."""
        if self.kept_for.get(entry, account) != account:
            return True
        token = self.told_to.get(entry)
        return token is not None and all(token not in line for line in situation)

    def voters(self) -> tuple[NDArray[np.int64], list[list[int]]]:
        """Exemplars that vote, and the places among `entries` that each votes for."""
        return self.count().votes

    def is_usual(self, place: int) -> bool:
        """Whether what answered a past question answered another one as well."""
        held = self.exemplars.ordered[place]
        if held.cites:
            return any(self.popularity.total(entry) >= 2 for entry in held.cites)
        return held.is_published and self.popularity.total(held.entry_id) >= 1

    def refused(self, voter: int) -> list[int]:
        """The places among `entries` of what was set aside where this exemplar was made."""
        entry = self.exemplars.refused.get(self.exemplars.ordered[voter].entry_id)
        places = self.count().places
        return [places[entry]] if entry in places else []

    # -- lessons -------------------------------------------------------------------

    def _remember(self, moment: datetime, decision: DecisionTaken) -> None:
        self.awaiting.take(moment, decision)
        if self.position > self.known:
            self.policies.saw(decision.policy_classes)
            drift.taken(self, decision, moment, is_judged=decision.rule in ANSWERABLE)
            decided(self, decision, self.awaiting.asked_by[decision.decision_id])

    def _learn(self, settled: LessonSettled) -> None:
        decision = self.awaiting.decision(settled)
        if decision is None:
            return
        looked_at = self.awaiting.looked_at(settled.decision_id)
        rated(self, decision, settled)
        refuse(self, decision, settled)
        before = self.awaiting.audited(settled.decision_id)
        stands_for = self.audits.stands_for(settled.decision_id)
        if not stands_for and before is not None:
            stands_for = before.stands_for  # who judges anew what was drawn
        lesson = join(decision, settled, stands_for)
        is_new, entries = self.position > self.known, len(self.popularity.counts)
        whose, most = self.awaiting.asked_by[settled.decision_id], entries if is_new else None
        lesson = doubted(self.trust, self.budget, settled, lesson, entries=most, whose=whose)
        words = self.awaiting.weigh(settled, lesson)
        labelling.doubt(self, settled)
        if is_new:
            self.budget.check(self.awaiting.looked_at(settled.decision_id), looked_at, whose)
            lesson = believed(self.trust, settled, lesson, entries)
            told(self, decision, settled, lesson, words, whose)
            if decision.rule in ANSWERABLE:
                drift.told(self, decision, words)

    # -- the whole -----------------------------------------------------------------

    def to_bytes(self) -> bytes:
        """The whole learned state as canonical bytes: ids and whole numbers, no positions."""
        return keeping.whole(self, ALL)

    def snapshot(self, namespace: str) -> bytes:
        """The learners' state to begin from later; see `keeping.snapshot`."""
        return keeping.snapshot(self, ALL, namespace)

    def restore(self, snapshot: bytes, position: int, namespace: str) -> bool:
        """Begin from a snapshot; False for one that does not fit."""
        return keeping.restore(self, ALL, snapshot, position, namespace)

    def fingerprint(self) -> str:
        """SHA-256 over `to_bytes`, in hex."""
        return hashlib.sha256(self.to_bytes()).hexdigest()
