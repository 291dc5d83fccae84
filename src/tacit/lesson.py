"""One settled decision, ready to be learned from: context, action, propensity, reward.

The learn fold joins `decision.taken` with `lesson.settled` into these, so
that learners never retrieve and a rebuild is arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tacit.events import DecisionTaken, EntryId, LessonSettled, Witness
from tacit.weights import HALF, WHOLE

# Whose word counts where two witnesses of one decision differ: who was asked to
# judge, then who may teach, then who may only flag (a customer's word is not let
# overrule an agent's, whichever came later).
WITNESSES: tuple[Witness, ...] = ("audit", "agent", "customer")
# The reasons of `reward.of_draft`.
_OF_DRAFTS = ("draft_sent_unchanged", "draft_edited")


@dataclass(frozen=True)
class Lesson:
    """What a learner is told. Features and parts are in 1/4096, reward in thousandths.

    `right` are the places in `entries` that the witness vouches for. A word that
    is not final may still change by itself; one without a reward says nothing. An audit
    stands for so many answers beside others of its kind, for none where nobody drew it.
    `believed` is the chance that what the witness vouches for is right, `doubted` that what
    they set aside is, both in 1/4096; `weight` is how much of a word it is, in thousandths.
    """

    entries: Sequence[EntryId]
    features: Sequence[Sequence[int]]
    parts: Sequence[int]
    action: str
    threshold: int
    confidence: int
    propensity: int
    reward: int | None
    right: tuple[int, ...]
    is_final: bool
    witness: Witness = "agent"
    is_shown: bool = False
    is_fair: bool = True
    is_silence: bool = False
    stands_for: int = 1
    believed: int = 4096
    doubted: int = 0
    weight: int = WHOLE

    @property
    def behind(self) -> Lesson:
        """The same of the candidates behind the first, who tell nothing where that one is right."""
        right = () if 0 in self.right else tuple(place - 1 for place in self.right)
        return replace(self, entries=self.entries[1:], features=self.features[1:], right=right)

    @property
    def is_wrong(self) -> bool | None:
        """Whether it says that an answer is wrong; None where it says nothing of one.

        Less than half a word is none by itself.
        """
        if self.reward is None or self.is_silence or self.action != "answer":
            return None
        return self.reward < 500 if self.weight >= HALF else None

    @property
    def wrongness(self) -> float:
        """The chance that an answer was wrong by this word on it; 0 where it says no such thing."""
        return 1 - self.doubted / 4096 if self.is_wrong else 0.0


def join(decision: DecisionTaken, settled: LessonSettled, stands_for: int = 1) -> Lesson:
    """The lesson that a witness's word on a decision makes."""
    ranked = [each for each in decision.candidates if each.features]
    entries = [each.entry_id for each in ranked]
    cited = set(settled.cites) if settled.witness != "customer" else set()
    return Lesson(
        entries=entries,
        features=[each.features for each in ranked],
        parts=decision.parts,
        action=decision.action,
        threshold=decision.threshold,
        confidence=decision.confidence,
        propensity=decision.propensity,
        reward=settled.reward,
        right=tuple(place for place, entry in enumerate(entries) if entry in cited),
        is_final=settled.standing != "provisional",
        witness=settled.witness,
        is_shown=is_shown(decision),
        is_fair=is_fair(decision, settled.witness, is_drawn=stands_for > 0),
        is_silence=settled.reason == "silence",
        stands_for=stands_for,
        weight=settled.weight,
    )


def is_shown(decision: DecisionTaken) -> bool:
    """Whether a decision's answer was let go to the customer."""
    return decision.action == "answer" and decision.mode == "auto"


def standing(words: Mapping[Witness, Lesson]) -> Lesson | None:
    """The one word by which a decision counts, of its witnesses' last final ones."""
    return next((words[each] for each in WITNESSES if each in words), None)


@dataclass(frozen=True)
class LookedAt:
    """What is known of an answer that somebody may have looked at.

    The audit of it, what an agent says of it, and whether its customer complains.
    """

    audit: Lesson | None = None
    agent: Lesson | None = None
    is_complaint: bool = False

    @property
    def word(self) -> Lesson | None:
        """Of what was complained of, the audit's word, else the agent's, whichever came first."""
        return (self.audit or self.agent) if self.is_complaint else None

    @property
    def found_wrong(self) -> int:
        """For how many wrong answers an audit's finding stands; 0 without one."""
        return self.audit.stands_for if self.audit and self.audit.is_wrong else 0

    @property
    def is_reported(self) -> bool:
        """Whether anybody but the audit says that the answer is wrong, before it or after."""
        return self.is_complaint or bool(self.agent and self.agent.is_wrong)


@dataclass(frozen=True)
class Rating:
    """What a word says of an answer that somebody saw: `good` of `judged`, in thousandths.

    The answer's quality is told apart by `segment`, the intent ("" where it was none), and by
    `tokens`, those of the customer's situation.
    """

    entry_id: EntryId
    segment: str
    good: int
    judged: int
    tokens: tuple[str, ...] = ()

    def counts(self) -> tuple[str, str, int, int, tuple[str, ...]]:
        """As the learner of quality counts it."""
        return self.entry_id, self.segment, self.good, self.judged, self.tokens


def rating(decision: DecisionTaken, settled: LessonSettled) -> Rating | None:
    """What a witness says of an answer shown; None where they say nothing, or nobody saw it.

    A customer saw what was let go to them, an agent the draft that they sent. Silence is a
    resolution of little weight: it is that part of a good word and nothing of a bad one. Any
    other word is counted by its weight.
    """
    is_seen = is_shown(decision) or settled.reason in _OF_DRAFTS
    if settled.reward is None or not decision.cites or not is_seen:
        return None
    is_silence = settled.reason == "silence"
    judged = settled.reward if is_silence else settled.weight
    good = judged if is_silence else settled.reward * settled.weight // WHOLE
    tokens = tuple(token for line in decision.situation for token in line)
    return Rating(decision.cites[0], decision.intent_id or "", good, judged, tokens)


def is_fair(decision: DecisionTaken, witness: Witness, *, is_drawn: bool = True) -> bool:
    """Whether a word on a decision would have been said of a right one as of a wrong one.

    People complain of wrong answers and pass over right ones: of what customers saw only
    an audit that was drawn by lot tells, of what they did not see every agent's reply. And
    who asks for a person, or asks again after a reply, mostly got a wrong one before.
    """
    if witness == "audit":
        return is_drawn
    is_again = decision.rule in ("wants_human", "tried", "thanks")
    return witness == "agent" and not is_shown(decision) and not is_again
