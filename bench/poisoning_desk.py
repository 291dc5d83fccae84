"""A desk with honest and hostile customers: what each of them does with what they are told.

`poisoning` runs it, visit by visit. The workspace is live, as a desk's is: intents fall by
themselves, answers are drawn by lot for an agent to judge, and silence has its windows.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Literal

from bench.closed_stream import AGENTS, Asked
from bench.closed_systems import SAYS, Desk, Taken
from bench.poisoning_stream import Attack, Visit
from tacit.app import fire, follow
from tacit.events import (
    Actor,
    AuditDrawn,
    DecisionTaken,
    FeedbackGiven,
    Logged,
)
from tacit.flows import approval, autonomy, desk, receive, settle
from tacit.lesson import is_shown
from tacit.store.batch import Job

# Of right answers three in ten, of wrong ones eight in ten, and a tenth of it by mistake.
_TOLD_IF_RIGHT, _TOLD_IF_WRONG, _MISTAKEN = 0.3, 0.8, 0.1
_BROKEN = "That does not work, I still have the same problem."
MINUTES = 30

Way = Literal[
    "person", "broken", "again", "reopens", "flag", "thumb_down", "csat_1",
    "thanks", "solved", "thumb_up", "csat_5",
]  # fmt: skip
COMPLAINTS: tuple[Way, ...] = (
    "person", "broken", "again", "reopens", "flag", "thumb_down", "csat_1",
)  # fmt: skip
PRAISE: tuple[Way, ...] = ("thanks", "solved", "thumb_up", "csat_5")
# What no agent comes to look at.
UNSEEN: tuple[Way, ...] = ("flag", "thumb_down", "csat_1")


@dataclass
class Besieged(Desk):
    """The product with customers of both kinds, an honest question each so many minutes.

    `waited` is the longest row of audits.
    """

    attack: Attack = "plain"
    minutes: int = MINUTES
    waited: int = 0
    _due: list[tuple] = field(default_factory=list)
    _honest: int = 0

    def begin(self) -> None:
        super().begin()
        assert self._inside is not None
        self._inside.port = replace(self._inside.port, origin="live")
        autonomy.set_earning(*self._where(), "auto", "the benchmark", Actor("agent"))

    def visited(self, n: int, visit: Visit) -> Taken:
        """One conversation from its first message to the last; what was first decided on it."""
        if self._inside is None:
            self.begin()
        self._honest += visit.wanted is None
        self._wait(timedelta(minutes=self.minutes * self._honest))
        taken, logged = self._opened(visit.customer, visit.question.text)
        self._judge(logged, visit.question.category)
        if not taken.is_answer:
            self._told(n, visit.question)
            if visit.wanted is not None and self.attack == "adaptive":
                self._ask_instead(n, visit)
        elif visit.wanted is None:
            self._say_honestly(n, visit, is_right=taken.category == visit.question.category)
        else:
            self._attack(n, visit, taken)
        return taken

    def _told(self, n: int, question: Asked) -> list[Logged]:
        """What an agent replies; words that are new and wait for somebody, a lead lets pass."""
        is_new = question.told not in self.entry_of
        logged = super()._told(n, question)
        if is_new:
            lead = Actor("agent", self._person("agent", f"{AGENTS}"))
            self._follow(approval.let_pass(*self._where(), self.entry_of[question.told], lead))
        return logged

    def _say_honestly(self, n: int, visit: Visit, *, is_right: bool) -> None:
        tells, mistaken, which = visit.dice
        if tells < (_TOLD_IF_RIGHT if is_right else _TOLD_IF_WRONG):
            is_praise = is_right != (mistaken < _MISTAKEN)
            ways = PRAISE if is_praise else COMPLAINTS
            self._say(n, visit, ways[int(which * len(ways))])

    def _attack(self, n: int, visit: Visit, taken: Taken) -> None:
        """Praise what is wanted, complain of all else; who knows the rules, where none looks."""
        which = visit.dice[2]
        if taken.category == visit.wanted:
            self._say(n, visit, PRAISE[int(which * len(PRAISE))])
            return
        ways = UNSEEN if self.attack == "adaptive" and visit.dice[0] < 0.5 else COMPLAINTS
        if self.attack == "adaptive" and ways is COMPLAINTS:
            self._say(n, visit, "person")
            self._ask_instead(n, visit)
        else:
            self._say(n, visit, ways[int(which * len(ways))])

    def _ask_instead(self, n: int, visit: Visit) -> None:
        """Bait and switch: once an agent is here, ask what the wanted answer is right for."""
        assert visit.wanted is not None
        person = self._person("customer", visit.customer)
        said = receive.Said("customer", person, visit.instead)
        logged = self._follow(receive.hear(*self._where(), self._conversation(n), said))
        self._judge(logged, visit.wanted)
        self._told(n, replace(visit.question, category=visit.wanted, told=visit.wanted))

    def _say(self, n: int, visit: Visit, way: Way) -> None:
        """A customer's word on the answer they got; an agent replies where one has to."""
        match way:
            case "person":
                self._write(n, visit, SAYS["complains"])
            case "broken":
                self._write(n, visit, _BROKEN)
            case "again":
                self._write(n, visit, visit.question.text)
            case "reopens":
                self._write(n, visit, SAYS["thanks"])
                self._write(n, visit, _BROKEN)
            case "thanks":
                self._write(n, visit, SAYS["thanks"])
            case "solved":
                step = desk.Step(self._conversation(n), self._who(visit))
                port, workspace = self._where()
                self._follow(desk.resolve(port, workspace, step, "confirmed", "customer"))
            case "flag":
                self._rate(n, visit, "flag", 1)
            case "thumb_down" | "thumb_up":
                self._rate(n, visit, "thumb", 1 if way == "thumb_up" else -1)
            case "csat_1" | "csat_5":
                self._rate(n, visit, "csat", int(way[-1]))

    def _write(self, n: int, visit: Visit, text: str) -> None:
        person = self._person("customer", visit.customer)
        said = receive.Said("customer", person, text)
        logged = self._follow(receive.hear(*self._where(), self._conversation(n), said))
        self._judge(logged, visit.question.category)
        taken = next((e.event for e in logged if isinstance(e.event, DecisionTaken)), None)
        if taken is not None and taken.rule != "thanks" and not is_shown(taken):
            self._told(n, visit.question)

    def _rate(
        self, n: int, visit: Visit, kind: Literal["thumb", "csat", "flag"], value: int
    ) -> None:
        given = FeedbackGiven(self._conversation(n), kind, value)
        self._follow(receive.rate(*self._where(), given, self._who(visit)))

    def _who(self, visit: Visit) -> Actor:
        return Actor("customer", self._person("customer", visit.customer))

    def _judge(self, logged: list[Logged], category: str) -> None:
        """An agent judges rightly each answer that was drawn."""
        port, workspace = self._where()
        with port.learned(workspace) as learned:
            self.waited = max(self.waited, len(learned.audits.waiting))
        right = self.entry_of.get(category)
        taken = {e.event.decision_id: e.event for e in logged if isinstance(e.event, DecisionTaken)}
        agent = self._person("agent", f"{AGENTS}")
        for each in logged:
            if isinstance(each.event, AuditDrawn):
                decision = taken[each.event.decision_id]
                is_right = decision.cites[:1] == [right]
                found = settle.Judgement(decision.decision_id, agent, is_right, right)
                settled = settle.audit(port, workspace, decision.conversation_id, found)
                self._follow(settled)

    def _wait(self, since_beginning: timedelta) -> None:
        """Let time pass; windows of silence end on the way."""
        port, _ = self._where()
        until = self.begins_at + since_beginning
        while self._due and self._due[0][0] <= until:
            due_at, _, job = heapq.heappop(self._due)
            self._clock().advance(due_at)
            fire(port, job)
        self._clock().advance(until)

    def _follow(self, logged: list[Logged]) -> list[Logged]:
        port, workspace = self._where()
        everything = follow(port, workspace, logged)
        self._keep(port.timers)
        port.timers.clear()
        return everything

    def _keep(self, jobs: list[Job]) -> None:
        for job in jobs:
            heapq.heappush(self._due, (job.due_at, job.key, job))
