"""The draft that an agent changed or put aside, as a page shows it beside their reply."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tacit.answering.draft import words_of
from tacit.clean import clean
from tacit.events import DraftCompared, MessageReceived

if TYPE_CHECKING:
    from tacit.flows.record import Record

SORTS = {
    "tone": "the tone alone",
    "fact": "a fact",
    "addition": "something was added",
    "removal": "something was left out",
    "same": "nothing",
}


@dataclass(frozen=True)
class Beside:
    """What became of a draft, in words, and its text.

    `runs` are (what, words) in order: `kept`, `removed` from the draft or `added` by the agent;
    of a draft that was put aside its own words alone.
    """

    words: str
    runs: Sequence[tuple[str, str]]


def beside_of(found: Record, said: MessageReceived) -> Beside | None:
    """The draft beside a reply; None where there was none, or it was sent as it was."""
    compared = next(
        (
            e.event
            for e in found.events
            if isinstance(e.event, DraftCompared) and e.event.message_id == said.message_id
        ),
        None,
    )
    if compared is None or compared.outcome == "sent":
        return None
    draft, reply = (found.texts.get(each) for each in (compared.decision_id, said.message_id))
    if draft is None or reply is None:
        return None
    draft = clean(draft).strip()
    if compared.outcome == "overridden":
        return Beside("A draft was put aside", [("kept", draft)])
    count = f"{compared.added} words added, {compared.removed} taken out, {compared.kept} kept"
    return Beside(
        f"What was changed: {SORTS.get(compared.sort, compared.sort)} ({count})",
        list(_runs(compared, words_of(draft), words_of(reply))),
    )


def _runs(compared: DraftCompared, draft: list[str], reply: list[str]) -> Iterator[tuple[str, str]]:
    """The draft's words in runs, with what was taken out and added where it happened."""
    place = 0
    for begins, ends, since, until in compared.spans:
        yield from _run("kept", draft[place:begins])
        yield from _run("removed", draft[begins:ends])
        yield from _run("added", reply[since:until])
        place = ends
    yield from _run("kept", draft[place:])


def _run(what: str, words: list[str]) -> Iterator[tuple[str, str]]:
    if words:
        yield what, " ".join(words)
