"""The names of what a receipt records, and what each weighs before the first lesson.

Features and confidence are in these orders, start makes learners of these
priors. A change here is a new judgement.
"""

from __future__ import annotations

from collections.abc import Sequence

# The evidence for an entry, one feature a source.
NAMES = (
    "meaning",        # nearest passage to the whole question, against the best one
    "subject",        # nearest passage to the question's subject, against the best one
    "words",          # telling words shared with a passage, against the best one
    "near",           # share of the votes of the nearest past questions
    "near_subject",   # the same, subjects compared
    "near_words",     # the same, words compared
    "popular",        # log of its share of all citations
    "recent",         # log of its share of late citations
    "linear",         # what the linear learner explains
    "same",           # a past question that is this one was answered with it (below 0: not with it)
    "stub",           # a cited page without a text
    "situation",      # how much oftener it answers in the customer's situation than elsewhere (log)
)  # fmt: skip
PRIOR = [1.0, 0.3, 0.5, 3.0, 1.0, 1.0, 0.3, 0.2, 0.5, 6.0, 0.0, 0.5]
FLOORS = [0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 6.0, -2.0, 0.0]
CEILINGS = [6.0, 6.0, 6.0, 9.0, 9.0, 9.0, 2.0, 2.0, 9.0, 12.0, 2.0, 3.0]

# What a confidence is calibrated from. Answers that nobody contradicted are past questions here
# for margin, votes and seconded.
PARTS = (
    "odds",     # log-odds that the top candidate is the one, given the candidates
    "same",     # a past question that is this one was answered with it
    "nearest",  # how alike the nearest past question is, about a usual .7
    "closest",  # cosine of the nearest passage, about a usual .5
    "support",  # log of how often the top entry answered
    "margin",   # how much nearer a past question that it answered is than any other's, in .2
    "lead",     # what the linear learner says of it more than of any other, in .5
    "votes",    # its share of the votes of the nearest past questions
    "words",    # how much more of the votes of those that share words it has than any other
    "known",    # what of the nearest past questions was answered as others were too, less 1
    "residual", # how much oftener than said the top entry was wrong of late (log)
    "situated", # how much oftener still it was in the customer's situation (log)
    "seconded", # its share of the votes of the nearest without the one that is nearest to it
    "agents",   # log of how many agents answered the nearest with it
)  # fmt: skip
PARTS_PRIOR = [0.8, 0.0, 2.0, 1.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0, -1.0, -0.5, 0.0, 0.0]
PARTS_BIAS = -0.8
# At the start, a bias towards doubt: nothing was confirmed yet.

_RESIDUALS = (PARTS.index("residual"), PARTS.index("situated"))


def without_residuals(found: Sequence[int]) -> list[int]:
    """The parts with what an entry's late answers say left out."""
    return [0 if place in _RESIDUALS else part for place, part in enumerate(found)]
