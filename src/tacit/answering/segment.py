"""A segment: the customers whose situation has one value of one attribute, as a lead names it.

The autonomy flow reads what a lead wrote and logs its token; decide says in words what it is.
Only what a situation may hold is a segment: what names one person is none. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacit.answering.situation import (
    ATTRIBUTES,
    LETTERS,
    TENURES,
    is_naming,
    spellings,
    token_of,
)

# How a sentence says of a customer what is no trait of theirs.
_SAID = {
    "page": "it was asked from {value}",
    "error": "the error {value} was met",
    "version": "the version in use is {value}",
    "action": "the last thing done was {value}",
    "locale": "the customer's language is {value}",
    "channel": "it came by {value}",
    "customer": "they have been a customer {value}",
}


@dataclass(frozen=True)
class Segment:
    """An attribute and the value that customers of the segment have."""

    attribute: str
    value: str

    @property
    def name(self) -> str:
        """As it stands in the log and in receipts."""
        return f"{self.attribute}={self.value}"

    def token(self, secret: bytes) -> str:
        """The token that a decision's situation holds of such a customer."""
        return token_of(secret, self.attribute, self.value)


def segment_of(written: str) -> Segment:
    """The segment that somebody wrote as ATTRIBUTE=VALUE, in a situation's spelling.

    Raises ValueError, which says why, for what no situation ever holds.

    >>> segment_of("Plan = Enterprise").name
    'plan=enterprise'
    """
    attribute, _, value = (" ".join(part.split()) for part in written.partition("="))
    attribute = attribute.casefold()
    if not attribute or not value:
        raise ValueError("write a segment as ATTRIBUTE=VALUE, such as plan=enterprise")
    if attribute not in ATTRIBUTES and is_naming(attribute):
        raise ValueError(f"{attribute} tells one person or company apart, and no segment")
    held = spellings(attribute, value)
    if not held:
        raise ValueError(_why(attribute, value))
    if held[0].casefold() != value.casefold():
        raise ValueError(f"{value} is kept as {held[0]}: write {attribute}={held[0]}")
    return Segment(attribute, held[0])


def in_words(name: str) -> str:
    """A segment's name as a part of a sentence.

    >>> in_words("plan=enterprise")
    "the customer's plan is enterprise"
    """
    attribute, _, value = name.partition("=")
    if name == f"customer={TENURES[0]}":
        return f"the customer is {value}"
    said = _SAID.get(attribute, "the customer's {attribute} is {value}")
    return said.format(attribute=attribute, value=value)


def _why(attribute: str, value: str) -> str:
    """What keeps a value out of every situation."""
    if attribute == "customer":
        return f"a customer is one of these: {', '.join(TENURES)}"
    if attribute == "version":
        return f"{value} is no version: write its number, such as 4.2"
    if len(value) > LETTERS:
        return f"a value of more than {LETTERS} letters is kept of nobody"
    return f"{value} may be one person's: numbers and addresses are kept of nobody"
