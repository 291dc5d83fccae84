"""What a handoff taught shows in how many of the same are handed over since."""

from __future__ import annotations

from tacit.metrics.courses import courses_of
from tacit.metrics.widened import Widened, widened
from tests.metrics.test_months import asked
from tests.metrics.written import AGENT, Log


def learned() -> Log:
    """Returns: two handed over, the second taught; then nine of ten answered alone."""
    log = Log()
    asked(log, "returns", answered=False)
    talk = log.opens("second").decides("hand_off", intent="returns").hands_off()
    talk.paired(talk.replies("a").position)
    for n in range(10):
        asked(log, "returns", answered=n > 0)
    return log


def told(log: Log) -> list[Widened]:
    return widened(courses_of(log.events).by_id)


def test_rates_before_the_handoff_that_taught_and_since() -> None:
    log = learned()
    [found] = told(log)
    assert (found.intent_id, found.conversation_id) == ("returns", "second")
    assert found.learned_at == log.events[7].at
    before, since = found.before, found.since
    assert (before.handed_over.part, before.handed_over.whole) == (2, 2)
    assert (since.handed_over.part, since.handed_over.whole) == (1, 10)
    assert (before.alone.part, since.alone.part) == (0, 9)
    assert found.gain is not None
    fell, low, high = found.gain
    assert fell == 0.9
    assert 0 < low < 0.9 < high <= 1


def test_an_intent_that_no_handoff_taught_is_not_listed() -> None:
    log = Log()
    asked(log, "returns", answered=False)
    talk = log.opens().decides("answer", intent="billing").delivers()
    talk.paired(talk.replies("a").position)
    assert told(log) == []


def test_an_agent_who_stepped_in_unasked_was_handed_nothing() -> None:
    log = Log()
    talk = log.opens().decides("answer", intent="returns").delivers().hands_off("agent_took_over")
    talk.paired(talk.replies("a").position)
    assert told(log) == []
    log = learned()
    log.opens().decides("answer", intent="returns").delivers().hands_off("agent_took_over")
    [found] = told(log)
    assert (found.since.handed_over.part, found.since.handed_over.whole) == (1, 11)
    assert (found.since.alone.part, found.since.alone.whole) == (9, 11)


def test_where_nobody_asked_since_there_is_no_gain() -> None:
    log = Log()
    talk = log.opens().decides("hand_off", intent="returns").hands_off()
    talk.paired(talk.replies("a").position)
    [found] = told(log)
    assert found.gain is None


def test_who_answered_with_an_agent_was_not_alone() -> None:
    log = learned()
    talk = log.opens().decides("answer", intent="returns").delivers("a")
    talk.log.add(talk.replies("a").event, AGENT)
    assert told(log)[0].since.alone.part == 9
    assert told(log)[0].since.alone.whole == 11
