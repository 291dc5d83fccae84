"""How often the assistant and how often agents resolved for good what they replied to."""

from __future__ import annotations

from tacit.events import IntentId
from tacit.metrics.courses import courses_of
from tacit.metrics.sides import sides_of
from tests.metrics.written import Log, Talk

RETURNS, SPOUTS = IntentId("returns"), IntentId("spouts")


def answered(log: Log, intent: str = "returns") -> Talk:
    return log.opens().decides("answer", intent=intent).delivers()


def taken_over(log: Log) -> Talk:
    talk = log.opens().decides("hand_off", intent="returns").hands_off()
    talk.replies("a")
    return talk


def shares(log: Log, intent: IntentId = RETURNS) -> tuple[tuple[int, int], tuple[int, int]]:
    found = sides_of(courses_of(log.events), [RETURNS, SPOUTS])[intent]
    return tuple((each.part, each.whole) for each in (found.assistant, found.agents))  # type: ignore[return-value]


def test_each_side_counts_what_it_replied_to_and_what_it_resolved() -> None:
    """The assistant: resolved, reopened, handed over = 1 of 3. Agents: resolved, open, and what
    the assistant had handed over to them, resolved = 2 of 3."""
    log = Log()
    answered(log).resolves()
    answered(log).resolves().reopens()
    both = answered(log).hands_off()
    both.replies("a")
    both.resolves()
    taken_over(log).resolves()
    taken_over(log)
    answered(log, "spouts").resolves()
    assert shares(log) == ((1, 3), (2, 3))
    assert shares(log, SPOUTS) == ((1, 1), (0, 0))


def test_an_answer_that_may_yet_resolve_speaks_for_and_against_nobody() -> None:
    log = Log()
    answered(log)
    assert shares(log) == ((0, 0), (0, 0))


def test_what_nobody_replied_to_counts_for_neither() -> None:
    log = Log()
    log.opens().decides("hand_off", intent="returns").hands_off().resolves()
    assert shares(log) == ((0, 0), (0, 0))
