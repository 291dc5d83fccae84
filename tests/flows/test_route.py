"""What is handed over goes to the team that resolves such matters soonest, with the reason."""

from __future__ import annotations

import pytest

from tacit.events import Actor, ConversationRouted, PersonId
from tacit.flows import desk
from tacit.flows.desk import Step
from tacit.flows.measure import Measures
from tacit.flows.routing import counts_in_words, team_of
from tests.cast import Shop, Talk

HUM = "Is the samovar loud when it boils?"


def resolved(shop: Shop, team: str, agent: PersonId, minutes: int) -> None:
    """A conversation that went to a team, one of whose agents resolved it after so long."""
    talk = shop.asks(HUM, shop.bruno)
    sent(shop, talk, team, agent)
    shop.clock.advance(minutes=minutes - 2)
    talk.replies("It hums a little.", agent, cites="descale")
    talk.says("Thanks, that worked!")


def sent(shop: Shop, talk: Talk, team: str, agent: PersonId) -> None:
    step = Step(talk.conversation_id, Actor("agent", agent))
    shop.follow(desk.take_over(shop.port, shop.workspace, step, team=team))


@pytest.fixture
def teams(shop: Shop) -> Shop:
    """Hardware resolves it after a quarter of an hour, Billing after two hours."""
    shop.port.teams = Measures(shop.port.store).soonest_team
    for _ in range(12):
        resolved(shop, "hardware", shop.ines, 15)
        resolved(shop, "billing", shop.jonas, 127)
    shop.mode("auto")
    # Whoever asks for a person is handed over, whatever is known.
    return shop


def handed_over(shop: Shop) -> Talk:
    talk = shop.asks(f"{HUM} I want to speak to a person.", shop.ada)
    assert talk.state.state == "with_agent"
    return talk


def routed(talk: Talk) -> ConversationRouted:
    (event,) = (e.event for e in talk.shop.events(ConversationRouted)
                if e.event.conversation_id == talk.conversation_id)  # fmt: skip
    return event


def name_of(shop: Shop, team: str) -> str:
    ((_, _, name),) = shop.port.store.externals_of(shop.workspace, [team])
    return name


def test_what_is_handed_over_goes_to_the_team_that_resolves_it_soonest(teams: Shop) -> None:
    talk = handed_over(teams)
    assert name_of(teams, routed(talk).team_id) == "hardware"
    assert talk.state.team_id == routed(talk).team_id
    n, held, median, others, others_held, others_median = routed(talk).counts
    assert (n, held, others, others_held) == (12, 12, 12, 12)
    assert median < 20 < 100 < others_median
    assert counts_in_words(routed(talk).counts).endswith("(n = 24)")


def test_the_intents_page_says_the_same_with_its_counts(teams: Shop) -> None:
    talk = handed_over(teams)
    intent = teams.learned().intents.now(talk.decision.intent_id)
    assert intent is not None
    with Measures(teams.port.store).counted(teams.workspace) as counted:
        found = team_of(teams.port, teams.workspace, counted, intent)
    assert found is not None
    assert found.reason.startswith("Team hardware resolves these soonest: 12 of 12 held")


def test_where_neither_team_stands_out_it_goes_to_nobody(shop: Shop) -> None:
    shop.port.teams = Measures(shop.port.store).soonest_team
    for _ in range(12):
        resolved(shop, "hardware", shop.ines, 15)
        resolved(shop, "billing", shop.jonas, 15)
    shop.mode("auto")
    assert handed_over(shop).state.team_id is None


def test_who_takes_over_themselves_or_names_a_team_is_not_overruled(teams: Shop) -> None:
    taken = teams.asks(HUM, teams.ada)
    sent(teams, taken, "billing", teams.jonas)
    assert name_of(teams, routed(taken).team_id) == "billing"
    assert routed(taken).counts == []


def test_it_is_routed_once_however_often_what_follows_is_run(teams: Shop) -> None:
    talk = handed_over(teams)
    before = len(teams.events())
    teams.follow(talk.logged)
    assert len(teams.events()) == before
    assert teams.learned().fingerprint() == teams.refolded().fingerprint()
