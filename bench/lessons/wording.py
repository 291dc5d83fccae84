"""How the same thing is asked and told in more ways than one; every kind goes through here."""

from __future__ import annotations

import re
from random import Random

from bench.lessons.matters import Matter
from bench.lessons.parts import Customer

FORMS = ("whole", "start", "rest", "body")

_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_GREETINGS = ("Hi {name},", "Hello {name},", "Hello,", "Hi there,", "Dear {name},", "Good morning,")
_SIGN_OFFS = (
    "Best regards,\n{agent}",
    "Kind regards\n{agent}",
    "Cheers,\n{agent}",
    "Regards,\nThe desk",
)
_CHANGES = (
    (r"\bPlease try\b", "You could try"),
    (r"\bTry\b", "Please try"),
    (r"\bClick on\b", "Click"),
    (r"\bclick\b", "press"),
    (r"\bYou need to\b", "You have to"),
    (r"\bgo to\b", "open"),
    (r"\bThunderbird\b", "TB"),
    (r"\bTB\b", "Thunderbird"),
    (r"\bselect\b", "choose"),
    (r"\be-mails?\b", "mail"),
    (r"\bI suggest\b", "I would suggest"),
)
# Each turns round what a sentence tells to do; the first that is found in a reply is used.
_OPPOSITES = (
    (r"\b(is|are) not possible\b", r"\1 possible"),
    (r"\b(?:can ?not|can['’]t) be\b", "can be"),
    (r"\b(TB|Thunderbird) (?:does not|doesn['’]t|cannot|can['’]t)\b", r"\1 does"),
    (r"(?<=[.\n] )(?:Do not|Don['’]t)\b", "Always"),
    (r"\buncheck\b", "check"),
    (r"\b(?:check|tick)(ing)? (the|that|this|all)\b", r"clear\1 \2"),
    (r"\bun-?tick\b", "tick"),
    (r"\bdisabl(e|ing)\b", r"enabl\1"),
    (r"\benabl(e|ing)\b", r"disabl\1"),
    (r"\bturn(ed|ing)? off\b", r"turn\1 on"),
    (r"\bturn(ed|ing)? on\b", r"turn\1 off"),
    (r"\b(?:remove|delete) (the|that|this|all|it)\b", r"keep \1"),
    (r"\byou (?:need|have) to\b", "you must not"),
    (r"\byou should\b", "you should not"),
    (r"\byou can\b", "you cannot"),
    (r"\bI (?:would )?suggest\b", "I advise against this:"),
)


def sentences(text: str) -> list[str]:
    """A text's sentences."""
    return [each for each in _SENTENCE.split(text) if each]


def asked(matter: Matter, form: str) -> tuple[str, str]:
    """Subject and text of a question in one of four forms, any two of which share words."""
    parts = sentences(matter.text)
    if form == "start":
        return matter.subject, " ".join(parts[:2])
    if form == "rest" and len(parts) > 1:
        return matter.subject, " ".join(parts[1:])
    if form == "body" and len(matter.text) >= 80:
        return "", matter.text
    return matter.subject, matter.text


def shortened(dice: Random, reply: str) -> str:
    """A reply of several sentences without its last one, one time in four.

    Done before a reply is spoiled, so that what makes it bad stays in it.
    """
    parts = sentences(reply)
    if len(parts) >= 4 and "\n" not in reply and dice.random() < 0.25:
        return " ".join(parts[:-1])
    return reply


def told(dice: Random, reply: str, customer: Customer, agent: str) -> str:
    """A reply as an agent tells it this time: greeted, signed, in slightly other words."""
    text = reply
    if dice.random() < 0.4:
        pattern, instead = dice.choice(_CHANGES)
        text = re.sub(pattern, instead, text, count=2)
    if dice.random() < 0.5:
        text = f"{dice.choice(_GREETINGS).format(name=customer.first_name)}\n\n{text}"
    if dice.random() < 0.45:
        text = f"{text}\n\n{dice.choice(_SIGN_OFFS).format(agent=agent)}"
    return text


def opposite(reply: str) -> str | None:
    """The reply with what it says turned round, or None where no word of it can be."""
    for pattern, instead in _OPPOSITES:
        turned, times = re.subn(pattern, instead, reply, count=2, flags=re.IGNORECASE)
        if times:
            return turned
    return None
