"""Watches what comes of exemplars: one that goes wrong too often is suspended by itself.

Runs after each word on a live decision. It finds the exemplars that the decision rested
on, counts the word in the test of each, and says so in the log; the test's own
bounds decide when one is suspended (`learners.trials`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from tacit.answering.learned import Learned
from tacit.answering.priors import NAMES
from tacit.events import (
    SYSTEM,
    DecisionTaken,
    EntryId,
    ExemplarPaired,
    ExemplarSuspended,
    ExemplarTried,
    LessonSettled,
    Logged,
    Stream,
    WorkspaceId,
)
from tacit.flows.port import Port, Writing
from tacit.knowledge.exemplars import Exemplar
from tacit.knowledge.question import question_of
from tacit.learners.trials import HALF, Trials

# As the ranking has it: a past question this alike (cosine) is the same one.
_SAME_QUESTION = 0.92
_SAME = NAMES.index("same")
_MOST_EXEMPLARS, _LOOKED_AT = 3, 12


def on_lesson(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """Count a final word on a decision for the exemplars that it rested on.

    Customers flag, and do not teach: of what they complain of an agent's word counts, who answers
    it or judges it. Else a few of them could take away any answer that they like. That it helped
    counts, once of each; else only answers that went wrong would be heard of.
    """
    word = logged.event
    assert isinstance(word, LessonSettled)
    if port.origin != "live" or not _counts(word):
        return []
    conversation = port.conversation(workspace, word.conversation_id)
    decision = next(d for d in conversation.decisions if d.decision_id == word.decision_id)
    writing = port.write(workspace, logged.at)
    for exemplar in _rested_on(port, workspace, decision):
        _count(port, writing, exemplar, word, logged)
    return writing.append()


def _counts(word: LessonSettled) -> bool:
    """Whether a word is final and of somebody whose word it takes; silence tells nothing."""
    if word.reward is None or word.standing == "provisional" or word.reason == "silence":
        return False
    return word.witness != "customer" or (word.reward >= HALF and word.weight >= HALF)


def _rested_on(port: Port, workspace: WorkspaceId, decision: DecisionTaken) -> list[EntryId]:
    """The own words that a decision would tell, or the same questions that it follows."""
    if decision.action != "answer" or not decision.candidates:
        return []
    top = decision.candidates[0]
    if top.origin == "exemplar":
        return [top.entry_id]
    if top.features[_SAME] <= 0 or decision.namespace != port.embedder.namespace:
        return []
    message = decision.message_id
    vectors = port.store.vectors(workspace, decision.namespace, [message]).get(message)
    if vectors is None:
        return []
    question = question_of("", None, vectors)
    asked = np.stack([question.whole, question.subject])
    with port.learned(workspace) as learned:
        followed = list(islice(_followed(learned, asked, decision), _LOOKED_AT))
    told = (each.entry_id for each in followed if _is_told(port, workspace, each, decision))
    return list(islice(told, _MOST_EXEMPLARS))


def _is_told(
    port: Port, workspace: WorkspaceId, exemplar: Exemplar, decision: DecisionTaken
) -> bool:
    """Whether a decision was taken knowing an exemplar; it rests on nothing that came later."""
    stream = port.stream(workspace, Stream("conversation", exemplar.entry_id))
    told = (e for e in stream if isinstance(e.event, ExemplarPaired) and e.event.n == exemplar.n)
    return any(each.position <= decision.learned_at for each in told)


def _followed(
    learned: Learned, asked: NDArray[np.int8], decision: DecisionTaken
) -> Iterator[Exemplar]:
    """Past questions that are this one and were answered with what it would, latest first."""
    held = learned.exemplars
    if not held.whole.count:
        return
    cosines = np.maximum(held.whole.cosines(asked), held.subject.cosines(asked)).max(axis=0)
    for place in np.flatnonzero(cosines >= _SAME_QUESTION)[::-1]:
        exemplar = held.ordered[place]
        is_other = exemplar.entry_id != decision.conversation_id
        if is_other and exemplar.serves and decision.cites[0] in exemplar.cites:
            yield exemplar


def _count(
    port: Port, writing: Writing, entry: EntryId, word: LessonSettled, logged: Logged
) -> None:
    own = Stream("entry", entry)
    stream = port.stream(writing.workspace, own)
    tried = [each.event for each in stream if isinstance(each.event, ExemplarTried)]
    assert word.reward is not None, "a word that says nothing was left out"
    if _is_counted(tried, word):
        return
    writing.event(
        ExemplarTried(
            entry,
            word.conversation_id,
            word.decision_id,
            word.witness,
            word.witness_id,
            word.reward,
        ),
        logged.actor,
        logged.position,
    )
    writing.expected[own] = stream[-1].position if stream else 0
    with port.learned(writing.workspace) as learned:
        held = learned.trials.tests.get(entry)
        exemplar = learned.exemplars.by_id.get(entry)
    trials = Trials({str(entry): [*held]} if held else {})
    trials.learn(entry, word.reward)
    evidence = trials.predict(entry)
    if evidence >= 1 and exemplar is not None and exemplar.serves:
        outcomes, failures = trials.counts(entry)
        suspended = ExemplarSuspended(entry, exemplar.n, outcomes, failures, round(evidence * 1000))
        writing.event(suspended, SYSTEM, logged.position)


def _is_counted(tried: list[ExemplarTried], word: LessonSettled) -> bool:
    """Whether a decision counts so already, or its customer had their word on the exemplar."""
    assert word.reward is not None
    same = [each.reward < HALF for each in tried if each.decision_id == word.decision_id]
    if same:
        return same[-1] == (word.reward < HALF)
    is_customer = word.witness == "customer"
    return is_customer and any(e.witness_id == word.witness_id for e in tried)
