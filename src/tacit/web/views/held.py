"""What the gate holds and why, as the entry's page and the terminal tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tacit.answering.gate.verdict import NEEDS_SECOND, RULES
from tacit.answering.segment import in_words
from tacit.events import (
    AccountId,
    EntryId,
    ExemplarHeld,
    ExemplarPassed,
    ExemplarSuspended,
    Logged,
    PersonId,
)
from tacit.store.batch import Account
from tacit.web.views.words import short

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.events import WorkspaceId
    from tacit.flows.port import Port

_LETTERS = 120


@dataclass(frozen=True)
class Held:
    """Why an exemplar does not act, or why it may: the last word on it, with what was replayed.

    `otherwise` are replies of agents who say otherwise, `broken` the corrections that it would
    undo: each with the id and the question of its conversation. `kept_for` is called the account,
    or the customer, whose own terms it tells: nobody else is told; '' where it is for all.
    `segment` are the customers to whom a person let it be told alone, '' where that is everybody.
    """

    state: str
    at: datetime
    why: str
    replayed: Sequence[str]
    otherwise: Sequence[tuple[str, str]]
    broken: Sequence[tuple[str, str]]
    needs_second: bool
    kept_for: str = ""
    segment: str = ""

    @property
    def segment_in_words(self) -> str:
        """Who alone is told, as a part of a sentence."""
        return in_words(self.segment)

    @property
    def acts(self) -> bool:
        """Whether it acts now."""
        return self.state == "passed"


def state_of(learned: Learned, entry: EntryId) -> str | None:
    """`held` or `suspended` for what does not act because of it; None for all else."""
    ruling, exemplar = learned.rulings.get(entry), learned.exemplars.by_id.get(entry)
    if ruling is None or ruling.kind == "passed" or exemplar is None or exemplar.is_withdrawn:
        return None
    return ruling.kind


def held_back(port: Port, workspace: WorkspaceId, entry: EntryId) -> str:
    """Why the gate holds what was replied in a conversation, for who replied; '' where it acts."""
    with port.learned(workspace) as learned:
        if state_of(learned, entry) != "held":
            return ""
        rule = learned.rulings[entry].rule
    return RULES.get(rule, rule)


def why_of(logged: Logged) -> str:
    """Why it is held, suspended or let pass, in a sentence."""
    match logged.event:
        case ExemplarSuspended(outcomes=of, failures=failures):
            return f"Of {of} judged decisions that rested on it, {failures} went wrong."
        case ExemplarHeld(rule=rule) | ExemplarPassed(rule=rule):
            return RULES.get(rule, rule)
    return ""


def held_of(port: Port, workspace: WorkspaceId, events: Sequence[Logged]) -> Held | None:
    """The last word on an exemplar in its stream; None where nobody judged it."""
    said = [
        each
        for each in events
        if isinstance(each.event, ExemplarHeld | ExemplarPassed | ExemplarSuspended)
    ]
    if not said:
        return None
    last = said[-1].event
    if isinstance(last, ExemplarSuspended):
        return Held("suspended", said[-1].at, why_of(said[-1]), [], [], [], False)
    assert isinstance(last, ExemplarHeld | ExemplarPassed)
    return Held(
        "held" if isinstance(last, ExemplarHeld) else "passed",
        said[-1].at,
        why_of(said[-1]),
        _replayed(last),
        _asked(port, workspace, last.against),
        _asked(port, workspace, last.broken),
        last.rule in NEEDS_SECOND,
        _kept_for(port, workspace, said),
        last.segment if isinstance(last, ExemplarPassed) else "",
    )


def _kept_for(port: Port, workspace: WorkspaceId, said: Sequence[Logged]) -> str:
    """Whose own terms the latest pairing tells."""
    n = max(each.event.n for each in said if isinstance(each.event, ExemplarHeld | ExemplarPassed))
    for each in said:
        if isinstance(each.event, ExemplarHeld) and each.event.n == n and each.event.account_id:
            whose = each.event.account_id
            account = port.store.accounts(workspace, [AccountId(whose)]).get(AccountId(whose))
            person = port.store.people(workspace, [PersonId(whose)]).get(PersonId(whose))
            return (account or person or Account(AccountId(whose))).name or "one customer"
    return ""


def _replayed(said: ExemplarHeld | ExemplarPassed) -> list[str]:
    """What was asked again with it and without it, and what became of that."""
    if said.rule == "approved":
        return []
    cases = said.pinned + said.judged
    lines = [
        f"{said.pinned} earlier corrections asked again, of which it would undo "
        f"{len(said.broken)}.",
        f"{said.judged} judged questions nearby asked again: {said.affected} answers change, "
        f"{said.wins} to the right one, {said.losses} away from it.",
    ]
    others = f"Other agents who say the same: {said.agree}; who say otherwise: {len(said.against)}."
    return [*(lines if cases else ["No judged question is near enough to change."]), others]


def _asked(port: Port, workspace: WorkspaceId, entries: Sequence[EntryId]) -> list[tuple[str, str]]:
    """The questions of these exemplars; erased ones are left out."""
    with port.learned(workspace) as learned:
        known = learned.exemplars.by_id
        found = [known[each] for each in entries if each in known]
    texts = port.store.bodies(workspace, [each.query[0] for each in found]) if found else {}
    return [
        (each.entry_id, short(texts[each.query[0]], _LETTERS))
        for each in found
        if each.query[0] in texts
    ]
