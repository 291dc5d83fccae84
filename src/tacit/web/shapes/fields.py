"""Fields that many shapes share, and the one way in which an answer becomes bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from starlette.responses import Response

from tacit.clean import clean
from tacit.learners.fixed import ONE


class Shape(BaseModel):
    """A request or an answer: no field that is not declared, nothing coerced in silence."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, serialize_by_alias=True, validate_by_name=True
    )


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def _read(value: object) -> object:
    """A time as RFC 3339 writes it; strict shapes would take no text for a time."""
    if not isinstance(value, str):
        return value
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a time needs its zone, such as 2026-03-01T09:00:00Z")
    return moment


# What a person wrote: cleaned of what no eye sees.
Text = Annotated[str, Field(min_length=1, max_length=50_000), AfterValidator(clean)]
Line = Annotated[str, Field(max_length=500), AfterValidator(clean)]
# Another system's id of something. It is kept as it came, so it holds no control characters.
ID_PATTERN = r"^[^\x00-\x1f\x7f]+$"
ExternalId = Annotated[str, Field(min_length=1, max_length=200, pattern=ID_PATTERN)]
Moment = Annotated[datetime, BeforeValidator(_read), AfterValidator(_utc)]
# A share between 0 and 1, of four decimals.
Chance = Annotated[float, Field(ge=0, le=1)]


def _whole(value: object) -> object:
    """1.0 is a whole number in JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


# Behind the bounds of an int: before them it would hide them from the description.
Whole = BeforeValidator(_whole)
Count = Annotated[int, Field(ge=0)]


def share(scaled: int) -> float:
    """A number that the log holds in 1/4096, as people read it.

    >>> share(3809)
    0.9299
    """
    return round(scaled / ONE, 4)


def answered(
    shape: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """The answer that a shape makes; equal shapes make equal bytes."""
    return Response(body_of(shape), status, dict(headers or {}), "application/json")


def body_of(shape: BaseModel) -> bytes:
    """The bytes of an answer."""
    return shape.model_dump_json().encode()


def plain(shape: BaseModel) -> dict[str, Any]:
    """A shape as JSON has it, for examples and streams."""
    return shape.model_dump(mode="json")
