"""A person lets what an agent taught act, for everybody or for some customers alone.

Doors call it. Whatever the gate or a test said of it, a person settles it; what they settled is
a step in the log, and `tacit undo` or a withdrawal takes it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from tacit.answering.compose import own_words
from tacit.answering.gate import known
from tacit.answering.gate.verdict import NEEDS_SECOND
from tacit.answering.policy import is_usual, policy_classes
from tacit.answering.segment import segment_of
from tacit.events import (
    Actor,
    EntryId,
    ExemplarPassed,
    ExemplarPublished,
    Logged,
    MessageId,
    Stream,
    WorkspaceId,
)
from tacit.flows.port import Port
from tacit.knowledge.exemplars import Exemplar
from tacit.knowledge.question import subject_of


class NeedsSecond(ValueError):
    """What its own author cannot let pass; another person has to."""


def let_pass(
    port: Port, workspace: WorkspaceId, entry: EntryId, by: Actor, only: str = ""
) -> list[Logged]:
    """A person lets an exemplar pass, whatever the gate or its outcomes said of it.

    Own words are published by it: for everybody, or for the customers of a segment alone,
    `only` ATTRIBUTE=VALUE. Does nothing for what acts already for the same customers, or was
    withdrawn. Raises NeedsSecond for its own author where it is of a policy class, or unsafe;
    KeyError for one that is not there; ValueError for a segment that nobody can be of, and
    for one of what cites an entry, which is for all.
    """
    own = Stream("entry", entry)
    stream = port.store.read_stream(workspace, own)
    with port.learned(workspace) as learned:
        held, ruling = learned.exemplars.by_id[entry], learned.rulings.get(entry)
        told_to = learned.told_to.get(entry)
    segment, token = _segment(port, workspace, held, only)
    is_unpublished = not held.cites and not held.is_published
    acts = ruling is None or ruling.kind == "passed"
    if held.is_withdrawn or (acts and not is_unpublished and told_to == token):
        return []
    is_second = (ruling is not None and ruling.rule in NEEDS_SECOND) or _is_policy(
        port, workspace, held
    )
    if is_second and by.id == held.author_id:
        raise NeedsSecond("Somebody else has to approve what is about money, access or the like.")
    writing = port.write(workspace)
    writing.event(
        ExemplarPassed(entry, held.n, "approved", segment=segment, token=token),
        by,
    )
    if is_unpublished:
        writing.event(ExemplarPublished(entry, held.reply, "review"), by)
    writing.expected[own] = stream[-1].position if stream else 0
    return writing.append()


def _segment(
    port: Port, workspace: WorkspaceId, held: Exemplar, written: str
) -> tuple[str, str | None]:
    """The name and the token of those who alone are told, as somebody wrote them."""
    if not written.strip():
        return "", None
    if held.cites:
        raise ValueError("It cites an entry, which is for all; own words alone can be for some.")
    segment = segment_of(written)
    return segment.name, segment.token(port.store.background(workspace, None, None).secret)


def _is_policy(port: Port, workspace: WorkspaceId, held: Exemplar) -> bool:
    """Whether own words are of a policy class."""
    if held.cites:
        return False
    texts = port.store.bodies(workspace, [*held.query, held.reply])
    question = "\n".join(_texts(texts, held.query))
    words, subject = own_words(texts.get(held.reply, "")), subject_of(question, has_subject=False)
    with port.learned(workspace) as learned:
        found = policy_classes(subject, words, partial(is_usual, learned))
        return bool(found) and known.has_others(learned, held)


def _texts(texts: dict[str, str], ids: Sequence[MessageId]) -> list[str]:
    return [texts[each] for each in ids if each in texts]
