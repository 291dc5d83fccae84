"""What became of intents, as the log says it: ids stay, questions move, and nothing is lost."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from tacit.events import (
    SYSTEM,
    EntryId,
    Event,
    IntentFounded,
    IntentId,
    IntentJoined,
    IntentMerged,
    IntentNamed,
    IntentSplit,
    Logged,
    MessageId,
    PersonId,
)
from tacit.knowledge.exemplars import Exemplar, Exemplars
from tacit.knowledge.grouping import GONE, NONE
from tacit.knowledge.intents import Intents
from tacit.knowledge.library import Library
from tacit.knowledge.question import Question
from tests.cast import OPENS_AT

A, B, C = IntentId("a"), IntentId("b"), IntentId("c")


@dataclass
class Folded:
    """Past questions and the intents that they are of."""

    exemplars: Exemplars = field(default_factory=Exemplars)
    intents: Intents = field(default_factory=Intents)
    position: int = 0

    def asked(self, *names: str, text: str = "kettle", of: str | None = None, n: int = 1) -> None:
        """Questions that were just paired; `n` counts what the conversation asked."""
        for name in names:
            vector = np.array([3, 4], np.int8)
            query, reply = MessageId(f"{name}.{n}"), MessageId(f"{name}.reply")
            entry, author = EntryId(name), PersonId("ines")
            paired = Exemplar(entry, -1, n, (query,), reply, author, (), day=0)
            self.exemplars.pair(paired, Question(text, "en", vector, vector, text.split()))
            self.intents.pair(paired, IntentId(of) if of else None)

    def see(self, *events: Event, texts: dict[str, str] | None = None) -> None:
        for event in events:
            self.position += 1
            logged = Logged(self.position, "e", event, OPENS_AT, OPENS_AT, SYSTEM, "live")
            self.intents.see(logged, self.exemplars, texts or {})

    def members(self, intent: IntentId) -> str:
        return " ".join(self.intents.members[intent])

    def rows(self) -> list[int]:
        return [*map(int, self.intents.rows())]

    def name(self, intent: IntentId) -> str:
        return self.intents.name(intent, self.exemplars, Library())


def entries(names: str) -> list[EntryId]:
    return [EntryId(each) for each in names.split()]


def two() -> Folded:
    """Four questions: two of intent a, one of b, one of none."""
    folded = Folded()
    folded.asked("q1", "q2", "q3", "q4")
    folded.see(IntentFounded(A, entries("q1 q2")), IntentFounded(B, entries("q3")))
    return folded


# ---- founded and joined ---------------------------------------------------------------


def test_nothing_was_founded_yet() -> None:
    folded = Folded()
    assert (folded.intents.live, folded.rows()) == ([], [])
    assert folded.intents.now(None) is None
    assert folded.intents.about("q1", None) is None


def test_what_is_founded_takes_the_questions_that_are_named() -> None:
    folded = two()
    assert folded.intents.live == [A, B]
    assert (folded.members(A), folded.members(B)) == ("q1 q2", "q3")
    assert folded.rows() == [0, 0, 1, NONE]


def test_questions_join_and_leave_where_they_were() -> None:
    folded = two()
    folded.see(IntentJoined(B, entries("q4 q2")))
    assert (folded.members(A), folded.members(B)) == ("q1", "q3 q4 q2")
    assert folded.rows() == [0, 1, 1, 1]


def test_a_new_question_is_of_the_intent_that_its_pairing_says() -> None:
    folded = two()
    folded.asked("q5", of="b")
    assert folded.members(B) == "q3 q5"
    assert folded.rows()[-1] == 1


def test_a_pairing_that_names_what_was_never_founded_is_of_none() -> None:
    folded = two()
    folded.asked("q5", of="never founded")
    assert EntryId("q5") not in folded.intents.of
    assert folded.rows()[-1] == NONE


def test_questions_of_erased_customers_are_passed_over() -> None:
    folded = two()
    folded.see(IntentFounded(C, entries("erased q4")), IntentJoined(A, entries("erased")))
    assert (folded.members(C), folded.members(A)) == ("q4", "q1 q2")
    assert EntryId("erased") not in folded.intents.of


def test_an_intent_all_of_whose_customers_were_erased_stays_empty() -> None:
    folded = two()
    folded.see(IntentFounded(C, entries("erased")), IntentMerged(C, A))
    assert (folded.members(C), folded.members(A)) == ("", "q1 q2")
    assert folded.name(C) == folded.name(A)


# ---- a conversation that asks again ---------------------------------------------------


def test_a_superseded_question_is_gone_and_the_new_one_is_of_the_same_intent() -> None:
    folded = two()
    folded.asked("q1", text="voucher", of="b", n=2)
    assert folded.rows() == [GONE, 0, 1, NONE, 0]
    assert folded.intents.of[EntryId("q1")] == A
    assert sorted(folded.members(A).split()) == ["q1", "q2"]


def test_a_superseded_question_of_no_intent_is_gone_too() -> None:
    folded = two()
    folded.asked("q4", text="voucher", of="b", n=2)
    assert folded.rows() == [0, 0, 1, GONE, 1]


def test_another_reply_to_a_question_leaves_its_row() -> None:
    folded = two()
    folded.asked("q1", of="b")
    assert folded.rows() == [0, 0, 1, NONE]


def test_what_is_gone_never_comes_back() -> None:
    folded = two()
    folded.asked("q1", text="voucher", n=2)
    folded.see(IntentJoined(B, entries("q1")))
    assert folded.rows() == [GONE, 0, 1, NONE, 1]


# ---- merged ---------------------------------------------------------------------------


def test_a_merged_id_leads_to_the_other() -> None:
    folded = two()
    folded.see(IntentMerged(B, A))
    assert folded.intents.live == [A]
    assert (folded.members(A), folded.members(B)) == ("q1 q2 q3", "")
    assert folded.intents.now(B) == A
    assert folded.intents.known_as(A) == [A, B]
    assert folded.intents.known_as(B) == []
    assert folded.rows() == [0, 0, 0, NONE]


def test_a_merged_id_leads_on_and_on() -> None:
    folded = two()
    folded.see(IntentMerged(B, A), IntentFounded(C, entries("q4")), IntentMerged(A, C))
    assert [folded.intents.now(each) for each in (A, B, C)] == [C, C, C]
    assert folded.intents.known_as(C) == [A, B, C]


def test_a_question_paired_with_an_id_that_was_merged_meanwhile_is_of_the_other() -> None:
    folded = two()
    folded.see(IntentMerged(B, A))
    folded.asked("q5", of="b")
    assert folded.intents.of[EntryId("q5")] == A


# ---- split ----------------------------------------------------------------------------


def halved() -> Folded:
    """Intent a in two parts."""
    folded = two()
    parts = [IntentFounded(IntentId("a.1"), entries("q1")), IntentFounded(C, entries("q2"))]
    folded.see(*parts, IntentSplit(A, [IntentId("a.1"), C]))
    return folded


def test_a_split_id_leads_to_none_and_its_questions_are_of_its_parts() -> None:
    folded = halved()
    assert folded.intents.now(A) is None
    assert folded.intents.known_as(A) == []
    assert (folded.members(A), folded.members(C)) == ("", "q2")
    assert A not in folded.intents.live


def test_the_line_of_a_part_leads_to_the_whole() -> None:
    folded = halved()
    assert folded.intents.line(C) == [C, A]
    assert folded.intents.line(B) == [B]
    folded.see(IntentFounded(IntentId("c.1"), []), IntentSplit(C, [IntentId("c.1")]))
    assert folded.intents.line(IntentId("c.1")) == [IntentId("c.1"), C, A]


def test_a_question_that_no_part_took_is_of_none() -> None:
    folded = two()
    folded.see(IntentFounded(C, entries("q1")), IntentSplit(A, [C, B]))
    assert folded.rows() == [2, NONE, 1, NONE]
    assert EntryId("q2") not in folded.intents.of


def test_a_question_paired_with_an_id_that_was_split_meanwhile_is_of_none() -> None:
    folded = halved()
    folded.asked("q5", of="a")
    assert folded.rows()[-1] == NONE


def test_what_was_merged_into_one_that_was_split_is_none() -> None:
    folded = two()
    folded.see(IntentMerged(B, A), IntentFounded(C, entries("q1")))
    folded.see(IntentFounded(IntentId("d"), entries("q2 q3")), IntentSplit(A, [C, IntentId("d")]))
    assert folded.intents.now(B) is None
    assert folded.intents.of[EntryId("q3")] == "d"


# ---- asking ---------------------------------------------------------------------------


def test_a_conversation_is_about_what_its_question_is_of_else_what_was_decided() -> None:
    folded = two()
    assert folded.intents.about("q1", "b") == A
    assert folded.intents.about("q4", "b") == folded.intents.about("new", "b") == B
    assert folded.intents.about("q4", None) is None
    folded.see(IntentMerged(B, A))
    assert folded.intents.about("new", "b") == A


def test_an_intent_is_held_by_its_ids_and_its_questions() -> None:
    folded = two()
    folded.see(IntentMerged(B, A))
    assert folded.intents.held_by(A) == (["a", "b"], ["q1", "q2", "q3"])
    assert folded.intents.held_by(B) == ([], [])
    assert folded.intents.held_by(IntentId("unknown")) == ([], [])


def test_the_position_is_that_of_the_last_word_on_intents_a_name_is_none() -> None:
    folded = two()
    assert folded.intents.position == 2
    folded.see(IntentNamed(A, "n-1", "c"))
    assert folded.intents.position == 2
    folded.see(IntentMerged(B, A))
    assert folded.intents.position == 4


# ---- names ----------------------------------------------------------------------------


def told_apart() -> Folded:
    """Three questions of a about kettles, three of b about vouchers."""
    folded = Folded()
    folded.asked("q1", "q2", text="kettle leaks")
    folded.asked("q3", text="kettle hums smith")
    folded.asked("q4", "q5", "q6", text="voucher")
    folded.see(IntentFounded(A, entries("q1 q2 q3")), IntentFounded(B, entries("q4 q5 q6")))
    return folded


def test_an_intent_is_called_by_its_telling_words_none_of_one_or_two_customers() -> None:
    folded = told_apart()
    assert (folded.name(A), folded.name(B)) == ("kettle", "voucher")


def test_an_agents_name_stands_and_the_last_one_counts() -> None:
    folded = told_apart()
    folded.see(IntentNamed(A, "n-1", "c"), texts={"n-1": "Sounds"})
    folded.see(IntentNamed(A, "n-2", "c"), texts={"n-2": "Leaks and sounds"})
    folded.asked("q7", text="kettle", of="a")
    assert folded.name(A) == "Leaks and sounds"
    assert folded.intents.state()["named"] == {A: "n-2"}


def test_found_words_are_found_anew_when_a_question_joins() -> None:
    folded = Folded()
    folded.asked("q1", "q2", "q3", text="voucher")
    folded.asked("q4", text="kettle")
    folded.see(IntentFounded(A, entries("q1 q2 q3")))
    assert folded.name(A) == "voucher"
    folded.asked("q5", "q6", "q7", "q8", text="kettle", of="a")
    assert folded.name(A) == "kettle, voucher"


def test_a_merged_intent_is_called_what_the_other_is() -> None:
    folded = told_apart()
    folded.see(IntentNamed(A, "n-1", "c"), texts={"n-1": "Sounds"})
    folded.see(IntentMerged(B, A))
    assert folded.name(B) == "Sounds"


def test_an_intent_without_questions_has_no_name() -> None:
    assert halved().name(A) == ""


# ---- history --------------------------------------------------------------------------


def rearranged(folded: Folded, rounds: int) -> None:
    """Split b into two that are merged again, so many times; what is left goes by the last id."""
    now = B
    for n in range(rounds):
        one, other = IntentId(f"b.{n}.1"), IntentId(f"b.{n}.2")
        held = [*folded.intents.members[now]]
        folded.see(IntentFounded(one, held[::2]), IntentFounded(other, held[1::2]))
        folded.see(IntentSplit(now, [one, other]), IntentMerged(other, one))
        now = one


def test_twelve_rounds_of_splitting_and_merging_leave_other_questions_as_they_were() -> None:
    folded = two()
    folded.asked("q5", "q6", of="b")
    rearranged(folded, 12)
    assert folded.intents.live == [A, IntentId("b.11.1")]
    assert (folded.members(A), folded.name(A)) == ("q1 q2", two().name(A))
    assert folded.intents.held_by(A) == two().intents.held_by(A)
    assert folded.intents.about("q1", "a") == folded.intents.about("new", "a") == A
    assert folded.rows()[:2] == two().rows()[:2]


def test_after_twelve_rounds_every_question_is_still_told_from_which_intent_it_came() -> None:
    folded = two()
    folded.asked("q5", "q6", of="b")
    rearranged(folded, 12)
    last = folded.intents.of[EntryId("q3")]
    assert sorted(folded.members(last).split()) == ["q3", "q5", "q6"]
    assert folded.intents.line(last) == [IntentId(f"b.{n}.1") for n in range(11, -1, -1)] + [B]


def test_ids_are_never_used_again_and_stay_in_the_order_of_their_founding() -> None:
    folded = two()
    before = [*folded.intents.ids]
    rearranged(folded, 12)
    ids = folded.intents.ids
    assert ids[:2] == before
    assert len(ids) == len({*ids}) == 2 + 24
    folded.see(IntentFounded(A, entries("q4")))
    assert folded.intents.ids == ids, "founded again it is the same one"
    assert folded.members(A) == "q1 q2 q4"
