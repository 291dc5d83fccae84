"""Founds an intent where past questions ask alike and near none; joins, splits and merges them.

`on_pairing` runs after each new exemplar, `sort` over all of them once a history came in.
Both log what they did with whose questions, so that nothing is ever grouped anew.
"""

from __future__ import annotations

from collections.abc import Callable

from tacit.answering.learned import Learned
from tacit.answering.sorting import to_found, to_join, to_merge, to_split
from tacit.events import (
    SYSTEM,
    Actor,
    EntryId,
    Event,
    ExemplarPaired,
    IntentFounded,
    IntentId,
    IntentJoined,
    IntentMerged,
    IntentNamed,
    IntentSplit,
    Logged,
    Stream,
    WorkspaceId,
)
from tacit.flows.port import Port, Writing
from tacit.store.batch import Conflict

# What becomes of intents is one stream: two processes that sort at once do nothing twice.
SORTED = Stream("intent", "manifest")
# Ids of questions in one event at most: an event of a large intent stays a few kilobytes.
_TOGETHER = 1_000
_NAME_LETTERS = 80
_TRIES = 5


def on_pairing(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """Found an intent round a question of none; look anew at one that grew twice as large."""
    pair = logged.event
    assert isinstance(pair, ExemplarPaired)
    entry = EntryId(pair.conversation_id)
    writing = port.write(workspace, logged.at)
    with port.learned(workspace) as learned:
        if entry not in learned.exemplars.by_id:
            return []
        writing.expected[SORTED] = learned.intents.position
        intent = learned.intents.of.get(entry)
        if intent is None:
            events = _founded(writing, to_found(learned, entry))
        elif _is_due(len(learned.intents.members[intent])):
            events = _split(writing, learned, [intent]) or _merged(learned, [intent])
        else:
            return []
    return _logged(writing, events, logged.position)


def sort(port: Port, workspace: WorkspaceId) -> list[Logged]:
    """Sort all past questions: into the intents there are, and of those left over into new ones.

    Called again it does what is left to do, and nothing where nothing is.
    """
    with port.learned(workspace) as learned:
        before = {each: len(learned.intents.members[each]) for each in learned.intents.live}
    done = _repeated(port, workspace, _placed)
    with port.learned(workspace) as learned:
        sizes = {each: len(learned.intents.members[each]) for each in before}
    grown = [each for each, size in before.items() if sizes[each].bit_length() > size.bit_length()]
    done += _once(port, workspace, lambda writing, learned: _split(writing, learned, grown))
    return done + _repeated(port, workspace, lambda _, learned: _merged(learned, None))


Plan = Callable[[Writing, Learned], list[Event]]


def _repeated(port: Port, workspace: WorkspaceId, plan: Plan) -> list[Logged]:
    """Do what a plan says until it says nothing more."""
    done = list[Logged]()
    while logged := _once(port, workspace, plan):
        done += logged
    return done


def _once(port: Port, workspace: WorkspaceId, plan: Plan) -> list[Logged]:
    for _ in range(_TRIES):
        writing = port.write(workspace)
        with port.learned(workspace) as learned:
            writing.expected[SORTED] = learned.intents.position
            events = plan(writing, learned)
        try:
            return _logged(writing, events, None)
        except Conflict:
            continue  # somebody was answered meanwhile, and that moved an intent
    raise Conflict("intents kept moving; what is unsorted is sorted with the next import")


def _placed(writing: Writing, learned: Learned) -> list[Event]:
    """The questions of no intent: into those there are, else into new ones."""
    joined = [e for intent, each in to_join(learned).items() for e in _joined(intent, each)]
    return joined or _founded(writing, to_found(learned))


def _joined(intent: IntentId, entries: list[EntryId]) -> list[Event]:
    starts = range(0, len(entries), _TOGETHER)
    return [IntentJoined(intent, entries[first : first + _TOGETHER]) for first in starts]


def _founded(writing: Writing, groups: list[list[EntryId]]) -> list[Event]:
    events = list[Event]()
    for entries in groups:
        intent = IntentId(writing.new_id())
        events.append(IntentFounded(intent, entries[:_TOGETHER]))
        events += _joined(intent, entries[_TOGETHER:])
    return events


def _is_due(count: int) -> bool:
    """Whether an intent of so many questions is looked at: each time it has doubled."""
    return count & (count - 1) == 0


def _split(writing: Writing, learned: Learned, intents: list[IntentId]) -> list[Event]:
    events = list[Event]()
    for intent in intents:
        parts = _founded(writing, to_split(learned, intent))
        founded = [each.intent_id for each in parts if isinstance(each, IntentFounded)]
        if founded:
            events += [*parts, IntentSplit(intent, founded)]
    return events


def _merged(learned: Learned, among: list[IntentId] | None) -> list[Event]:
    return [IntentMerged(*pair) for pair in to_merge(learned, among)]


def _logged(writing: Writing, events: list[Event], cause: int | None) -> list[Logged]:
    for each in events:
        writing.event(each, SYSTEM, cause)
    return writing.append()


def name(
    port: Port, workspace: WorkspaceId, intent: IntentId, words: str, by: Actor
) -> list[Logged]:
    """Call an intent by a name of an agent's; nothing where it is called so already.

    Raises KeyError for an intent that there is none of, ValueError for no name.
    """
    words = " ".join(words.split())[:_NAME_LETTERS]
    if not words:
        raise ValueError("a name has letters")
    with port.learned(workspace) as learned:
        if intent not in learned.intents.live:
            raise KeyError(f"there is no intent {intent}")
        if learned.intents.named.get(intent, ("", ""))[1] == words:
            return []
    writing = port.write(workspace)
    name_id = writing.new_id()
    writing.event(IntentNamed(intent, name_id, writing.body(name_id, words)), by)
    return writing.append()
