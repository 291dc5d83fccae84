"""What customers do counts for more than how they rate it, and each word carries its weight."""

from __future__ import annotations

from functools import cache

import pytest

from tacit.events import Actor, ConversationReopened, LessonSettled
from tacit.flows import autonomy
from tacit.store.log import Store
from tests.cast import Shop, Talk, open_shop
from tests.flows.test_patience import ANSWERS, TURNS
from tests.kept import Kept, kept

RETURN = "How do I send back the kettle I bought?"


@pytest.fixture
def auto(shop: Shop) -> Shop:
    """The shop where one thing is known and answered alone."""
    shop.taught(RETURN, "returns")
    shop.mode("auto")
    return shop


@cache
def _told(store: Store) -> Kept:
    shop = open_shop(store, store.create_workspace("weights"), target=0.3)
    for turn, entry in zip(TURNS, ANSWERS, strict=True):
        # What is decided on is the turn behind the opening one.
        shop.taught(turn if turn is TURNS[0] else f"{TURNS[0]}\n{turn}", entry, times=12)
    shop.mode("auto")
    for policy_class in ("money", "credentials", "access"):
        by = Actor("agent", shop.ines)
        autonomy.treat(shop.port, shop.workspace, policy_class, "ordinary", by)
    return kept(shop)


@pytest.fixture
def twice(store: Store) -> Talk:
    """A conversation in which the customer saw two answers, and what they said counts nothing."""
    shop = _told(store).again()
    set_to(shop, "says_still_broken", 0)
    talk = shop.asks(TURNS[0])
    talk.says(TURNS[1])
    assert [each.cites for each in talk.delivered] == [
        [shop.entries["voucher"]],
        [shop.entries["invoice"]],
    ]
    return talk


def words(talk: Talk) -> list[tuple[int | None, str, int] | None]:
    """What the customer says of each answer that they saw."""
    held = talk.state.lessons
    found = [held.get((each.decision_id, "customer")) for each in talk.delivered]
    return [each and (each.reward, each.reason, each.weight) for each in found]


def set_to(shop: Shop, signal: str, percent: int | None) -> None:
    autonomy.weigh(shop.port, shop.workspace, signal, percent, Actor("agent", shop.ines), "ours")


# ---- a rating of the whole ------------------------------------------------------------


@pytest.mark.parametrize(("stars", "reward"), [(5, 1000), (1, 0)])
def test_a_rating_reaches_every_answer_with_its_weight(
    twice: Talk, stars: int, reward: int
) -> None:
    talk, auto = twice, twice.shop
    talk.rated("csat", stars)
    assert words(talk) == [(reward, "customer_csat", 450), (reward, "customer_csat", 900)]
    for name, weight in (("voucher", 450), ("invoice", 900)):
        good, judged = auto.learned().quality.total(auto.entries[name])
        assert (good, judged) == (weight if reward else 0, weight)
    assert auto.learned().fingerprint() == auto.refolded().fingerprint()


def test_a_bad_rating_of_the_whole_complains_of_the_last_answer_alone(twice: Talk) -> None:
    """Less than half a word moves an answer's quality and no line."""
    twice.rated("csat", 1)
    twice.shop.wait(169)
    learned = twice.shop.learned()
    first, last = (learned.intents.now(each.intent_id) for each in twice.state.decisions)
    assert first is not None
    assert last is not None
    assert first != last
    assert [learned.track_record.counts([each]) for each in (first, last)] == [(1, 0), (1, 1)]


def test_a_rating_becomes_durable_with_the_weight_that_it_had(auto: Shop) -> None:
    talk = auto.asks(RETURN)
    talk.rated("thumb", 1)
    set_to(auto, "thumb", 60)
    auto.wait(169)
    held = talk.lesson("customer", talk.delivered[0].decision_id)
    assert (held.standing, held.weight) == ("durable", 900)


def test_who_rates_one_answer_says_nothing_of_the_other(twice: Talk) -> None:
    talk = twice
    first = talk.delivered[0].message_id
    talk.rates("thumb", -1, first)
    assert words(talk) == [(0, "customer_thumb", 900), None]
    talk.rated("csat", 5)
    assert words(talk) == [(0, "customer_thumb", 900), (1000, "customer_csat", 900)]


# ---- behaviour outweighs ratings ------------------------------------------------------


