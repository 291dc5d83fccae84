"""What would be decided about a question, now or on a past day, with no effect on anything."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from tacit.answering.situation import Told
from tacit.events import Logged
from tacit.flows import answer
from tacit.flows.causes import Causes, causes
from tacit.web.callers import Caller, Calling, Guarded
from tacit.web.description import operation
from tacit.web.idempotency import Asked
from tacit.web.shapes.conversation import Context
from tacit.web.shapes.decision import Reason, Verdict, chance, citations, intent_of
from tacit.web.shapes.fields import Count, Line, Moment, Shape, Text, Whole
from tacit.web.shapes.people import CustomerNamed
from tacit.web.shapes.receipt import Candidate, candidates_of, replies_of
from tacit.web.shared import Here, Shared

if TYPE_CHECKING:
    from tacit.answering.learned import Learned

router = APIRouter(route_class=Guarded, tags=["decisions"])
# What moved either answer's first candidate is why the answers differ.
_LEADING = 1


class Question(Shape):
    """A question as a customer would ask it first.

    `context` and `customer` are taken as they are told with a message; what is known of the
    customer already stands beside what is told.
    """

    text: Text
    subject: Line | None = None
    context: Context | None = None
    customer: CustomerNamed | None = None
    as_of: Annotated[int, Field(ge=0, le=10**15), Whole] | Moment | None = Field(
        None, description="A past time, or a position of the log."
    )


class Previewed(Verdict):
    """A decision that nobody took, with the candidates it would be taken from."""

    candidates: list[Candidate]


class Learning(Shape):
    """Something learned or published since, that bears on one of the answers."""

    position: Count
    at: datetime
    kind: str
    entry_ids: list[str]
    conversation_id: str | None


class Difference(Shape):
    """What changed between then and today, and what changed it."""

    fields: list[str] = Field(description="What of the decision is not the same.")
    learnings: list[Learning] = Field(description="The latest 50, newest first.")
    learnings_count: Count


class Preview(Previewed):
    """The decision that would be taken, or would have been taken then."""

    as_of_position: Count | None = None
    today: Previewed | None = None
    difference: Difference | None = None


@router.post(
    "/preview",
    response_model=Preview,
    summary="What would be decided about a question, now or on a past day",
    **operation("desk", "knowledge"),
)
def preview(question: Question, asked: Asked, caller: Calling, shared: Here) -> Response:
    """Takes the decision in every mode and logs nothing. With `as_of` it answers with the
    knowledge and the learned state of then, and adds today's answer and what changed it."""
    asked.status = 200
    if (stored := asked.earlier()) is not None:
        return stored
    if question.as_of is None:
        return asked.finish(Preview(**dict(_previewed(shared, caller, question, None))))
    then = _position(shared, caller, question.as_of)
    past = _previewed(shared, caller, question, then)
    today = _previewed(shared, caller, question, None)
    difference = _difference(shared, caller, past, today)
    return asked.finish(
        Preview(**dict(past), as_of_position=then, today=today, difference=difference)
    )


def _position(shared: Shared, caller: Caller, as_of: int | datetime) -> int:
    """The last position that a view of then may know."""
    store = shared.app.store
    if isinstance(as_of, datetime):
        return store.position_at(caller.workspace, as_of)
    return min(as_of, store.head(caller.workspace))


def _previewed(shared: Shared, caller: Caller, question: Question, then: int | None) -> Previewed:
    port, workspace = shared.port, caller.workspace
    subject = question.subject or ""
    who = _who(shared, caller, question)
    found = answer.preview(port, workspace, question.text, subject=subject, as_of=then, who=who)
    if found.past is not None:
        return _shown(shared, caller, found.past, found)
    with port.learned(workspace) as learned:
        return _shown(shared, caller, learned, found)


def _who(shared: Shared, caller: Caller, question: Question) -> answer.Who | None:
    """Who asks and from where, as far as it is told; None where nothing is."""
    if question.context is None and question.customer is None:
        return None
    context = question.context.told() if question.context else {}
    told = Told(context, channel="preview", locale=context.get("locale"))
    if question.customer is None:
        return answer.Who(told)
    named = question.customer.external_id
    account = question.customer.account_row()
    told = replace(
        told,
        traits=question.customer.row(named).traits,
        account=account.traits if account else {},
    )
    held = shared.app.store.person_named(caller.workspace, named)
    return answer.Who(told, held.person_id if held else None)


def _shown(shared: Shared, caller: Caller, learned: Learned, found: answer.Preview) -> Previewed:
    verdict = found.verdict
    replies = replies_of(learned, verdict.candidates)
    texts = shared.app.store.bodies(caller.workspace, replies)
    return Previewed(
        action=verdict.action,
        mode=verdict.mode,
        text=verdict.text,
        confidence=chance(verdict.confidence),
        threshold=chance(verdict.threshold),
        reason=Reason(code=verdict.rule, sentence=verdict.sentence()),
        intent=intent_of(learned, verdict.intent.intent_id, verdict.intent.chance),
        policy_classes=[*verdict.needed.classes],
        citations=citations(learned, verdict.cites, verdict.candidates, verdict.text),
        knowledge_version=found.knowledge_version,
        learned_at_position=found.learned_at,
        candidates=candidates_of(learned, verdict.candidates, verdict.qualities, texts),
    )


def _difference(shared: Shared, caller: Caller, past: Previewed, today: Previewed) -> Difference:
    leading = {each.entry_id for shown in (past, today) for each in shown.candidates[:_LEADING]} | {
        each.entry_id for shown in (past, today) for each in shown.citations
    }
    found = causes(shared.port, caller.workspace, past.learned_at_position, leading)
    same = ("knowledge_version", "learned_at_position", "candidates")
    fields = [
        name
        for name in Previewed.model_fields
        if name not in same and getattr(past, name) != getattr(today, name)
    ]
    return Difference(
        fields=fields, learnings=_learnings(found, leading), learnings_count=found.count
    )


def _learnings(found: Causes, entries: set[str]) -> list[Learning]:
    return [
        Learning(
            position=each.position,
            at=each.at,
            kind=each.event.kind,
            entry_ids=sorted(_touched(each) & entries),
            conversation_id=getattr(each.event, "conversation_id", None),
        )
        for each in found.latest
    ]


def _touched(logged: Logged) -> set[str]:
    """The entries that an event of knowledge or learning names."""
    event = vars(logged.event)
    own = {event.get("entry_id"), event.get("conversation_id")} - {None}
    return {str(each) for each in own} | {*event.get("cites", ()), *event.get("revisions", ()),
                                          *event.get("dropped", ())}  # fmt: skip
