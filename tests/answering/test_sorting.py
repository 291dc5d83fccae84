"""Which past questions are to found an intent, to join one; which intents are two, or the same."""

from __future__ import annotations

import pytest

from tacit.answering.sorting import FEWEST, to_found, to_join, to_merge, to_split
from tacit.events import (
    ConversationId,
    EntryId,
    ExemplarPaired,
    IntentFounded,
    IntentId,
    IntentMerged,
    MessageId,
    ModeSet,
    PersonId,
)
from tests.answering.known import Known, vectors_of

RETURN = "return kettle parcel label"
SEND = "return kettle parcel post"
INVOICE = "invoice billing document download"

A, B, C = IntentId("a"), IntentId("b"), IntentId("c")


def asked(
    known: Known, name: str, text: str, *, cites: str = "", times: int = FEWEST
) -> list[EntryId]:
    """Past questions of one text, answered by citing entries; returns their ids."""
    names = [f"{name}-{n}" for n in range(times)]
    for each in names:
        known.exemplar(each, text, cites=cites)
    return [EntryId(each) for each in names]


def founded(
    known: Known, intent: IntentId, text: str, *, cites: str = "", times: int = FEWEST
) -> list[EntryId]:
    """An intent of past questions of one text."""
    entries = asked(known, intent, text, cites=cites, times=times)
    known.see(IntentFounded(intent, entries))
    return entries


# ---- founding ------------------------------------------------------------------------


def test_four_that_ask_alike_are_not_enough_and_five_are() -> None:
    known = Known()
    asked(known, "q", RETURN, times=4)
    assert to_found(known.learned) == []
    entries = asked(known, "q", RETURN, times=5)
    assert to_found(known.learned) == [entries]


def test_five_that_ask_apart_found_nothing() -> None:
    known = Known()
    for word in ("kettle", "invoice", "voucher", "password", "delivery"):
        known.exemplar(word, word)
    assert to_found(known.learned) == []


def test_those_of_an_intent_already_found_no_other() -> None:
    known = Known()
    founded(known, A, RETURN)
    asked(known, "q", RETURN, times=4)
    assert to_found(known.learned) == []


def test_two_crowds_found_two_the_larger_first() -> None:
    known = Known()
    few, many = asked(known, "few", RETURN), asked(known, "many", INVOICE, times=6)
    assert to_found(known.learned) == [many, few]


def test_round_one_question_only_its_own_crowd_is_founded() -> None:
    known = Known()
    asked(known, "other", INVOICE)
    entries = asked(known, "own", RETURN)
    assert to_found(known.learned, entries[0]) == [entries]


def test_a_question_that_asks_apart_founds_nothing_beside_a_crowd() -> None:
    known = Known()
    asked(known, "other", INVOICE)
    (own,) = asked(known, "own", RETURN, times=1)
    assert to_found(known.learned, own) == []


def test_a_superseded_question_does_not_count() -> None:
    known = Known()
    asked(known, "q", RETURN)
    query, reply = MessageId("m-2"), MessageId("r-2")
    later = ExemplarPaired(ConversationId("q-0"), 2, [query], reply, PersonId("ines"), [])
    known.see(later, {query: INVOICE}, {query: vectors_of(INVOICE, INVOICE)})
    assert to_found(known.learned) == []


# ---- joining -------------------------------------------------------------------------


def test_questions_of_none_join_what_they_want_and_strangers_do_not() -> None:
    known = Known()
    assert to_join(known.learned) == {}
    founded(known, A, RETURN)
    founded(known, B, INVOICE)
    asked(known, "stranger", "newsletter", times=1)
    (one,), (two,) = asked(known, "q", SEND, times=1), asked(known, "r", INVOICE, times=1)
    assert to_join(known.learned) == {A: [one], B: [two]}


def test_what_a_question_was_answered_with_says_which_it_joins() -> None:
    known = Known()
    founded(known, A, RETURN, cites="returns")
    founded(known, B, RETURN, cites="refunds")
    assert to_join(known.learned) == {}
    (own,) = asked(known, "q", RETURN, cites="refunds", times=1)
    assert to_join(known.learned) == {B: [own]}


# ---- splitting -----------------------------------------------------------------------


def mixed(*parts: tuple[str, str, int]) -> tuple[Known, list[list[EntryId]]]:
    """One intent of several texts (text, cites, how many); returns who asked each."""
    known = Known()
    found = [asked(known, f"p{n}", part[0], cites=part[1], times=part[2])
             for n, part in enumerate(parts)]  # fmt: skip
    known.see(IntentFounded(A, [entry for each in found for entry in each]))
    return known, found


