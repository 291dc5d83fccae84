"""How much oftener than said an entry was wrong of late."""

from __future__ import annotations

import math

import pytest

from tacit.learners.residual import Residual


def after(*answers: tuple[float, float]) -> float:
    """What it says after answers with these chances, so many of each found wrong."""
    residual = Residual()
    for chance, wrong in answers:
        residual.saw("refunds", chance)
        residual.learn("refunds", wrong)
    return residual.predict("refunds")


def test_an_entry_without_answers_is_as_good_as_said() -> None:
    assert Residual().predict("refunds") == 0.0


def test_two_answers_by_hand() -> None:
    """said .9·.1 + .2 = .29, wrong .9·1 + 0 = .9: log(1.4 / .79)"""
    assert after((0.9, 1.0), (0.8, 0.0)) == pytest.approx(math.log(1.4 / 0.79), abs=1e-5)


def test_an_entry_that_was_right_as_often_as_said_is_near_nothing() -> None:
    answers = [(0.75, 1.0 if n % 4 == 0 else 0.0) for n in range(40)]
    assert abs(after(*answers)) < 0.3


def test_a_change_shows_after_two_answers_and_is_forgotten_after_many_good_ones() -> None:
    good = [(0.97, 0.0)] * 30
    assert after(*good) < 0
    assert after(*good, (0.97, 4 / 3), (0.97, 4 / 3)) > 1.0
    assert after(*good, (0.97, 4 / 3), (0.97, 4 / 3), *good) < 0


def test_what_is_taken_back_leaves_nothing_and_never_less() -> None:
    residual = Residual()
    residual.saw("refunds", 0.9)
    before = residual.predict("refunds")
    residual.learn("refunds", 1.0)
    residual.learn("refunds", -1.0)
    assert residual.predict("refunds") == before
    residual.learn("refunds", -1.0)
    assert residual.wrong["refunds"] == 0.0
