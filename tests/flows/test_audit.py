"""Answers that customers saw are drawn by lot, and an agent's word on them settles them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tacit.events import (
    Actor,
    AuditDrawn,
    AuditJudged,
    DecisionId,
    ExemplarPaired,
    LessonSettled,
    Logged,
    MessageId,
)
from tacit.flows.settle import Judgement, audit
from tacit.store.log import Store
from tests.cast import Shop, Talk
from tests.kept import RETURN, well_known


@pytest.fixture
def shop(store: Store) -> Shop:
    return well_known(store).again()


@pytest.fixture
def auto(shop: Shop) -> Shop:
    """The shop where one thing is so well known that it is answered alone."""
    shop.mode("auto")
    return shop


def answered(shop: Shop, times: int) -> list[Talk]:
    talks = [shop.asks(RETURN) for _ in range(times)]
    assert all(talk.delivered for talk in talks)
    return talks


def test_about_one_answer_of_five_is_drawn_while_an_intent_is_young(auto: Shop) -> None:
    talks = answered(auto, 60)
    drawn = [each.event for each in auto.events(AuditDrawn)]
    # 60 throws at .2: below 4 or above 22 once in ten thousand.
    assert 4 <= len(drawn) <= 22
    assert {each.chance for each in drawn} == {819}
    decided = {talk.delivered[0].decision_id: talk.decision.intent_id for talk in talks}
    assert all(decided[each.decision_id] == each.intent_id is not None for each in drawn)


def test_what_nobody_saw_is_not_drawn(auto: Shop) -> None:
    auto.mode("draft")
    for _ in range(30):
        auto.asks(RETURN)
    auto.mode("auto")
    for _ in range(10):
        auto.asks("Is the samovar loud when it boils?")
    assert auto.events(AuditDrawn) == []


def first_drawn(shop: Shop) -> AuditDrawn:
    while not (events := shop.events(AuditDrawn)):
        answered(shop, 1)
    event = events[0].event
    assert isinstance(event, AuditDrawn)
    return event


@pytest.mark.parametrize("is_right", [True, False])
def test_a_judgement_settles_the_decision_and_ends_the_wait(auto: Shop, *, is_right: bool) -> None:
    drawn = first_drawn(auto)
    lean = auto.learned().budget.lean
    found = Judgement(drawn.decision_id, auto.ines, is_right, auto.entries["refunds"])
    audit(auto.port, auto.workspace, drawn.conversation_id, found)
    (judged,) = auto.events(AuditJudged)
    assert judged.actor.id == auto.ines
    lesson = [e.event for e in auto.events(LessonSettled) if e.event.witness == "audit"][-1]
    assert (lesson.reward, lesson.standing) == (1000 if is_right else 0, "final")
    assert lesson.cites == [auto.entries["returns" if is_right else "refunds"]]
    learned = auto.learned()
    assert drawn.decision_id not in learned.audits.waiting
    assert learned.audits.judged == {drawn.intent_id: 1}
    assert (learned.budget.lean < lean) == (not is_right)
    assert (learned.budget.reported, learned.budget.unreported) == (30, 10 + (not is_right))


def test_the_same_said_twice_is_said_once_and_another_word_stands(auto: Shop) -> None:
    talk = answered(auto, 1)[0]
    decision = talk.delivered[0].decision_id
    for is_right, count in ((True, 1), (True, 1), (False, 2), (False, 2)):
        found = Judgement(decision, auto.ines, is_right)
        audit(auto.port, auto.workspace, talk.conversation_id, found)
        assert len(auto.events(AuditJudged)) == count
    assert talk.lesson("audit", decision).reward == 0


def test_what_was_handed_over_is_no_answer_to_judge(auto: Shop) -> None:
    talk = auto.asks("Is the samovar loud when it boils?")
    found = Judgement(talk.decision.decision_id, auto.ines, is_right=True)
    with pytest.raises(KeyError):
        audit(auto.port, auto.workspace, talk.conversation_id, found)


def test_an_answer_that_is_not_there_is_refused(auto: Shop) -> None:
    talk = answered(auto, 1)[0]
    found = Judgement(DecisionId("nothing"), auto.ines, is_right=True)
    with pytest.raises(KeyError, match="no answer of decision nothing"):
        audit(auto.port, auto.workspace, talk.conversation_id, found)


def test_whose_words_are_erased_is_drawn_no_more(auto: Shop) -> None:
    drawn = first_drawn(auto)
    auto.erase(auto.ada)
    learned = auto.learned()
    assert drawn.decision_id not in learned.audits.waiting
    assert learned.fingerprint() == auto.refolded().fingerprint()


# ---- what a judgement teaches -----------------------------------------------------------


def judges(shop: Shop, talk: Talk, *, is_right: bool, instead: str = "") -> list[Logged]:
    """An agent judges the conversation's first answer, and everything follows."""
    decision = talk.delivered[0].decision_id
    found = Judgement(decision, shop.jonas, is_right, shop.entries.get(instead))
    return shop.follow(audit(shop.port, shop.workspace, talk.conversation_id, found))


