"""Stream `person`: what one person asked of the log itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tacit.events.event import Event, PersonId


@dataclass(frozen=True)
class CustomerErased(Event):
    """A person asked to be forgotten: every fold skips them, from the first event on."""

    customer_id: PersonId

    kind: ClassVar[str] = "customer.erased"
    stream_kind: ClassVar[str] = "person"
    stream_field: ClassVar[str | None] = "customer_id"
