"""Past questions with their replies: paired, superseded, published, withdrawn."""

from __future__ import annotations

import numpy as np

from tacit.events import EntryId, MessageId, PersonId
from tacit.knowledge.exemplars import Exemplar, Exemplars
from tacit.knowledge.question import Question

C = EntryId("c-1")


def question(word: str = "kettle", *numbers: int) -> Question:
    vector = np.array(numbers or (3, 4), np.int8)
    return Question(word, "en", vector, vector, [word])


def exemplar(n: int = 1, entry: EntryId = C, query: str = "m-1", reply: str = "r-1") -> Exemplar:
    return Exemplar(
        entry, -1, n, (MessageId(query),), MessageId(reply), PersonId("ines"), (), day=0
    )


def test_a_pair_is_found_by_its_question() -> None:
    held = Exemplars()
    assert held.pair(exemplar(), question()) is None
    assert held.by_id[C].place == 0
    assert held.whole.cosines(np.array([[6, 8]], np.int8)).tolist() == [[1.0]]
    assert held.words.scores(["kettle"])[0] > 0


def test_another_reply_to_the_same_question_takes_its_place() -> None:
    held = Exemplars()
    first = exemplar()
    held.pair(first, question())
    assert held.pair(exemplar(2, reply="r-2"), question()) is first
    assert len(held.ordered) == held.whole.count == 1
    assert (held.by_id[C].n, held.by_id[C].reply) == (2, "r-2")


def test_another_question_of_the_conversation_retires_the_earlier_row() -> None:
    held = Exemplars()
    first = exemplar()
    held.pair(first, question())
    held.pair(exemplar(2, query="m-2"), question("voucher"))
    assert first.is_withdrawn
    assert [each.is_withdrawn for each in held.ordered] == [True, False]
    assert not held.words.scores(["kettle"]).any()
    assert held.words.scores(["voucher"])[1] > 0


def test_a_reply_is_published_while_it_is_the_chosen_one() -> None:
    held = Exemplars()
    held.pair(exemplar(), question())
    held.publish(C, MessageId("another"))
    assert not held.by_id[C].is_published
    held.publish(C, MessageId("r-1"))
    assert held.by_id[C].is_published


def test_another_reply_is_not_published_by_the_earlier_ones_right() -> None:
    held = Exemplars()
    held.pair(exemplar(), question())
    held.publish(C, MessageId("r-1"))
    held.pair(exemplar(2, reply="r-2"), question())
    assert not held.by_id[C].is_published


def test_what_is_withdrawn_is_found_by_no_word_and_withdrawn_once() -> None:
    held = Exemplars()
    held.pair(exemplar(), question())
    assert held.withdraw(C) is held.by_id[C]
    assert held.withdraw(C) is None
    assert not held.words.scores(["kettle"]).any()


def test_a_pair_made_after_a_withdrawal_is_found_by_its_words_again() -> None:
    held = Exemplars()
    held.pair(exemplar(), question())
    held.withdraw(C)
    held.pair(exemplar(2, reply="r-2"), question())
    assert not held.by_id[C].is_withdrawn
    assert held.words.scores(["kettle"]).any()


def test_an_unknown_exemplar_is_neither_published_nor_withdrawn() -> None:
    held = Exemplars()
    held.publish(EntryId("unknown"), MessageId("r-1"))
    assert held.withdraw(EntryId("unknown")) is None
    assert held.by_id == {}
