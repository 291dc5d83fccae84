"""Whoever was erased stays erased, however often the history that tells of them is taken in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from tacit.cli.taking_in import counted, report
from tacit.events import ConversationOpened, MessageReceived, PersonId
from tacit.flows import importing, receive
from tacit.flows.importing import Tally
from tacit.flows.importing.erased import without_erased
from tacit.history import Account, Conversation, Customer, Row
from tacit.store.batch import ErasedBefore
from tacit.store.tombstones import Tombstones, tombstone
from tacit.taking import Foretold
from tests.cast import Shop
from tests.flows.test_again import Killed
from tests.flows.told import CONVERSATIONS, HUM, RETURN, ROWS, cites, kinds, take, told

ADAS = [each for each in CONVERSATIONS if each.customer == "ada"]
MODES = pytest.mark.parametrize("rehearse", [0, 3, 2000])
LEFT_OUT = {"customer": 1, "conversation": len(ADAS)}


def erase(shop: Shop, name: str) -> None:
    known = shop.port.store.find_external(shop.workspace, "person", [name])
    shop.erase(PersonId(known[name]))


def texts(shop: Shop) -> set[str]:
    """Every text of a message that still lies beside the log."""
    ids = [each.event.message_id for each in shop.events(MessageReceived)]
    return set(shop.port.store.bodies(shop.workspace, ids).values())


def told_texts(*conversations: Conversation) -> set[str]:
    """The texts of conversations as they are kept: the first line of one may be its subject."""
    return {
        f"{talk.subject}\n{said.text}" if talk.subject and n == 0 else said.text
        for talk in conversations
        for n, said in enumerate(talk.messages)
    }


BRUNOS = told_texts(*(each for each in CONVERSATIONS if each.customer == "bruno"))


def nobody_came_back(shop: Shop) -> None:
    store, names = shop.port.store, [each.external_id for each in ADAS]
    assert texts(shop) == BRUNOS
    assert store.find_external(shop.workspace, "person", ["ada"]) == {}
    assert store.find_external(shop.workspace, "conversation", names) == {}
    assert store.verify(shop.workspace).is_clean
    assert list(store.spooled(shop.workspace)) == []


# ---- erased, then taken in again ---------------------------------------------------------


@MODES
def test_taken_in_again_nobody_comes_back(empty: Callable[[], Shop], rehearse: int) -> None:
    shop = empty()
    take(shop, rehearse=rehearse)
    erase(shop, "ada")
    before = kinds(shop), shop.learned().to_bytes()
    tally, _ = take(shop, rehearse=rehearse)
    assert (kinds(shop), shop.learned().to_bytes()) == before
    nobody_came_back(shop)
    assert tally.erased == LEFT_OUT
    assert tally.taken["conversation"] == len(CONVERSATIONS) - len(ADAS)
    assert tally.taken["customer"] == tally.taken["account"] == 0
    assert tally.refused == []


@MODES
def test_a_longer_history_brings_what_is_new_and_none_of_the_erased(
    empty: Callable[[], Shop], rehearse: int
) -> None:
    shop = empty()
    take(shop, rehearse=rehearse)
    erase(shop, "ada")
    longer = [
        told("c8", 30, ("ada", "I ask again."), ("ines", "Well.", cites("refunds"))),
        told("c9", 31, ("bruno", "Is it tea?"), ("ines", "It is.", cites("delivery"))),
    ]
    tally, _ = take(shop, [*ROWS, *longer], rehearse=rehearse)
    assert texts(shop) == BRUNOS | {"Is it tea?", "It is."}
    assert tally.erased == {"customer": 1, "conversation": len(ADAS) + 1}


def test_a_live_workspace_leaves_the_erased_out_too(shop: Shop) -> None:
    take(shop)
    erase(shop, "ada")
    before = shop.head()
    tally, _ = take(shop)
    assert shop.head() == before
    assert tally.erased == LEFT_OUT
    nobody_came_back(shop)


def test_another_workspace_takes_everybody_in(empty: Callable[[], Shop]) -> None:
    shop, other = empty(), empty()
    take(shop, rehearse=0)
    erase(shop, "ada")
    tally, _ = take(other, rehearse=0)
    assert tally.erased == {}
    assert texts(other) == told_texts(*CONVERSATIONS)


def after_reading(steps: int, then: Callable[[], None]) -> Callable[[int], None]:
    """What hears how far an import is; so many steps after the rows were read it acts, once."""
    left = iter(range(len(ROWS) + steps + 1))

    def advance(by: int) -> None:
        if next(left, None) == len(ROWS) + steps:
            then()

    return advance


def die() -> None:
    raise Killed


@pytest.fixture(params=[(0, n) for n in (1, 3, 6)] + [(2000, n) for n in (1, 6, 12)], ids=str)
def moment(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How many conversations are rehearsed, and after how many steps something happens.

    Facts are written one message at a time, where they else go a thousand together.
    """
    monkeypatch.setattr(importing, "MESSAGES_TOGETHER", 1)
    chosen: tuple[int, int] = request.param
    return chosen


