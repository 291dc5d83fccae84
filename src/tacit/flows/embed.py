"""Gives a workspace the vectors of another model: what was embedded before, embedded anew.

`tacit embed` calls it after the setting changed. Each model's vectors lie in a
namespace of their own, so the old ones stay and going back costs nothing. The
log does not change; learned state is folded from it with the new vectors.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from tacit.events import (
    BugReported,
    DecisionTaken,
    EntryRevised,
    Event,
    ExemplarPaired,
    MessageId,
    MessageReceived,
    SearchMade,
    WorkspaceId,
)
from tacit.flows.port import Port, embedded, passages_of, question_text
from tacit.knowledge.library import text_of
from tacit.store.batch import Vectors

# Owners written at once: a second or two of work, so that a crash costs no more.
_TOGETHER = 50
# What has vectors of its own.
_EMBEDDED = (EntryRevised, DecisionTaken, ExemplarPaired, SearchMade, BugReported)
_KINDS = [kind.kind for kind in _EMBEDDED]


@dataclass(frozen=True)
class Owed:
    """Something whose vectors are to be made: `held` still without them, and of what.

    `passages` are all the texts that will be embedded for it; a question also has
    its whole `text`, and whether its first line is a subject.
    """

    held: Vectors
    passages: list[str]
    text: str | None = None
    has_subject: bool = False


def owed(port: Port, workspace: WorkspaceId) -> Iterator[Owed]:
    """What has vectors of other models and none of this one, in the order of the log."""
    lacking = port.store.lacking_vectors(workspace, port.embedder.namespace)
    # A message may end the query of a decision and of a pairing: the first counts, as it did.
    for logged in port.store.read(workspace, kinds=_KINDS) if lacking else ():
        event = logged.event
        if isinstance(event, EntryRevised) and (held := lacking.pop(event.revision_id, None)):
            yield from _article(port, workspace, held)
        elif isinstance(event, DecisionTaken | ExemplarPaired) and (
            held := lacking.pop(event.query[-1], None)
        ):
            yield from _question(port, workspace, event, held)
        elif isinstance(event, SearchMade) and (held := lacking.pop(event.search_id, None)):
            yield from _words(port, workspace, held, has_subject=False)
        elif isinstance(event, BugReported) and (held := lacking.pop(event.report_id, None)):
            yield from _words(port, workspace, held, has_subject=True)


def _article(port: Port, workspace: WorkspaceId, held: Vectors) -> Iterator[Owed]:
    body = port.store.bodies(workspace, [held.owner_id]).get(held.owner_id)
    if body is None:
        return
    text, embedder = text_of(body), port.embedder
    title = embedder.passages(text.title)[:1] or [held.owner_id]
    parts = (embedded(embedder, text.title, each.heading, each.text) for each in text.passages)
    yield Owed(held, [*title, *parts])


def _question(
    port: Port, workspace: WorkspaceId, event: DecisionTaken | ExemplarPaired, held: Vectors
) -> Iterator[Owed]:
    text = question_text(port, workspace, event.query)
    if text:
        has_subject = _has_subject(port, workspace, event, event.query[0])
        yield _owed(port, held, text, has_subject=has_subject)


def _owed(port: Port, held: Vectors, text: str, *, has_subject: bool) -> Owed:
    return Owed(held, passages_of(port.embedder, (text, has_subject)), text, has_subject)


def _has_subject(
    port: Port, workspace: WorkspaceId, event: DecisionTaken | ExemplarPaired, first: MessageId
) -> bool:
    spoken = port.conversation(workspace, event.conversation_id).spoken
    opening: list[Event] = [each.event for each in spoken if each.message_id == first]
    return any(isinstance(each, MessageReceived) and each.has_subject for each in opening)


def _words(
    port: Port, workspace: WorkspaceId, held: Vectors, *, has_subject: bool
) -> Iterator[Owed]:
    words = port.store.bodies(workspace, [held.owner_id]).get(held.owner_id)
    if words is not None:
        yield _owed(port, held, words, has_subject=has_subject)


def fill(port: Port, workspace: WorkspaceId, stream: Iterable[Owed]) -> Iterator[int]:
    """Make and keep the vectors of what is owed; yields how many owners are done, now and again."""
    left = iter(stream)
    while together := list(islice(left, _TOGETHER)):
        made = [replace(each.held, vectors=_vectors(port, each)) for each in together]
        port.store.put_vectors(workspace, made)
        yield len(made)
    port.follower.evict(workspace)


def _vectors(port: Port, each: Owed) -> tuple[bytes, ...]:
    if each.text is not None:
        return port.vectors_of(each.text, has_subject=each.has_subject)
    return tuple(map(port.embedder.embed, each.passages))
