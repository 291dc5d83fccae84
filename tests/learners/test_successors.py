"""Which entry agents cite now where another one used to answer."""

from __future__ import annotations

import pytest

from tacit.events import EntryId
from tacit.learners.successors import Successors

OLD, NEW, OTHER = EntryId("old"), EntryId("new"), EntryId("other")


def told(*said: tuple[EntryId, str] | None) -> Successors:
    """After decisions with OLD first; None: nobody objected, else what an agent cited."""
    successors = Successors()
    for each in said:
        successors.saw(OLD)
        if each is not None:
            successors.learn(OLD, *each)
    return successors


def shares(*said: tuple[EntryId, str] | None) -> dict[EntryId, float]:
    return {other: share for first, other, share in told(*said).predict() if first == OLD}


GOOD = [None] * 20


def test_a_changed_answer_takes_over_after_a_few_replies_by_two_agents() -> None:
    """Of 20 good answers 4.94 are left; after three replies 2.44 of 1 + 4.97, after four 2.95."""
    replies = [(NEW, "ann"), (NEW, "bob"), (NEW, "ann"), (NEW, "ann")]
    assert shares(*GOOD, *replies[:2]) == {}
    assert shares(*GOOD, *replies[:3]) == {NEW: pytest.approx(2.44 / 5.97, abs=0.01)}
    assert shares(*GOOD, *replies) == {NEW: pytest.approx(2.952 / 5.98, abs=0.01)}


def test_one_agent_alone_changes_nothing_however_often() -> None:
    assert shares(*GOOD, *[(NEW, "ann")] * 10) == {}
    assert NEW in shares(*GOOD, *[(NEW, "ann")] * 10, (NEW, "bob"))


def test_errors_that_cite_now_this_now_that_change_nothing() -> None:
    said = [(NEW, "ann"), None, (OTHER, "bob"), (NEW, "bob"), None, (OTHER, "ann")]
    assert shares(*GOOD, *said) == {}


def test_answers_that_nobody_objects_to_bring_the_entry_back() -> None:
    replies = [(NEW, "ann"), (NEW, "bob"), (NEW, "ann"), (NEW, "ann")]
    assert shares(*replies) != {}
    assert shares(*replies, None, None, None) == {}


def test_what_faded_away_is_dropped() -> None:
    held = told((NEW, "ann"), *[None] * 15)
    assert held.cited == {}
    assert held.by == {}
