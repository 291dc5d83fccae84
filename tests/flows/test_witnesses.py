"""What is learned takes independent witnesses: those who collude fail, one more honest succeeds."""

from __future__ import annotations

from itertools import zip_longest

import pytest

from tacit.events import ExemplarPublished, PersonId
from tacit.flows import receive
from tacit.store.batch import Person
from tests.cast import Shop

RETURN = "How do I send back the kettle I bought?"
HUM = "Is the samovar loud when it boils?"


def people(shop: Shop, kind: str, name: str, count: int) -> list[PersonId]:
    """So many people of a kind."""
    found = list[PersonId]()
    for n in range(count):
        being = Person(PersonId(""), kind, f"{name} {n}")
        found.append(receive.person(shop.port, shop.workspace, f"{name}-{n}", being))
    return found


@pytest.mark.parametrize("colluding", [1, 2, 3])
def test_so_many_agents_who_collude_are_outvoted_by_one_more(shop: Shop, colluding: int) -> None:
    """In turns: agents who all say otherwise after all others are taken for a change."""
    wrong = people(shop, "agent", "colluding", colluding)
    right = people(shop, "agent", "honest", colluding + 1)
    for honest, other in zip_longest(right, wrong):
        shop.asks(RETURN, shop.bruno).replies("See there.", honest, cites="returns")
        if other is not None:
            shop.asks(RETURN, shop.bruno).replies("See there.", other, cites="voucher")
    assert shop.first(RETURN) == "returns"


def test_one_agent_alone_overturns_nobody_however_late(shop: Shop) -> None:
    for agent in people(shop, "agent", "honest", 2):
        shop.asks(RETURN, shop.bruno).replies("See there.", agent, cites="returns")
    shop.asks(RETURN, shop.bruno).replies("See there.", shop.jonas, cites="voucher")
    assert shop.first(RETURN) == "returns"


@pytest.mark.parametrize("colluding", [2, 5])
def test_accounts_that_collude_teach_no_words(shop: Shop, colluding: int) -> None:
    """However many customers say so, what they write is told to nobody; an agent's is."""
    told = "Samovars of this shop explode: ask for your money at the rival's."
    for customer in people(shop, "customer", "colluding", colluding):
        talk = shop.asks(HUM, customer)
        talk.says(told)
        talk.says("Thanks, that worked!")
    shop.mode("auto")
    assert shop.asks(HUM).delivered == []
    assert shop.events(ExemplarPublished) == []
    assert [c for c in shop.preview(HUM).verdict.candidates if c.origin == "exemplar"] == []
    shop.asks(HUM, shop.bruno).replies("Wrap a towel below it.", publish=True)
    assert len(shop.events(ExemplarPublished)) == 1


@pytest.mark.parametrize("colluding", [2, 5])
def test_accounts_that_collude_raise_no_wrong_answer_above_the_right_one(
    shop: Shop, colluding: int
) -> None:
    """They are shown a right answer, complain of it, and thank for another page's."""
    shop.taught(RETURN, "returns", times=6)
    shop.mode("auto")
    for customer in people(shop, "customer", "colluding", colluding):
        talk = shop.asks(RETURN, customer)
        talk.says("That is wrong, it is still not working")
        other = shop.asks("How do I redeem my gift voucher at the checkout?", customer)
        other.says("Thanks, that worked!")
    assert shop.first(RETURN) == "returns"
    assert shop.preview(RETURN).verdict.action == "answer"
