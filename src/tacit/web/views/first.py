"""What to do first, as its page shows it: what is worth learning, is asked or searched for in
vain, is unwritten, is to be mended."""

from __future__ import annotations

from collections.abc import Sequence
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
    """What several agents say and nobody wrote down, with their names."""

    said: Unwritten
    names: Sequence[str]


@dataclass(frozen=True)
class First:
    """All five lists, each what matters most first; `ask` and `search` are near no intent."""

    learn: Sequence[ToLearn]
    ask: Sequence[Gap]
    search: Sequence[InVain]
    write: Sequence[ToWrite]
    mend: Sequence[Mending]


def first_of(shared: Shared, workspace: WorkspaceId) -> First:
    """What to do first, as of the log's end."""
    port, measures = shared.port, shared.app.measures
    searched = in_vain(port, workspace)
    found = measures.worth(workspace, by_intent(searched))[:_SHOWN]
    entries = [each.entry_id for each in found if each.entry_id]
    sources = sources_of(port, workspace, entries)
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
    said = unwritten(port, workspace)[:_SHOWN]
    people = port.store.people(workspace, {PersonId(who) for each in said for who in each.agents})
    write = [
        ToWrite(each, [people[who].name if who in people else "an agent" for who in each.agents])
        for each in said
    ]
    ask, mend = list[Gap](), list[Mending]()
    with measures.current(workspace) as courses:
        if courses.at is not None:
            ask = gaps(port, workspace, courses.by_id, courses.at)[:_SHOWN]
            mend = mendings(port, workspace, courses.by_id, courses.at)[:_SHOWN]
    strange = [each for each in searched if each.intent_id is None]
    return First(learn, ask, strange[:_SHOWN], write, mend)
