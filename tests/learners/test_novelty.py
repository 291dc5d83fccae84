"""Novelty: what is far is fixed before questions are compared with it."""

from __future__ import annotations

from tacit.learners.novelty import QUESTIONS, Novelty


def seen(count: int, start: int = 0) -> Novelty:
    novelty = Novelty()
    for n in range(count):
        novelty.learn(start + n)
    return novelty


def test_one_in_ten_of_those_before_was_farther() -> None:
    novelty = seen(QUESTIONS)
    assert novelty.renew()
    assert sum(bool(novelty.predict(n)) for n in range(QUESTIONS)) == QUESTIONS // 10


def test_before_five_hundred_nothing_is_far() -> None:
    novelty = seen(QUESTIONS - 1)
    assert not novelty.renew()
    assert novelty.predict(-4096) is None


def test_the_line_stays_until_as_many_came_again_and_is_drawn_by_the_last() -> None:
    novelty = seen(QUESTIONS)
    novelty.renew()
    for n in range(QUESTIONS - 1):
        novelty.learn(1000 + n)
    assert not novelty.renew()
    assert novelty.line == 50
    for n in range(QUESTIONS):
        novelty.learn(2000 + n)
    assert novelty.renew()
    assert novelty.line == 2050