def test_erased_half_way_the_rest_is_taken_in_without_them(
    empty: Callable[[], Shop], moment: tuple[int, int]
) -> None:
    """Broken off, erased, begun again: nobody comes back and nobody else is lost."""
    (rehearse, steps), shop = moment, empty()
    with pytest.raises(Killed):
        take(shop, rehearse=rehearse, advance=after_reading(steps, die))
    erase(shop, "ada")
    for _ in range(2):
        tally, _ = take(shop, rehearse=rehearse)
        nobody_came_back(shop)
        assert tally.erased == LEFT_OUT


def test_erased_while_an_import_runs_nothing_of_them_is_written_after_it(
    empty: Callable[[], Shop], moment: tuple[int, int]
) -> None:
    """The import has rows of theirs in its hands: it stops, says so, and goes on when called."""
    (rehearse, steps), shop = moment, empty()
    advance = after_reading(steps, lambda: erase(shop, "ada"))
    with pytest.raises(ErasedBefore, match="take it in again"):
        take(shop, rehearse=rehearse, advance=advance)
    assert texts(shop) <= BRUNOS
    tally, _ = take(shop, rehearse=rehearse)
    nobody_came_back(shop)
    assert tally.erased == LEFT_OUT


def test_erased_before_the_first_message_is_taken_in_nothing_of_them_is(
    empty: Callable[[], Shop],
) -> None:
    shop = empty()
    take(shop, advance=after_reading(0, lambda: erase(shop, "ada")))
    nobody_came_back(shop)


# ---- what else of a person there is in a history -------------------------------------------


@MODES
def test_of_others_conversations_go_the_messages_of_the_erased(
    empty: Callable[[], Shop], rehearse: int
) -> None:
    shop = empty()
    take(shop, rehearse=rehearse)
    erase(shop, "stefan")
    before = kinds(shop)
    tally, _ = take(shop, rehearse=rehearse)
    assert kinds(shop) == before
    assert tally.erased == {"message": 1}
    assert texts(shop) == told_texts(*CONVERSATIONS) - {"Mine is."}


@MODES
def test_an_erased_agents_replies_stay_out(empty: Callable[[], Shop], rehearse: int) -> None:
    shop = empty()
    take(shop, rehearse=rehearse)
    erase(shop, "ines")
    state = shop.learned().to_bytes()
    tally, _ = take(shop, rehearse=rehearse)
    said = [m for each in CONVERSATIONS for m in each.messages if m.author_id == "ines"]
    assert tally.erased == {"message": len(said)}
    assert shop.learned().to_bytes() == state


SECRET = bytes(32)


def left_of(row: Row, *erased: tuple[str, str]) -> tuple[list[Row], dict[str, int]]:
    """What a history of one row keeps where these are erased, and what is counted."""
    held = Tombstones(SECRET, frozenset(tombstone(SECRET, *each) for each in erased))
    counts = Counter[str]()
    return list(without_erased([row], held, counts)), dict(+counts)


TALK = told("c1", 0, ("ada", "Good day"), ("bruno", "And me?"), ("ines", "Both."))
IN_HER_NAME = replace(TALK, messages=(replace(TALK.messages[0], author_id="eve"),))


