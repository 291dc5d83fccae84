"""What was answered alone tells how sure one may be of its like, until somebody objects."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from tacit.answering import confidence, features, ranking
from tacit.answering.awaiting import JUDGED_WITHIN
from tacit.answering.learned import Learned
from tacit.answering.priors import PARTS
from tacit.answering.votes import Nearest, backers, tally
from tacit.events import Actor, EntryId, ExemplarPassed, ExemplarSuspended, LessonSettled, Logged
from tests.answering.known import DAY, Known, help_centre, question, vectors_of
from tests.cast import OPENS_AT
from tests.test_lesson import decision, settled

ASKED = "Is the money back on my card already?"
ALIKE = "Is the money back on my card now?"


def answered(known: Known, text: str = ASKED, **changed: Any) -> None:
    """An answer that was let go to a customer, with the vectors of its question."""
    given = decision(**({"cites": ["refunds"]} | changed))
    known.see(given, vectors={given.message_id: vectors_of(text, text)})


def desk() -> Known:
    known = help_centre()
    known.exemplar("c-0", "How do I descale it?", cites="descale")
    return known


def count(known: Known) -> int:
    return len(known.learned.pseudo_labels)


def customer(reward: int | None, standing: Any = "final") -> LessonSettled:
    return settled("customer", standing, reward=reward, reason="complaint", cites=[])


def share(learned: Learned, entry: str, own: str | None = None) -> float:
    """Its share of the votes of the nearest past questions, by which one is sure."""
    found = features.evidence(learned, question(ALIKE), DAY, EntryId(own) if own else None)
    return float(found.shares[found.entries.index(EntryId(entry))])


def test_an_answer_tells_at_once_how_sure_one_may_be_of_what_is_asked_alike() -> None:
    known = desk()
    before = share(known.learned, "refunds")
    answered(known)
    assert before == 0
    assert share(known.learned, "refunds") > share(known.learned, "descale")


def test_an_answer_ranks_nothing() -> None:
    """Only agents teach what answers a question: the assistant would agree with itself."""
    known = desk()
    before = features.evidence(known.learned, question(ALIKE), DAY).features
    for n in range(5):
        answered(known, ALIKE, conversation_id=f"c-{n + 1}", decision_id=f"d-{n}")
    after = features.evidence(known.learned, question(ALIKE), DAY)
    assert after.features.tolist() == before.tolist()
    assert after.shares.max() > 0


def test_a_ranking_is_surer_of_what_was_answered_and_not_contradicted() -> None:
    known, without = desk(), desk()
    for each in (known, without):
        each.exemplar("c-9", ALIKE, cites="refunds")
    answered(known)
    states = known.learned, without.learned
    ranked = [(each, ranking.rank(each, question(ALIKE), DAY)) for each in states]
    sure, unsure = (dict(zip(PARTS, confidence.parts(*each), strict=True)) for each in ranked)
    assert sure["seconded"] > 0 == unsure["seconded"], "one agent's word is no longer alone"
    assert {n for n in PARTS if sure[n] != unsure[n]} <= {"votes", "margin", "seconded", "residual"}


def test_a_conversation_is_not_its_own_witness() -> None:
    known = desk()
    answered(known)
    assert share(known.learned, "refunds", own="c-1") == 0


@pytest.mark.parametrize(
    "changed", [{"mode": "observe"}, {"mode": "draft"}, {"action": "hand_off", "cites": []}]
)
def test_what_no_customer_saw_labels_nothing(changed: dict[str, Any]) -> None:
    known = desk()
    answered(known, **changed)
    assert count(known) == 0


def test_a_question_without_vectors_is_passed_over() -> None:
    known = desk()
    known.see(decision(cites=["refunds"]))
    assert count(known) == 0


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ([customer(1000)], 1),
        ([customer(0)], 0),
        ([customer(0, "provisional")], 0),
        ([customer(0), customer(1000)], 1),
        ([customer(0), customer(None, "void")], 1),
        ([settled("audit", reward=0)], 0),
        ([customer(0), settled("audit", reward=1000, cites=["refunds"])], 1),
        ([customer(1000), settled("audit", reward=0)], 0),
        ([settled("agent", reward=0, cites=["elsewhere"])], 0),
    ],
)
def test_a_label_stands_while_nobody_says_otherwise(words: list[LessonSettled], left: int) -> None:
    """An audit has the last word."""
    known = desk()
    answered(known)
    for word in words:
        known.see(word, actor="ines")
    assert count(known) == left


def test_where_an_agent_says_what_answers_it_that_votes_instead() -> None:
    known = desk()
    answered(known)
    known.exemplar("c-1", ASKED, cites="voucher")
    assert count(known) == 0
    assert share(known.learned, "refunds") == 0 < share(known.learned, "voucher")
    answered(known, decision_id="d-2")
    assert count(known) == 0, "what is asked after an agent replied may be something else"


def test_who_takes_an_exemplar_back_takes_back_what_it_led_to() -> None:
    """By undoing it or by the gate's suspension; what was asked elsewhere stays."""
    for ruling in ("withdrawn", "suspended"):
        known = desk()
        known.exemplar("c-9", ALIKE, cites="refunds")
        answered(known)
        answered(known, "Where is my parcel?", conversation_id="c-2", decision_id="d-2")
        assert count(known) == 2
        if ruling == "withdrawn":
            known.withdraw("c-9")
        else:
            known.see(ExemplarSuspended(EntryId("c-9"), 1, 8, 8, 1000))
        assert count(known) == 1
        known.see(ExemplarPassed(EntryId("c-9"), 1, "person"))
        assert count(known) == (2 if ruling == "suspended" else 1), "what serves again led rightly"


def test_what_an_agent_cites_no_more_takes_back_what_it_led_to() -> None:
    known = desk()
    known.exemplar("c-9", ALIKE, cites="refunds")
    answered(known)
    known.exemplar("c-9", ALIKE, cites="voucher")
    assert count(known) == 0


def test_after_sixty_days_a_label_is_left() -> None:
    known = desk()
    answered(known)
    for days, left in ((JUDGED_WITHIN.days - 1, 1), (JUDGED_WITHIN.days + 1, 0)):
        later = decision(mode="observe", decision_id=f"after {days}", conversation_id="c-2")
        at = OPENS_AT + timedelta(days=days)
        by = Actor("assistant")
        position = known.learned.position + 1
        known.learned.see(Logged(position, f"{days}", later, at, at, by, "live"))
        assert count(known) == left


def test_labels_are_part_of_the_state_that_is_compared() -> None:
    known = desk()
    answered(known)
    known.see(customer(0))
    state = json.loads(known.learned.to_bytes())
    assert state["pseudo_labels"] == [["d-1", "refunds", ["said"]]]


def test_a_label_backs_an_entry_as_a_past_question_and_not_as_an_agent() -> None:
    known = desk()
    found = [near(known.learned)]
    answered(known)
    found.append(near(known.learned))
    entries = known.learned.entries()
    place = entries.index(EntryId("refunds"))
    assert [tally(each, 0.05, len(entries))[place] > 0 for each in found] == [False, True]
    assert [backers(each, place) for each in found] == [[], []]


def near(learned: Learned) -> Nearest:
    return features.evidence(learned, question(ALIKE), DAY).near


def test_a_desk_without_a_past_question_is_surer_of_what_it_answered() -> None:
    """One that answers by its articles alone, as before the first agent's reply."""
    known = help_centre()
    before = share(known.learned, "refunds")
    answered(known)
    assert share(known.learned, "refunds") > before == 0
