"""Answers drawn by lot: how likely, how many wait, and what one that was judged stands for."""

from __future__ import annotations

import pytest

from tacit.answering.audits import LEAST, MOST, Audits
from tacit.events import AuditDrawn, AuditJudged, ConversationId, DecisionId, IntentId
from tacit.learners.fixed import ONE

A = IntentId("a")


def drawn(name: str, intent: IntentId | None = A, chance: int = MOST) -> AuditDrawn:
    return AuditDrawn(ConversationId(f"talk-{name}"), DecisionId(name), intent, chance)


def judged(audits: Audits, name: str) -> None:
    audits.judge(AuditJudged(ConversationId(f"talk-{name}"), DecisionId(name)))


@pytest.mark.parametrize(
    ("count", "chance"), [(0, 0.2), (20, 0.2), (40, 0.1), (100, 0.04), (200, 0.02), (9999, 0.02)]
)
def test_a_young_intent_is_looked_at_often_and_a_known_one_seldom(
    count: int, chance: float
) -> None:
    assert Audits(judged={"a": count}).chance(A) == round(chance * ONE)


def test_each_intent_is_young_by_itself_and_so_is_what_has_none() -> None:
    audits = Audits(judged={"a": 9999})
    assert audits.chance(IntentId("b")) == audits.chance(None) == MOST
    assert audits.chance(A) == LEAST


def test_what_was_judged_waits_no_more_and_counts_once() -> None:
    audits = Audits()
    audits.draw(drawn("one"))
    audits.draw(drawn("two"))
    judged(audits, "one")
    judged(audits, "one")
    judged(audits, "never drawn")
    assert audits.conversations() == ["talk-two"]
    assert audits.judged == {"a": 1}
    assert audits.of(ConversationId("talk-one")) is None
    assert audits.of(ConversationId("talk-two")) == drawn("two")


def test_where_fifty_wait_no_more_are_drawn() -> None:
    audits = Audits()
    for n in range(50):
        assert audits.chance(A) > 0
        audits.draw(drawn(str(n)))
    assert audits.chance(A) == 0
    judged(audits, "7")
    assert audits.chance(A) > 0


def test_a_seldom_drawn_answer_stands_for_more() -> None:
    audits = Audits()
    audits.draw(drawn("often", chance=MOST))
    audits.draw(drawn("seldom", chance=LEAST))
    audits.draw(drawn("between", chance=round(0.1 * ONE)))
    stands = [audits.stands_for(DecisionId(each)) for each in ("often", "seldom", "between")]
    assert stands == [1, 10, 2]
    assert audits.stands_for(DecisionId("looked at by an agent")) == 0
