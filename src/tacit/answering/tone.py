"""The tone that fits a customer: the frustrated read an acknowledgement, the curious why.

Decide asks it. A tone claims nothing: it is one fixed sentence before approved words, or which of
them come first. It knows the signs of curiosity and no entries.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tacit.answering.mood import LINE, word_of

if TYPE_CHECKING:
    from tacit.answering.mood import Mood
    from tacit.events import Tone

# Asks how something is meant or works rather than what to do.
_CURIOUS = re.compile(
    r"\b(?:why (?:is|are|do|does|did|was|were|would|can)|how come|"
    r"how (?:do|does) (?:\w+ ){1,3}works?|what(?:'s|’s| is| are) the (?:difference|reason|purpose)|"
    r"what (?:do|does) .{1,60} mean|curious|wonder(?:ing)?|explain|understand (?:why|how|what)|"
    r"warum|wieso|weshalb|was bedeutet|wie funktionier\w+|unterschied|neugierig|erklär\w*|"
    r"pourquoi|comment fonctionn\w+|quelle est la différence|que signifie|curieu(?:x|se)|"
    r"por qué|cómo funcionan?|cuál es la diferencia|qué significa|curiosidad|"
    r"perché|come funzionan?o?|qual è la differenza|cosa significa|curios[oa]|"
    r"waarom|hoe werk(?:t|en)|wat is het verschil|wat betekent|nieuwsgierig|"
    r"por que|como funcionam?|qual é a diferença|o que significa)\b",
    re.IGNORECASE,
)


def tone_of(mood: Mood | None, text: str) -> Tone:
    """The tone that fits who wrote a message in a mood; "" where any does.

    Who complains or is in a hurry wants no explanation first.
    """
    if mood is None:
        return ""
    if mood.is_upset:
        return "acknowledging"
    is_pressing = word_of(mood.marks) == 1000 or mood.urgency >= LINE
    return "explaining" if not is_pressing and _CURIOUS.search(text) else ""
