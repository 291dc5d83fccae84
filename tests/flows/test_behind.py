"""What is handed over is written in order, one at a time, and its failure comes up."""

from __future__ import annotations

import threading

import pytest

from tacit.flows.importing.behind import Behind


def test_what_is_handed_over_is_written_in_order() -> None:
    written: list[int] = []
    with Behind[int](written.append) as behind:
        for each in range(50):
            behind.put(each)
    assert written == list(range(50))


def test_one_is_written_while_the_next_is_made_and_never_two() -> None:
    began, may_end = threading.Event(), threading.Event()
    written: list[str] = []

    def write(handed: str) -> None:
        began.set()
        may_end.wait()
        written.append(handed)

    with Behind[str](write) as behind:
        behind.put("first")
        began.wait()
        assert written == [], "the caller goes on meanwhile"
        may_end.set()
        behind.put("second")
        assert written[0] == "first", "the second is taken once the first is written"
        behind.wait()
        assert written == ["first", "second"]


@pytest.mark.parametrize("calls", ["put", "wait"])
def test_what_went_wrong_comes_up_once_at_the_next_call(calls: str) -> None:
    written: list[int] = []

    def write(handed: int) -> None:
        if handed == 1:
            raise ConnectionError("the server is gone")
        written.append(handed)

    with Behind[int](write) as behind:
        behind.put(1)
        with pytest.raises(ConnectionError, match="the server is gone"):
            behind.put(2) if calls == "put" else behind.wait()
        behind.put(3)
    assert written == [3], "what was refused at the call is not written later"


def test_it_ends_when_all_is_written_also_where_its_owner_fails() -> None:
    written: list[int] = []

    def owner_fails() -> None:
        with Behind[int](written.append) as behind:
            behind.put(1)
            raise KeyError

    with pytest.raises(KeyError):
        owner_fails()
    assert written == [1]
