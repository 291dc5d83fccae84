"""What an answer seemed to resolve is void once its account reports a bug about the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tacit.app import fire
from tacit.events import (
    AccountId,
    Actor,
    BugReported,
    ConversationId,
    ConversationReopened,
    ConversationResolved,
    Logged,
    PersonId,
    ReplyDelivered,
)
from tacit.flows import customers, embed, usage
from tacit.flows.follow import Follower
from tacit.flows.measure import Measures
from tacit.flows.usage import Changed, Reported, Searched, Untaken
from tacit.history import Account
from tacit.metrics.window import Window
from tacit.store.batch import ErasedBefore, ExternalId
from tests.cast import Shop, Talk
from tests.flows.folded import same_inbox
from tests.flows.test_asked_again import (
    ELSE,
    OTHERWISE,
    RETURN,
    THANKS,
    answered,
    asks,
    said,
)
from tests.flows.test_broken_off import HISTORY, prepared, talk
from tests.flows.test_embed import Mirrored
from tests.flows.test_intents import RETURN as ASKED
from tests.flows.test_intents import RETURNS
from tests.flows.test_intents import answered as taught
from tests.flows.test_usage import PROGRAM, account
from tests.flows.told import take

# Some of the question's words among others: the same intent, and too unlike to be the same text.
BUG = "Send back a kettle: the label page stays white in every browser after the last release"


def known(shop: Shop, name: str) -> AccountId:
    """An account that is known by its name."""
    return customers.tell_account(shop.port, shop.workspace, Account(name, name.title()))


@pytest.fixture
def first(shop: Shop) -> Talk:
    """A conversation of Ada's, of Acme, that the assistant's answer resolved as she says."""
    talk = answered(shop, known(shop, "acme"))
    talk.says(THANKS)
    assert talk.state.resolution == "confirmed"
    return talk


def reports(
    shop: Shop,
    words: str = OTHERWISE,
    customer: str | None = None,
    account: str | None = "acme",
    reference: str | None = None,
    at: datetime | None = None,
) -> list[Logged]:
    """A bug is reported, and all that follows is done; returns the reports as logged."""
    told = [Reported(words, customer, account, reference, at)]
    logged = usage.take_in(shop.port, shop.workspace, told, PROGRAM)
    shop.follow(logged)
    return logged


def reopened(shop: Shop) -> list[str]:
    """The conversations that reports reopened."""
    events = [each.event for each in shop.events(ConversationReopened)]
    assert all(each.reason == "bug_reported" for each in events)
    return [each.conversation_id for each in events]


def test_a_report_of_the_account_voids_what_the_customer_confirmed(shop: Shop, first: Talk) -> None:
    (report,) = reports(shop)
    assert reopened(shop) == [first.conversation_id]
    assert (first.state.state, first.state.resolution) == ("open", None)
    assert (said(first).reward, said(first).standing) == (None, "void")
    (reopening,) = shop.events(ConversationReopened)
    assert reopening.cause_position == report.position


def test_a_report_is_of_the_question_by_its_intent_where_its_words_are_others(shop: Shop) -> None:
    taught(shop, *RETURNS)
    shop.mode("auto")
    shop.wait(24 * 8)
    talk = asks(shop, ASKED, shop.ada, known(shop, "acme"))
    assert len(talk.delivered) == 1
    reports(shop, BUG)
    assert reopened(shop) == [talk.conversation_id]


def test_a_report_is_of_the_question_by_its_title_where_no_intent_is_founded(
    shop: Shop, first: Talk
) -> None:
    """A report says more than a question does: steps, browsers, what was expected."""
    steps = "Browser: any. Label page: white, after release nine. Expected: printed, with address."
    reports(shop, f"{ELSE}\n{steps}")
    assert reopened(shop) == []
    reports(shop, f"{OTHERWISE}\n{steps}")
    assert reopened(shop) == [first.conversation_id]


def test_who_reports_counts_by_their_account_and_for_themselves(shop: Shop) -> None:
    """Bruno's account is known, though his conversation was opened without it."""
    acme = account(shop, "acme", "bruno")
    of_acme = answered(shop, acme)
    own = asks(shop, ELSE, shop.bruno, None)
    assert own.delivered == []
    alone = asks(shop, RETURN, shop.bruno, None)
    (report,) = reports(shop, customer="bruno", account=None)
    assert reopened(shop) == [of_acme.conversation_id, alone.conversation_id]
    assert (report.event.account_id, report.event.customer_id) == (acme, shop.bruno)
    assert report.actor == Actor("customer", shop.bruno)


def test_silence_after_a_report_resolves_nothing(shop: Shop) -> None:
    talk = answered(shop, known(shop, "acme"))
    shop.wait(2)
    reports(shop)
    shop.wait(24 * 10)
    assert talk.state.resolution is None
    assert shop.events(ConversationResolved) == []


def test_a_confirmation_after_the_report_counts(shop: Shop, first: Talk) -> None:
    reports(shop)
    first.says(THANKS)
    assert first.state.resolution == "confirmed"


