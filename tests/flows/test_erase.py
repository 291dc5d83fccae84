"""After an erasure what is learned is what it would be had that customer never written."""

from __future__ import annotations

from collections.abc import Callable

from tacit.conversation import fold
from tacit.events import (
    ConversationOpened,
    CustomerErased,
    EntryRevised,
    ExemplarPaired,
    Logged,
    NewEvent,
    PersonId,
    WorkspaceId,
)
from tacit.store.batch import Batch, Body, Vectors
from tests.cast import Shop

RETURN = "How do I send back the kettle I bought?"
HUM = "Is the samovar loud when it boils?"
SALT = bytes(16)


def of_person(events: list[Logged], person: PersonId) -> Callable[[Logged], bool]:
    """Whether an event is a person's: of a conversation they opened, or done by them."""
    opened = {
        e.event.conversation_id
        for e in events
        if isinstance(e.event, ConversationOpened) and e.event.customer_id == person
    }

    def is_theirs(logged: Logged) -> bool:
        event = logged.event
        about = getattr(event, "conversation_id", getattr(event, "entry_id", None))
        return about in opened or logged.actor.id == person or isinstance(event, CustomerErased)

    return is_theirs


def without(shop: Shop, person: PersonId, into: Shop) -> None:
    """Copy the log and what lies beside it, that person's events left out."""
    events = shop.events()
    is_theirs = of_person(events, person)
    for logged in events:
        if not is_theirs(logged):
            copy(shop, logged, into)


def copy(shop: Shop, logged: Logged, into: Shop) -> None:
    store, event = shop.port.store, logged.event
    ids = [getattr(event, "message_id", ""), getattr(event, "revision_id", "")]
    if isinstance(event, ExemplarPaired):
        ids = [*event.query]
    bodies = store.bodies(shop.workspace, ids)
    namespace = shop.port.embedder.namespace
    held = store.bodies(into.workspace, ids)
    vectors = store.vectors(shop.workspace, namespace, ids)
    embedded = store.vectors(into.workspace, namespace, ids)
    store.append(
        Batch(
            into.workspace,
            (NewEvent(logged.event_id, event, logged.at, logged.actor, logged.cause_position),),
            logged.recorded_at,
            bodies=tuple(Body(id, text, SALT) for id, text in bodies.items() if id not in held),
            vectors=tuple(
                Vectors(id, namespace, each) for id, each in vectors.items() if id not in embedded
            ),
        )
    )


def busy_day(shop: Shop) -> None:
    """Ada and Bruno are served side by side; both teach."""
    shop.mode("auto")
    shop.taught(RETURN, "warranty")
    ada = shop.asks("Where is my invoice?", shop.ada)
    ada.replies("There.", cites="invoice https://docs.example/paper")
    shop.asks(HUM, shop.bruno).replies("It hums.", shop.jonas)
    shop.asks(HUM, shop.ada).replies("It hums.", publish=True)
    talk = shop.asks(RETURN, shop.ada)
    talk.says("Thanks, that worked!")
    shop.asks(RETURN, shop.bruno)
    shop.wait(24 * 8)
    shop.asks("Can I cancel my order?", shop.ada).replies("Yes.", cites="cancel")
    shop.asks("Can I cancel my order?", shop.bruno).replies("Yes.", cites="refunds")


def test_the_state_equals_that_of_a_log_without_the_customer(
    shop: Shop, empty: Callable[[], Shop]
) -> None:
    busy_day(shop)
    never = empty()
    before = shop.learned().to_bytes()
    shop.erase(shop.ada)
    without(shop, shop.ada, never)
    assert shop.learned().to_bytes() != before
    assert shop.learned().to_bytes() == never.learned().to_bytes()


def test_whichever_customer_is_erased_the_other_stays(
    shop: Shop, empty: Callable[[], Shop]
) -> None:
    busy_day(shop)
    never = empty()
    shop.erase(shop.bruno)
    without(shop, shop.bruno, never)
    assert shop.learned().to_bytes() == never.learned().to_bytes()
    assert shop.first("Where is my invoice?") == "invoice"


def test_a_copy_with_everybody_is_the_same_state(shop: Shop, empty: Callable[[], Shop]) -> None:
    """The comparison itself: what it copies is all that the state is made of."""
    busy_day(shop)
    whole = empty()
    without(shop, PersonId("nobody"), whole)
    assert whole.learned().to_bytes() == shop.learned().to_bytes()


def test_exemplars_with_that_witness_retire_and_others_stay(shop: Shop) -> None:
    gone = shop.asks(HUM, shop.ada)
    gone.replies("It hums.")
    kept = shop.asks(HUM, shop.bruno)
    kept.replies("Rather loud.")
    shop.erase(shop.ada)
    unapproved = [c.entry_id for c in shop.preview(HUM).verdict.candidates if not c.is_approved]
    assert unapproved == [kept.entry_id]
    assert gone.entry_id not in shop.learned().exemplars.by_id


def test_published_words_of_an_erased_conversation_are_said_no_more(shop: Shop) -> None:
    shop.asks(HUM, shop.ada).replies("It hums.", publish=True)
    assert shop.preview(HUM).verdict.text == "It hums."
    shop.erase(shop.ada)
    assert "hums" not in (shop.preview(HUM).verdict.text or "")


def test_an_erased_agents_lessons_are_folded_out(shop: Shop) -> None:
    shop.taught(RETURN, "warranty")
    shop.erase(shop.ines)
    assert shop.first(RETURN) == "returns"
    assert shop.learned().linear.lessons == 0


def test_an_erased_customer_who_writes_again_is_served(shop: Shop) -> None:
    """Whoever was forgotten may come back; what they say teaches nothing."""
    shop.erase(shop.ada)
    talk = shop.asks(RETURN, shop.ada)
    assert talk.decision.cites == [shop.entries["returns"]]
    talk.replies("Like this.", cites="warranty")
    assert shop.learned().linear.lessons == 0


def test_the_chain_still_verifies_and_the_log_is_whole(shop: Shop) -> None:
    busy_day(shop)
    before = shop.events()
    shop.erase(shop.ada)
    assert shop.events()[:-1] == before
    assert shop.port.store.verify(shop.workspace).is_clean


def test_conversations_of_others_still_fold(shop: Shop) -> None:
    busy_day(shop)
    shop.erase(shop.ada)
    for each in shop.events(ConversationOpened):
        opened = each.event
        assert isinstance(opened, ConversationOpened)
        stream = shop.port.store.read_stream(shop.workspace, opened.stream)
        assert fold(opened.conversation_id, stream).customer_id == opened.customer_id


def test_a_knowledge_version_made_in_an_erased_conversation_stays(shop: Shop) -> None:
    shop.asks(HUM, shop.ada).replies("See there.", cites="https://docs.example/paper")
    stubs = len(shop.events(EntryRevised))
    shop.erase(shop.ada)
    assert len(shop.events(EntryRevised)) == stubs
    assert len(shop.learned().library.live) == 13


def test_two_processes_agree_after_an_erasure(shop: Shop, workspace: WorkspaceId) -> None:
    busy_day(shop)
    other = shop.refolded()
    shop.erase(shop.ada)
    assert shop.learned().to_bytes() == shop.refolded().to_bytes()
    assert other.to_bytes() != shop.refolded().to_bytes()
