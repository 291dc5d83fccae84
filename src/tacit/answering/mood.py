"""What a customer's message shows of their state of mind: marks, words, and what to call it.

Answering reads it at each message, the fold of moods learns from it, pages say it
in words. Marks are whole numbers out of the log and the message; they know no language
but by the signals of `reward`, and words are hashed. `Moods` is a part of the learned state's
fold: a reading waits for the customer's next word or rating; what nobody spoke of again
teaches nothing.
"""

from __future__ import annotations

import math
import re
import zlib
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tacit import reward
from tacit.events import (
    ConversationId,
    ConversationReopened,
    ConversationResolved,
    FeedbackGiven,
    Logged,
    MessageId,
    MoodCorrected,
    MoodRead,
    SolutionMarked,
)
from tacit.knowledge.words import spoken
from tacit.learners.fixed import ONE
from tacit.learners.leaning import Leaning, Signs
from tacit.learners.pace import Pace

if TYPE_CHECKING:
    from tacit.conversation import Conversation, Spoken

# The marks in the order of the event's numbers, each with the largest value that is told apart.
MARKS = {
    "still_broken": 1, "wants_human": 1, "frustrated": 1, "thanks": 1, "complaints": 3,
    "replies": 5, "unanswered": 3, "since": 64, "words": 9, "capitals": 4, "exclamations": 4,
    "questions": 3, "repeated": 1,
}  # fmt: skip
_PLACE = {name: place for place, name in enumerate(MARKS)}
_COMPLAINTS = ("still_broken", "wants_human", "frustrated")
# Steps of `since` that are told apart: three half-octaves, from a second to half a year.
_COARSE = 3
# More buckets hold more words apart and take more memory; two words of one share their counts.
_BUCKETS = 4096
_REPEATED = re.compile(r"([!?.…！？。])\1")
# More likely so than not: what nothing was learned of yet, at one half, is not called so.
LINE = ONE // 2 + 1

# The first guess, as messages seen: (mark, value, so, seen). Outcomes of a few dozen
# messages of a kind outweigh it; the marks that speak of words are the signals of `reward`.
_GUESSES = (
    ("still_broken", 1, 42, 60), ("wants_human", 1, 18, 24), ("frustrated", 1, 42, 60),
    ("thanks", 1, 6, 48), ("complaints", 1, 36, 60), ("complaints", 2, 86, 96),
    ("complaints", 3, 90, 96),
)  # fmt: skip
# The desk's own rate begins as if so many of so many had been so: one complaint alone must
# not make everybody look frustrated.
_COMPLAIN = (12, 36)
_HURRY = (20, 40)
# Every mark begins at half of its own say, since marks repeat one another; words at less.
_OF_MARKS = 0.5
_OF_WORDS = 0.375


@dataclass(frozen=True)
class Mood:
    """How likely a customer is frustrated and in a hurry, in 1/4096, and what it was read from.

    `before` are the frustrations read at their earlier messages of the conversation.
    """

    frustration: int
    urgency: int
    marks: Sequence[int]
    before: Sequence[int] = ()

    @property
    def is_frustrated(self) -> bool:
        """Whether a complaint is likelier next than thanks."""
        return self.frustration >= LINE

    @property
    def complains(self) -> bool:
        """Whether the message itself says that something is still broken, harshly or not for the
        first time: the reading is of the next word, and many a desk hears few complaints."""
        found = dict(zip(MARKS, self.marks, strict=False))
        still, harsh = found.get("still_broken", 0), found.get("frustrated", 0)
        again, replied = found.get("complaints", 0), found.get("replies", 0)
        return bool((still and (harsh or again or replied)) or (harsh and again))

    @property
    def is_upset(self) -> bool:
        """Whether frustration is likely, or said."""
        return self.is_frustrated or self.complains

    @property
    def is_losing_patience(self) -> bool:
        """Whether frustration rose at two messages in a row, and is likely or said by now."""
        rising = [*self.before, self.frustration][-3:]
        return self.is_upset and len(rising) == 3 and rising[0] < rising[1] < rising[2]


@dataclass(frozen=True)
class Heard:
    """A message as its mood is read: its marks, its text, the frustrations read before it."""

    marks: Sequence[int]
    text: str
    before: Sequence[int] = ()


