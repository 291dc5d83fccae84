"""Which accounts may leave: a churn model of past conversations, asked about the latest ones.

Doors ask it, with the courses that `flows/measure.py` keeps. It says what came before others
left, not why they did.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tacit.events import EPOCH, AccountId, ConversationId
from tacit.learners.churn import Case, ChurnModel, Weight
from tacit.metrics.churn import MONTH_DAYS
from tacit.metrics.churned import is_over
from tacit.metrics.course import Course
from tacit.metrics.courses import Courses
from tacit.metrics.frustrated import LIKELIER
from tacit.share import Share

# Fewer accounts that left, or that stayed, tell of themselves.
LEAST_ACCOUNTS = 5
# What was spoken of so lately is not called unresolved yet.
_FRESH = timedelta(days=3)
_MONTH = timedelta(days=MONTH_DAYS)
_LOW, _MANY_TURNS, _OFTEN = 2, 5, 3
_FOLDS, _DIGITS = 5, 4
# Of the accounts that left, how many would have stood among the fifth that is rated highest?
HIGHEST = 0.2

SIGNS: Mapping[str, tuple[str, Callable[[Course], bool]]] = {
    "reopened": ("it was reopened", lambda c: c.reopenings > 0),
    "frustrated": ("the customer was frustrated", lambda c: _worst(c) >= LIKELIER),
    "person": ("a person was asked for", lambda c: c.asked_fast or c.asked_later),
    "again": ("the same was asked again elsewhere", lambda c: c.effort.askings_elsewhere > 0),
    "bug": ("a bug was reported about it", lambda c: c.effort.bug_reports > 0),
    "rated_low": ("it was rated 1 or 2 of 5", lambda c: c.csat is not None and c.csat <= _LOW),
    "turns": (f"it took {_MANY_TURNS} turns or more", lambda c: c.effort.turns >= _MANY_TURNS),
}
UNRESOLVED, OFTEN = "unresolved", "often"
WORDS = {
    UNRESOLVED: "it was not resolved",
    OFTEN: f"the account asked {_OFTEN} times or more within 30 days",
    **{sign: words for sign, (words, _) in SIGNS.items()},
}
DEFINITION = (
    "The chance that an account's cancellation follows within 30 whole days of a conversation, by "
    "what the conversation shows, learned from all that ended longer ago (a logistic regression "
    "over counts, drawn towards no effect; odds with 95% intervals). Listed are accounts that have "
    "not left, by the conversation of the last 30 days with the highest chance. How well it does "
    "is told by accounts that it had not seen: of those that left, how many stood among the fifth "
    "rated highest. It says what came before others left, not that they left for it."
)


@dataclass(frozen=True)
class AtRisk:
    """An account with its chance of leaving (0 to 1), the signs, and the conversation with them."""

    account_id: AccountId
    chance: float
    signs: Sequence[str]
    conversation_id: ConversationId
    at: datetime


@dataclass(frozen=True)
class Leaving:
    """The accounts at risk, highest first, and what says so.

    `seen` are conversations, and how many a cancellation followed; `left` and `stayed` accounts.
    `found` are the accounts that left, and how many of them were rated among the highest fifth
    by a model that had not seen them. Without enough accounts all but the counts is empty.
    """

    seen: Share = field(default_factory=lambda: Share(0, 0))
    left: int = 0
    stayed: int = 0
    found: Share = field(default_factory=lambda: Share(0, 0))
    weights: Sequence[Weight] = ()
    at_risk: Sequence[AtRisk] = ()

    @property
    def is_known(self) -> bool:
        """Whether enough accounts left, and stayed, to say anything."""
        return min(self.left, self.stayed) >= LEAST_ACCOUNTS

    @property
    def awaits(self) -> str:
        """Why nothing can be told yet, in a sentence."""
        if not self.left + self.stayed:
            return "Nobody told of a cancellation yet, or no conversation is a month old."
        accounts = "account" if self.left == 1 else "accounts"
        return (
            f"{self.left} {accounts} left within {MONTH_DAYS} days of a conversation and "
            f"{self.stayed} stayed; from {LEAST_ACCOUNTS} of either on, it learns from them."
        )


def leaving(courses: Courses) -> Leaving:
    """Which accounts may leave, as of the log's end."""
    at = courses.at or EPOCH
    signs = _signs(courses.by_id, at)
    cases = [
        (course.account_id, Case(signs[name], course.churn is not None))
        for name, course in courses.by_id.items()
        if course.account_id is not None and is_over(course)
    ]
    left = {account for account, each in cases if each.is_left}
    stayed = {account for account, _ in cases} - left
    model = _model(each for _, each in cases)
    counts = Leaving(model.seen, len(left), len(stayed))
    if not counts.is_known:
        return counts
    latest = [
        AtRisk(course.account_id, model.predict(signs[name]), sorted(signs[name]), name, course.at)
        for name, course in courses.by_id.items()
        if course.account_id is not None
        and at - (course.ended_at or course.at) <= _MONTH
        and not courses.has_left(course.account_id)
    ]
    highest = dict[AccountId, AtRisk]()
    for each in sorted(latest, key=lambda e: (-e.chance, -e.at.timestamp(), e.conversation_id)):
        if each.signs:
            highest.setdefault(each.account_id, each)
    return Leaving(
        model.seen, len(left), len(stayed), _found(cases, left), model.weights(),
        list(highest.values()),
    )  # fmt: skip


