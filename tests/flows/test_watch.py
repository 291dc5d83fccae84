"""An exemplar on which decisions go wrong too often is suspended, whatever the gate said of it."""

from __future__ import annotations

from uuid import UUID

import pytest

from tacit.events import Actor, ExemplarSuspended, ExemplarTried, PersonId
from tacit.flows import approval
from tacit.flows.settle import Judgement, audit
from tests.cast import Shop

RETURN = "How do I send back the kettle I bought?"
HUM = "Is the samovar loud when it boils?"


def test_own_words_that_go_wrong_are_told_no_more(shop: Shop) -> None:
    shop.mode("auto")
    bad = shop.asks(HUM, shop.bruno)
    bad.replies("It is silent.", shop.jonas, publish=True)
    assert shop.preview(HUM).verdict.text == "It is silent."
    # Once one reply sets it aside it is told no more, so all were told before the first reply.
    for talk in [shop.asks(HUM) for _ in range(3)]:
        assert talk.decision.action == "answer"
        talk.replies("See there.", cites="warranty")
    (said,) = (e.event for e in shop.events(ExemplarSuspended))
    assert (said.entry_id, said.outcomes, said.failures) == (bad.entry_id, 3, 3)
    assert said.evidence == 1000  # 3 failures, of 3 that it takes
    assert bad.entry_id not in [c.entry_id for c in shop.preview(HUM).verdict.candidates]


def test_own_words_that_an_agent_set_aside_are_handed_over_at_once(shop: Shop) -> None:
    shop.mode("auto")
    shop.asks(HUM, shop.bruno).replies("It is silent.", shop.jonas, publish=True)
    shop.asks(HUM).replies("See there.", cites="warranty")
    assert shop.asks(HUM).decision.action == "hand_off"


def test_what_is_let_pass_again_is_tried_from_the_beginning(shop: Shop) -> None:
    test_own_words_that_go_wrong_are_told_no_more(shop)
    (said,) = (e.event for e in shop.events(ExemplarSuspended))
    approval.let_pass(shop.port, shop.workspace, said.entry_id, Actor("agent", shop.ines))
    learned = shop.learned()
    assert learned.exemplars.by_id[said.entry_id].serves
    assert learned.trials.counts(said.entry_id) == (0, 0)


@pytest.mark.parametrize("way", ["flag", "thumb", "csat", "broken"])
def test_customers_take_no_answer_away_however_many_complain(shop: Shop, way: str) -> None:
    """An agent who looks at what they complain of does."""
    shop.mode("auto")
    told = shop.asks(HUM, shop.bruno)
    told.replies("It is silent.", shop.jonas, publish=True)
    talks = [shop.asks(HUM, PersonId(str(UUID(int=n)))) for n in range(12)]
    for talk in talks:
        assert talk.decision.action == "answer"
        if way == "broken":
            talk.says("No, that is wrong, it did not help.")
        else:
            talk.rated(way, {"thumb": -1}.get(way, 1))
    shop.wait(200)
    lessons = [talk.lesson("customer", talk.delivered[0].decision_id) for talk in talks]
    assert {(each.reward, each.standing) for each in lessons} == {(0, "durable")}
    assert shop.events(ExemplarTried) == []
    assert shop.learned().exemplars.by_id[told.entry_id].serves
    for talk in talks[:3]:
        found = Judgement(talk.delivered[0].decision_id, shop.ines, is_right=False)
        shop.follow(audit(shop.port, shop.workspace, talk.conversation_id, found))
    (said,) = (e.event for e in shop.events(ExemplarSuspended))
    assert (said.outcomes, said.failures) == (3, 3)


def test_of_one_customer_who_is_helped_again_and_again_one_word_counts(shop: Shop) -> None:
    shop.mode("auto")
    shop.asks(HUM, shop.bruno).replies("It is silent.", shop.jonas, publish=True)
    for _ in range(4):
        shop.asks(HUM, shop.ada).says("Thanks, that worked!")
    shop.wait(200)
    tried = [e.event for e in shop.events(ExemplarTried)]
    assert [(each.witness, each.reward) for each in tried] == [("customer", 1000)]


def test_an_exemplar_that_is_right_goes_on(shop: Shop) -> None:
    talk = shop.taught(RETURN, "returns")
    for _ in range(10):
        shop.asks(RETURN).replies("See there.", cites="returns")
    assert shop.events(ExemplarSuspended) == []
    outcomes, failures = shop.learned().trials.counts(talk.entry_id)
    assert (outcomes >= 3, failures) == (True, 0)


def test_what_was_handed_over_rested_on_no_exemplar(shop: Shop) -> None:
    shop.taught(HUM, "descale")
    other = shop.asks("Do you sell lamps?")
    assert (other.decision.action, bool(other.decision.cites)) == ("hand_off", True)
    other.replies("See there.", cites="warranty")
    assert shop.events(ExemplarTried) == []


def test_a_decision_rests_on_nothing_that_was_taught_after_it(shop: Shop) -> None:
    shop.taught(RETURN, "returns")
    early = shop.asks(RETURN)
    late = shop.asks(RETURN)
    late.replies("See there.", cites="returns")
    early.replies("See there.", cites="returns")
    tried = [e.event for e in shop.events(ExemplarTried)]
    assert late.entry_id not in [
        e.entry_id for e in tried if e.conversation_id == early.conversation_id
    ]
    assert [e.conversation_id for e in tried] == [late.conversation_id, early.conversation_id]
