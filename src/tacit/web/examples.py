"""An example of every operation: what to send and what comes back, as the site answered it.

`examples.json` is written by `python -m tests.web.walk`, and a test compares
it with what the site answers today. The description shows them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Example:
    """One operation as it is typically used; parameters of the path and query by name."""

    request: Any
    parameters: dict[str, Any]
    answer: Any


PROBLEM = {"detail": "What was wrong with this very request."}


def _read(path: Path) -> dict[str, Example]:
    if not path.exists():
        return {}
    held = json.loads(path.read_text(encoding="utf-8"))
    return {name: Example(**each) for name, each in held.items()}


EXAMPLES = _read(Path(__file__).with_suffix(".json"))
