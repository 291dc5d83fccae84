"""What would be decided about a question, with no effect on anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import Response

from tacit.flows import answer
from tacit.web.callers import Calling, Guarded
from tacit.web.description import operation
from tacit.web.shapes.decision import Reason, Verdict, chance, citations
from tacit.web.shapes.fields import Line, Shape, Text, answered
from tacit.web.shared import Here

if TYPE_CHECKING:
    from tacit.answering.learned import Learned

router = APIRouter(route_class=Guarded, tags=["decisions"])


class Question(Shape):
    """A question as a customer would ask it first."""

    text: Text
    subject: Line = ""


@router.post(
    "/preview",
    response_model=Verdict,
    summary="What would be decided about a question, with no effect on anything",
    **operation("desk", "knowledge"),
)
def preview(question: Question, caller: Calling, shared: Here) -> Response:
    """Takes the decision in every mode and logs nothing."""
    found = answer.preview(shared.port, caller.workspace, question.text, subject=question.subject)
    with shared.port.learned(caller.workspace) as learned:
        return answered(_verdict(learned, found))


def _verdict(learned: Learned, found: answer.Preview) -> Verdict:
    verdict = found.verdict
    return Verdict(
        action=verdict.action,
        mode=verdict.mode,
        text=verdict.text,
        confidence=chance(verdict.confidence),
        threshold=chance(verdict.threshold),
        reason=Reason(code=verdict.rule, sentence=verdict.sentence()),
        intent=None,
        citations=citations(learned, verdict.cites, verdict.candidates, verdict.text),
        knowledge_version=found.knowledge_version,
        learned_at_position=found.learned_at,
    )
