"""The hash chain that makes an edited, lost or swapped event show.

hash = SHA-256(field(previous hash) ‖ field(workspace) ‖ field(position) ‖ …)

The fields are the columns in the order of `COLUMNS`. Each is its length as
eight bytes, big-endian, signed, and then its bytes; a null is the length -1
and no bytes. Texts are UTF-8, integers are decimal ASCII, times are integer
microseconds since 1970 in UTC, written as integers. The previous hash of a
workspace's first event is 32 zero bytes.

`append.py` links, `verify.py` checks; nothing else may know how.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from hashlib import sha256

COLUMNS = (
    "workspace",
    "position",
    "event_id",
    "kind",
    "schema",
    "stream_kind",
    "stream_id",
    "at",
    "recorded_at",
    "actor_kind",
    "actor_id",
    "origin",
    "cause_position",
    "payload",
)
GENESIS = bytes(32)

_length = struct.Struct(">q").pack
_NULL = _length(-1)
_HASH = _length(32)


def link(previous: bytes, columns: Sequence[str | int | None]) -> bytes:
    """The hash of the event with these columns that follows `previous`.

    >>> link(GENESIS, ["w", 1, None]).hex()[:16]  # of 8+32, 8+1, 8+1 and 8 bytes
    '45e5e60e0133c135'
    """
    parts = [_HASH, previous]
    for value in columns:
        if value is None:
            parts.append(_NULL)
        else:
            encoded = str(value).encode()
            parts.append(_length(len(encoded)))
            parts.append(encoded)
    return sha256(b"".join(parts)).digest()
