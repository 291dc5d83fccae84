"""Optimistic locking: the ETag that an answer carries, and the If-Match that a change sends."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Header

from tacit.web.problems import Problem

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The ETag that was read; 412 where it moved since. Left out: whatever it is.",
        pattern=r'^"[!#-~]{1,100}"$',
    ),
]
IfNoneMatch = Annotated[
    str | None,
    Header(
        alias="If-None-Match",
        description="An ETag that was read; 304 where nothing changed.",
        pattern=r'^"[!#-~]{1,100}"$',
    ),
]


def tag(state: int | str) -> str:
    """The ETag of a state.

    >>> tag(7)
    '"7"'
    """
    return f'"{state}"'


def as_read(if_match: str | None) -> int | None:
    """The position that a caller had read, or None for one who does not say.

    >>> as_read('"7"'), as_read(None)
    (7, None)
    """
    if if_match is None:
        return None
    if not re.fullmatch(r'"\d{1,18}"', if_match):
        raise Problem("moved", "Your If-Match is not an ETag of this.")
    return int(if_match.strip('"'))
