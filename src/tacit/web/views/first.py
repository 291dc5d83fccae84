"""What to do first, as its page shows it: what is worth learning, is asked or searched for in
vain, is unwritten, is to be mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tacit.events import PersonId
from tacit.flows.gaps import Gap, gaps
from tacit.flows.mending import Mending, mendings
from tacit.flows.searches import InVain, by_intent, in_vain
from tacit.flows.unwritten import Unwritten, unwritten
from tacit.web.views.sources import sources_of

if TYPE_CHECKING:
    from tacit.events import WorkspaceId
    from tacit.flows.port import Port
    from tacit.metrics.worth import Worth
    from tacit.web.shared import Shared

_SHOWN = 20


@dataclass(frozen=True)
class ToLearn:
    """One intent with its name, and the title of what agents answer it with most."""

    worth: Worth
    name: str
    answer: str


@dataclass(frozen=True)
class ToWrite:
    """What several agents say and nobody wrote down, with their names, and in whose words."""

    said: Unwritten
    names: Sequence[str]
    author_id: PersonId | None


@dataclass(frozen=True)
class First:
    """All five lists, each what matters most first; `ask` and `search` are near no intent.

    `more` is how many of each are not listed, by its name.
    """

    learn: Sequence[ToLearn]
    ask: Sequence[Gap]
    search: Sequence[InVain]
    write: Sequence[ToWrite]
    mend: Sequence[Mending]
    more: Mapping[str, int]


def first_of(shared: Shared, workspace: WorkspaceId) -> First:
    """What to do first, as of the log's end."""
    port, measures = shared.port, shared.app.measures
    searched = in_vain(port, workspace)
    worth = measures.worth(workspace, by_intent(searched))
    found = worth[:_SHOWN]
    entries = [each.entry_id for each in found if each.entry_id]
    sources = sources_of(port, workspace, entries)
    said = unwritten(port, workspace)
    with port.learned(workspace) as learned:
        names = {each.intent_id: learned.name_of(each.intent_id) for each in found}
    learn = [
        ToLearn(
            each,
            names[each.intent_id] or "without a name",
            sources[each.entry_id].title if each.entry_id in sources else "",
        )
        for each in found
    ]
    ask, mend = list[Gap](), list[Mending]()
    with measures.current(workspace) as courses:
        if courses.at is not None:
            ask = gaps(port, workspace, courses.by_id, courses.at)
            mend = mendings(port, workspace, courses.by_id, courses.at)
    strange = [each for each in searched if each.intent_id is None]
    counts = {
        "learn": len(worth), "ask": len(ask), "search": len(strange), "write": len(said),
        "mend": len(mend),
    }  # fmt: skip
    return First(
        learn,
        ask[:_SHOWN],
        strange[:_SHOWN],
        _to_write(port, workspace, said[:_SHOWN]),
        mend[:_SHOWN],
        {name: max(0, count - _SHOWN) for name, count in counts.items()},
    )


def _to_write(port: Port, workspace: WorkspaceId, said: Sequence[Unwritten]) -> list[ToWrite]:
    with port.learned(workspace) as learned:
        replies = learned.exemplars.by_id
        authors = {e.entry_id: replies[e.entry_id].author_id for e in said if e.entry_id in replies}
    people = port.store.people(workspace, {PersonId(who) for each in said for who in each.agents})
    return [
        ToWrite(
            each,
            [people[who].name if who in people else "an agent" for who in each.agents],
            authors.get(each.entry_id),
        )
        for each in said
    ]
