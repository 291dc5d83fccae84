"""Of how much of a word each thing is that a customer does or says, unless it was set otherwise.

The settle flow weighs by it, the learners count by what it wrote into the lesson; decision 0074.
"""

from __future__ import annotations

from collections.abc import Sequence

# Of how much of a word each signal of a customer is worth, in thousandths, unless a setting
# says otherwise, and what they do by it. What they do counts for more than how they rate it,
# and customers who give up are silent too.
_SAID = {
    "thanks": (1000, "thanks for a reply"),
    "confirms": (1000, "closes the matter"),
    "says_still_broken": (1000, "says that it still does not work"),
    "wants_human": (1000, "asks for a person"),
    "rephrased": (1000, "asks the same again in other words"),
    "reopened": (1000, "comes back after a good rating"),
    "flag": (1000, "flags an answer as wrong"),
    "thumb": (900, "gives a thumb up or down"),
    "csat": (900, "rates how content they are (csat)"),
    "ces": (900, "rates how hard it was (ces)"),
    "silence": (100, "says nothing for three days"),
}
WEIGHTS = {name: weight for name, (weight, _) in _SAID.items()}
DOES = {name: words for name, (_, words) in _SAID.items()}
# Of these, what a customer says when asked, instead of doing it.
RATINGS = ("flag", "thumb", "csat", "ces")
# A whole word, and the least that is a complaint by itself.
WHOLE, HALF = 1000, 500


def signal_of(reason: str) -> str:
    """The signal of WEIGHTS that a customer's word rests on.

    >>> signal_of("customer_thumb"), signal_of("silence")
    ('thumb', 'silence')
    """
    return reason.removeprefix("customer_")


def is_closing(signals: Sequence[str]) -> bool:
    """Whether a message says thanks and no more, so that nothing is left to answer.

    >>> is_closing(["thanks"]), is_closing(["thanks", "asks_on"])
    (True, False)
    """
    return "thanks" in signals and "asks_on" not in signals
