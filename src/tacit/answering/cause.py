"""The cause of a failure, of a closed list, with its reasons in words.

The diagnose flow asks it with the evidence that `failure` gathered and logs
both; pages and callers ask again for the reasons. Two things are plain: nothing
was written in the customer's language, or the customer had read the very page.
Otherwise each cause is scored and the highest is taken, ties by the list:

score(cause) = bias + Σ weight · (evidence - usual)

The weights are a multinomial regression on failures of a real desk that were read and
labelled one by one; `bench/causes.py --fit` prints them. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from tacit.answering.failure import NAMES
from tacit.answering.weights import BIAS, USUAL, WEIGHTS
from tacit.learners.fixed import ONE

CAUSES = (
    "missing_article", "outdated_article", "unknown_term", "product_differs", "ambiguous_intent",
    "missing_context",
)  # fmt: skip
# What each cause means, and what mends it.
SENTENCES = {
    "missing_article": "No article holds the answer; one is to be written.",
    "outdated_article": "An article covers it and is no longer right; it is to be revised.",
    "unknown_term": "An article answers it in other words than the customer's.",
    "product_differs": "The product does something else than is written of it.",
    "ambiguous_intent": "It can be read as more than one wish, or several articles serve it.",
    "missing_context": "The answer hangs on something that the customer had not said.",
}
# What a piece of evidence says where it is above what is usual, and where below.
SAYS = {
    "near": ("what agents cited is near to the question", "what agents cited is far from it"),
    "gap": ("hardly an article is nearer", "others are much nearer"),
    "behind": ("many articles are nearer", "few articles are nearer"),
    "sibling": ("the first candidate and the cited article are alike",
                "the first candidate and the cited article have little in common"),
    "odds": ("the ranking was sure", "the ranking was unsure"),
    "closest": ("something written is near to the question", "nothing written is near to it"),
    "place": ("what agents cited was ranked low", "what agents cited was ranked high"),
    "unread": ("agents cited a page whose text is not here", "what agents cited is here"),
    "told": ("agents explained at length", "agents said little themselves"),
    "ends_asking": ("the reply ends with a question", "the reply ends with no question"),
    "asks": ("the reply asks for more", "the reply asks for little"),
    "outward": ("the reply leads elsewhere", "the reply leads nowhere else"),
    "change": ("the question tells of a before and an after", "it tells of no change"),
    "language": ("no article is in the language of the message", ""),
    "named": ("the customer had read the very page that agents cite", ""),
}  # fmt: skip
_REASONS = 3
# What is plain needs no weighing.
PLAIN = {"language": "missing_article", "named": "outdated_article"}


def cause_of(evidence: Sequence[int]) -> str:
    """The cause that this evidence, in 1/4096 and in the order of `failure.NAMES`, speaks for."""
    for name, cause in PLAIN.items():
        if evidence[NAMES.index(name)]:
            return cause
    return max(WEIGHTS, key=lambda cause: (score(cause, evidence), -CAUSES.index(cause)))


def score(cause: str, evidence: Sequence[int]) -> int:
    """How much speaks for a cause, in 1/4096 of a nat."""
    return BIAS[cause] + sum(_parts(cause, evidence).values())


def reasons(cause: str, evidence: Sequence[int]) -> list[str]:
    """What of the evidence speaks most for a cause rather than for the others, in words."""
    plain = [name for name, said in PLAIN.items() if said == cause]
    if said := [SAYS[name][0] for name in plain if evidence[NAMES.index(name)]]:
        return said
    if cause not in WEIGHTS:
        return []
    own = _parts(cause, evidence)
    rest = [_parts(other, evidence) for other in WEIGHTS if other != cause]
    telling = {name: own[name] - sum(each[name] for each in rest) // len(rest) for name in own}
    strongest = sorted((n for n in telling if telling[n] > 0), key=lambda n: (-telling[n], n))
    return [_say(name, evidence) for name in strongest[:_REASONS]]


def _parts(cause: str, evidence: Sequence[int]) -> dict[str, int]:
    """What each piece of evidence adds to a cause's score."""
    value = dict(zip(NAMES, evidence, strict=True))
    return {
        name: weight * (value[name] - USUAL[name]) // ONE for name, weight in WEIGHTS[cause].items()
    }


def _say(name: str, evidence: Sequence[int]) -> str:
    return SAYS[name][evidence[NAMES.index(name)] <= USUAL[name]]
