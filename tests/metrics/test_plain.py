"""What programs get: plain values, null for none, and never a figure without its company."""

from __future__ import annotations

import json
from typing import Any

from tacit.metrics import ALL, plain
from tacit.metrics.courses import courses_of
from tacit.metrics.curve import learning_curve
from tacit.metrics.measure import overview
from tacit.metrics.window import Window
from tests.metrics.written import Log


def small() -> Log:
    log = Log()
    log.opens().decides("answer").delivers().resolves()
    log.opens().decides("hand_off").hands_off().replies("a")
    return log


def test_the_list_names_and_defines_every_metric() -> None:
    listed = plain.listed()
    assert [each["name"] for each in listed] == list(ALL)
    assert all(each["definition"] and each["units"] and each["awaits"] for each in listed)
    assert {name for each in listed for name in each["beside"]} <= set(ALL)
    assert "reason" in next(each["by"] for each in listed if each["name"] == "handoff")


def test_a_point_has_its_days_numerator_denominator_and_interval() -> None:
    told = plain.of_measured(small().measured("containment"))
    (point,) = told["points"]
    assert (point["from"], point["to"], point["group"]) == ("2024-03-01", "2024-03-31", None)
    assert (point["numerator"], point["denominator"], point["value"]) == (1, 2, 0.5)
    low, high = point["interval"]
    # Wilson for 1 of 2: (0.5 + 0.9604 ± 1.96·√(0.125 + 0.2401)) / 2.9208
    assert (low, high) == (0.094529, 0.905471)
    assert [each["name"] for each in told["beside"]] == [
        "resolution_confirmed",
        "resolution_assumed",
    ]
    assert [each["total"]["numerator"] for each in told["beside"]] == [1, 0]
    assert (told["from"], told["to"], told["zone"]) == ("2024-03-04", "2024-03-04", "UTC")


def test_none_yet_is_null() -> None:
    told = plain.of_measured(Log().measured("csat"))
    assert (told["total"]["value"], told["total"]["interval"]) == (None, None)
    assert (told["from"], told["points"]) == (None, [])


def test_every_metric_and_the_curve_are_json() -> None:
    log = small()
    answers: list[Any] = [plain.of_measured(log.measured(name)) for name in ALL]
    answers.append(plain.of_curve(learning_curve(courses_of(log.events), Window(), 1)))
    for each in answers:
        assert json.loads(json.dumps(each, allow_nan=False)) == each


def test_the_overview_has_definitions_and_figures() -> None:
    told = plain.of_overview(overview(courses_of(small().events), Window()))
    assert [each["name"] for each in told] == list(ALL)
    assert all(each["definition"] and "interval" in each for each in told)
    assert (told[1]["numerator"], told[1]["denominator"], told[1]["from"]) == (1, 2, "2024-03-04")


def test_a_curve_tells_its_steps_and_its_gain() -> None:
    log = Log()
    for cited in "ba":
        log.opens().decides("answer", "ab", mode="observe").replies(cited)
    told = plain.of_curve(learning_curve(courses_of(log.events), Window(), 1))
    assert [each["recall_at_1"]["numerator"] for each in told["points"]] == [0, 1]
    assert told["points"][0]["precision"]["denominator"] == 1
    assert told["gain"]["value"] == 1.0
    assert told["gain"]["interval"][0] < 0
    assert plain.of_curve(learning_curve([], Window(), 1))["gain"] is None
