"""Leaves out of a history whoever was erased here: taking it in again brings nobody back.

The import puts it before everything else that reads the rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tacit.history import Conversation, Customer, Message, Row
from tacit.store.tombstones import Tombstones


def without_erased(
    rows: Iterable[Row], tombstones: Tombstones, left_out: Counter[str]
) -> Iterator[Row]:
    """The rows less those of the erased, which are counted by kind and nowhere named.

    A conversation goes with its customer, with itself, or with the message that
    opens it; of others' conversations go the messages that the erased wrote there.
    """
    for row in rows:
        match row:
            case Customer() if tombstones.holds("person", row.external_id):
                left_out["customer"] += 1
            case Conversation():
                left = _left(row, tombstones)
                if left is None:
                    left_out["conversation"] += 1
                    continue
                if left is not row:
                    left_out["message"] += len(row.messages) - len(left.messages)
                yield left
            case _:
                yield row


def _left(told: Conversation, tombstones: Tombstones) -> Conversation | None:
    """What of a conversation may be taken in; None where nothing may."""
    gone = [("person", told.customer), ("conversation", told.external_id)]
    if any(tombstones.holds(*each) for each in gone):
        return None
    kept = tuple(each for each in told.messages if not _is_erased(told, each, tombstones))
    if kept == told.messages:
        return told
    # Without its question a conversation would begin with somebody's reply to it.
    return replace(told, messages=kept) if kept[:1] == told.messages[:1] else None


def _is_erased(told: Conversation, said: Message, tombstones: Tombstones) -> bool:
    key = f"{told.external_id}/{said.external_id}"
    return tombstones.holds("person", said.author_id) or tombstones.holds("message", key)
