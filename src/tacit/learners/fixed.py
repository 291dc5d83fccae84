"""Fixed-point numbers and the one way learned state turns into bytes.

Learners round every field to 2^-20 after each step, so the same lessons in
the same order give the same bytes on every machine.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import numpy as np

ONE = 4096  # features, scores and confidences are integers in 1/4096
_STEP = 1 << 20


def rounded(number: float) -> float:
    """The nearest multiple of 2^-20, exact in a float."""
    return round(number * _STEP) / _STEP


def to_bytes(learner: object) -> bytes:
    """A learner's whole state as canonical bytes; fields with a leading _ are caches.

    One that puts work off does it now, by its `settle`.
    """
    getattr(learner, "settle", _nothing)()
    state = {
        each.name: _plain(getattr(learner, each.name))
        for each in fields(learner)  # type: ignore[arg-type]
        if not each.name.startswith("_")
    }
    return json.dumps(state, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _nothing() -> None:
    """What is left to do in a learner that puts nothing off."""


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        steps = value * _STEP
        assert steps == int(steps), "learned state is rounded to 2^-20 after every step"
        return {"steps": int(steps)}
    if isinstance(value, np.ndarray):
        assert value.dtype == np.int64, "arrays in learned state are int64"
        return {"int64": value.tolist()}
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def from_bytes(kind: type, state: bytes) -> Any:
    """The learner that `to_bytes` wrote."""
    return kind(**{name: _rich(value) for name, value in json.loads(state).items()})


def _rich(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"steps"}:
            return value["steps"] / _STEP
        if set(value) == {"int64"}:
            return np.array(value["int64"], dtype=np.int64)
        return {key: _rich(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_rich(part) for part in value]
    return value
