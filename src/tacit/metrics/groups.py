"""By what a figure can be taken apart: only what the log knows of a conversation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from tacit.events import AccountId
from tacit.metrics.course import Course

UNKNOWN = "unknown"
NO_INTENT = "none"
Plans = Mapping[AccountId, str]
GROUPINGS: dict[str, Callable[[Course], str]] = {
    "channel": lambda course: course.channel,
    "locale": lambda course: course.locale or UNKNOWN,
    "team": lambda course: course.team_id or UNKNOWN,
    "account": lambda course: course.account_id or UNKNOWN,
    "mode": lambda course: course.first.mode if course.first else "undecided",
    "answered_by": lambda course: course.answered_by,
    "origin": lambda course: course.origin,
    "intent": lambda course: course.intent_id or NO_INTENT,
}
# Those that one conversation does not tell by itself.
WIDER = ("plan", "seen")
# How often an intent had been asked before, from so many on.
_SEEN = ((50, "50+"), (10, "10-49"), (1, "1-9"), (0, "0"))
# Asked for by name in the programming interface, and not in the log yet.
NOT_YET = ("segment",)


class UnknownGrouping(ValueError):
    """A grouping that the log knows nothing of; the message names those that it knows."""


def grouping(
    by: str | None, plans: Plans, courses: Iterable[Course]
) -> Callable[[Course], str | None]:
    """The function that names a conversation's group; raises UnknownGrouping.

    `plans` are the plans of accounts as they stand today: the log holds
    accounts, their plans lie beside it. `courses` are all of them, whatever is asked of.
    """
    if by is None:
        return lambda course: None
    if by == "plan":
        return lambda course: plans.get(course.account_id or AccountId(""), UNKNOWN)
    if by == "seen":
        found = _seen(courses)
        return lambda course: found.get(course.position, NO_INTENT)
    if by not in GROUPINGS:
        why = "the log does not tell it yet" if by in NOT_YET else "no such grouping"
        possible = ", ".join(sorted([*GROUPINGS, *WIDER]))
        raise UnknownGrouping(
            f"by={by}: {why}; possible are {possible}, and reason for handoff alone"
        )
    return GROUPINGS[by]


def _seen(courses: Iterable[Course]) -> dict[int, str]:
    """How often the intent of each had been asked when it was opened, by its position.

    A history may be taken in the newest first, so it goes by when they were opened.
    """
    asked, found = Counter[str](), dict[int, str]()
    for each in sorted(courses, key=lambda course: (course.at, course.position)):
        if each.intent_id is not None:
            before = asked[each.intent_id]
            found[each.position] = next(name for least, name in _SEEN if before >= least)
            asked[each.intent_id] += 1
    return found
