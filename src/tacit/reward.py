"""What happened, as a number with its reason: the one place where rewards are made.

Settle asks it, learners only ever see its answers. Rewards are thousandths:
1000 resolved, 0 not, None where the witness says nothing. Changing a rule
here changes every lesson, so it is one file and one replay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tacit.events import EntryId, FeedbackGiven
from tacit.weights import WEIGHTS

SIGNALS = ("thanks", "still_broken", "wants_human", "frustrated")


# Who asks for a person within so many seconds of an answer was not helped by it, unless a
# setting says otherwise.
FAST_SECONDS = 60


@dataclass(frozen=True)
class Sign:
    """How a signal shows in a text in lower case: by its pattern.

    Every match holds one of `needs`. Most messages hold none of them, which is
    seen in a fifth of the time that the pattern takes.
    """

    pattern: re.Pattern[str]
    needs: tuple[str, ...]

    def is_in(self, lowered: str) -> bool:
        """Whether the signal shows."""
        for need in self.needs:
            if need in lowered:
                return self.pattern.search(lowered) is not None
        return False


# fmt: off
THANKS = Sign(
    re.compile(
        r"\b(thank(s| you)|thx|that (worked|fixed|solved|did it)|works? now|working now|solved|"
        r"danke|gracias|merci|grazie|obrigad[oa]|dank je|bedankt|resuelto|gelöst|risolto)\b"
    ),
    (
        "thank", "solved", "that worked", "that fixed", "that did it", "work now", "works now",
        "working now", "thx", "dank", "gracias", "merci", "grazie", "obrigad", "resuelto",
        "gelöst", "risolto",
    ),
)
STILL_BROKEN = Sign(
    re.compile(
        r"\b(still (not|no|isn'?t|doesn'?t|does not|the same|can'?t|cannot|having|getting)|"
        r"(did ?n.t|does ?n.t|not) (work|help|fix|solve)|no (luck|change|difference)|"
        r"same (problem|issue)|"
        r"(not|n.t|never|nothing|no longer|isnt) (\w+ ){0,2}(solved|fixed|works?|working|worked)|"
        r"immer noch|sigue sin|toujours pas|ancora non|nog steeds)\b"
    ),
    (
        " work", "still ", " fixed", " solved", "t help", "t fix", "t solve", "no luck",
        "no change", "no difference", "same problem", "same issue", "immer noch", "sigue sin",
        "toujours pas", "ancora non", "nog steeds",
    ),
)
WANTS_HUMAN = Sign(
    re.compile(
        r"\b(speak|talk|chat|connect|transfer|escalate)\b.{0,30}\b(human|person|agent|someone|"
        r"somebody|representative|support)\b|\b(real|actual) (human|person)\b|"
        r"\bmit (einem|einer) (menschen|mitarbeiter\w*)\b|\bhablar con (una persona|alguien)\b"
    ),
    (
        "connect", "transfer", "talk", "speak", "chat", "escalate", "real human", "real person",
        "actual human", "actual person", "mit ein", "hablar con",
    ),
)
FRUSTRATED = Sign(
    re.compile(
        r"(!!+|\?\?+|!\?|\?!)|\b(ridiculous|unacceptable|furious|fed up|useless|waste of|"
        r"third time|frustrat\w+|disappoint\w+|terrible|awful|inakzeptabel|inaceptable)\b"
    ),
    (
        "!!", "??", "!?", "?!", "frustrat", "disappoint", "ridiculous", "unacceptable", "furious",
        "fed up", "useless", "waste of", "third time", "terrible", "awful", "inakzeptabel",
        "inaceptable",
    ),
)
# fmt: on

# Letters of other alphabets that count as one of ours whatever the case (Unicode's simple
# folding) but that `lower` leaves alone, or makes two characters of.
_SAME_LETTERS = str.maketrans({"ſ": "s", "ı": "i", "İ": "i"})


@dataclass(frozen=True)
class Reward:
    """A number in thousandths, or None, and why; `standing` says how firm it is."""

    value: int | None
    reason: str
    standing: Literal["provisional", "durable", "final", "void"]


def signals(text: str) -> list[str]:
    """The signals in one message of a customer, in the order of SIGNALS.

    >>> signals("Thanks, that worked!")
    ['thanks']
    >>> signals("still not working!!")
    ['still_broken', 'frustrated']
    """
    lowered = (text if text.isascii() else text.translate(_SAME_LETTERS)).lower()
    is_broken = STILL_BROKEN.is_in(lowered)
    found = {
        "thanks": not is_broken and THANKS.is_in(lowered),
        "still_broken": is_broken,
        "wants_human": WANTS_HUMAN.is_in(lowered),
        "frustrated": FRUSTRATED.is_in(lowered),
    }
    return [each for each in SIGNALS if found[each]]


def of_reply(would_cite: Sequence[EntryId], reply_cites: Sequence[EntryId]) -> Reward:
    """An agent's reply judges the would-be answer by what each cites.

    >>> of_reply(["a"], ["b", "a"]).value, of_reply(["a"], ["b"]).value, of_reply(["a"], []).value
    (1000, 0, None)
    """
    if not reply_cites:
        return Reward(None, "agent_cites_nothing", "final")
    if not would_cite:
        return Reward(None, "nothing_to_judge", "final")
    if would_cite[0] in reply_cites:
        return Reward(1000, "agent_cites_same", "final")
    return Reward(0, "agent_cites_other", "final")


def of_draft(*, is_edited: bool) -> Reward:
    """An agent who sends a draft unchanged says that it was right."""
    if is_edited:
        return Reward(500, "draft_edited", "final")
    return Reward(1000, "draft_sent_unchanged", "final")


def of_customer(found: Sequence[str]) -> Reward | None:
    """What a customer's next message says about the reply that reached them."""
    if "still_broken" in found:
        return Reward(0, "customer_says_still_broken", "provisional")
    if "wants_human" in found:
        return Reward(0, "customer_wants_human", "provisional")
    if "thanks" in found:
        return Reward(1000, "customer_thanks", "provisional")
    return None


def of_feedback(feedback: FeedbackGiven) -> Reward:
    """A rating, as a number: behaviour counts for more, so it stays provisional."""
    match feedback.feedback:
        case "thumb":
            value = 1000 if feedback.value > 0 else 0
        case "csat":
            value = 1000 if feedback.value >= 4 else 0
        case "ces":
            value = 1000 if feedback.value <= 3 else 0
        case "flag":
            value = 0
    return Reward(value, f"customer_{feedback.feedback}", "provisional")


def of_audit(*, is_right: bool) -> Reward:
    """An agent who was asked to look says whether an answer was right."""
    return Reward(1000 if is_right else 0, f"audit_{'right' if is_right else 'wrong'}", "final")


def of_confirmation() -> Reward:
    """A customer who closes the matter themselves says that it was dealt with."""
    return Reward(1000, "customer_confirms", "provisional")


def of_silence(hours: int, weight: int = WEIGHTS["silence"]) -> Reward:
    """Silence counts a little after 72 hours and for good after 7 days."""
    return Reward(weight, "silence", "durable" if hours >= 168 else "provisional")


# Who rated an answer well and then comes back with it says by that that it was none.
REOPENED = Reward(0, "customer_reopened", "provisional")
VOID = Reward(None, "reopened", "void")
