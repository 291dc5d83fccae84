"""What a question wants: the nearest past questions vote, and its mode is that of its intent."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.answering.intent import LEAST, NOTHING, VOTERS, Wanted, chance_of, wanted_by
from tacit.events import (
    ConversationId,
    EntryId,
    ExemplarPaired,
    IntentFounded,
    IntentId,
    IntentMerged,
    IntentSplit,
    MessageId,
    ModeSet,
    ModeUnset,
    PersonId,
)
from tacit.learners.fixed import ONE
from tests.answering.known import Known, help_centre, vectors_of

A, B = IntentId("a"), IntentId("b")
X, Y = EntryId("x"), EntryId("y")


def entry(place: int) -> EntryId:
    return EntryId(f"q-{place}")


def known_of(intents: str, cites: str = "") -> Known:
    """Past questions, one a letter: the intent that each is of (`-` none), what each cites."""
    known = Known()
    for place, cite in enumerate(cites.ljust(len(intents))):
        known.exemplar(entry(place), "Does it hum?", cites=cite)
    for intent in sorted({*intents} - {"-"}):
        named = [entry(place) for place, each in enumerate(intents) if each == intent]
        known.see(IntentFounded(IntentId(intent), named))
    return known


def wanted(known: Known, *near: float, own: EntryId | None = None, cites: str = "") -> Wanted:
    """What a question wants that is so near the past ones."""
    return wanted_by(known.learned, np.array(near), own, [EntryId(each) for each in cites])


def chance(known: Known, intent: IntentId, *near: float) -> int:
    return chance_of(known.learned, np.array(near), None, intent).chance


# ---- the vote --------------------------------------------------------------------------


def test_ten_at_cosine_two_fifths_weigh_as_much_as_none_of_them() -> None:
    """10 · e^-12 / (10 · e^-12 + 10 · e^-12) = 1/2."""
    found = wanted(known_of("a" * 10), *[0.4] * 10)
    assert found.intent_id == A
    assert abs(found.chance - ONE // 2) <= 2, "cosines are whole 4096ths"


def test_a_chance_by_hand() -> None:
    """Weighed by that at .4, cosine .65 has e^5 votes: e^5 / (e^5 + 1 + 10) = .9310."""
    assert chance(known_of("ab"), A, 0.65, 0.4) == round(0.9310 * ONE)


def test_a_question_wants_what_most_of_the_near_ones_do() -> None:
    known = known_of("aabab")
    assert wanted(known, 0.9, 0.9, 0.9, 0.9, 0.9).intent_id == A
    assert wanted(known, 0.1, 0.2, 0.9, 0.9, 0.9).intent_id == B


def test_a_much_nearer_one_outweighs_many() -> None:
    assert wanted(known_of("abbbb"), 1.0, 0.7, 0.7, 0.7, 0.7).intent_id == A


def test_a_stranger_wants_none_of_them() -> None:
    known = known_of("a" * 10)
    assert wanted(known, *[0.2] * 10) is NOTHING
    assert wanted(known, *[0.37] * 10) is NOTHING, "10 · e^-12.6 / (… + 10 · e^-12) = .354"


def test_a_torn_question_wants_none_of_them() -> None:
    """A third each is below .4, however near they are."""
    assert wanted(known_of("abc"), 1.0, 1.0, 1.0) is NOTHING
    assert wanted(known_of("aab"), 1.0, 1.0, 1.0).chance > LEAST


def test_a_near_question_of_no_intent_votes_for_none() -> None:
    known = known_of("a--")
    assert wanted(known, 0.9, 0.1, 0.1).intent_id == A
    assert wanted(known, 0.9, 0.9, 0.9) is NOTHING


def test_no_question_was_paired_yet() -> None:
    assert wanted(Known()) is NOTHING


def test_the_conversations_own_question_has_no_vote() -> None:
    known = known_of("ab")
    assert wanted(known, 1.0, 0.8).intent_id == A
    assert wanted(known, 1.0, 0.8, own=entry(0)).intent_id == B
    assert wanted(known, 1.0, 0.8, own=EntryId("new")).intent_id == A


def test_a_superseded_question_has_no_vote() -> None:
    known = known_of("ab")
    query, reply = MessageId("m-2"), MessageId("r-2")
    later = ExemplarPaired(ConversationId("q-0"), 2, [query], reply, PersonId("ines"), [])
    known.see(later, {query: "Where is it?"}, {query: vectors_of("Where", "Where")})
    assert wanted(known, 1.0, 0.8, 0.1).intent_id == B


def test_only_the_ten_nearest_vote_and_ties_go_to_the_earlier() -> None:
    known = known_of("b" * 30 + "a" * VOTERS + "b" * 3)
    near = [0.85] * 30 + [0.9] * VOTERS + [0.9] * 3
    assert wanted(known, *near).intent_id == A
    assert chance(known, B, *near) == 0


def test_what_a_question_was_answered_with_pulls() -> None:
    known = known_of("ab", cites="xy")
    assert wanted(known, 0.78, 0.8).intent_id == B
    assert wanted(known, 0.78, 0.8, cites="x").intent_id == A
    assert wanted(known, 0.8, 0.78, cites="y").intent_id == B


def test_an_answer_that_nobody_gave_pulls_no_way() -> None:
    known = known_of("ab", cites="  ")
    assert wanted(known, 0.8, 0.7, cites="x") == wanted(known, 0.8, 0.7)


def test_an_answer_calls_up_who_was_not_among_the_ten_nearest() -> None:
    known = known_of("b" * VOTERS + "a", cites="y" * VOTERS + "x")
    near = [0.8] * VOTERS + [0.75]
    assert wanted(known, *near).intent_id == B
    assert wanted(known, *near, cites="x").intent_id == A


def test_questions_vote_for_what_their_intent_was_merged_into() -> None:
    known = known_of("ab")
    known.see(IntentMerged(A, B))
    assert wanted(known, 0.9, 0.1).intent_id == B


@given(
    st.lists(
        st.tuples(st.sampled_from("abc-"), st.sampled_from("xy "), st.floats(-1, 1)), max_size=30
    ),
    st.sampled_from(["", "x", "xy"]),
)
def test_chances_are_shares_of_one_whole_and_fall_out_the_same_again(
    asked: list[tuple[str, str, float]], cites: str
) -> None:
    intents, cited, near = (list(each) for each in zip(*asked, strict=True)) if asked else ([],) * 3
    one, other = (known_of("".join(intents), "".join(cited)) for _ in range(2))
    found = [chance(one, IntentId(each), *near) for each in "abc"]
    assert all(0 <= each <= ONE for each in found)
    assert sum(found) <= ONE + 1, "rounded each by itself"
    said = wanted(one, *near, cites=cites)
    assert said == wanted(other, *near, cites=cites)
    assert said is NOTHING or LEAST <= said.chance <= ONE


# ---- a turn that asks nothing by itself ---------------------------------------------------

RETURN = "How do I send back the kettle I bought?"
FAILED = "Sadly nothing whatsoever happened"


def asking() -> Known:
    """Five conversations about returns, five about invoices, each an intent."""
    known = help_centre()
    for name, text, cites in (("a", RETURN, "returns"), ("b", "Where is my invoice?", "invoice")):
        for n in range(5):
            known.exemplar(f"{name}-{n}", text, cites=cites)
        known.see(IntentFounded(IntentId(name), [EntryId(f"{name}-{n}") for n in range(5)]))
    return known


def test_a_turn_that_asks_nothing_keeps_the_conversations_intent_and_mode() -> None:
    known = asking()
    known.see(ModeSet(A, "auto"))
    alone, kept = known.decided(FAILED), known.decided(FAILED, before=A)
    assert (alone.intent, alone.mode) == (NOTHING, "observe")
    assert (kept.intent.intent_id, kept.mode) == (A, "auto")
    assert kept.intent.chance < LEAST, "how likely the turn asks so is not made up"


def test_a_turn_that_asks_something_else_is_of_another_intent() -> None:
    assert asking().decided("Where is my invoice?", before=A).intent.intent_id == B


def test_a_kept_intent_goes_by_the_id_that_it_has_by_now() -> None:
    known = asking()
    known.see(IntentMerged(A, B))
    assert known.decided(FAILED, before=A).intent.intent_id == B
    known.see(IntentSplit(B, [IntentId("b.1"), IntentId("b.2")]))
    assert known.decided(FAILED, before=A).intent is NOTHING


def test_the_conversations_own_earlier_pair_does_not_decide_what_it_wants() -> None:
    known = help_centre()
    known.exemplar("own", RETURN, cites="returns")
    known.see(IntentFounded(A, [EntryId("own")]))
    assert known.decided(RETURN).intent.intent_id == A
    assert known.decided(RETURN, own=EntryId("own")).intent is NOTHING


# ---- what may be done about an intent ------------------------------------------------------


def halved() -> Known:
    """Intent a in parts a.1 and a.2, and b beside it."""
    known = known_of("ab")
    for part in ("a.1", "a.2"):
        known.see(IntentFounded(IntentId(part), []))
    known.see(IntentSplit(A, [IntentId("a.1"), IntentId("a.2")]))
    return known


def test_a_new_workspace_observes() -> None:
    assert Known().learned.mode_of(None) == "observe"
    assert known_of("a").learned.mode_of(A) == "observe"


def test_a_mode_for_every_intent_is_that_of_those_without_their_own() -> None:
    known = known_of("ab")
    known.mode("draft")
    known.see(ModeSet(A, "auto"))
    assert [known.learned.mode_of(each) for each in (A, B, None)] == ["auto", "draft", "draft"]


def test_an_own_mode_holds_in_either_direction_until_it_is_unset() -> None:
    known = known_of("ab")
    known.mode("auto")
    known.see(ModeSet(A, "observe"))
    assert (known.learned.mode_of(A), known.learned.mode_of(B)) == ("observe", "auto")
    known.see(ModeUnset(A))
    assert known.learned.mode_of(A) == "auto"


def test_a_part_inherits_from_what_it_was_split_from_until_it_has_its_own() -> None:
    known = halved()
    known.see(ModeSet(A, "auto"))
    known.see(ModeSet("a.2", "draft"))
    modes = [known.learned.mode_of(IntentId(each)) for each in ("a.1", "a.2", "b")]
    assert modes == ["auto", "draft", "observe"]


def test_one_that_was_merged_has_the_mode_of_the_other() -> None:
    known = known_of("ab")
    known.see(IntentMerged(A, B))
    known.see(ModeSet(B, "auto"))
    assert known.learned.mode_of(A) == "auto"


@pytest.mark.parametrize("above", ["a", "a.1"])
def test_a_part_of_a_part_inherits_from_the_nearest(above: str) -> None:
    known = halved()
    known.see(IntentFounded(IntentId("a.1.1"), []))
    known.see(IntentSplit(IntentId("a.1"), [IntentId("a.1.1")]))
    known.see(ModeSet("a", "draft"))
    known.see(ModeSet(above, "auto"))
    assert known.learned.mode_of(IntentId("a.1.1")) == "auto"
