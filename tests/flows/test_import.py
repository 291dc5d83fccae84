"""A history is taken in once, in the order of time, however often the import is begun."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tacit.events import (
    ConversationOpened,
    DecisionTaken,
    EntryRevised,
    ExemplarPaired,
    KnowledgePublished,
    LessonSettled,
    MessageReceived,
    SolutionMarked,
)
from tacit.flows import importing
from tacit.flows.importing import Plan
from tacit.history import Conversation, Message, Refused
from tests.cast import ARTICLES, Shop
from tests.flows.test_again import Dying, Killed
from tests.flows.told import (
    BEGINS_AT,
    CITING,
    CONVERSATIONS,
    HUM,
    RETURN,
    ROWS,
    cites,
    exemplars,
    kinds,
    take,
    told,
)

MESSAGES = sum(len(each.messages) for each in CONVERSATIONS)


def test_facts_give_the_exemplars_of_a_rehearsal(empty: Callable[[], Shop]) -> None:
    facts, rehearsed = empty(), empty()
    take(facts, rehearse=0)
    take(rehearsed)
    assert exemplars(facts) == exemplars(rehearsed)
    assert [name for name, *_ in exemplars(facts)] == ["c1", "c2", "c3", "c4", "c5", "c6"]
    assert ("c2", ["Good day", HUM], "It hums.", []) in exemplars(facts)
    assert ("c4", [HUM], "It hums.", []) in exemplars(facts)


def test_facts_teach_what_a_rehearsal_teaches(empty: Callable[[], Shop]) -> None:
    facts, rehearsed = empty(), empty()
    take(facts, rehearse=0)
    take(rehearsed)
    one, other = facts.learned(), rehearsed.learned()
    assert one.linear.lessons == other.linear.lessons == 4
    one.linear.settle()
    other.linear.settle()
    assert (one.linear.gram == other.linear.gram).all()
    assert sorted(map(len, one.popularity.counts.values())) == [1] * 4


def test_facts_decide_nothing(empty: Callable[[], Shop]) -> None:
    shop = empty()
    tally, foretold = take(shop, rehearse=0)
    assert shop.events(DecisionTaken, LessonSettled) == []
    assert (tally.taken["message"], foretold.asked) == (MESSAGES, 0)
    assert {e.origin for e in shop.events()} == {"import"}


def test_the_last_answered_conversations_and_who_waits_since_are_rehearsed(
    empty: Callable[[], Shop],
) -> None:
    shop = empty()
    _, foretold = take(shop, rehearse=2)
    decided = {e.event.conversation_id for e in shop.events(DecisionTaken)}
    known = shop.port.store.find_external(shop.workspace, "conversation", ["c5", "c6", "c7"])
    assert decided == set(known.values())
    assert foretold.asked == len(shop.events(DecisionTaken)) == 4


def test_what_waits_needs_nobody_where_it_is_settled_old_or_spam() -> None:
    def asked(name: str, day: int, *, is_answered: bool = False, **more: Any) -> Conversation:
        at = datetime(2024, 3, day, tzinfo=UTC)
        said = [Message("m1", at, "customer", "ada", "It leaks.")]
        said += [Message("m2", at, "agent", "ines", "Turn it.")] * is_answered
        return Conversation(name, "ada", "", tuple(said), **more)

    plan = Plan(kept=2)
    plan.note(asked("waits too long", 2))
    for day in (1, 4, 3):
        plan.note(asked(f"answered {day}", day, is_answered=True))
    plan.note(asked("settled", 5, outcome="resolved"))
    plan.note(asked("spam", 6, is_spam=True))
    plan.note(asked("waits", 4))
    assert plan.rehearsed() == {"answered 3", "answered 4", "waits"}
    assert plan.rehearsed_messages == 5
    plan.note(asked("waits", 7))
    plan.note(asked("waits, the last", 8))
    assert plan.rehearsed() == {"answered 3", "answered 4", "waits", "waits, the last"}


def test_what_would_have_been_right_is_counted(empty: Callable[[], Shop]) -> None:
    shop = empty()
    _, foretold = take(shop)
    words = [e.event for e in shop.events(LessonSettled)]
    first = [each.reward for each in words if each.witness == "agent" and each.n == 1]
    assert (foretold.judged, foretold.right) == (len(first), first.count(1000))
    assert str(foretold.first()) == f"{first.count(1000) / len(first):.0%} of {len(first)}"
    assert foretold.answered >= foretold.answered_right


@pytest.mark.parametrize("rehearse", [0, 3, 2000])
def test_messages_come_in_the_order_of_time(empty: Callable[[], Shop], rehearse: int) -> None:
    shop = empty()
    take(shop, rehearse=rehearse)
    heard = [each.at for each in shop.events(MessageReceived)]
    assert heard == sorted(heard)
    assert (heard[0], len(heard)) == (BEGINS_AT, MESSAGES)
    assert shop.events(ConversationOpened)[0].at == BEGINS_AT


def test_as_of_a_day_of_the_history_knows_what_was_known_then(empty: Callable[[], Shop]) -> None:
    shop = empty()
    take(shop)
    day = BEGINS_AT + timedelta(days=8)
    position = shop.port.store.position_at(shop.workspace, day)
    heard = [e for e in shop.events(MessageReceived) if e.position <= position]
    assert [each.at <= day for each in heard] == [True] * 6, "c1 and c2 were over by then"
    top = shop.preview(RETURN, as_of=position).verdict.candidates[0].entry_id
    assert top == shop.entries["returns"], "c3 had not cited the warranty yet"


def test_facts_are_recorded_when_they_happened(empty: Callable[[], Shop]) -> None:
    shop = empty()
    take(shop, rehearse=0)
    said = shop.events(ConversationOpened, MessageReceived, ExemplarPaired)
    assert [each.recorded_at for each in said] == [each.at for each in said]
    day = BEGINS_AT + timedelta(days=9)
    position = shop.port.store.position_at(shop.workspace, day)
    known = [e.at for e in shop.events(MessageReceived) if e.position <= position]
    assert known == [e.at for e in shop.events(MessageReceived) if e.at <= day]
    assert len(known) == 7, "c1, c2 and the first word of c3"


def test_a_history_older_than_the_log_is_recorded_behind_it(empty: Callable[[], Shop]) -> None:
    shop = empty()
    take(shop, [*ARTICLES, *CONVERSATIONS[4:]], rehearse=0)
    last = shop.events()[-1].recorded_at
    take(shop, rehearse=0)
    early = [e for e in shop.events(MessageReceived) if e.at < BEGINS_AT + timedelta(days=12)]
    assert len(early) == 13
    assert {each.recorded_at for each in early} == {last}


@pytest.mark.parametrize("together", [1, 2, 5])
@pytest.mark.parametrize("rehearse", [0, 3])
def test_the_log_does_not_depend_on_how_much_goes_into_one_append(
    empty: Callable[[], Shop], monkeypatch: pytest.MonkeyPatch, together: int, rehearse: int
) -> None:
    whole, pieces = empty(), empty()
    take(whole, CITING, rehearse=rehearse)
    monkeypatch.setattr(importing, "MESSAGES_TOGETHER", together)
    take(pieces, CITING, rehearse=rehearse)
    assert pieces.events() == whole.events()
    assert pieces.refolded().fingerprint() == whole.refolded().fingerprint()


def test_a_page_that_nobody_knew_is_one_stub_from_the_agent_who_cites_it(
    empty: Callable[[], Shop],
) -> None:
    shop = empty()
    take(shop, CITING, rehearse=0)
    cited = [e.event.cites for e in shop.events(MessageReceived) if e.event.cites]
    stubs = [e for e in shop.events(EntryRevised) if e.event.origin == "stub"]
    paper, ink = (each.event.entry_id for each in stubs)
    assert cited == [[paper], [paper], [ink], [shop.entries["refunds"]]]
    versions = [e.event.version for e in shop.events(KnowledgePublished)]
    assert versions == [1, 2, 3]
    assert [e.at for e in shop.events(KnowledgePublished)[1:]] == [e.at for e in stubs]


def test_a_question_first_asked_back_keeps_its_own_vectors(empty: Callable[[], Shop]) -> None:
    shop = empty()
    take(shop, rehearse=0)
    c4 = shop.port.store.find_external(shop.workspace, "conversation", ["c4"])["c4"]
    query = next(e.event.query for e in shop.events(ExemplarPaired) if e.event.stream_id == c4)
    held = shop.port.store.vectors(shop.workspace, shop.port.embedder.namespace, query)
    assert held == {query[0]: shop.port.vectors_of(HUM)}


@pytest.mark.parametrize("rehearse", [0, 3, 2000])
def test_importing_twice_adds_nothing(empty: Callable[[], Shop], rehearse: int) -> None:
    shop = empty()
    take(shop, rehearse=rehearse)
    before, state = kinds(shop), shop.learned().to_bytes()
    tally, _ = take(shop, rehearse=rehearse)
    assert kinds(shop) == before
    assert shop.learned().to_bytes() == state
    assert tally.known["article"] == len(ARTICLES)


def test_a_longer_history_adds_only_what_is_new(empty: Callable[[], Shop]) -> None:
    shop = empty()
    take(shop, [*ROWS[:-7], *CONVERSATIONS[:2]], rehearse=0)
    take(shop, rehearse=0)
    whole = empty()
    take(whole, rehearse=0)
    assert exemplars(shop) == exemplars(whole)
    assert kinds(shop)["message.received"] == MESSAGES


def steps(shop: Shop, rehearse: int) -> int:
    """How often an undisturbed import says how far it is."""
    count = 0

    def advance(by: int) -> None:
        nonlocal count
        count += 1

    take(shop, rehearse=rehearse, advance=advance)
    return count


def breaks_off(after: int) -> Callable[[int], None]:
    """Has an import die once it has said so often how far it is."""
    left = iter(range(after))

    def advance(by: int) -> None:
        if next(left, None) is None:
            raise Killed

    return advance


@pytest.mark.parametrize("rehearse", [0, 3, 2000])
def test_an_import_broken_off_and_begun_again_is_one_import(
    empty: Callable[[], Shop], rehearse: int
) -> None:
    whole = empty()
    total = steps(whole, rehearse)
    for last in range(1, total, 4):
        shop = empty()
        with pytest.raises(Killed):
            take(shop, rehearse=rehearse, advance=breaks_off(last))
        take(shop, rehearse=rehearse)
        assert kinds(shop) == kinds(whole), f"broken off after {last} of {total} steps"
        assert exemplars(shop) == exemplars(whole)


@pytest.mark.parametrize("appends", range(3, 44, 4))
def test_a_process_that_dies_between_two_appends_goes_on_where_it_was(
    empty: Callable[[], Shop], appends: int
) -> None:
    whole, shop = empty(), empty()
    take(whole)
    with pytest.raises(Killed):
        take(shop, store=Dying(shop.port.store, appends))
    take(shop)
    assert kinds(shop) == kinds(whole)


@pytest.mark.parametrize("appends", range(1, 13, 2))
def test_facts_that_died_between_two_appends_go_on_where_they_were(
    empty: Callable[[], Shop], monkeypatch: pytest.MonkeyPatch, appends: int
) -> None:
    monkeypatch.setattr(importing, "MESSAGES_TOGETHER", 2)
    whole, shop = empty(), empty()
    take(whole, rehearse=0)
    with pytest.raises(Killed):
        take(shop, rehearse=0, store=Dying(shop.port.store, appends))
    take(shop, rehearse=0)
    assert kinds(shop) == kinds(whole)
    assert exemplars(shop) == exemplars(whole)
    assert [e.recorded_at for e in shop.events()] == [e.recorded_at for e in whole.events()]


def test_a_conversation_that_ended_goes_on_where_a_longer_history_tells_more(
    empty: Callable[[], Shop], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MESSAGES_TOGETHER", 1)
    shop = empty()
    c4 = CONVERSATIONS[3]
    with pytest.raises(Killed):
        # One row is read and spooled, and then nothing of it taken in.
        take(shop, [replace(c4, messages=c4.messages[:1])], rehearse=0, advance=breaks_off(1))
    take(shop, [c4], rehearse=0)
    opened = shop.events(ConversationOpened)
    assert len(opened) == 1
    assert [e.event.conversation_id for e in shop.events(MessageReceived)] == [
        opened[0].event.conversation_id
    ] * len(c4.messages)
    assert exemplars(shop) == [("c4", [HUM], "It hums.", [])]


def test_a_solution_is_marked_once_however_often_it_is_read(empty: Callable[[], Shop]) -> None:
    shop = empty()
    take(shop)
    take(shop)
    assert len(shop.events(SolutionMarked)) == 1


def test_a_live_workspace_takes_a_history_as_facts_recorded_now(shop: Shop) -> None:
    now = shop.clock.now
    tally, _ = take(shop)
    assert shop.events(DecisionTaken) == []
    heard = shop.events(MessageReceived)
    assert len(heard) == tally.taken["message"] == MESSAGES
    assert all(each.at < now <= each.recorded_at for each in heard)
    assert shop.first(RETURN) in ("returns", "warranty")


def test_a_live_workspace_takes_it_in_once(shop: Shop) -> None:
    take(shop)
    before = shop.head()
    take(shop)
    assert shop.head() == before


def test_rows_that_cannot_be_taken_in_are_counted_with_their_place(
    empty: Callable[[], Shop],
) -> None:
    shop = empty()
    refused = Refused("history.ndjson", 7, "no author")
    tally, _ = take(shop, [*ROWS, refused])
    assert tally.refused == [refused]
    assert tally.taken["conversation"] == len(CONVERSATIONS)
    assert (tally.taken["customer"], tally.taken["account"]) == (2, 1)


def test_nothing_of_a_finished_import_lies_in_the_spool(empty: Callable[[], Shop]) -> None:
    shop = empty()
    take(shop)
    assert list(shop.port.store.spooled(shop.workspace)) == []


def test_a_later_day_of_the_help_centre_is_a_version_of_its_own(empty: Callable[[], Shop]) -> None:
    shop = empty()
    later = replace(ARTICLES[0], markdown="Within 60 days.", at=BEGINS_AT)
    take(shop, [*ROWS, later], rehearse=0)
    assert "60 days" in (shop.preview(RETURN).verdict.text or "")
    assert shop.learned().library.version == 3, "the help centre, a cited page, the later day"


@pytest.mark.parametrize("rehearse", [0, 2000])
def test_an_opening_that_links_to_an_article_is_taken_in(
    empty: Callable[[], Shop], rehearse: int
) -> None:
    shop = empty()
    linking = told("c1", 0, ("ada", "Is this right?", cites("returns")), ("ines", "Yes."))
    take(shop, [*ARTICLES, linking], rehearse=rehearse)
    assert len(shop.events(MessageReceived)) == 2


def test_an_erased_customers_words_are_in_no_exemplar_of_an_import(
    empty: Callable[[], Shop],
) -> None:
    shop = empty()
    take(shop, rehearse=0)
    shop.erase(shop.ada)
    left = {e.conversation_id for e in (p.event for p in shop.events(ConversationOpened))}
    held = {each.entry_id for each in shop.learned().exemplars.ordered}
    assert len(held) == 3
    assert held < left
