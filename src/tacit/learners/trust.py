"""How far an agent's reply is believed that sets a likely answer aside.

Fed by the learn fold with every agent's reply that cites, asked by it before the
sequential learners are taught. It sees chances and places, never words. What a reply
says of its own question is known at once, however little it is believed here.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from tacit.learners.fixed import ONE

# Before the first reply an agent errs once in 25, and that is worth so many replies.
_REPLIES = 50
_ERRORS = 2
# The last place of each group of places in the list; behind the twentieth nothing is listed.
_GROUPS = (2, 3, 5, 10, 20)
# Where the right one stood among 100 that were not first, before anything is known.
_STOOD = [50 * ONE, 20 * ONE, 15 * ONE, 10 * ONE, 4 * ONE, 1 * ONE]


@dataclass(frozen=True)
class Belief:
    """Chances in 1/4096: that what was cited is right, and that what was set aside is, after all.

    The rest is that neither is.
    """

    cited: int = ONE
    aside: int = 0


@dataclass
class Trust:
    """The chance that a reply is right, by where its entry stood and how often its agent errs.

    P(cites g) = (1 - ε)·(1 - p)·π(g) + ε·u(g)
    cited = (1 - ε)·(1 - p)·π(g) / P;  aside = ε·p·u(g) / P

    p is the confidence in the first of the list, g the group of places where the cited one
    stood: 2, 3, to 5, to 10, to 20, or none. π(g) is how often the right one stood there,
    u(g) the share of all entries that stand there: who errs cites any. ε = (2 + Σ doubt) /
    (50 + replies) of the agent, each reply with its chance of being wrong.

    >>> trust = Trust()
    >>> trust.belief("ann", confidence=0.9, place=3, entries=101)  # .96·.1·.2 and .04·.01
    Belief(cited=4012, aside=75)
    >>> trust.belief("ann", confidence=0.9, place=0, entries=101)  # .96·.1·.01 and .04·.81
    Belief(cited=118, aside=3580)

    After: A. Dawid, A. Skene, Maximum Likelihood Estimation of Observer Error-Rates (1979).
    """

    replies: dict[str, int] = field(default_factory=dict)
    doubts: dict[str, int] = field(default_factory=dict)
    stood: list[int] = field(default_factory=lambda: [*_STOOD])
    lessons: int = 0

    def error(self, agent: str) -> float:
        """How often a reply of an agent's is wrong, in (0, 1)."""
        doubted = self.doubts.get(agent, 0) / ONE
        return (_ERRORS + doubted) / (_REPLIES + self.replies.get(agent, 0))

    def belief(self, agent: str, confidence: float, place: int, entries: int) -> Belief:
        """How far a reply is believed that cites another entry than the first of the list.

        `place` counts from 1, 0 is one that was not listed; `entries` is how many there are.
        """
        group = bisect_left(_GROUPS, place) if place else len(_GROUPS)
        others, error = entries - 1, self.error(agent)
        standing = (1, 1, 2, 5, 10, others - 19)[group]
        if others < standing or standing < 1:
            return Belief()  # fewer than that many: there is nothing else to cite by mistake
        rightly = (1 - error) * (1 - confidence) * self.stood[group] / sum(self.stood)
        wrongly = error * standing / others
        whole = rightly + wrongly
        return Belief(round(rightly / whole * ONE), round(wrongly * confidence / whole * ONE))

    def learn(self, agent: str, place: int, belief: Belief) -> None:
        """Count a reply by how far it is believed; `place` 1 cites the first of the list."""
        self.replies[agent] = self.replies.get(agent, 0) + 1
        self.lessons += 1
        if place == 1:
            return
        if belief.cited < ONE:
            self.doubts[agent] = self.doubts.get(agent, 0) + ONE - belief.cited
        self.stood[bisect_left(_GROUPS, place) if place else len(_GROUPS)] += belief.cited
