"""The state of mind that a page shows: a word, how sure, what speaks for it, and its course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tacit.answering.mood import LINE, bucket, guessed, signs_of, standing
from tacit.knowledge.words import spoken

if TYPE_CHECKING:
    from tacit.conversation import Conversation
    from tacit.events import MoodRead, WorkspaceId
    from tacit.flows.port import Port
    from tacit.learners.leaning import Leaning

_SHOWN = 4
# A part below this moves nothing that a person would see.
_LEAST_PART = 0.05
_WORDS = {"frustration": ("frustrated", "calm"), "urgency": ("urgent", "exploring")}
# What a mark says: where it is 0, and where it is more.
_LABELS = {
    "still_broken": ("says of nothing that it is still broken", "says that it is still broken"),
    "wants_human": ("asks for no person", "asks for a person"),
    "frustrated": ("no harsh words or marks", "harsh words or marks"),
    "thanks": ("no thanks", "says thanks"),
    "complaints": ("has not complained before", "complained before: {}"),
    "replies": ("no reply yet", "replies so far: {}"),
    "unanswered": ("answers a reply", "written since the last reply: {}"),
    "words": ("hardly a word", "length: {}"),
    "capitals": ("no word in capitals", "words in capitals: {}"),
    "exclamations": ("no exclamation mark", "exclamation marks: {}"),
    "questions": ("no question mark", "question marks: {}"),
    "repeated": ("no doubled marks", "doubled marks"),
}
_LENGTHS = ((3, "a few words"), (5, "a sentence or two"), (7, "a paragraph"), (99, "long"))


@dataclass(frozen=True)
class Telling:
    """One sign: what it is, what it adds to the log-odds, and of how many with it how many were."""

    label: str
    part: float
    so: int
    seen: int


@dataclass(frozen=True)
class Leant:
    """One side of a mood: its word and chance in 1/4096, what speaks for it, how many taught it.

    `said` is what an agent says of it, which stands; None where nobody does.
    """

    about: Literal["frustration", "urgency"]
    chance: int
    said: bool | None
    lessons: int
    tells: Sequence[Telling]

    @property
    def is_so(self) -> bool:
        """Whether it is called so: by an agent, else by what is likelier."""
        return self.chance >= LINE if self.said is None else self.said

    @property
    def word(self) -> str:
        """What to call it."""
        return _WORDS[self.about][not self.is_so]

    @property
    def other(self) -> str:
        """What to call the other of the two."""
        return _WORDS[self.about][self.is_so]


@dataclass(frozen=True)
class MoodShown:
    """The mood of the customer's last message, and frustration along the conversation."""

    message_id: str
    sides: Sequence[Leant]
    course: Sequence[int]
    standing: tuple[int, int, int]

    @property
    def is_rising(self) -> bool:
        """Whether they were calmer at the message before."""
        return len(self.course) > 1 and self.course[-1] > self.course[-2]


def mood_of(
    port: Port, workspace: WorkspaceId, held: Conversation, texts: Mapping[str, str]
) -> MoodShown | None:
    """How the customer's last message was read; None where no message was."""
    found = standing(held.moods)
    if found is None:
        return None
    last = held.moods[-1]
    text = texts.get(last.message_id, "")
    with port.learned(workspace) as learned:
        frustration = _tells(learned.frustration, last, text, guessed())
        urgency = _tells(learned.urgency, last, text, {})
        lessons = learned.frustration.lessons, learned.urgency.lessons
    said = [held.mood_told(last.message_id, each) for each in _WORDS]
    sides = [
        Leant("frustration", last.frustration, said[0], lessons[0], frustration),
        Leant("urgency", last.urgency, said[1], lessons[1], urgency),
    ]
    return MoodShown(last.message_id, sides, [each.frustration for each in held.moods], found)


def _tells(
    leaning: Leaning, reading: MoodRead, text: str, guess: Mapping[str, tuple[int, int]]
) -> list[Telling]:
    """What moved a reading most, by what has been learned by now; a guess is no message seen."""
    words: dict[str, str] = {}
    for word in spoken(text):
        words.setdefault(bucket(word), f"“{word}”")
    found = leaning.evidence(signs_of(reading.marks, text))
    most = sorted(found.items(), key=lambda each: (-abs(each[1][0]), each[0]))[:_SHOWN]
    return [
        Telling(words.get(sign) or _label(sign), part, so - none[0], seen - none[1])
        for sign, (part, so, seen) in most
        for none in [guess.get(sign, (0, 0))]
        if abs(part) >= _LEAST_PART
    ]


def _label(sign: str) -> str:
    name, _, value = sign.partition(":")
    if name == "since":
        return _since(int(value))
    number = int(value)
    shown = next(t for most, t in _LENGTHS if number <= most) if name == "words" else value
    return _LABELS[name][number > 0].format(shown)


def _since(value: int) -> str:
    """How long after the message before: a value stands for three half-octaves of seconds."""
    if not value:
        return "first message"
    seconds = 2 ** (1.5 * value)
    for unit, many in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= many:
            return f"about {round(seconds / many)} {unit} after the message before"
    return "right after the message before"