def heard_in(conversation: Conversation, message: MessageId, text: str) -> Heard:
    """A message of a conversation with what came before it."""
    place = next(n for n, s in enumerate(conversation.spoken) if s.message_id == message)
    earlier, asking = conversation.spoken[:place], conversation.spoken[place]
    said = {each.message_id for each in earlier}
    before = [each.frustration for each in conversation.moods if each.message_id in said]
    signals = getattr(asking.event, "signals", ())
    return Heard(marks_of(text, signals, earlier, asking.at), text, before)


def marks_of(
    text: str, signals: Sequence[str], earlier: Sequence[Spoken] = (), at: datetime | None = None
) -> list[int]:
    """The marks of a message, in the order of MARKS.

    >>> marks_of("WHERE is my refund??", ["frustrated"])
    [0, 0, 1, 0, 0, 0, 1, 0, 2, 1, 0, 2, 1]
    """
    own = [getattr(each.event, "signals", ()) for each in earlier if each.author == "customer"]
    replies = [n for n, each in enumerate(earlier) if each.author in ("agent", "assistant")]
    since_reply = earlier[replies[-1] + 1 :] if replies else earlier
    unanswered = sum(each.author == "customer" for each in since_reply) + (not replies)
    found = {
        **{each: int(each in signals) for each in reward.SIGNALS},
        "complaints": sum(any(s in _COMPLAINTS for s in each) for each in own),
        "replies": len(replies),
        "unanswered": unanswered,
        "since": _half_octaves(earlier, at),
        "words": int(math.log2(len(spoken(text)) + 1)),
        "capitals": sum(len(word) > 2 and word.isupper() for word in text.split()),
        "exclamations": text.count("!") + text.count("！"),
        "questions": text.count("?") + text.count("？"),
        "repeated": int(_REPEATED.search(text) is not None),
    }
    return [min(found[name], most) for name, most in MARKS.items()]


def _half_octaves(earlier: Sequence[Spoken], at: datetime | None) -> int:
    """The seconds since the message before, by half-octaves; 0 for a first one."""
    if not earlier or at is None:
        return 0
    return int(2 * math.log2(1 + max(0.0, (at - earlier[-1].at).total_seconds())))


def signs_of(marks: Sequence[int], text: str) -> Signs:
    """What learners see of a message."""
    told = zip(MARKS, marks, strict=False)
    return Signs(tuple(_sign(*each) for each in told), tuple(sorted({*map(bucket, spoken(text))})))


def _sign(name: str, value: int) -> str:
    return f"{name}:{value // _COARSE if name == 'since' else value}"


def bucket(word: str) -> str:
    """The sign that stands for a word: a number of a few thousand, out of which no word is read."""
    return str(zlib.crc32(word.encode()) % _BUCKETS)


def word_of(marks: Sequence[int]) -> int | None:
    """What a message says of the mind in which the one before was written: 1000 a complaint,
    0 thanks, None neither."""
    if any(marks[_PLACE[each]] for each in _COMPLAINTS):
        return 1000
    return 0 if marks[_PLACE["thanks"]] else None


def returned_after(marks: Sequence[int]) -> int | None:
    """How long after a reply a message came, by half-octaves; None where it follows none."""
    is_return = marks[_PLACE["replies"]] and not marks[_PLACE["unanswered"]]
    return marks[_PLACE["since"]] if is_return else None


def read(frustration: Leaning, urgency: Leaning, heard: Heard) -> Mood:
    """The mood in which a message was written, as far as outcomes have taught it."""
    signs = signs_of(heard.marks, heard.text)
    frustrated, hurried = (round(each.predict(signs) * ONE) for each in (frustration, urgency))
    return Mood(frustrated, hurried, heard.marks, heard.before)


def begin(*, is_guessed: bool) -> Leaning:
    """A leaning before the first outcome: with the guess, or as if everybody were alike."""
    weights = [0.0, *(_OF_MARKS for _ in MARKS), _OF_WORDS]
    if not is_guessed:
        return Leaning(weights, *_HURRY)
    return Leaning(
        weights, *_COMPLAIN, counts={sign: [*counted] for sign, counted in guessed().items()}
    )


def guessed() -> dict[str, tuple[int, int]]:
    """The first guess of frustration by sign: how many of how many messages."""
    return {_sign(name, value): (so, seen) for name, value, so, seen in _GUESSES}


def standing(readings: Sequence[MoodRead]) -> tuple[int, int, int] | None:
    """Frustration at the start, at the worst and at the end of a conversation; None unread."""
    found = [each.frustration for each in readings]
    return (found[0], max(found), found[-1]) if found else None


# ---- what became of each reading, as a fold ---------------------------------------------


