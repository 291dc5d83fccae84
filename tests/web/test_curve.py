"""The picture of the curve: steps that judged too few bend no line, and origins are not joined."""

from __future__ import annotations

from datetime import date

from tacit.metrics.curve import Curve, Step
from tacit.metrics.metric import Reading
from tacit.share import Share
from tacit.web.views.curve import drawn


def step(origin: str, judged: int, last: int) -> Step:
    reading = Reading(Share(judged // 2, judged), (0.4, 0.6), judged)
    day = date(2026, 3, 1)
    return Step(origin, last - judged + 1, last, day, day, *[reading] * 4)


def test_a_step_of_few_stands_in_the_table_alone() -> None:
    steps = [step("rehearsal", 100, 100), step("rehearsal", 100, 200), step("live", 1, 1)]
    chart = drawn(Curve(100, steps, None, 0))
    assert chart is not None
    assert [label for _, label in chart.marks] == ["100", "200"]
    assert chart.left_out == 1
    assert chart.series[0].path == "M44.0 120.0 L704.0 120.0"


def test_few_are_drawn_where_there_are_no_others() -> None:
    chart = drawn(Curve(100, [step("live", 3, 3)], None, 0))
    assert chart is not None
    assert [label for _, label in chart.marks] == ["3"]
    assert chart.left_out == 0


def test_what_was_rehearsed_and_what_is_live_are_two_lines() -> None:
    chart = drawn(Curve(50, [step("rehearsal", 50, 50), step("live", 50, 50)], None, 0))
    assert chart is not None
    assert chart.series[0].path == "M44.0 120.0 M704.0 120.0"


def test_nothing_judged_is_no_picture() -> None:
    assert drawn(Curve(100, [], None, 0)) is None