def test_an_answer_judged_right_teaches_its_question_as_a_reply_would(auto: Shop) -> None:
    talk = answered(auto, 1)[0]
    assert talk.entry_id not in auto.learned().exemplars.by_id
    lessons = auto.learned().linear.lessons
    judges(auto, talk, is_right=True)
    taught = auto.learned().exemplars.by_id[talk.entry_id]
    assert taught.cites == (auto.entries["returns"],)
    assert taught.author_id == auto.jonas
    assert taught.reply == talk.delivered[0].message_id
    assert auto.learned().linear.lessons == lessons + 1
    assert auto.learned().intents.of[talk.entry_id] == talk.decision.intent_id
    assert auto.learned().fingerprint() == auto.refolded().fingerprint()


def test_an_answer_judged_wrong_teaches_what_was_named_instead(auto: Shop) -> None:
    talk = answered(auto, 1)[0]
    judges(auto, talk, is_right=False, instead="refunds")
    assert auto.learned().exemplars.by_id[talk.entry_id].cites == (auto.entries["refunds"],)


def test_the_last_judgement_stands_and_one_that_names_nothing_takes_back(auto: Shop) -> None:
    talk, lessons = answered(auto, 1)[0], auto.learned().linear.lessons
    for is_right, instead, cites in (
        (True, "", "returns"),
        (False, "refunds", "refunds"),
        (False, "", None),
        (True, "", "returns"),
    ):
        judges(auto, talk, is_right=is_right, instead=instead)
        held = auto.learned().exemplars.by_id[talk.entry_id]
        assert held.is_withdrawn == (cites is None)
        assert cites is None or held.cites == (auto.entries[cites],)
        assert auto.learned().linear.lessons == lessons + (cites is not None)
    assert auto.learned().fingerprint() == auto.refolded().fingerprint()


def test_what_follows_a_judgement_is_done_once(auto: Shop) -> None:
    talk = answered(auto, 1)[0]
    logged = judges(auto, talk, is_right=True)
    paired = [e for e in logged if isinstance(e.event, ExemplarPaired)]
    assert len(paired) == 1
    judgement = next(e for e in logged if isinstance(e.event, AuditJudged))
    before = len(auto.events())
    auto.follow([judgement])
    assert len(auto.events()) == before


def test_an_agents_reply_stands_before_a_judgement_and_after_it(auto: Shop) -> None:
    early, late = answered(auto, 2)
    early.replies("The refund takes a week.", auto.ines, cites="refunds")
    judges(auto, early, is_right=True)
    judges(auto, late, is_right=True)
    late.replies("The refund takes a week.", auto.ines, cites="refunds")
    for talk in (early, late):
        held = auto.learned().exemplars.by_id[talk.entry_id]
        assert (held.cites, held.author_id) == ((auto.entries["refunds"],), auto.ines)


def test_a_judgement_of_a_later_answer_teaches_nothing_of_the_first_question(auto: Shop) -> None:
    talk = answered(auto, 1)[0]
    talk.says("When does my refund arrive on the card?")
    first = talk.delivered[0]
    later = replace(first, decision_id=talk.decision.decision_id, message_id=MessageId("later"))
    assert later.decision_id != first.decision_id
    auto.writes(later, Actor("assistant"))
    found = Judgement(later.decision_id, auto.jonas, is_right=True)
    auto.follow(audit(auto.port, auto.workspace, talk.conversation_id, found))
    assert talk.entry_id not in auto.learned().exemplars.by_id
