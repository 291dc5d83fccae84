"""Learned state is fixed point, and there is one way to write it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.learners.fixed import from_bytes, rounded, to_bytes


@dataclass
class State:
    """A state with one field of each sort."""

    number: float = 0.0
    count: int = 0
    name: str = ""
    sums: Any = None
    nested: dict[str, Any] = field(default_factory=dict)
    _cache: list[int] = field(default_factory=list)


def test_a_number_is_rounded_to_the_nearest_step_by_hand() -> None:
    """.3 · 2^20 = 314,572.8, so 314,573 steps."""
    assert rounded(0.3) == 314_573 / 2**20


@given(st.floats(-1e6, 1e6))
def test_rounding_twice_is_rounding_once(number: float) -> None:
    assert rounded(rounded(number)) == rounded(number)
    assert abs(rounded(number) - number) <= 2**-21


@given(st.floats(-1e6, 1e6), st.integers(-(2**53), 2**53), st.text(max_size=9))
def test_what_was_saved_is_what_is_loaded(number: float, count: int, name: str) -> None:
    state = State(rounded(number), count, name, nested={"a": [rounded(number), {"b": count}]})
    assert from_bytes(State, to_bytes(state)) == state


def test_arrays_come_back_as_int64() -> None:
    sums = from_bytes(State, to_bytes(State(sums=np.array([[1, -2]], np.int64)))).sums
    assert sums.tolist() == [[1, -2]]
    assert sums.dtype == np.int64


def test_state_has_one_spelling() -> None:
    one = to_bytes(State(nested={"b": 1, "a": 0.5}))
    assert one == to_bytes(State(nested={"a": 0.5, "b": 1}))
    assert b'"a":{"steps":524288}' in one
    assert to_bytes(State(_cache=[1])) == to_bytes(State()), "caches are no state"


@pytest.mark.parametrize("wrong", [State(number=0.1), State(sums=np.zeros(1, np.float32))])
def test_what_is_not_exact_is_refused(wrong: State) -> None:
    with pytest.raises(AssertionError):
        to_bytes(wrong)