@dataclass
class Waiting:
    """A reading that waits for what came of it; `is_told` once it was told of frustration."""

    reading: MoodRead
    signs: Signs
    is_told: bool = False


@dataclass(frozen=True)
class Taught:
    """The learners of state of mind, as they are taught."""

    frustration: Leaning
    urgency: Leaning
    pace: Pace


@dataclass
class Moods:
    """The readings that wait, each for at most `within`, and what agents said of moods."""

    within: timedelta
    waiting: dict[ConversationId, Waiting] = field(default_factory=dict)
    said: dict[tuple[MessageId, str], bool] = field(default_factory=dict)
    _taken: deque[tuple[datetime, MoodRead]] = field(default_factory=deque)

    def see(self, logged: Logged, texts: Mapping[str, str], taught: Taught | None) -> None:
        """Fold one more event; `taught` is None where the learners know it already."""
        match logged.event:
            case MoodRead() as reading:
                self._forget(logged.recorded_at)
                self._read(reading, texts, taught)
                self._taken.append((logged.recorded_at, reading))
            case MoodCorrected() as corrected:
                self._correct(corrected, texts, taught)
            case (
                FeedbackGiven(conversation_id=conversation)
                | ConversationReopened(conversation_id=conversation)
                | ConversationResolved(conversation_id=conversation)
                | SolutionMarked(conversation_id=conversation)
            ):
                self._forget(logged.recorded_at)
                self._tell(conversation, outcome_of(logged), taught)
            case _:
                pass

    def _forget(self, now: datetime) -> None:
        while self._taken and now - self._taken[0][0] > self.within:
            reading = self._taken.popleft()[1]
            held = self.waiting.get(reading.conversation_id)
            if held is not None and held.reading is reading:
                del self.waiting[reading.conversation_id]

    def _read(self, reading: MoodRead, texts: Mapping[str, str], taught: Taught | None) -> None:
        self._tell(reading.conversation_id, word_of(reading.marks), taught)
        step = returned_after(reading.marks)
        earlier = self.waiting.get(reading.conversation_id)
        if step is not None and earlier is not None and taught is not None:
            usual = taught.pace.predict()
            if usual is not None:
                taught.urgency.learn(earlier.signs, 1000 if step < usual else 0)
            taught.pace.learn(step)
        signs = signs_of(reading.marks, texts.get(reading.message_id, ""))
        self.waiting[reading.conversation_id] = Waiting(reading, signs)

    def _tell(self, conversation: ConversationId, word: int | None, taught: Taught | None) -> None:
        """Teach what a reading came to, once: by the first word that says something."""
        held = self.waiting.get(conversation)
        if held is None or held.is_told or word is None:
            return
        held.is_told = True
        if taught is not None:
            taught.frustration.learn(held.signs, word)

    def _correct(
        self, corrected: MoodCorrected, texts: Mapping[str, str], taught: Taught | None
    ) -> None:
        """Take back what an agent had said of it, and learn what one says now."""
        key = corrected.message_id, corrected.about
        was = self.said.pop(key, None)
        if corrected.is_so is not None:
            self.said[key] = corrected.is_so
        if taught is None:
            return
        signs = signs_of(corrected.marks, texts.get(corrected.message_id, ""))
        leaning = taught.frustration if corrected.about == "frustration" else taught.urgency
        if was is not None:
            leaning.correct(signs, is_so=was, times=-1)
        if corrected.is_so is not None:
            leaning.correct(signs, is_so=corrected.is_so)


def outcome_of(logged: Logged) -> int | None:
    """What an event says of the mind in which the customer wrote last: 1000 a complaint, 0 none.

    An agent's step says nothing of it, nor does silence, nor a rating in the middle. Where a
    message reopened it, that message's own words say: many come back to what they thanked for.
    """
    match logged.event:
        case FeedbackGiven() as given if logged.actor.kind == "customer":
            return _of_feedback(given)
        case ConversationReopened() if logged.actor.kind != "agent" and not logged.cause_position:
            return 1000
        case ConversationResolved(by="customer", how="confirmed"):
            return 0
        case SolutionMarked() if logged.actor.kind == "customer":
            return 0
    return None


def _of_feedback(given: FeedbackGiven) -> int | None:
    match given.feedback:
        case "thumb":
            return 0 if given.value > 0 else 1000
        case "csat":
            return None if given.value == 3 else 0 if given.value > 3 else 1000
        case "ces":
            return None if given.value == 4 else 0 if given.value < 4 else 1000
        case "flag":
            return 1000
