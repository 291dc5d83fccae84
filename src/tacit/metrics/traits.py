"""Which traits of customers and accounts a figure goes with: each value against all others.

`flows/measure.py` asks it, with the traits as they stand today. It compares people who differ in
more than the trait, and so says that a figure goes with a value, not that the value is why.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from tacit.metrics import ALL
from tacit.metrics.course import Course
from tacit.metrics.metric import Counted, UnknownMetric
from tacit.metrics.window import Window
from tacit.share import Share

# So many conversations have a value, and so many have not, before it is listed.
LEAST = 10
# So many accounts stand on either side before chance is asked: fewer tell of themselves.
LEAST_ACCOUNTS = 5
# Of what is called clear, so much at most is chance, however many values are looked at.
FALSE = 0.1

# Those that count conversations, one share of all.
TRAITED = tuple(
    name
    for name, metric in ALL.items()
    if "conversations" in metric.units and (issubclass(metric, Counted) or name == "handoff")
)
DEFINITION = (
    f"Each value of a trait that {LEAST} conversations or more have, and {LEAST} have not, with "
    "its share, that of all others, and the difference with a 95% interval (Newcombe's, widened by "
    "how alike conversations of one account are; who has no account counts as one). Clear are "
    f"those that chance would hardly make: of them {FALSE:.0%} at most are false in the long run, "
    "however many values are looked at (Benjamini and Hochberg), from "
    f"{LEAST_ACCOUNTS} accounts on either side on. Traits are those of today. It says what a "
    "figure goes with, not what it is due to."
)

Told = Callable[[Course], Mapping[str, str]]
_NONE = Share(0, 0)


@dataclass(frozen=True)
class Finding:
    """One value: its share and that of all others, of how many accounts each, and the difference.

    `chance` is how often chance alone would make as much; None with too few accounts to ask.
    """

    trait: str
    value: str
    share: Share
    others: Share
    accounts: int
    other_accounts: int
    points: float
    low: float
    high: float
    chance: float | None
    is_clear: bool = False


def by_traits(courses: Iterable[Course], name: str, window: Window, told: Told) -> list[Finding]:
    """What a metric goes with, the surest first; raises UnknownMetric for one that cannot."""
    if name not in TRAITED:
        raise UnknownMetric(f"{name!r} has no traits; those that have are {', '.join(TRAITED)}")
    whole, cells = dict[str, Share](), dict[tuple[str, str], dict[str, Share]]()
    for course in courses:
        share = _share(name, course) if window.holds(course.at) else _NONE
        who = course.account_id or course.customer_id
        if not share.whole or who is None:
            continue
        whole[who] = whole.get(who, _NONE) + share
        for pair in told(course).items():
            cell = cells.setdefault(pair, {})
            cell[who] = cell.get(who, _NONE) + share
    found = [_finding(pair, cell, whole) for pair, cell in sorted(cells.items())]
    listed = _cleared([each for each in found if each is not None])
    return sorted(listed, key=lambda e: (e.chance is None, e.chance or 0, -e.share.whole))


def _share(name: str, course: Course) -> Share:
    metric = ALL[name]()
    metric.see(course)
    return metric.reading().share


def _finding(
    pair: tuple[str, str], inside: Mapping[str, Share], whole: Mapping[str, Share]
) -> Finding | None:
    """One value against all others; None where either are too few."""
    outside = {
        who: Share(of.part - has.part, of.whole - has.whole)
        for who, of in whole.items()
        for has in [inside.get(who, _NONE)]
        if of.whole > has.whole
    }
    share, others = (sum(side.values(), _NONE) for side in (inside, outside))
    if min(share.whole, others.whole) < LEAST:
        return None
    points, low, high = share.above(others)
    wider = _widening(inside, outside)
    is_asked = min(len(inside), len(outside)) >= LEAST_ACCOUNTS
    return Finding(
        *pair,
        share,
        others,
        len(inside),
        len(outside),
        points,
        max(points - wider * (points - low), -1.0),
        min(points + wider * (high - points), 1.0),
        _chance(share, others, wider) if is_asked else None,
    )


def _widening(inside: Mapping[str, Share], outside: Mapping[str, Share]) -> float:
    """How much less a difference is known as conversations of one account are alike; 1 at least.

    √(V / B);  V = C/(C-1) · Σ r²,  B = p(1-p)/n + q(1-q)/m
    r = (x - p·w) / n - (y - q·v) / m, of each of C accounts with x of w inside and y of v outside.

    After: S. Binder, On the variances of asymptotically normal estimators (1983).
    """
    share, others = (sum(side.values(), _NONE) for side in (inside, outside))
    n, m = share.whole, others.whole
    p, q = share.part / n, others.part / m
    alone = p * (1 - p) / n + q * (1 - q) / m
    everybody = inside.keys() | outside.keys()
    if not alone or len(everybody) < 2:
        return 1.0
    squares = math.fsum(
        (_apart(inside.get(who, _NONE), p) / n - _apart(outside.get(who, _NONE), q) / m) ** 2
        for who in sorted(everybody)
    )
    return max(math.sqrt(len(everybody) / (len(everybody) - 1) * squares / alone), 1.0)


def _apart(share: Share, rate: float) -> float:
    return share.part - rate * share.whole


def _chance(share: Share, others: Share, wider: float) -> float:
    """How often chance alone would set two shares so far apart, either way.

    z = (p - q) / (w·√(P(1-P)(1/n + 1/m))), P the share of both together, w the widening.
    """
    (n, m), both = (share.whole, others.whole), share + others
    rate = both.part / both.whole
    spread = wider * math.sqrt(rate * (1 - rate) * (1 / n + 1 / m))
    if not spread:
        return 1.0
    return math.erfc(abs(share.part / n - others.part / m) / spread / math.sqrt(2))


def _cleared(found: list[Finding]) -> list[Finding]:
    """The same, each told whether it is clear among all that were asked.

    The k surest are, with the largest k whose chance is at most k/asked of what may be false.
    After: Y. Benjamini and Y. Hochberg, Controlling the false discovery rate (1995).
    """
    asked = sorted(each.chance for each in found if each.chance is not None)
    within = [c for k, c in enumerate(asked, 1) if c <= FALSE * k / len(asked)]
    line = max(within, default=-1.0)
    return [replace(e, is_clear=e.chance is not None and e.chance <= line) for e in found]