@pytest.mark.parametrize(
    ("words", "whose"),
    [(OTHERWISE, "globex"), (ELSE, "acme")],
    ids=["another account", "another matter"],
)
def test_others_and_other_matters_void_nothing_and_are_logged(
    shop: Shop, first: Talk, words: str, whose: str
) -> None:
    known(shop, whose)
    (report,) = reports(shop, words, account=whose)
    assert isinstance(report.event, BugReported)
    assert reopened(shop) == []
    assert first.state.resolution == "confirmed"


@pytest.mark.parametrize(("hours", "is_void"), [(24 * 7 - 1, True), (24 * 7 + 1, False)])
def test_seven_days_after_the_answer_it_is_another_matter(
    shop: Shop, first: Talk, hours: int, *, is_void: bool
) -> None:
    shop.wait(hours)
    reports(shop)
    assert bool(reopened(shop)) == is_void


def test_the_days_are_counted_from_the_answer_and_not_from_the_opening(shop: Shop) -> None:
    """Answered on the sixth day and reported on the twelfth; others open meanwhile."""
    shop.taught(RETURN, "returns")
    shop.mode("draft")
    talk = asks(shop, RETURN, shop.ada, known(shop, "acme"))
    shop.wait(24 * 6)
    shop.mode("auto")
    talk.given_back()
    assert len(talk.delivered) == 1
    shop.wait(24 * 6)
    asks(shop, ELSE, shop.bruno, None)
    reports(shop)
    assert reopened(shop) == [talk.conversation_id]


def test_a_report_that_is_told_late_counts_from_when_it_was_made(shop: Shop, first: Talk) -> None:
    made_at = shop.clock() + timedelta(days=1)
    shop.wait(24 * 20)
    (report,) = reports(shop, at=made_at)
    assert reopened(shop) == [first.conversation_id]
    (reopening,) = shop.events(ConversationReopened)
    assert (report.at, reopening.at) == (made_at, report.recorded_at)


def test_what_was_confirmed_since_the_report_stands(shop: Shop, first: Talk) -> None:
    made_at = shop.clock()
    shop.wait(24)
    confirmed = ConversationResolved(first.conversation_id, "confirmed", "customer")
    shop.writes(confirmed, Actor("customer", shop.ada))
    reports(shop, at=made_at)
    assert reopened(shop) == []


def test_what_was_answered_anew_since_the_report_stands(shop: Shop) -> None:
    whose = known(shop, "acme"), None
    talk = answered(shop, whose[0])
    made_at, lately = shop.clock(), shop.refolded().awaiting.lately
    assert lately.seen(whose, made_at) == [talk.decision]
    again = replace(talk.decision, n=1)
    lately.answered(made_at + timedelta(days=1), again)
    assert lately.seen(whose, made_at) == []
    assert lately.seen(whose, made_at + timedelta(days=2)) == [again]


def test_with_an_agent_it_stays_with_them(shop: Shop, first: Talk) -> None:
    first.replies("Let me look.")
    reports(shop)
    assert reopened(shop) == []
    assert first.state.state == "with_agent"


def test_what_is_void_already_is_voided_once(shop: Shop, first: Talk) -> None:
    (report,) = reports(shop)
    reports(shop)
    shop.follow([report])
    assert reopened(shop) == [first.conversation_id]


def test_done_again_after_the_customer_came_back_it_voids_nothing_more(
    shop: Shop, first: Talk
) -> None:
    (report,) = reports(shop)
    first.says(THANKS)
    first.says("One more matter")
    before = first.state.position
    shop.follow([report])
    assert first.state.position == before


def test_what_a_process_that_died_left_is_done_by_the_worker(shop: Shop, first: Talk) -> None:
    dying = replace(shop.port, follow_up_after=timedelta(seconds=10))
    usage.take_in(dying, shop.workspace, [Reported(OTHERWISE, account="acme")], PROGRAM)
    (job,) = [each for each in shop.port.timers or [] if each.task == "follow_up"]
    assert reopened(shop) == []
    fire(shop.port, job)
    assert reopened(shop) == [first.conversation_id]


def test_the_rate_falls_and_the_effort_is_high(shop: Shop, first: Talk) -> None:
    measures = Measures(shop.port.store)

    def rate(name: str) -> tuple[int, int]:
        share = measures.measure(shop.workspace, name, Window()).series.total.share
        return share.part, share.whole

    assert (rate("resolution_confirmed"), rate("effort_low")) == ((1, 2), (1, 1))
    reports(shop)
    assert rate("resolution_confirmed") == (0, 2)
    first.says(THANKS)
    assert (rate("resolution_confirmed"), rate("effort_low")) == ((1, 2), (0, 1))


def test_a_report_is_taken_in_once_by_its_reference(shop: Shop) -> None:
    known(shop, "acme")
    (report,) = reports(shop, reference="BUG-17")
    assert reports(shop, "The same once more", reference="BUG-17") == []
    two = [Reported(BUG, account="acme", reference="BUG-18")] * 2
    assert len(usage.take_in(shop.port, shop.workspace, two, PROGRAM)) == 1
    found = shop.port.store.external_of(shop.workspace, report.event.report_id)
    assert found == [("report", "BUG-17")]
    assert len(reports(shop)) == len(reports(shop)) == 1, "without one nobody knows them again"