def plainly(found: Leaving, called: Mapping[str, str]) -> dict[str, Any]:
    """The same as plain values, under the names that other systems know accounts by."""
    return {
        "definition": DEFINITION,
        "accounts_left": found.left,
        "accounts_stayed": found.stayed,
        "left": _shared(found.seen),
        "found": _shared(found.found),
        "signs": [
            {
                "sign": each.sign,
                "words": WORDS[each.sign],
                "odds": round(each.odds, _DIGITS),
                "interval": [round(each.low, _DIGITS), round(each.high, _DIGITS)],
                "shown": _shared(each.shown),
                "others": _shared(each.others),
            }
            for each in found.weights
        ],
        "items": [
            {
                "account": called.get(each.account_id, each.account_id),
                "chance": round(each.chance, _DIGITS),
                "signs": list(each.signs),
                "conversation_id": each.conversation_id,
                "at": each.at,
            }
            for each in found.at_risk
        ],
    }


def _shared(share: Share) -> dict[str, Any]:
    return {"numerator": share.part, "denominator": share.whole, "value": share.value()}


def _model(cases: Iterable[Case]) -> ChurnModel:
    model = ChurnModel()
    for each in cases:
        model.learn(each)
    return model


def _found(cases: Sequence[tuple[AccountId, Case]], left: set[AccountId]) -> Share:
    """Of the accounts that left, those in the highest fifth by models that had not seen them."""
    rated, accounts = dict[AccountId, float](), sorted({account for account, _ in cases})
    for fold in range(_FOLDS):
        mine = set(accounts[fold::_FOLDS])
        model = _model(each for account, each in cases if account not in mine)
        for account, each in cases:
            if account in mine:
                rated[account] = max(model.predict(each.signs), rated.get(account, 0.0))
    # Of equal ones those that stayed come first: nothing is found by a tie.
    ordered = sorted(accounts, key=lambda each: (-rated[each], each in left, each))
    highest = set(ordered[: round(HIGHEST * len(ordered))])
    return Share(len(highest & left), len(left))


def _signs(
    courses: Mapping[ConversationId, Course], at: datetime
) -> dict[ConversationId, frozenset[str]]:
    """What each conversation of an account shows."""
    begun = defaultdict[AccountId, list[datetime]](list)
    for course in courses.values():
        if course.account_id is not None:
            begun[course.account_id].append(course.at)
    for times in begun.values():
        times.sort()
    found = dict[ConversationId, frozenset[str]]()
    for name, course in courses.items():
        if course.account_id is None:
            continue
        shown = {sign for sign, (_, shows) in SIGNS.items() if shows(course)}
        times = begun[course.account_id]
        lately = bisect_right(times, course.at) - bisect_right(times, course.at - _MONTH)
        shown |= {OFTEN} if lately >= _OFTEN else set()
        shown |= {UNRESOLVED} if _is_unresolved(course, at) else set()
        found[name] = frozenset(shown)
    return found


def _is_unresolved(course: Course, at: datetime) -> bool:
    if course.churn is not None:
        return course.churn.is_unresolved
    return course.resolution is None and at - (course.ended_at or course.at) > _FRESH


def _worst(course: Course) -> int:
    return max(course.frustrations, default=0)
