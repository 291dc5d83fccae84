"""The mix: which intents are common is fixed before questions are compared with it."""

from __future__ import annotations

from tacit.learners.mix import QUESTIONS, Mix


def asked(mix: Mix, *counts: tuple[str, int]) -> Mix:
    for intent, count in counts:
        for _ in range(count):
            mix.learn(intent)
    return mix


def test_common_is_what_with_those_asked_oftener_makes_less_than_half() -> None:
    # Oftener than a: 0; than b: 200; than c: 200 + 150 = 350 of 500.
    mix = asked(Mix(), ("a", 200), ("b", 150), ("c", 100), ("d", 50))
    assert [mix.predict(each) for each in "abcd"] == [True, True, False, False]


def test_nothing_is_said_before_so_many_were_asked_nor_of_what_is_new() -> None:
    mix = asked(Mix(), ("a", QUESTIONS - 1))
    assert mix.predict("a") is None
    mix.learn("a")
    assert mix.predict("a") is True
    assert mix.predict("new") is None


def test_the_last_so_many_whole_ones_say_what_is_usual() -> None:
    mix = asked(Mix(), ("a", QUESTIONS), ("b", QUESTIONS - 1))
    assert mix.predict("b") is None
    mix.learn("b")
    assert (mix.predict("a"), mix.predict("b")) == (None, True)


def test_parts_are_asked_in_proportion_to_their_questions_and_merged_ones_add_up() -> None:
    mix = asked(Mix(), ("a", 300), ("b", 200), ("a", 5))
    mix.move("a", {"one": 20, "two": 10})
    assert mix.before == {"b": 200, "one": 200, "two": 100}
    assert mix.now == {"one": 3, "two": 1}
    mix.move("one", {"b": 7})
    assert mix.before == {"b": 400, "two": 100}
