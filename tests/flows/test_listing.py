"""The agents' list: what its filters offer, and how far it counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tacit.events import Actor, ConversationId, MoodRead
from tacit.flows import desk, inbox, listing
from tacit.store import listing as table
from tacit.store.listing import Filter
from tacit.web.views.lines import Choice, lines_of
from tests.cast import Shop, Talk


def caught_up(shop: Shop) -> table.Listing:
    inbox.catch_up(shop.port, shop.workspace)
    listing.page(shop.port, shop.workspace, Filter())
    return shop.port.store.listing


def test_filters_offer_every_channel_and_language_once_in_order(shop: Shop) -> None:
    assert caught_up(shop).choices(shop.workspace) == []
    shop.asks("Where is the parcel that I ordered last week, please?")
    shop.asks("Wo ist das Paket, das ich letzte Woche bei Ihnen bestellt habe?")
    shop.asks("How long does a delivery take to another country?")
    languages = [
        value for what, value in caught_up(shop).choices(shop.workspace) if what != "channel"
    ]
    assert languages == ["de", "en"]
    channels = [
        value for what, value in caught_up(shop).choices(shop.workspace) if what == "channel"
    ]
    assert len(channels) == len(set(channels)) == 1


def test_the_counts_say_how_many_wait_up_to_what_a_page_shows(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(4):
        shop.asks("Where is my parcel?")
    assert caught_up(shop).counts(shop.workspace)[0] == 4
    shown = lines_of(shop.port, shop.workspace, Choice())
    assert (shown.counted("waiting"), shown.counted("resolved")) == ("4", "")
    monkeypatch.setattr(table, "COUNTED_AT_MOST", 2)
    monkeypatch.setattr("tacit.web.views.lines.COUNTED_AT_MOST", 2)
    assert caught_up(shop).counts(shop.workspace)[0] == 3
    assert lines_of(shop.port, shop.workspace, Choice()).counted("waiting") == "2+"


OUTCRY = "this is still not working!!"


def test_an_outcry_carries_its_signals_is_read_and_speaks_against_the_reply(shop: Shop) -> None:
    shop.taught("How do I descale my kettle with vinegar?", "descale", times=8)
    shop.mode("auto")
    talk = shop.asks("How do I descale my kettle with vinegar?")
    assert talk.delivered
    talk.says(OUTCRY)
    said = talk.messages()[-1]
    assert said.signals == ["still_broken", "frustrated"]
    assert talk.state.moods[-1].frustration > talk.state.moods[0].frustration
    judged = talk.lesson("customer", talk.state.decisions[0].decision_id)
    assert (judged.reward, judged.reason) == (0, "customer_says_still_broken")


def test_frustration_counts_as_up_to_eight_hours_of_waiting(shop: Shop) -> None:
    """4096 of 4096 is eight hours, 1024 are two: who asked 119 minutes later is listed before."""
    early, late, angry = (shop.asks("Where is my parcel?") for _ in range(3))
    step = Actor("agent", shop.ines)

    def reads(talk: Talk, frustration: int) -> None:
        message = talk.messages()[0].message_id
        at = ConversationId(talk.conversation_id)
        shop.writes(MoodRead(at, message, frustration, 0, [0] * 13), step)

    def waiting() -> list[str]:
        return [each.id for each in lines_of(shop.port, shop.workspace, Choice()).rows]

    for talk in (early, late, angry):
        reads(talk, 0)
    assert waiting() == [early.conversation_id, late.conversation_id, angry.conversation_id]
    reads(angry, 4096)
    (first, *_) = lines_of(shop.port, shop.workspace, Choice()).rows
    assert (first.id, first.sooner) == (angry.conversation_id, "8 hours")
    assert first.line.asked_at is not None
    assert first.line.due_at == first.line.asked_at - timedelta(hours=8)
    reads(angry, 1024)
    reads(early, 1024 + 9)
    assert waiting()[0] == early.conversation_id, "the calmer one asked two minutes later"
    shop.clock.advance(hours=2)
    calm = shop.asks("Where is my parcel?")
    reads(calm, 0)
    assert waiting()[-1] == calm.conversation_id
    mine = shop.asks("Where is my parcel?")
    reads(mine, 1024)
    assert waiting().index(mine.conversation_id) < waiting().index(calm.conversation_id)
    mine.replies("Here it is.")
    assert mine.conversation_id not in waiting()


def test_what_agents_say_of_a_mood_moves_it_in_the_list(shop: Shop) -> None:
    calm, angry = shop.asks("Where is my parcel?"), shop.asks(OUTCRY)
    shown = lines_of(shop.port, shop.workspace, Choice()).rows
    assert [each.id for each in shown] == [angry.conversation_id, calm.conversation_id]
    message = angry.messages()[0].message_id
    told = desk.MoodTold(message, "frustration", is_so=False)
    step = desk.Step(angry.conversation_id, Actor("agent", shop.ines))
    assert desk.tell_mood(shop.port, shop.workspace, step, told)
    shown = lines_of(shop.port, shop.workspace, Choice()).rows
    assert [each.id for each in shown] == [calm.conversation_id, angry.conversation_id]
    assert shown[1].sooner == ""
