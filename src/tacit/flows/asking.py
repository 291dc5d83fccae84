"""How an intent begins, with a question or with an answer, with the question and what says so.

Doors ask it; it reads only. What is decided by it is in `answering/asking_first.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from tacit.answering.asking_first import compared, to_read, usual_question
from tacit.events import IntentId, MessageId, WorkspaceId
from tacit.flows.port import Port
from tacit.learners.asking import LEAST, Arm, Compared


def questions(
    port: Port, workspace: WorkspaceId, intents: Sequence[IntentId]
) -> dict[IntentId, str]:
    """The agents' question that each of these intents begins with, of those that begin so."""
    with port.learned(workspace) as learned:
        ids = {each: read for each in intents if (read := to_read(learned, each))}
    wanted = [message for read in ids.values() for message in read]
    held = port.store.bodies(workspace, wanted) if wanted else {}
    bodies = {MessageId(each): text for each, text in held.items()}
    with port.learned(workspace) as learned:
        found = {each: usual_question(learned, each, bodies) for each in ids}
    return {each: text for each, text in found.items() if text is not None}


def strategy(port: Port, workspace: WorkspaceId, intent: IntentId) -> tuple[Compared, str | None]:
    """How the conversations of an intent went by how they began, and the question to ask first."""
    with port.learned(workspace) as learned:
        found = compared(learned, intent)
    return found, questions(port, workspace, [intent]).get(intent)


def verdict(found: Compared) -> str:
    """What these conversations say, in one sentence."""
    if found.asks_first:
        return f"Begins with a question: odds of {found.odds:,.0f} to one that it takes fewer turns"
    if not found.is_enough:
        return f"Is answered at once: {LEAST} conversations of either kind are needed to compare"
    return "Is answered at once: asking first does not beat it beyond what chance would do"


def within_in_words(arm: Arm) -> str:
    """How many were resolved for good within so few turns, with the 95% interval.

    >>> within_in_words(Arm(12, 0, {2: 12}, 2, 0.5, 1.0))
    '12 of 12 (57% – 97%)'
    """
    low, high = (round(100 * each) for each in arm.interval())
    return f"{arm.soon.part} of {arm.soon.whole} ({low}% – {high}%)"
