"""What is sent to open and continue a conversation, and the short forms of one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from tacit.web.shapes.decision import Decision, Heard
from tacit.web.shapes.fields import ID_PATTERN, Count, ExternalId, Line, Shape, Text, Whole
from tacit.web.shapes.people import CustomerNamed, Number

__all__ = ["Heard"]

Lines = Annotated[list[Line], Field(max_length=50)]
State = Literal["open", "with_agent", "resolved"]
# The closed list of why a person takes over (features.md, F46).
HandoffReason = Literal[
    "agent_took_over", "ambiguous_intent", "assistant_error", "customer_request", "frustration",
    "language", "low_confidence", "outside_knowledge", "policy",
]  # fmt: skip


class Context(Shape):
    """Where the customer was in the product when they wrote."""

    page_url: Annotated[str, Field(max_length=2000)] | None = None
    page_title: Line | None = None
    seconds_on_page: Annotated[Number, Field(ge=0)] | None = None
    recent_actions: Lines | None = None
    errors: Lines | None = None
    product_version: Line | None = None
    locale: Annotated[str, Field(max_length=35)] | None = None

    def told(self) -> dict[str, Any]:
        """What was told, without what was left out."""
        return {name: value for name, value in vars(self).items() if value is not None}


class FirstMessage(Shape):
    """The message that opens a conversation."""

    text: Text
    subject: Line | None = None
    external_id: ExternalId | None = Field(
        None, description="The other system's id; sent again, it finds what was answered."
    )


class Opening(Shape):
    """A customer opens a conversation about one matter."""

    channel: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")]
    customer: CustomerNamed
    context: Context | None = None
    message: FirstMessage


class Author(Shape):
    """Who writes. Agents are made known by writing; another customer is a bystander."""

    kind: Literal["customer", "agent"]
    external_id: ExternalId


class NextMessage(Shape):
    """One more message of a conversation."""

    author: Author
    text: Text
    external_id: ExternalId | None = None
    context: Context | None = None
    decision_id: Annotated[str, Field(max_length=100)] | None = Field(
        None, description="The draft that an agent used or edited."
    )
    cites: Annotated[list[ExternalId], Field(max_length=20)] = Field(
        default=[], description="Entry ids, addresses or external ids of articles."
    )
    publish: bool = Field(
        default=False, description="An agent's own words may reach customers; scope knowledge."
    )


class Party(Shape):
    """A customer as a list shows them."""

    customer_id: str
    external_id: str | None
    name: str


class Listed(Shape):
    """A conversation as the inbox lists it."""

    conversation_id: str
    state: State
    resolution: Literal["confirmed", "assumed"] | None
    channel: str
    opened_at: datetime
    moved_at: datetime
    customer: Party
    account: str | None = Field(description="The other system's id of it.")
    team: str | None
    intent: str | None
    handoff_reason: str | None
    messages: Count
    last_message: str | None = Field(description="Its first 200 letters.")
    last_author: str | None
    position: Count


class HandoffAsked(Shape):
    """Why agents are to take over, and which team of theirs."""

    reason: HandoffReason
    team: Annotated[str, Field(min_length=1, max_length=100, pattern=ID_PATTERN)] | None = None


class ResolutionTold(Shape):
    """Who says that the matter is dealt with, and whether it was said or is assumed."""

    by: Literal["customer", "agent"]
    kind: Literal["confirmed", "assumed"]


class Thumb(Shape):
    """Up (1) or down (-1)."""

    kind: Literal["thumb"]
    value: Literal[-1, 1]
    message_id: ExternalId | None = None


class Csat(Shape):
    """How satisfied: 1 to 5."""

    kind: Literal["csat"]
    value: Annotated[int, Field(ge=1, le=5), Whole]
    message_id: ExternalId | None = None


class Ces(Shape):
    """How much effort it was: 1 to 7."""

    kind: Literal["ces"]
    value: Annotated[int, Field(ge=1, le=7), Whole]
    message_id: ExternalId | None = None


Feedback = Thumb | Csat | Ces


class FeedbackTaken(Shape):
    """Feedback that was taken in."""

    conversation_id: str
    kind: Literal["thumb", "csat", "ces"]
    value: int
    message_id: str | None


class Standing(Shape):
    """Where a conversation stands after a step with it."""

    conversation_id: str
    state: State
    resolution: Literal["confirmed", "assumed"] | None
    handoff_reason: str | None
    team: str | None
    decision: Decision | None = Field(description="What was decided on returning, if anything.")
    position: Count
