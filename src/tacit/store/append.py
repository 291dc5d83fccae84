"""What one append does inside its transaction: read under the lock, check, write.

`log.Store` calls `write` with every batch of one workspace that waits. The
batches are checked one after the other, each against the log and against
those before it; what fails is left out and its neighbours are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import psycopg

from tacit.events import Stream
from tacit.payload import to_payload
from tacit.store import chain
from tacit.store.batch import (
    AlreadyKnown,
    Appended,
    Batch,
    Conflict,
    ErasedBefore,
    Idempotency,
    KeyReused,
    Outcome,
    Refused,
)
from tacit.store.sheets import Sheets, spelled
from tacit.store.sql import SQL
from tacit.store.tombstones import Gone, named_in

# Two computers' clocks may differ by this much before a claim counts as false.
CLOCK_SLACK = timedelta(minutes=5)


@dataclass
class Known:
    """What the log holds already, as far as the batches at hand ask."""

    now: datetime
    position: int
    hash: bytes
    recorded_at: datetime | None
    live_from: int | None
    streams: dict[Stream, int] = field(default_factory=dict)
    uniques: dict[str, str] = field(default_factory=dict)
    external_ids: dict[tuple[str, str], str] = field(default_factory=dict)
    requests: dict[str, tuple[bytes, int | None]] = field(default_factory=dict)
    gone: Gone | None = None

    def check(self, batch: Batch) -> None:
        """Raise what keeps the batch from being written; change nothing."""
        self._check_rules(batch)
        if self.gone is not None and self.gone.is_in(batch):
            raise ErasedBefore(batch)
        for key in batch.unique:
            if (holder := self.uniques.get(spelled(key))) is not None:
                raise AlreadyKnown(f"unique key {spelled(key)}", holder)
        for known in batch.external_ids:
            if (holder := self.external_ids.get((known.kind, known.external_id))) is not None:
                raise AlreadyKnown(f"external id {known.kind} {known.external_id}", holder)
        if batch.idempotency is not None:
            self._check_request(batch.idempotency)
        # Last: what is stored already also moved its streams, and "known" says more.
        for stream, position in batch.expected.items():
            if self.streams.get(stream, 0) != position:
                raise Conflict(f"{stream} is at {self.streams.get(stream, 0)}, not at {position}")

    def _check_rules(self, batch: Batch) -> None:
        if batch.origin == "rehearsal" and self.live_from is not None:
            raise Refused("a rehearsal has no place in a live workspace")
        latest = self.now + CLOCK_SLACK
        for moment in (batch.recorded_at, *(new.at for new in batch.events)):
            if moment > latest:
                raise Refused(f"{moment.isoformat()} is later than the clock")

    def _check_request(self, asked: Idempotency) -> None:
        found = self.requests.get(asked.key)
        if found is None:
            return
        request_hash, status = found
        if request_hash != asked.request_hash:
            raise KeyReused("the idempotency key was used for another request")
        if asked.status is None or status is not None:
            raise AlreadyKnown(f"idempotency key {asked.key}", asked.key)

    def times(self, batch: Batch) -> list[datetime]:
        """When each event is recorded: by its clock, but never before the one ahead of it."""
        last, times = self.recorded_at, list[datetime]()
        runs_along = batch.is_history and self.live_from is None
        for new in batch.events:
            clock = new.at if runs_along else batch.recorded_at
            last = clock if last is None or clock > last else last
            times.append(last)
        return times

    def take(self, batch: Batch, times: Sequence[datetime]) -> Appended:
        """Count the batch as written, so that those after it are checked against it."""
        first = self.position + 1
        clock = times[-1] if times else batch.recorded_at
        self.recorded_at = max(clock, self.recorded_at or clock)
        self.position += len(batch.events)
        for position, new in enumerate(batch.events if self.streams else (), first):
            stream = new.event.stream
            if stream in self.streams:
                self.streams[stream] = position
        holder = batch.events[0].event_id if batch.events else ""
        self.uniques.update((spelled(key), holder) for key in batch.unique)
        for known in batch.external_ids:
            self.external_ids[known.kind, known.external_id] = known.id
        if batch.idempotency is not None:
            asked = batch.idempotency
            self.requests[asked.key] = (asked.request_hash, asked.status)
        if batch.origin == "live" and batch.events and self.live_from is None:
            self.live_from = first
        return Appended(first, self.position, self.recorded_at)


def write(
    connection: psycopg.Connection, batches: Sequence[Batch], now: datetime, *, durable: bool
) -> list[Outcome]:
    """Check and write batches of one workspace in the transaction that holds its lock."""
    known = read_known(connection, batches, now)
    sheets = Sheets()
    outcomes: list[Outcome] = []
    live_before = known.live_from
    for batch in batches:
        try:
            # Before anything counts as taken: an event with a float must leave no gap.
            payloads = [to_payload(new.event) for new in batch.events]
            known.check(batch)
        except (Conflict, AlreadyKnown, Refused, TypeError) as failure:
            outcomes.append(failure)
            continue
        times = known.times(batch)
        appended = known.take(batch, times)
        sheets.add(batch, appended)
        lines = zip(batch.events, times, payloads, strict=True)
        known.hash = sheets.add_events(batch, appended.first, lines, known.hash)
        outcomes.append(appended)
    if known.live_from != live_before:
        connection.execute(SQL["go_live"], [known.live_from])
    elif not durable and known.live_from is None:
        connection.execute(SQL["hurry"])
    sheets.write(connection)
    return outcomes


def write_again(
    connection: psycopg.Connection, batches: Sequence[Batch], now: datetime, *, durable: bool
) -> list[Outcome]:
    """Write what an earlier try did not get to the log; what it did answers as it lies."""
    firsts = [batch.events[0].event_id if batch.events else "" for batch in batches]
    landed = {
        event_id: (position, recorded_at)
        for event_id, position, recorded_at in connection.execute(SQL["landed"], [firsts])
    }
    left = [batch for batch, first in zip(batches, firsts, strict=True) if first not in landed]
    written = iter(write(connection, left, now, durable=durable) if left else ())
    outcomes: list[Outcome] = []
    for batch, first in zip(batches, firsts, strict=True):
        if first in landed:
            position, recorded_at = landed[first]
            outcomes.append(Appended(position, position + len(batch.events) - 1, recorded_at))
        else:
            outcomes.append(next(written))
    return outcomes


def read_known(connection: psycopg.Connection, batches: Sequence[Batch], now: datetime) -> Known:
    """Read everything that the batches' checks ask for, in one round trip."""
    streams = list({stream for batch in batches for stream in batch.expected})
    external = [known for batch in batches for known in batch.external_ids]
    asked = [
        [stream.kind for stream in streams],
        [stream.id for stream in streams],
        [spelled(key) for batch in batches for key in batch.unique],
        [each.kind for each in external],
        [each.external_id for each in external],
        [batch.idempotency.key for batch in batches if batch.idempotency],
    ]
    last = connection.execute(SQL["last"])
    held = connection.execute(SQL["known"], asked) if any(asked) else None
    row = last.fetchone()
    if row is None:
        raise Refused(f"there is no workspace {batches[0].workspace}")
    live_from, position, last_hash, recorded_at, secret = row
    known = Known(now, position or 0, last_hash or chain.GENESIS, recorded_at, live_from)
    if secret is not None:
        known.gone = named_in(connection, bytes(secret), batches)
    for what, one, two, holder in held or ():
        match what:
            case "stream":
                known.streams[Stream(one, two)] = int(holder or 0)
            case "unique":
                known.uniques[one] = holder
            case "external id":
                known.external_ids[one, two] = holder
            case _:
                status = None if holder is None else int(holder)
                known.requests[one] = (bytes.fromhex(two), status)
    return known