def test_the_words_lie_beside_the_log_with_their_vectors(shop: Shop) -> None:
    known(shop, "acme")
    (report,) = reports(shop, f"{RETURN}\nThe page stays white.", customer="zoe")
    store, id = shop.port.store, report.event.report_id
    words = f"{RETURN}\nThe page stays white."
    assert store.bodies(shop.workspace, [id]) == {id: words}
    held = store.vectors(shop.workspace, shop.port.embedder.namespace, [id])
    assert held[id] == shop.port.vectors_of(words, has_subject=True)
    assert store.find_external(shop.workspace, "person", ["zoe"]) == {"zoe": report.actor.id}
    assert store.verify(shop.workspace).is_clean


def test_another_model_embeds_reports_anew(shop: Shop) -> None:
    known(shop, "acme")
    (report,) = reports(shop, f"{RETURN}\nThe page stays white.")
    held, model = shop.port.follower, Mirrored()
    follower = Follower(held.store, model.namespace, model.dimensions, held.target)
    other = replace(shop.port, embedder=model, follower=follower)
    for _ in embed.fill(other, shop.workspace, embed.owed(other, shop.workspace)):
        continue
    id = report.event.report_id
    found = other.store.vectors(shop.workspace, model.namespace, [id])
    assert found[id] == other.vectors_of(f"{RETURN}\nThe page stays white.", has_subject=True)


def test_an_erased_customers_report_goes_and_is_not_brought_back(shop: Shop, first: Talk) -> None:
    (report,) = reports(shop, customer="ada", account=None, reference="BUG-17")
    shop.erase(shop.ada)
    store, id = shop.port.store, report.event.report_id
    assert store.bodies(shop.workspace, [id]) == {}
    assert store.vectors(shop.workspace, shop.port.embedder.namespace, [id]) == {}
    assert store.external_of(shop.workspace, id) == []
    assert store.verify(shop.workspace).is_clean
    before = shop.head()
    shop.follow([report])
    assert reports(shop, customer="ada", account=None, reference="BUG-17") == []
    assert shop.head() == before
    writing = shop.port.write(shop.workspace)
    writing.event(report.event)
    writing.external_ids.append(ExternalId("report", "BUG-17", id))
    with pytest.raises(ErasedBefore):
        writing.append()


@pytest.mark.parametrize(
    ("wrong", "field", "why"),
    [
        (Reported(BUG), "customer", "name the customer who reported it"),
        (Reported(BUG, "ada", "nobody"), "properties.account", "no account is known"),
    ],
)
def test_one_that_cannot_be_taken_in_refuses_all(
    shop: Shop, wrong: Reported, field: str, why: str
) -> None:
    head = shop.head()
    with pytest.raises(Untaken, match=why) as refused:
        usage.take_in(shop.port, shop.workspace, [Searched(BUG, 0, "zoe"), wrong], PROGRAM)
    assert (refused.value.place, refused.value.field) == (1, field)
    assert shop.head() == head


def test_all_sorts_come_together(shop: Shop, first: Talk) -> None:
    told = [Searched(BUG, 0), Changed("cancelled", account="acme"), Reported(OTHERWISE, "ada")]
    logged = usage.take_in(shop.port, shop.workspace, told, PROGRAM)
    shop.follow(logged)
    kinds = [each.event.kind for each in logged]
    assert kinds == ["search.made", "subscription.changed", "bug.reported"]


def test_before_a_history_is_taken_in_it_voids_nothing_and_makes_no_desk_live(
    empty: Callable[[], Shop],
) -> None:
    desk = empty()
    known(desk, "acme")
    (report,) = reports(desk)
    assert report.origin == "import"
    assert not desk.port.store.is_live(desk.workspace)


def test_what_a_history_was_answered_is_not_voided_before_the_desk_is_live(
    empty: Callable[[], Shop],
) -> None:
    desk = prepared(empty())
    take(desk, (*HISTORY, talk("alone", (9, "ada", RETURN))))
    last = desk.events(ReplyDelivered)[-1]
    alone = Talk(desk, ConversationId(last.event.stream_id), PersonId("alone"))
    assert (alone.state.opened_at, alone.state.is_helped_alone) == (last.at, True)
    desk.clock.now = last.at + timedelta(days=1)
    before = len(desk.events(ConversationReopened))
    (report,) = reports(desk, RETURN, customer="alone", account=None)
    assert report.origin == "import"
    assert len(desk.events(ConversationReopened)) == before


def test_folded_anew_from_the_log_everything_is_the_same(shop: Shop, first: Talk) -> None:
    reports(shop)
    assert shop.refolded().to_bytes() == shop.learned().to_bytes()
    whose, now = [known(shop, "acme")], shop.clock()
    lately, anew = shop.learned().awaiting.lately, shop.refolded().awaiting.lately
    (seen,) = lately.seen(whose, now)
    assert anew.seen(whose, now) == [seen]
    assert seen.decision_id == first.delivered[0].decision_id
    same_inbox(shop)
