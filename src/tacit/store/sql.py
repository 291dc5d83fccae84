"""The store's SQL by name, read once from `queries.sql`.

Only modules of the store import it: SQL never leaves this folder.
"""

from __future__ import annotations

import re
from pathlib import Path


def named(text: str) -> dict[str, bytes]:
    """Split a file at its `-- name: …` lines.

    >>> named("-- name: one\\nSELECT 1;\\n-- name: two\\nSELECT 2;\\n")["two"]
    b'SELECT 2;'
    """
    parts = re.split(r"^-- name: (\w+)\n", text, flags=re.MULTILINE)
    return {
        name: body.strip().encode() for name, body in zip(parts[1::2], parts[2::2], strict=True)
    }


SQL = named((Path(__file__).parent / "queries.sql").read_text())
