"""A history's own questions are those over which decisions will be taken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tacit.history import Conversation, Message, questions

DAY = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)


def told(*lines: tuple[str, str], subject: str = "") -> Conversation:
    """A conversation of (author, text) lines, a minute apart."""
    messages = tuple(
        Message(f"x{n}", DAY + timedelta(minutes=n), author, author, text)
        for n, (author, text) in enumerate(lines)
    )
    return Conversation("c1", "ada", subject, messages)


def test_each_message_of_the_customer_is_one_question() -> None:
    row = told(("customer", "Where?"), ("agent", "There."), ("customer", "Thanks"))
    assert len(questions(row)) == 2


def test_a_question_is_the_turn_so_far() -> None:
    row = told(("customer", "My kettle leaks."), ("customer", "It is new."))
    assert questions(row) == [
        ("My kettle leaks.", False),
        ("My kettle leaks.\nIt is new.", False),
    ]


def test_a_later_turn_is_asked_with_the_opening_message_before_it() -> None:
    row = told(("customer", "It leaks."), ("agent", "Where?"), ("customer", "At the lid."))
    assert questions(row)[-1] == ("It leaks.\nAt the lid.", False)


def test_the_subject_stands_first() -> None:
    row = told(("customer", "It leaks."), ("assistant", "?"), ("customer", "So?"), subject="Kettle")
    assert questions(row) == [("Kettle\nIt leaks.", True), ("Kettle\nIt leaks.\nSo?", True)]


def test_a_bystander_ends_no_turn_and_asks_nothing() -> None:
    row = told(("customer", "It leaks."), ("bystander", "Mine too."), ("customer", "Help."))
    assert [text for text, _ in questions(row)] == ["It leaks.", "It leaks.\nHelp."]


def test_a_conversation_of_agents_alone_asks_nothing() -> None:
    assert questions(told(("agent", "Note to self."))) == []
