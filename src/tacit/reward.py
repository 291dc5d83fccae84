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
from tacit.weights import WEIGHTS, is_closing

# `asks_on` is of a message that says thanks and then asks, or tells, something else.
SIGNALS = ("thanks", "asks_on", "still_broken", "wants_human", "frustrated")

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


# What denies: "not", and the short forms with their apostrophe or, of some, without.
_NOT = (
    r"(not|never|nothing|no longer|cannot|\w* ?n['’]t|"
    r"(is|was|has|have|had|do|does|did|wo|ca|would|could)nt)"
)

# fmt: off
THANKS = Sign(
    re.compile(
        r"\b(thank(s| you)|thx|that (worked|fixed|solved|did it)|works? now|working now|solved|"
        r"danke|(vielen|besten|herzlichen) dank|gracias|merci|grazie|obrigad[oa]|dank je|bedankt|"
        r"resuelto|gelöst|risolto)\b"
    ),
    (
        "thank", "solved", "that worked", "that fixed", "that did it", "work now", "works now",
        "working now", "thx", "dank", "gracias", "merci", "grazie", "obrigad", "resuelto",
        "gelöst", "risolto",
    ),
)
STILL_BROKEN = Sign(
    re.compile(
        r"\b(still (not|no|isn['’]?t|doesn['’]?t|does not|the same|can['’]?t|cannot|having|"
        r"getting)|"
        r"no (luck|change|difference)|same (problem|issue)|"
        rf"{_NOT} (help(s|ed)?|solve|fix|(\w+ ){{0,2}}(solved|fixed|works?|working|worked))|"
        r"(can['’]?t|cannot) get (\w+ ){1,3}to work|"
        r"immer noch|(ist|wurde|wird|hat) (\w+ ){0,3}nicht (\w+ )?(gelöst|behoben|geholfen)|"
        r"(funktioniert|geht|klappt|hilft) (\w+ ){0,3}nicht(?=[.,;!\n]|$| mehr| immer| richtig)|"
        r"sigue sin|no (est[áa]|se ha|ha sido|fue|me ha) (\w+ ){0,2}(resuelto|solucionado)|"
        r"no (me )?(funciona|sirve)|"
        r"toujours pas|(marche|fonctionne|résolu|aide) pas|pas (\w+ )?(résolu|réglé)|"
        r"ancora non|non (\w+ ){0,3}(risolto|funziona|aiuta)|"
        r"nog steeds|werkt (\w+ )?niet|niet (\w+ )?(opgelost|geholpen)|"
        r"não (\w+ ){0,2}(resolvid[oa]|resolveu|funciona|funcionou|ajudou))\b"
    ),
    (
        " work", "still ", " fix", " solve", " help", "no luck", "no change", "no difference",
        "same problem", "same issue", "immer noch", " nicht", "sigue sin", " resuelto",
        " solucionado", "funciona", " sirve", " pas", "pas ", "ancora non", "non ", "nog steeds",
        " niet", "niet ", "não ",
    ),
)
# A product moves and joins things too: it is a wish where it is the customer who is to be
# brought to somebody, or who wants to speak with one.
_SOMEBODY = r"(human|person|agent|someone|somebody|representative|support|operator|advisor)"
WANTS_HUMAN = Sign(
    re.compile(
        rf"\b(speak|talk|talking|chat) (directly )?(to|with) (?!my\b|another\b|other\b)"
        rf"(\w+ ){{0,3}}{_SOMEBODY}\b|"
        rf"\b(connect|transfer|put|pass|hand|get) "
        rf"(me|us|(my|this) (call|case|chat|ticket|issue|request|conversation))"
        rf"( on| over| through)? (to|with) (\w+ ){{0,3}}{_SOMEBODY}\b|"
        r"\b(pass|hand) (this|it) (on|over) to (\w+ ){0,3}(human|person|representative|agent)\b|"
        r"\b(want|need) an? (human|person|representative)\b(?! account| profile)|"
        r"\bescalate (this|it|me|my)\b|\b(real|actual) (human|person)\b|"
        r"\bmit (einem|einer) (menschen|mitarbeiter\w*|person)\b|"
        r"\bhablar con (una persona|alguien|un agente)\b|"
        r"\bparler (à|avec) (une personne|un agent|un humain|quelqu['’]un)\b"
    ),
    (
        "human", "person", "agent", "someone", "somebody", "representative", "support",
        "operator", "advisor", "escalate", "mit einem", "mit einer", "hablar con", "parler ",
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

# What shows that thanks do not close the matter: a question, a wish, thanks beforehand, a but.
_GOES_ON = re.compile(
    r"\?|\b(in advance|im voraus|d['’]avance|de antemano|por adelantado|in anticipo|"
    r"bij voorbaat)\b|"
    r"\b(but|however|aber|pero|mais|maar|please (?!close)|could you|can you|would you|i need|"
    r"i want|i would like|one more|another question|bitte|por favor|s['’]il vous plaît|"
    r"per favore)\b|"
    r"(^|[.!,;:\n(-])[ \t]*(and |but |so |now |also )*"
    r"(how|what|where|when|why|which|who|is there|are there|do i|does|should i|can i|could i|"
    r"wie|was|wo|wann|warum|cómo|qué|dónde|cuándo|comment|pourquoi|où|quand|come|perché|hoe|"
    r"waarom|waar)\b"
)
_OUTCOME = re.compile(
    r"\b(that (worked|fixed|solved|did it)|works?|working now|solved|fixed|resuelto|gelöst|"
    r"risolto)\b"
)
_SENTENCE = re.compile(r"[.!;\n]+")
_WORD = re.compile(r"[^\W\d_]{3,}")
# Said out of courtesy, beside the thanks.
_COURTESY = frozenset(
    "you your have has been are was very really much great good nice perfect excellent awesome "
    "wonderful lovely helpful help helped support quick fast response reply answer appreciate "
    "appreciated all the for day week weekend bye cheers regards best kind kindly take care that "
    "this will try now okay got done sorted well again everything und für die das hat hilfe "
    "geholfen schnelle antwort schönen tag noch gruß grüße viele liebe por ayuda todo muy buen día "
    "saludos pour votre aide bonne journée cordialement".split()
)
# So many other words tell something.
_TELLING = 3

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
    >>> signals("Thanks! And how do I cancel the other order?")
    ['thanks', 'asks_on']
    >>> signals("still not working!!")
    ['still_broken', 'frustrated']
    """
    lowered = (text if text.isascii() else text.translate(_SAME_LETTERS)).lower()
    is_broken = STILL_BROKEN.is_in(lowered)
    is_thanks = not is_broken and THANKS.is_in(lowered)
    found = {
        "thanks": is_thanks,
        "asks_on": is_thanks and _goes_on(lowered),
        "still_broken": is_broken,
        "wants_human": WANTS_HUMAN.is_in(lowered),
        "frustrated": FRUSTRATED.is_in(lowered),
    }
    return [each for each in SIGNALS if found[each]]


def _goes_on(lowered: str) -> bool:
    """Whether a message that says thanks asks or tells something else."""
    if _GOES_ON.search(lowered):
        return True
    if _OUTCOME.search(lowered):
        return False
    rest = [each for each in _SENTENCE.split(lowered) if not THANKS.is_in(each)]
    telling = [word for each in rest for word in _WORD.findall(each) if word not in _COURTESY]
    return len(telling) >= _TELLING


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
    if is_closing(found):
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


def of_handoff(reason: str) -> Reward | None:
    """What a handoff says of the answer before it; None where it says nothing."""
    is_wished = reason == "customer_request"
    return Reward(0, "customer_wants_human", "provisional") if is_wished else None


def of_confirmation() -> Reward:
    """A customer who closes the matter themselves says that it was dealt with."""
    return Reward(1000, "customer_confirms", "provisional")


def of_silence(hours: int, weight: int = WEIGHTS["silence"]) -> Reward:
    """Silence counts a little after 72 hours and for good after 7 days."""
    return Reward(weight, "silence", "durable" if hours >= 168 else "provisional")


# Who rated an answer well and then comes back with it says by that that it was none.
REOPENED = Reward(0, "customer_reopened", "provisional")
VOID = Reward(None, "reopened", "void")
