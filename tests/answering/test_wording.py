"""Wording gives away who asks, who quotes, and who tells of a before and an after."""

from __future__ import annotations

import pytest

from tacit.answering import wording


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Press the button.", 0),
        ("Which version do you use? Please post a screenshot.", 3),
        ("Welche Version? Bitte schicke mehr.", 2),
        ("¿Qué versión? Por favor envíe más.", 2),
        ("哪个版本？", 1),
    ],
)
def test_asking_is_counted_by_marks_in_any_language(text: str, count: int) -> None:
    assert wording.asks(text) == count


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Does it help?", True),
        ('Have you read "Returns?"  ', True),
        ("هل يعمل؟", True),
        ("Does it help? Tell us.", False),
        ("", False),
    ],
)
def test_only_the_last_thing_said_is_an_end(text: str, *, ends: bool) -> None:
    assert wording.ends_asking(text) is ends


def test_quoted_lines_are_not_the_writers_own_but_short_ones_may_be() -> None:
    earlier = ["My kettle drips at the spout since Monday.\nYes"]
    reply = "> My kettle drips at the spout since Monday.\nYes\nTurn the spout."
    assert wording.own_lines(reply, earlier) == "Yes\nTurn the spout."


def test_links_are_counted_and_their_words_are_not() -> None:
    text = "See https://a.example/which-version-now? and [this](https://b.example)."
    assert wording.links(text) == 2
    assert "version" not in wording.without_links(text)


def test_a_before_and_an_after_is_a_change() -> None:
    assert wording.changes("How do I print a label?") == 0
    # until the update, suddenly, no longer
    assert wording.changes("It printed until the update, suddenly it no longer does.") == 3
    assert wording.changes("Seit gestern, nach dem Aktualisieren") == 2
