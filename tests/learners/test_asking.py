"""Whether a question first beats an answer, by counts that can be checked by hand."""

from __future__ import annotations

import math

import pytest

from tacit.learners.asking import Asking, Began, Question


def asking(*groups: tuple[int, str, int], intent: str = "printer") -> Asking:
    """So many conversations each that began so and were resolved in a turn (0: never)."""
    learner = Asking()
    for times, start, turns in groups:
        for _ in range(times):
            learner.learn(Began(intent, start, turns))  # type: ignore[arg-type]
    return learner


def test_the_odds_are_those_of_two_betas_drawn_to_the_desks_share() -> None:
    """m = (10 + 1) / (20 + 2) = .5: Beta(2 + 10, 2) and Beta(2, 2 + 10).

    Log-odds ± ln 6, variances ψ'(12) + ψ'(2) = .0869 + .6449; z = 2 ln 6 / √(2 · .7318) = 2.962,
    of which the normal distribution leaves .00153 out: 653 to one.
    """
    found = asking((10, "ask", 2), (10, "answer", 3)).predict(["printer"])
    assert (found.ask.chance(), found.answer.chance()) == ((12.0, 2.0), (2.0, 12.0))
    assert round(found.odds) == 653
    assert found.asks_first
    low, high = found.ask.interval()
    reach = 1.96 * math.sqrt(0.0869 + 0.6449)
    assert (low, high) == pytest.approx(
        [1 / (1 + math.exp(-math.log(6) + by * reach)) for by in (1, -1)], abs=1e-4
    )


def test_equal_ways_to_begin_are_even_and_nothing_is_said_before_the_first_case() -> None:
    even = asking((20, "ask", 2), (20, "answer", 2)).predict(["printer"])
    assert even.odds == pytest.approx(1.0)
    assert not even.asks_first
    nothing = Asking().predict(["printer"])
    assert nothing.odds == pytest.approx(1.0)
    assert not nothing.asks_first
    assert nothing.within == 2


def test_an_answer_that_resolves_in_one_turn_is_never_beaten() -> None:
    found = asking((40, "ask", 2), (40, "answer", 1)).predict(["printer"])
    assert found.answer.soon.part == 40, "one turn is within two"
    assert not found.asks_first


def test_nine_of_either_are_too_few() -> None:
    assert not asking((9, "ask", 2), (50, "answer", 3)).predict(["printer"]).asks_first
    assert not asking((50, "ask", 2), (9, "answer", 3)).predict(["printer"]).asks_first
    assert asking((10, "ask", 2), (50, "answer", 3)).predict(["printer"]).asks_first


def test_fewer_turns_for_fewer_people_are_no_gain() -> None:
    """Of those asked four in ten are dealt with in two turns and six never; the others all in
    four."""
    found = asking((8, "ask", 2), (12, "ask", 0), (20, "answer", 4)).predict(["printer"])
    assert found.odds > 20
    assert not found.asks_first


def test_the_turns_are_those_that_asking_takes_half_of_the_time() -> None:
    found = asking((3, "ask", 2), (4, "ask", 3), (3, "ask", 5), (2, "answer", 4))
    compared = found.predict(["printer"])
    assert compared.within == 3
    assert compared.ask.soon.part == 7
    assert (compared.ask.median_turns, compared.answer.median_turns) == (3, 4)


def test_an_intent_is_counted_by_all_its_names_and_by_no_other() -> None:
    learner = asking((6, "ask", 2))
    learner.merge(asking((5, "ask", 2), intent="print"))
    assert learner.predict(["printer", "print"]).ask.n == 11
    assert learner.predict(["scanner"]).ask.n == 0


def test_questions_are_counted_and_taken_back_with_their_conversations() -> None:
    learner, which = Asking(), Question("m-1", "ines", is_published=True)
    began = Began("printer", "ask", 2, question=which.key)
    learner.learn(began)
    assert learner.asked(["printer"]) == [(which, 1)]
    learner.forget(began)
    assert learner == Asking()
