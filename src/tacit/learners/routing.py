"""Who resolves what soonest: of each intent, how long agents took, and whether it held.

`flows/routing.py` feeds it with the resolutions that courses tell and asks it where a
conversation waits for agents. It is in no snapshot: courses are counted from the log by
each process. It knows ids and counts alone, and tells where to send a matter, not who
works well: who takes which conversations is nobody's lot.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tacit.learners.counts import add, add_all
from tacit.share import Share

# Nothing is said of fewer cases, of one agent or of all others together.
LEAST = 10
# Odds of so many to one are taken as more than chance, as for a mode that is earned.
CONVINCING = 20
# Who resolved nothing for so long, in the log's time, may have left.
IDLE_WEEKS = 8
# Times are kept in eighths of a doubling: 9% apart, so a median is right to 5%.
_EIGHTHS = 8
_WIDTH = math.log(2) / _EIGHTHS
_ODDS_AT_MOST = 1_000_000.0


@dataclass(frozen=True)
class Case:
    """One matter that an agent's reply resolved: minutes since it was handed over, whether
    it held, and in which week since 1970."""

    intent: str
    agent: str
    minutes: int
    is_held: bool
    week: int


@dataclass(frozen=True)
class Tally:
    """Cases of one agent, or of several together: how many, held, and by eighths of a doubling."""

    n: int
    held: int
    times: Mapping[int, int]

    @property
    def share(self) -> Share:
        """How many of them held."""
        return Share(self.held, self.n)

    @property
    def median(self) -> int:
        """Half of them took at most so many minutes, right to 5%."""
        return self._nth(self.n / 2)

    @property
    def between(self) -> tuple[int, int]:
        """The median's 95% interval, from the cases at the ranks n/2 ± 0.98·√n.

        After: H. David and H. Nagaraja, Order Statistics (2003), section 7.1.
        """
        reach = 0.98 * math.sqrt(self.n)
        return self._nth(self.n / 2 - reach), self._nth(self.n / 2 + reach + 1)

    def _nth(self, rank: float) -> int:
        seen = 0
        for eighths, count in sorted(self.times.items()):
            seen += count
            if seen >= min(rank, self.n):
                return round(2 ** (eighths / _EIGHTHS)) - 1
        return 0

    @property
    def mean(self) -> float:
        """The mean logarithm of its minutes, one added."""
        return _WIDTH * sum(e * count for e, count in self.times.items()) / self.n

    @property
    def spread(self) -> float:
        """The sum of squared distances from that mean."""
        squares = math.fsum((_WIDTH * e) ** 2 * count for e, count in self.times.items())
        return squares - self.n * self.mean**2


@dataclass(frozen=True)
class Suggestion:
    """The agent to send a matter to, what is known of them and of all others, and the odds
    to one that this is no chance."""

    agent: str
    own: Tally
    others: Tally
    odds: float


@dataclass
class Routing:
    """Cases by intent and agent, and when each agent last resolved anything.

    cost = m - ln p;  m = (Σx + k·μ) / (n + k), p = (held + k·π) / (n + k)

    x are logarithms of minutes, μ and π those of all cases of the intent: e^cost are the minutes
    that a resolution costs that holds, were it tried until one does. k = σ²/τ² is how many cases
    the mean of all is worth: σ² the variance within agents, τ² that between them, over all intents.

    >>> routing = Routing()
    >>> for week in range(12):
    ...     for agent, minutes in (("nia", 15), ("tom", 127 + week), ("eva", 127 - week)):
    ...         routing.learn(Case("refunds", agent, minutes, is_held=True, week=week))
    >>> found = routing.predict("refunds", week=12)
    >>> found.agent, found.own.n, found.own.median, found.others.n     # 2^4 = 16 minutes, one added
    ('nia', 12, 15, 24)
    >>> routing.predict("refunds", week=40) is None                    # they all left since
    True

    After: C. Morris, Parametric Empirical Bayes Inference (1983); k by the moments of a one-way
    layout, S. Searle, G. Casella and C. McCulloch, Variance Components (1992), section 3.6.
    """

    times: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    held: dict[str, dict[str, int]] = field(default_factory=dict)
    weeks: dict[str, dict[str, int]] = field(default_factory=dict)
    _told: list[Noise | None] = field(default_factory=list, compare=False)

    def learn(self, case: Case) -> None:
        """Count one case."""
        self._add(case, 1)

    def forget(self, case: Case) -> None:
        """Take one case back; what falls to nothing leaves no trace."""
        self._add(case, -1)

    def _add(self, case: Case, sign: int) -> None:
        self._told.clear()
        # The logarithm of a whole number is never half way between two eighths but at 1.
        eighths = round(_EIGHTHS * math.log2(1 + case.minutes))
        times = self.times.setdefault(case.intent, {})
        add(times, case.agent, str(eighths), sign)
        if not times:
            del self.times[case.intent]
        add(self.held, case.intent, case.agent, sign * case.is_held)
        add(self.weeks, case.agent, str(case.week), sign)

    def merge(self, other: Routing) -> None:
        """Add another shard's counts."""
        self._told.clear()
        for intent, agents in other.times.items():
            own = self.times.setdefault(intent, {})
            add_all(own, agents)
            if not own:
                del self.times[intent]
        add_all(self.held, other.held)
        add_all(self.weeks, other.weeks)

    def tallies(self, intent: str) -> dict[str, Tally]:
        """What is known of each agent who resolved such matters."""
        held = self.held.get(intent, {})
        return {
            agent: Tally(sum(of.values()), held.get(agent, 0), {int(e): n for e, n in of.items()})
            for agent, of in self.times.get(intent, {}).items()
        }

    def predict(self, intent: str, week: int, convincing: float = CONVINCING) -> Suggestion | None:
        """Who resolves such matters at the least cost; None where too little is known to say.

        Nobody who has been idle is named, nor anybody of whom chance would say as much.
        """
        if not self._told:
            self._told.append(self.noise())
        tallies, noise = self.tallies(intent), self._told[0]
        if noise is None:
            return None
        whole = together(tallies.values())
        found = list[tuple[float, Suggestion]]()
        for agent, own in sorted(tallies.items()):
            others = together(each for name, each in tallies.items() if name != agent)
            if min(own.n, others.n) < LEAST or self._is_idle(agent, week):
                continue
            (cost, within), (usual, about) = (noise.cost(e, whole) for e in (own, others))
            chance = _normal((usual - cost) / math.sqrt(within + about))
            odds = min(chance / max(1 - chance, 1e-9), _ODDS_AT_MOST)
            if odds >= convincing:
                found.append((cost, Suggestion(agent, own, others, odds)))
        return min(found, key=lambda each: each[0])[1] if found else None

    def _is_idle(self, agent: str, week: int) -> bool:
        return week - max(map(int, self.weeks[agent])) > IDLE_WEEKS

    def noise(self) -> Noise | None:
        """How much times differ within agents and between them; None where they do not tell."""
        within, free, between, groups, worth = 0.0, 0, 0.0, 0, 0.0
        for intent in sorted(self.times):
            cells = [each for _, each in sorted(self.tallies(intent).items())]
            whole = together(cells)
            within += math.fsum(each.spread for each in cells)
            free += whole.n - len(cells)
            between += math.fsum(each.n * (each.mean - whole.mean) ** 2 for each in cells)
            groups += len(cells) - 1
            worth += whole.n - sum(each.n**2 for each in cells) / whole.n
        if not free or not groups:
            return None
        # Rounding to eighths alone varies by a twelfth of their width, squared.
        variance = max(within / free, _WIDTH**2 / 12)
        apart = (between - groups * variance) / worth
        return Noise(variance, variance / apart) if apart > 0 else None


@dataclass(frozen=True)
class Noise:
    """The variance within agents, and how many cases the mean of all is worth."""

    variance: float
    prior: float

    def cost(self, own: Tally, whole: Tally) -> tuple[float, float]:
        """The logarithm of what a resolution costs that holds, and its variance."""
        cases = own.n + self.prior
        time = (own.n * own.mean + self.prior * whole.mean) / cases
        holds = (own.held + self.prior * (whole.held + 1) / (whole.n + 2)) / cases
        return time - math.log(holds), (self.variance + (1 - holds) / holds) / cases


def together(tallies: Iterable[Tally]) -> Tally:
    """Several as one."""
    n, held, times = 0, 0, Counter[int]()
    for each in tallies:
        n, held = n + each.n, held + each.held
        times.update(each.times)
    return Tally(n, held, times)


def _normal(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))
