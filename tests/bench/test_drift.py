"""What the drift benchmark compares with, and how it counts what is found and what is not there."""

from __future__ import annotations

from bench.drift import Course, day_at, figures_of
from bench.drift_systems import Alarm, Judged, detector, permuted, window
from tacit.answering.drift import day_of
from tacit.learners.drift import FALSE_ALARM_EVERY


def judgements(bads: str, watched: str = "i") -> list[Judged]:
    """One judgement a question, `x` a bad one."""
    return [Judged(watched, int(bad == "x"), day_at(n), n) for n, bad in enumerate(bads)]


def test_a_window_is_worse_by_three_standard_errors_of_ten() -> None:
    # Of twenty good ones: (1 + 0) / 22 = .045, and .045 + 3 · √(.045 · .955 / 10) = .243.
    assert window(judgements("." * 28 + "xx")) == []
    (alarm,) = window(judgements("." * 27 + "xxx"))
    assert (alarm.question, alarm.first_day) == (29, day_of(day_at(27)))
    assert window(judgements("." * 19 + "x" * 10)) == [], "there were not twenty before"


def test_the_detector_alone_raises_what_the_product_would() -> None:
    (alarm,) = detector(judgements("." * 40 + "xxxxx"))
    assert alarm.question in (42, 43)
    assert alarm.first_day == day_of(day_at(40))


def test_a_permutation_keeps_what_each_intent_was_judged() -> None:
    judged = judgements("..xx" * 5) + judgements("x" * 7, "other")
    again = permuted(judged, seed=1)
    assert [each.watched for each in again] == [each.watched for each in judged]
    assert [each.bad for each in again] != [each.bad for each in judged]
    assert sum(each.bad for each in again if each.watched == "i") == 10
    assert permuted(judged, seed=1) == again


def test_found_are_changed_categories_after_the_change_and_all_else_is_false() -> None:
    """Four questions a category of 40: two changed at 20, of which one is found, on its day."""
    course = Course(
        categories=[*"abcd"] * 10,
        changed={"a", "b"},
        judged=[Judged(each, 0, 0, n) for n, each in enumerate("abcd" * 10)],
        alarms=[Alarm("c", 10, day_of(day_at(10))), Alarm("a", 31, day_of(day_at(20) + 2)),
                Alarm("d", 33, day_of(0))],
        of={each: each for each in "abcd"},
    )  # fmt: skip
    figures = figures_of([course], course, seed=0)
    assert figures["tacit.drifted_found"] == 0.5
    assert figures["tacit.questions_to_alarm_p50"] == 3  # those of a at 20, 24 and 28
    assert figures["tacit.first_day_off_p50"] == 2
    assert (figures["tacit.alarms_before"], figures["tacit.false_alarms"]) == (1, 2)
    # Twenty before the change, and ten of c and d after it.
    assert figures["tacit.false_alarms_stated"] == 30 / FALSE_ALARM_EVERY
    assert figures["window.drifted_found"] == 0
    assert figures["tacit.permuted_stated"] == 10 * 40 / FALSE_ALARM_EVERY
