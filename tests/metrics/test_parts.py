"""What an intent became: conversations that no past question stands for follow it, too."""

from __future__ import annotations

from collections import Counter

from tacit.events import EntryId, IntentFounded, IntentId, IntentMerged, IntentSplit
from tacit.metrics.courses import courses_of
from tests.metrics.written import Log

WHOLE, KETTLES, POTS, BOTH = (IntentId(each) for each in ("whole", "kettles", "pots", "both"))


def taught(log: Log, name: str, cites: str) -> EntryId:
    """A conversation that an agent answered: a past question."""
    talk = log.opens(name).decides("hand_off", "z", intent=WHOLE)
    talk.paired(talk.replies(cites).position, cites)
    return EntryId(name)


def split() -> Log:
    """An intent of five past questions became two: three cite the kettle's page, two the pot's."""
    log = Log()
    kettles = [taught(log, f"kettle {n}", "kettle") for n in range(3)]
    pots = [taught(log, f"pot {n}", "pot") for n in range(2)]
    log.opens("alone").decides("answer", ["pot", "kettle"], intent=WHOLE).delivers("pot")
    log.opens("strange").decides("answer", ["samovar"], intent=WHOLE).delivers("samovar")
    log.opens("undecided").decides("answer", ["pot"])
    log.add(IntentFounded(KETTLES, kettles))
    log.add(IntentFounded(POTS, pots))
    log.add(IntentSplit(WHOLE, [KETTLES, POTS]))
    return log


def about(log: Log, name: str) -> IntentId | None:
    return {str(each): it.intent_id for each, it in courses_of(log.events).by_id.items()}[name]


def test_who_was_answered_alone_goes_to_the_part_that_is_answered_so() -> None:
    log = split()
    assert (about(log, "kettle 0"), about(log, "pot 0")) == (KETTLES, POTS)
    assert about(log, "alone") == POTS


def test_what_no_part_is_answered_with_goes_to_the_largest() -> None:
    assert about(split(), "strange") == KETTLES


def test_what_was_of_no_intent_stays_of_none() -> None:
    assert about(split(), "undecided") is None


def test_the_part_that_most_cite_it_in_wins_whatever_the_order_they_are_named_in() -> None:
    log = Log()
    kettles = [taught(log, f"kettle {n}", "both" if n == 0 else "kettle") for n in range(4)]
    pots = [taught(log, f"pot {n}", "both") for n in range(2)]
    log.opens("alone").decides("answer", ["both"], intent=WHOLE).delivers("both")
    log.add(IntentFounded(KETTLES, kettles))
    log.add(IntentFounded(POTS, pots))
    for order in ([KETTLES, POTS], [POTS, KETTLES]):
        log.add(IntentSplit(WHOLE, order))
        assert about(log, "alone") == POTS
        log.events.pop()


def test_later_turns_that_fit_no_part_leave_it_to_earlier_ones() -> None:
    log = split()
    talk = log.opens("more").decides("answer", ["pot"], intent=WHOLE)
    talk.decides("answer", ["samovar"])
    assert about(log, "more") == POTS


def test_who_decides_just_then_may_still_name_what_is_no_more() -> None:
    log = split()
    log.opens("late").decides("answer", ["pot"], intent=WHOLE)
    assert about(log, "late") == POTS
    log.add(IntentMerged(POTS, BOTH))
    log.opens("later").decides("answer", ["pot"], intent=WHOLE)
    assert (about(log, "late"), about(log, "later")) == (BOTH, BOTH)
    assert about(log, "alone") == BOTH


def test_nothing_is_lost_by_it_and_nothing_stands_under_a_dead_id() -> None:
    log = split()
    courses = courses_of(log.events)
    held = Counter(each.intent_id for each in courses)
    assert held == {KETTLES: 4, POTS: 3, None: 1}
    assert {"alone", "strange"} <= courses.moved