def test_two_halves_that_ask_apart_and_are_answered_apart_are_split() -> None:
    known, parts = mixed((RETURN, "returns", 5), (INVOICE, "invoice", 6))
    assert to_split(known.learned, A) == [parts[1], parts[0]]


@pytest.mark.parametrize(
    "second",
    [(INVOICE, "returns", 6), (RETURN, "invoice", 6), (INVOICE, "invoice", 4)],
    ids=["answered the same", "asking the same", "too few"],
)
def test_less_than_two_halves_apart_stay_together(second: tuple[str, str, int]) -> None:
    known, _ = mixed((RETURN, "returns", 5), second)
    assert to_split(known.learned, A) == []


def test_halves_whose_answers_are_not_known_are_split_by_what_they_ask() -> None:
    known, parts = mixed((RETURN, "", 6), (INVOICE, "invoice", 5))
    assert to_split(known.learned, A) == parts


def test_answers_that_were_taken_back_hold_nothing_together() -> None:
    known, parts = mixed((RETURN, "returns", 6), (INVOICE, "returns", 5))
    for each in parts[1]:
        known.withdraw(each)
    assert to_split(known.learned, A) == parts


def test_two_between_go_to_the_nearest_half_and_more_hold_it_together() -> None:
    """Two of twelve are within a fifth, three of thirteen are not."""
    halves = (RETURN, "returns", 5), (INVOICE, "invoice", 5)
    strays = [(f"return {word}", "", 1) for word in ("voucher mail", "tea code", "leak bank")]
    known, (first, second, *between) = mixed(*halves, *strays[:2])
    assert to_split(known.learned, A) == [[*first, *between[0], *between[1]], second]
    known, _ = mixed(*halves, *strays)
    assert to_split(known.learned, A) == []


# ---- merging -------------------------------------------------------------------------


def pair(one: str = "", other: str = "", text: str = SEND) -> Known:
    """Intents a (6 questions) and b (5) that ask alike, with what answered them."""
    known = Known()
    founded(known, A, RETURN, cites=one, times=6)
    founded(known, B, text, cites=other)
    return known


def test_of_two_that_ask_alike_the_smaller_goes_into_the_larger() -> None:
    assert to_merge(pair().learned) == [(B, A)]
    known = pair()
    known.see(IntentFounded(A, asked(known, "less", "newsletter", times=0)))
    known.see(IntentFounded(B, asked(known, "more", SEND, times=2)))
    assert to_merge(known.learned) == [(A, B)]


def test_intents_that_ask_apart_stay_two() -> None:
    assert to_merge(pair(text=INVOICE).learned) == []


def test_intents_that_are_answered_apart_stay_two() -> None:
    assert to_merge(pair("returns", "refunds", RETURN).learned) == []
    assert to_merge(pair("returns", "returns", RETURN).learned) == [(B, A)]


@pytest.mark.parametrize(("one", "other"), [("returns", ""), ("", "returns")])
def test_where_one_was_never_answered_it_does_not_matter_which_is_asked(
    one: str, other: str
) -> None:
    learned = pair(one, other).learned
    assert to_merge(learned, [A]) == to_merge(learned, [B]) == to_merge(learned) == [(B, A)]


def test_only_intents_about_which_the_same_may_be_done_are_merged() -> None:
    known = pair()
    known.see(ModeSet(A, "auto"))
    assert to_merge(known.learned) == []
    known.mode("auto")
    assert to_merge(known.learned) == [(B, A)], "whether by its own word or by that on all"
    known.see(ModeSet(B, "draft"))
    assert to_merge(known.learned) == []


def test_only_the_pairs_of_those_asked_about_are_merged() -> None:
    known = pair()
    founded(known, C, INVOICE)
    assert to_merge(known.learned, [C]) == []
    assert to_merge(known.learned, [B]) == to_merge(known.learned, [A]) == [(B, A)]


def test_an_intent_is_merged_once_at_a_time_the_most_alike_first() -> None:
    known = pair()
    founded(known, C, RETURN, times=7)
    assert to_merge(known.learned) == [(A, C)]
    known.see(IntentMerged(A, C))
    assert to_merge(known.learned) == [(B, C)]
    known.see(IntentMerged(B, C))
    assert to_merge(known.learned) == []


@pytest.mark.filterwarnings("error")
def test_an_intent_that_all_left_is_merged_into_none() -> None:
    known = pair()
    known.see(IntentFounded(C, []))
    assert to_merge(known.learned) == [(B, A)]
    assert to_merge(Known().learned) == []
