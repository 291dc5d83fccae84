"""What a message shows of a state of mind, and what it is called."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tacit import reward
from tacit.answering.mood import (
    LINE,
    MARKS,
    Heard,
    Mood,
    begin,
    bucket,
    marks_of,
    read,
    returned_after,
    signs_of,
    standing,
    word_of,
)
from tacit.conversation import Spoken
from tacit.events import ConversationId, MessageId, MessageReceived, MoodRead
from tacit.learners.fixed import ONE
from tests.cast import OPENS_AT

BROKEN = "This isn't working"


def spoken(*lines: tuple[str, str]) -> list[Spoken]:
    """What was said by whom, ten minutes apart."""
    found = []
    for n, (author, text) in enumerate(lines):
        who: Any = author
        signals = reward.signals(text) if author == "customer" else []
        event = MessageReceived(
            ConversationId("c"), MessageId(f"m-{n}"), who, None, "", signals=signals
        )
        found.append(Spoken(n, OPENS_AT + timedelta(minutes=10 * n), author, event))
    return found


def named(marks: list[int]) -> dict[str, int]:
    return dict(zip(MARKS, marks, strict=True))


def heard(text: str, *earlier: tuple[str, str], before: tuple[int, ...] = ()) -> Heard:
    said = spoken(*earlier)
    at = OPENS_AT + timedelta(minutes=10 * len(said))
    return Heard(marks_of(text, reward.signals(text), said, at), text, before)


FAILED = (
    ("customer", "How do I print?"), ("agent", "Try a restart."),
    ("customer", "No, it is still not printing!!"), ("agent", "Try again."),
    ("customer", "It still does not work."), ("agent", "And now?"),
)  # fmt: skip


def test_the_marks_by_hand() -> None:
    """Ten minutes are 600 seconds: 2 · log2(601) = 18.46; four words: log2(5) = 2.3."""
    marks = named(heard("Still NOT PRINTING! WHY??", *FAILED[:3]).marks)
    assert marks == {
        "still_broken": 1, "wants_human": 0, "frustrated": 1, "thanks": 0, "complaints": 1,
        "replies": 1, "unanswered": 1, "since": 18, "words": 2, "capitals": 3,
        "exclamations": 1, "questions": 2, "repeated": 1,
    }  # fmt: skip


def test_a_mark_says_no_more_than_its_most() -> None:
    marks = named(marks_of("A! " * 5000, []))
    assert (marks["exclamations"], marks["words"]) == (4, 9)


def test_the_same_words_after_two_failures_and_as_a_first_report_are_told_apart() -> None:
    guess, level = begin(is_guessed=True), begin(is_guessed=False)
    first = read(guess, level, heard(BROKEN))
    later = read(guess, level, heard(BROKEN, *FAILED))
    assert (first.is_frustrated, later.is_frustrated) == (False, True)
    assert later.frustration > first.frustration
    calm = read(guess, level, heard("How do I print on both sides?"))
    assert not calm.is_frustrated


def test_words_are_hashed_and_told_once() -> None:
    signs = signs_of(marks_of("Again, again", []), "Again, again")
    assert signs.words == (bucket("again"),)
    assert bucket("again").isdecimal()


def test_a_complaint_outweighs_thanks_and_small_talk_says_nothing() -> None:
    assert word_of(heard("Thanks, but it still does not work").marks) == 1000
    assert word_of(heard("Thanks a lot").marks) == 0
    assert word_of(heard("I use version 3").marks) is None


def test_a_return_is_timed_only_behind_a_reply() -> None:
    assert returned_after(heard("Hello").marks) is None
    assert returned_after(heard("Hello?", ("customer", "Hello")).marks) is None
    assert returned_after(heard("Done", *FAILED[:2]).marks) == 18


@pytest.mark.parametrize(
    ("before", "now", "losing"),
    [((100, 900), LINE, "yes"), ((900, 100), LINE, "no"), ((900,), LINE, "no"),
     ((100, 900), LINE - 1, "no"), ((3000, 100, 900), 2100, "yes")],
)  # fmt: skip
def test_patience_is_lost_where_frustration_rose_twice_and_is_likely(
    before: tuple[int, ...], now: int, losing: str
) -> None:
    assert Mood(now, 0, (), before).is_losing_patience is (losing == "yes")


SAID = (
    ("this is still not working!!", ()), ("It does not work", FAILED[:2]),
    ("Hello?? Is anybody there??", FAILED[:3]),
)  # fmt: skip
NOT_SAID = (
    ("It does not work", ()), ("That is great!!", ()), ("Hello?? Is anybody there??", ()),
    ("Thanks, where is the lid?", FAILED),
)  # fmt: skip


def test_a_complaint_that_is_harsh_or_not_the_first_is_said() -> None:
    for text, earlier in SAID:
        assert Mood(100, 0, heard(text, *earlier).marks).is_upset, text
    for text, earlier in NOT_SAID:
        assert not Mood(100, 0, heard(text, *earlier).marks).is_upset, text


def test_patience_is_lost_where_frustration_rose_twice_and_is_said() -> None:
    """As on a desk that hears few complaints: nothing it reads is near one half."""
    said = heard("It still does not work", *FAILED).marks
    assert Mood(1430, 0, said, (336, 463)).is_losing_patience
    assert not Mood(
        1430, 0, heard("Where is the lid?", *FAILED).marks, (336, 463)
    ).is_losing_patience
    assert not Mood(400, 0, said, (336, 463)).is_losing_patience


def test_what_nothing_has_taught_yet_is_called_neither_urgent_nor_frustrated() -> None:
    found = read(begin(is_guessed=True), begin(is_guessed=False), heard("Hello"))
    assert found.urgency == ONE // 2 < LINE
    assert not Mood(ONE // 2, 0, ()).is_frustrated


def test_a_conversation_is_told_by_its_start_its_worst_and_its_end() -> None:
    readings = [
        MoodRead(ConversationId("c"), MessageId("m"), each, 0, []) for each in (700, 3000, 900)
    ]
    assert standing(readings) == (700, 3000, 900)
    assert standing([]) is None
