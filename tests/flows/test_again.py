"""What was done once is not done twice, and what a crash broke off is made good."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tacit.app import fire, follow
from tacit.events import Actor, AuditDrawn, ConversationReturned, FeedbackGiven, Logged
from tacit.flows import receive
from tacit.store.batch import Batch
from tacit.store.log import Store
from tests.cast import Shop, Talk, open_shop

RETURN = "How do I send back the kettle I bought?"
HUM = "Is the samovar loud when it boils?"
_names = itertools.count(1)


class Killed(Exception):
    """The process is gone."""


class Dying:
    """A store whose process dies as soon as it has written so many appends."""

    def __init__(self, store: Store, appends: int) -> None:
        self._store, self._left = store, appends

    def append(self, batch: Batch, *, durable: bool = True) -> Any:
        if not self._left:
            raise Killed
        self._left -= 1
        return self._store.append(batch, durable=durable)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def heard(talk: Talk, said: receive.Said) -> list[Logged]:
    """One message, logged and not yet followed."""
    return receive.hear(talk.shop.port, talk.shop.workspace, talk.conversation_id, said)


def written(talk: Talk, event: Any, actor: Actor) -> list[Logged]:
    writing = talk.shop.port.write(talk.shop.workspace)
    writing.event(event, actor)
    return writing.append()


def answered(shop: Shop) -> Talk:
    shop.mode("auto")
    shop.taught(RETURN, "returns")
    return shop.asks(RETURN)


# ---- moments at which a process may die ------------------------------------------------


def a_question_it_answers(shop: Shop) -> list[Logged]:
    shop.mode("auto")
    shop.taught(RETURN, "returns")
    return shop.opened(RETURN).logged


def a_question_it_hands_over(shop: Shop) -> list[Logged]:
    shop.mode("auto")
    return shop.opened(HUM).logged


def a_reply_that_cites(shop: Shop) -> list[Logged]:
    cites = (shop.entries["returns"],)
    return heard(shop.asks(RETURN), receive.Said("agent", shop.ines, "There.", cites=cites))


def the_same_words_of_a_second_agent(shop: Shop) -> list[Logged]:
    shop.asks(HUM).replies("It hums.")
    return heard(shop.asks(HUM, shop.bruno), receive.Said("agent", shop.jonas, "It hums."))


def thanks(shop: Shop) -> list[Logged]:
    talk = answered(shop)
    return heard(talk, receive.Said("customer", talk.customer, "Thanks, that worked!"))


def coming_back(shop: Shop) -> list[Logged]:
    talk = answered(shop)
    shop.wait(170)
    return heard(talk, receive.Said("customer", talk.customer, "One more matter about it"))


def giving_back(shop: Shop) -> list[Logged]:
    shop.mode("auto")
    talk = shop.asks(HUM)
    return written(talk, ConversationReturned(talk.conversation_id), Actor("agent", shop.ines))


def a_rating(shop: Shop) -> list[Logged]:
    talk = answered(shop)
    given = FeedbackGiven(talk.conversation_id, "thumb", 1)
    return written(talk, given, Actor("customer", talk.customer))


def a_solution_mark(shop: Shop) -> list[Logged]:
    talk = shop.asks(HUM)
    talk.replies("It hums.")
    talk.replies("Or whistles.")
    port, message = shop.port, talk.messages()[1].message_id
    actor = Actor("customer", talk.customer)
    return receive.mark_solution(port, shop.workspace, talk.conversation_id, message, actor)


MOMENTS = [
    a_question_it_answers,
    a_question_it_hands_over,
    a_reply_that_cites,
    the_same_words_of_a_second_agent,
    thanks,
    coming_back,
    giving_back,
    a_rating,
    a_solution_mark,
]


def kinds(shop: Shop) -> Counter[str]:
    """How many events of each kind there are; what is drawn by lot is another each time."""
    found = Counter(each.event.kind for each in shop.events())
    del found[AuditDrawn.kind]
    return found


@pytest.fixture
def opens(store: Store, opened: list[Shop]) -> Callable[[], Shop]:
    """Opens one shop after the other, each like the last."""

    def make() -> Shop:
        opened.append(open_shop(store, store.create_workspace(f"again {next(_names)}")))
        return opened[-1]

    return make


@pytest.mark.parametrize("appends", [0, 1, 2])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_crash_is_made_good_by_following_again(
    opens: Callable[[], Shop], moment: Callable[[Shop], list[Logged]], appends: int
) -> None:
    whole, broken = opens(), opens()
    whole.follow(moment(whole))
    logged = moment(broken)
    dying = replace(broken.port, store=Dying(broken.port.store, appends))
    try:
        follow(dying, broken.workspace, logged)
    except Killed:
        follow(broken.port, broken.workspace, logged)
    assert kinds(broken) == kinds(whole)


@pytest.mark.parametrize("moment", MOMENTS)
def test_following_again_at_once_doubles_nothing(
    opens: Callable[[], Shop], moment: Callable[[Shop], list[Logged]]
) -> None:
    shop = opens()
    logged = moment(shop)
    everything = shop.follow(logged)
    before = shop.head()
    shop.follow(logged)
    shop.follow(everything)
    assert shop.head() == before


def test_following_a_whole_log_again_doubles_nothing(shop: Shop) -> None:
    talk = shop.asks(HUM)
    talk.replies("It hums.")
    talk.says("Thanks, that worked!")
    talk = answered(shop)
    talk.says("It is still not working")
    talk.replies("Then so.", cites="warranty")
    answered(shop).says("Thanks, that worked!")
    other = shop.asks(RETURN, shop.bruno)
    other.rated("csat", 5)
    shop.wait(170)
    other.says("And one more matter")
    shop.asks(HUM).replies("It hums.", publish=True)
    before = kinds(shop)
    for each in shop.events():
        shop.follow([each])
    assert kinds(shop) - before == Counter()


def test_a_timer_that_fires_twice_settles_once(shop: Shop) -> None:
    answered(shop)
    jobs = list(shop.port.timers or ())
    assert len(jobs) == 2
    shop.wait(170)
    before = shop.head(), shop.learned().fingerprint()
    for job in jobs:
        fire(shop.port, job)
    assert (shop.head(), shop.learned().fingerprint()) == before


def test_a_message_known_already_is_found_and_not_doubled(shop: Shop) -> None:
    said = receive.Said("customer", shop.ada, RETURN, external_id="x-1")
    opening = receive.Opening(shop.ada, said, external_id="c-1")
    receive.open_conversation(shop.port, shop.workspace, opening)
    before = shop.head()
    with pytest.raises(Exception, match="known already") as refused:
        receive.open_conversation(shop.port, shop.workspace, opening)
    known = shop.port.store.find_external(shop.workspace, "conversation", ["c-1"])
    assert str(known["c-1"]) in str(refused.value)
    assert shop.head() == before


def test_a_person_known_already_is_found_and_not_doubled(shop: Shop) -> None:
    assert receive.person(shop.port, shop.workspace, "ada") == shop.ada


def test_an_opening_that_names_an_article_is_taken_in(shop: Shop) -> None:
    """A customer may link to a page in the very first message."""
    said = receive.Said(
        "customer", shop.ada, RETURN, cites=("https://help.kettle.example/returns",)
    )
    receive.open_conversation(shop.port, shop.workspace, receive.Opening(shop.ada, said))
