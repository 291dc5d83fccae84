"""How an agent's words differ from a draft: what changed, how much, and of what sort."""

from __future__ import annotations

import pytest

from tacit.answering.draft import MOST, difference

DRAFT = "Open Billing and press Pay. A refund takes five days."


@pytest.mark.parametrize(
    ("reply", "sort"),
    [
        (DRAFT, "same"),
        ("Hi Ada,\nopen Billing and press Pay. A refund takes five days.\nKind regards", "tone"),
        ("Open Billing and press Pay! A refund takes five days...", "tone"),
        ("Please open Billing, and then just press Pay. The refund takes five days.", "tone"),
        ("Open Billing and press Pay. A refund takes seven days.", "fact"),
        ("Open Invoices and press Pay. A refund takes five days.", "fact"),
        ("Open Billing and press Pay. A refund takes five days. Restart the router.", "addition"),
        ("Open Billing and do not press Pay. A refund takes five days.", "addition"),
        ("Open Billing and press Pay.", "removal"),
        ("Hallo Ada, open Billing and press Pay. A refund takes 5 days. Viele Grüße", "fact"),
    ],
)
def test_the_sort_of_a_change(reply: str, sort: str) -> None:
    assert difference(DRAFT, reply).sort == sort


def test_its_size_in_words_and_where_it_is() -> None:
    found = difference(DRAFT, "Open Billing and press Pay. A refund takes seven working days.")
    # Ten words of the draft: nine kept, "five" taken out, "seven working" added.
    assert (found.kept, found.added, found.removed) == (9, 2, 1)
    assert found.spans == [[8, 9, 8, 10]]


def test_kept_and_removed_are_the_draft_kept_and_added_the_reply() -> None:
    reply = "Your refund, Ada: open Billing, then press Pay. It takes seven working days at most."
    found = difference(DRAFT, reply)
    assert found.kept + found.removed == 10
    assert found.kept + found.added == 15
    assert sum(end - begin for begin, end, _, _ in found.spans) == found.removed


def test_whom_a_greeting_greets_tells_nothing_and_a_name_elsewhere_does() -> None:
    assert difference("Open Billing.", "Hello Ada, open Billing.").sort == "tone"
    assert difference("Open Billing.", "Open Billing, Ada.").sort == "addition"


def test_of_very_long_texts_the_first_words_are_laid_beside_each_other() -> None:
    found = difference("word " * (MOST + 5), "word " * MOST)
    assert (found.kept, found.removed) == (MOST, 0)
