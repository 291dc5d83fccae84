"""What one account agreed on answers that account, once a person lets it, and nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tacit.events import Actor, EntryId, ExemplarHeld, ExemplarPublished, PersonId
from tacit.flows import approval
from tacit.flows.answer import replay
from tacit.flows.cases import asked_again
from tacit.flows.customers import tell
from tacit.history import Account, Customer
from tests.cast import ARTICLES, Shop, Talk
from tests.flows.test_situation import asks
from tests.flows.told import take, told

HUM = "Is the samovar loud when it boils?"
TERMS = "Under your contract a humming samovar is collected within four hours."


def customer(shop: Shop, name: str, company: str = "") -> PersonId:
    account = Account(company.casefold(), company) if company else None
    return tell(shop.port, shop.workspace, Customer(name, name.title()), account)


@pytest.fixture
def agreed(shop: Shop) -> Talk:
    """What Ines told a customer of Kestrel Air, and wanted published."""
    talk = asks(shop, HUM, customer(shop, "kim", "Kestrel Air"))
    talk.replies(TERMS, publish=True)
    (held,) = (each.event for each in shop.events(ExemplarHeld))
    assert isinstance(held, ExemplarHeld)
    assert (held.rule, held.account_id) == ("account_terms", talk.state.account_id)
    return talk


def listed(talk: Talk) -> list[EntryId]:
    """All that an agent is shown, drafts of unapproved words among it."""
    return [each.entry_id for each in talk.decision.candidates]


def lets_pass(shop: Shop, talk: Talk) -> None:
    by = Actor("agent", shop.jonas)
    approval.let_pass(shop.port, shop.workspace, talk.entry_id, by)
    assert shop.events(ExemplarPublished) != []


def test_while_it_is_held_only_drafts_for_its_own_account_show_it(shop: Shop, agreed: Talk) -> None:
    colleague = asks(shop, HUM, customer(shop, "lee", "Kestrel Air"))
    assert agreed.entry_id in listed(colleague)
    stranger = asks(shop, HUM, customer(shop, "max", "Other Ltd"))
    assert agreed.entry_id not in listed(stranger)
    assert agreed.entry_id not in listed(asks(shop, HUM, shop.ada)), "who has no account"


def test_once_it_passes_its_own_account_is_told_and_no_other(shop: Shop, agreed: Talk) -> None:
    lets_pass(shop, agreed)
    shop.mode("auto")
    colleague = asks(shop, HUM, customer(shop, "lee", "Kestrel Air"))
    assert colleague.decision.cites == [agreed.entry_id]
    for who in (customer(shop, "max", "Other Ltd"), shop.ada):
        stranger = asks(shop, HUM, who)
        assert agreed.entry_id not in listed(stranger)
        (decision,) = stranger.state.decisions
        where = shop.port, shop.workspace, stranger.conversation_id
        assert replay(*where, decision.decision_id).is_equal
    assert agreed.entry_id not in [c.entry_id for c in shop.preview(HUM).verdict.candidates]
    (case,) = asked_again(shop.port, shop.workspace)
    assert case.holds, "asked again it is asked by who it was agreed with"


def test_who_has_no_account_stands_for_themselves(shop: Shop) -> None:
    talk = shop.asks(HUM, shop.bruno)
    talk.replies(TERMS, publish=True)
    lets_pass(shop, talk)
    assert talk.entry_id in listed(shop.asks(HUM, shop.bruno))
    assert talk.entry_id not in listed(shop.asks(HUM, shop.ada))


def test_another_reply_that_is_a_rule_is_for_all(shop: Shop, agreed: Talk) -> None:
    agreed.says("And when it leaks?")
    agreed.replies("A samovar hums and whistles: that is how it boils.", publish=True)
    assert agreed.entry_id in listed(asks(shop, HUM, customer(shop, "max", "Other Ltd")))


def test_terms_of_a_history_are_never_published_by_being_said_twice(
    empty: Callable[[], Shop],
) -> None:
    """Of a history nothing is judged; what two agents say alike would serve everybody."""
    for text, is_published in ((TERMS, False), ("It hums because it boils, all is well.", True)):
        shop = empty()
        agents = enumerate(("ines", "jonas"))
        talks = [told(f"t{n}", n, ("ada", HUM), (agent, text)) for n, agent in agents]
        take(shop, (*ARTICLES, *talks))
        assert bool(shop.events(ExemplarPublished)) == is_published