def test_a_thumb_up_that_is_followed_by_a_reopening_is_a_bad_outcome(auto: Shop) -> None:
    talk = auto.asks(RETURN)
    talk.rated("thumb", 1)
    auto.wait(80)
    talk.says("The parcel came back to me this morning")
    assert len(auto.events(ConversationReopened)) == 1
    assert words(talk)[0] == (0, "customer_reopened", 1000)
    assert auto.learned().quality.total(auto.entries["returns"]) == (0, 1000)


def test_a_reopening_voids_what_was_done_as_before(auto: Shop) -> None:
    talk = auto.asks(RETURN)
    talk.says("Thanks, that worked!")
    talk.says("The parcel came back to me this morning")
    assert words(talk) == [(None, "reopened", 1000)]


def test_a_lead_may_let_a_rating_stand_against_a_reopening(auto: Shop) -> None:
    set_to(auto, "thumb", 90)
    set_to(auto, "reopened", 80)
    talk = auto.asks(RETURN)
    talk.rated("thumb", 1)
    auto.wait(80)
    talk.says("The parcel came back to me this morning")
    assert words(talk)[0] == (1000, "customer_thumb", 900)


@pytest.mark.parametrize(
    ("first", "reason"),
    [
        ("It is still not working", "customer_says_still_broken"),
        ("Thanks, that worked!", "customer_thanks"),
    ],
)
def test_a_rating_overturns_nothing_that_its_customer_did(
    auto: Shop, first: str, reason: str
) -> None:
    talk = auto.asks(RETURN)
    talk.says(first)
    before = words(talk)[0]
    talk.rated("csat", 1 if before and before[0] else 5)
    assert words(talk)[0] == before
    assert before is not None
    assert before[1] == reason


def test_a_rating_counts_where_there_was_but_silence(auto: Shop) -> None:
    talk = auto.asks(RETURN)
    auto.wait(80)
    assert words(talk) == [(100, "silence", 100)]
    talk.rated("csat", 2)
    assert words(talk) == [(0, "customer_csat", 900)]


def test_who_rates_again_says_otherwise(auto: Shop) -> None:
    talk = auto.asks(RETURN)
    talk.rated("csat", 5)
    talk.rated("csat", 2)
    assert words(talk) == [(0, "customer_csat", 900)]


# ---- as it is set ---------------------------------------------------------------------


def test_what_is_set_counts_from_then_on(auto: Shop) -> None:
    early = auto.asks(RETURN)
    early.rated("thumb", 1)
    set_to(auto, "thumb", 30)
    late = auto.asks(RETURN, auto.bruno)
    late.rated("thumb", 1, Actor("customer", auto.bruno))
    assert [words(each)[0] for each in (early, late)] == [
        (1000, "customer_thumb", 900),
        (1000, "customer_thumb", 300),
    ]
    set_to(auto, "thumb", None)
    assert auto.learned().policies.weight("thumb") == 900
    assert auto.learned().fingerprint() == auto.refolded().fingerprint()


def test_what_counts_for_nothing_settles_nothing(auto: Shop) -> None:
    for signal in ("csat", "silence"):
        set_to(auto, signal, 0)
    talk = auto.asks(RETURN)
    talk.rated("csat", 1)
    auto.wait(200)
    assert words(talk) == [None]
    assert talk.state.resolution == "assumed", "nobody objected all the same"


def test_setting_it_twice_is_said_once_and_nonsense_is_refused(auto: Shop) -> None:
    by = Actor("agent", auto.ines)
    assert autonomy.weigh(auto.port, auto.workspace, "csat", 40, by)
    assert autonomy.weigh(auto.port, auto.workspace, "csat", 40, by) == []
    with pytest.raises(KeyError, match="one of: thanks"):
        autonomy.weigh(auto.port, auto.workspace, "stars", 40, by)
    for percent in (-1, 101):
        with pytest.raises(ValueError, match="0 to 100% of a word"):
            autonomy.weigh(auto.port, auto.workspace, "csat", percent, by)


def test_agents_words_are_whole_whatever_is_set(auto: Shop) -> None:
    for signal in ("thumb", "thanks"):
        set_to(auto, signal, 10)
    auto.mode("observe")
    auto.asks(RETURN).replies("Like this.", cites="returns")
    said = [e.event for e in auto.events(LessonSettled) if e.event.witness == "agent"]
    assert {each.weight for each in said} == {1000}