@pytest.mark.parametrize(
    ("row", "erased"),
    [
        (TALK, ("person", "ada")),
        (TALK, ("conversation", "c1")),
        (TALK, ("message", "c1/m0")),
        (IN_HER_NAME, ("person", "eve")),
    ],
)
def test_a_conversation_goes_with_its_customer_itself_or_its_question(
    row: Conversation, erased: tuple[str, str]
) -> None:
    assert left_of(row, erased) == ([], {"conversation": 1})


@pytest.mark.parametrize("erased", [("person", "bruno"), ("message", "c1/m1")])
def test_a_message_goes_with_its_author_or_itself(erased: tuple[str, str]) -> None:
    kept = replace(TALK, messages=(TALK.messages[0], TALK.messages[2]))
    assert left_of(TALK, erased) == ([kept], {"message": 1})


@pytest.mark.parametrize("erased", [("person", "c1"), ("message", "m1"), ("conversation", "ada")])
def test_an_id_of_another_kind_leaves_a_row_whole(erased: tuple[str, str]) -> None:
    assert left_of(TALK, erased) == ([TALK], {})


def test_a_customer_goes_and_an_account_stays() -> None:
    assert left_of(Customer("ada"), ("person", "ada")) == ([], {"customer": 1})
    assert left_of(Account("ada"), ("person", "ada")) == ([Account("ada")], {})


# ---- who comes back by themselves ----------------------------------------------------------


def writes_again(shop: Shop, conversation: str, message: str, text: str) -> PersonId:
    """Ada writes through a live door, under the ids of the system she writes in."""
    person = receive.person(shop.port, shop.workspace, "ada")
    said = receive.Said("customer", person, text, external_id=message)
    opening = receive.Opening(person, said, external_id=conversation)
    shop.follow(receive.open_conversation(shop.port, shop.workspace, opening))
    return person


def test_whoever_writes_again_is_a_new_customer_and_the_old_history_stays_out(shop: Shop) -> None:
    take(shop)
    before = shop.ada
    erase(shop, "ada")
    person = writes_again(shop, "new", "new/m0", RETURN)
    assert person != before
    tally, _ = take(shop)
    assert tally.erased == LEFT_OUT
    assert texts(shop) == BRUNOS | {RETURN}
    talks = [e.event.conversation_id for e in shop.events(ConversationOpened)[len(CONVERSATIONS) :]]
    assert len(talks) == 1
    assert shop.port.conversation(shop.workspace, talks[0]).decisions, "she is served"


def test_whoever_writes_again_teaches_again(shop: Shop) -> None:
    take(shop)
    erase(shop, "ada")
    lessons = shop.learned().linear.lessons
    person = writes_again(shop, "new", "new/m0", HUM)
    talk = shop.asks(RETURN, person)
    talk.replies("Like this.", cites="returns")
    assert shop.learned().linear.lessons == lessons + 1


def test_an_old_thread_may_go_on_live_as_a_new_conversation(shop: Shop) -> None:
    take(shop)
    erase(shop, "ada")
    writes_again(shop, "c2", "c2/m99", RETURN)
    take(shop)
    assert texts(shop) == BRUNOS | {RETURN}


def test_an_old_message_delivered_once_more_is_refused_without_its_id(shop: Shop) -> None:
    take(shop)
    erase(shop, "ada")
    before = shop.head()
    with pytest.raises(ErasedBefore) as refused:
        writes_again(shop, "c2", "c2/m0", "Good day")
    assert "c2" not in str(refused.value)
    assert "ada" not in str(refused.value)
    assert shop.head() == before


# ---- what the terminal says ------------------------------------------------------------------


def test_the_report_counts_the_erased_apart_and_names_nobody(
    empty: Callable[[], Shop], capsys: pytest.CaptureFixture[str]
) -> None:
    shop = empty()
    take(shop, rehearse=0)
    erase(shop, "ada")
    tally, foretold = take(shop, rehearse=0)
    report(tally, foretold)
    said = capsys.readouterr().out
    assert f"erased before: {len(ADAS)} conversations, 1 customer, left out" in said
    assert "refused" not in said
    assert "ada" not in said


def test_nobody_erased_is_not_mentioned(capsys: pytest.CaptureFixture[str]) -> None:
    report(Tally(), Foretold())
    assert "erased" not in capsys.readouterr().out
    assert counted(Counter({"message": 0})) == ""
    assert counted(Counter({"message": 1, "customer": 2000})) == "2,000 customers, 1 message"
