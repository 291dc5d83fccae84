"""Metrics follow the log: what flows write is counted as it is meant, now and after an erasure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import pytest

from tacit.app import App
from tacit.events import (
    SYSTEM,
    AccountId,
    Actor,
    ConversationHandedOff,
    EntryId,
    IntentFounded,
    IntentId,
    IntentMerged,
    IntentSplit,
)
from tacit.flows import approval, desk, people, receive, settle
from tacit.flows.measure import Measures
from tacit.history import Account
from tacit.metrics.courses import Courses, courses_of
from tacit.metrics.window import Window
from tests.cast import Shop, Talk
from tests.flows.told import app_of, take

RETURN = "How do I send back the kettle I bought?"
HUM = "Is the samovar loud when it boils?"
MATTERS = ((RETURN, "returns"), (HUM, "descale"))


@pytest.fixture
def measures(shop: Shop) -> Measures:
    return Measures(shop.port.store)


def share(shop: Shop, measures: Measures, name: str) -> tuple[int, int]:
    total = measures.measure(shop.workspace, name, Window()).series.total.share
    return total.part, total.whole


def folded(shop: Shop, measures: Measures) -> Courses:
    with measures.current(shop.workspace) as courses:
        return courses


def answered(shop: Shop) -> Talk:
    """A conversation in which the assistant's answer reached the customer."""
    shop.mode("auto")
    shop.taught(RETURN, "returns")
    return shop.asks(RETURN)


# ---- what flows write is what metrics read ----------------------------------------


def test_thanks_for_an_answer_are_a_confirmed_resolution(shop: Shop, measures: Measures) -> None:
    talk = answered(shop)
    assert talk.delivered
    talk.says("Thanks, that worked!")
    # The first conversation was an agent's: what taught the assistant was handed off.
    assert share(shop, measures, "coverage") == (1, 2)
    assert share(shop, measures, "containment") == (1, 2)
    assert share(shop, measures, "resolution_confirmed") == (1, 2)
    assert share(shop, measures, "resolution_assumed") == (0, 2)
    assert share(shop, measures, "handoff") == (1, 2)


def test_silence_is_an_assumed_resolution_until_they_come_back(
    shop: Shop, measures: Measures
) -> None:
    talk = answered(shop)
    shop.wait(100)
    assert share(shop, measures, "resolution_assumed") == (1, 2)
    assert share(shop, measures, "reopen_rate") == (0, 1)
    talk.says("It is still not working")
    assert share(shop, measures, "resolution_assumed") == (0, 2)
    assert share(shop, measures, "reopen_rate") == (1, 1)


def test_every_handoff_has_a_reason_of_the_closed_list(shop: Shop, measures: Measures) -> None:
    shop.mode("auto")
    shop.asks("I want to speak to a human")
    shop.asks(HUM)
    reasons = measures.measure(shop.workspace, "handoff", Window(), "reason").series.groups
    logged = (each.event for each in shop.events(ConversationHandedOff))
    assert Counter({name: reading.share.part for name, reading in reasons.items()}) == Counter(
        each.reason for each in logged if isinstance(each, ConversationHandedOff)
    )
    assert reasons["customer_request"].share.part == 1


def test_an_audit_is_what_judges_an_answer_that_brought_no_agent(
    shop: Shop, measures: Measures
) -> None:
    talk = answered(shop)
    told = measures.reliability(shop.workspace).judged
    n = measures.measure(shop.workspace, "calibration_error", Window()).series.total.n
    found = settle.Judgement(talk.decision.decision_id, shop.jonas, is_right=False)
    shop.follow(settle.audit(shop.port, shop.workspace, talk.conversation_id, found))
    assert measures.reliability(shop.workspace).judged == told + 1
    total = measures.measure(shop.workspace, "calibration_error", Window()).series.total
    assert total.n == n + 1
    curve = measures.curve(shop.workspace, Window(), size=1)
    assert [each.last for each in curve.steps] == [1], "the curve is of agents' citations"


def test_who_takes_a_conversation_over_was_handed_nothing(shop: Shop, measures: Measures) -> None:
    talk = answered(shop)
    assert share(shop, measures, "handoff") == (1, 2)
    step = desk.Step(talk.conversation_id, Actor("agent", shop.ines))
    shop.follow(desk.take_over(shop.port, shop.workspace, step))
    assert talk.state.state == "with_agent"
    assert share(shop, measures, "handoff") == (1, 2)
    assert share(shop, measures, "containment") == (0, 2)


def test_while_it_observes_nothing_is_covered_and_its_answers_are_scored(
    shop: Shop, measures: Measures
) -> None:
    shop.taught(RETURN, "returns", times=2)
    right, wrong = shop.asks(RETURN), shop.asks(RETURN)
    assert {right.decision.action, wrong.decision.action} == {"answer"}
    right.replies("Like this.", cites="returns")
    wrong.replies("Like that.", cites="voucher")
    for name in ("coverage", "containment", "resolution_confirmed", "handoff"):
        assert share(shop, measures, name) == (0, 0)
    total = measures.measure(shop.workspace, "observe_score", Window()).series.total
    assert total.share.part == total.share.whole - 1
    assert total.parts["wrong of all judged"].part == 1
    assert share(shop, measures, "precision_at_answered") == (total.share.part, total.share.whole)


def test_a_correction_is_live_with_what_it_taught(shop: Shop, measures: Measures) -> None:
    talk = shop.asks(RETURN)
    others = [name for name, entry in shop.entries.items() if entry not in talk.decision.cites]
    talk.replies("Rather this.", cites=others[0])
    assert share(shop, measures, "correction_to_live") == (1, 1)
    shop.asks(HUM).replies("It hums.")
    assert share(shop, measures, "correction_to_live") == (2, 2)
    assert live(shop, measures)["untaught_replies"] == 0


def live(shop: Shop, measures: Measures) -> Mapping[str, int | None]:
    """The figures beside the share of corrections that are live."""
    return measures.measure(shop.workspace, "correction_to_live", Window()).series.total.figures


def test_own_words_are_approved_by_a_person_and_then_used(shop: Shop, measures: Measures) -> None:
    talk = shop.asks(HUM)
    talk.replies("It hums like a bee.")
    waiting = live(shop, measures)
    assert (waiting["unapproved_replies"], waiting["unused_replies"]) == (1, 1)
    shop.clock.advance(hours=2)
    by = Actor("agent", shop.jonas)
    shop.follow(approval.let_pass(shop.port, shop.workspace, talk.entry_id, by))
    done = live(shop, measures)
    # Two hours, and the minute that passed after the reply.
    assert (done["approval_p95_seconds"], done["unapproved_replies"]) == (7_300, 0)
    assert shop.asks(HUM, shop.bruno).decision.cites == [talk.entry_id]
    done = live(shop, measures)
    assert (done["first_use_p95_seconds"], done["unused_replies"]) == (7_400, 0)


def test_words_that_two_agents_say_alike_need_no_third_person(
    shop: Shop, measures: Measures
) -> None:
    shop.asks(HUM).replies("It hums like a bee.")
    shop.asks(HUM, shop.bruno).replies("It hums like a bee.", shop.jonas)
    done = live(shop, measures)
    # The second agent's are published at once; the first one's words still wait.
    assert (done["approval_p50_seconds"], done["unapproved_replies"]) == (0, 1)
    assert done["unused_replies"] == 2


def test_the_first_use_of_a_cited_article(shop: Shop, measures: Measures) -> None:
    shop.taught(RETURN, "voucher")
    unused = live(shop, measures)["unused_replies"]
    assert shop.asks(RETURN).decision.cites == [shop.entries["voucher"]]
    done = live(shop, measures)
    assert (unused, done["unused_replies"], done["first_use_p50_seconds"]) == (1, 0, 60)
    assert folded(shop, measures).by_id == courses_of(shop.events()).by_id


def test_a_draft_that_is_sent_as_it_was_corrects_nothing(shop: Shop, measures: Measures) -> None:
    shop.mode("draft")
    shop.asks(RETURN).sends_draft(is_edited=False)
    assert share(shop, measures, "correction_to_live") == (0, 0)
    shop.asks(RETURN).sends_draft(is_edited=True)
    assert share(shop, measures, "correction_to_live") == (1, 1)


def test_a_rating_counts_for_csat(shop: Shop, measures: Measures) -> None:
    talk = answered(shop)
    talk.rated("csat", 5)
    talk.rated("csat", 1, Actor("agent", shop.ines))
    assert share(shop, measures, "csat") == (1, 1)
    assert share(shop, measures, "csat_answer_rate") == (1, 2)


def test_a_history_is_scored_and_flatters_nothing(empty: Callable[[], Shop]) -> None:
    shop = empty()
    measures, (_, foretold) = Measures(shop.port.store), take(shop)
    # Of c5 and c6 each, the first decision is the one that the rehearsal foretold by.
    recall = measures.measure(shop.workspace, "recall_at_1", Window()).series.total
    assert (recall.share.part, recall.share.whole) == (foretold.right, foretold.judged)
    for name in ("coverage", "containment", "resolution_assumed", "correction_to_live"):
        assert share(shop, measures, name) == (0, 0)
    groups = measures.measure(shop.workspace, "recall_at_1", Window(), "origin").series.groups
    assert groups["rehearsal"].n == recall.n
    curve = measures.curve(shop.workspace, Window(), size=1)
    assert len(curve.steps) == recall.n


def test_plans_are_those_of_the_accounts_today(shop: Shop, measures: Measures) -> None:
    store = shop.port.store
    account = Account("acme", "Acme", {"plan": "enterprise"})
    people.put(shop.port, shop.workspace, [], [account], Counter())
    known = store.find_external(shop.workspace, "account", ["acme"])
    shop.mode("auto")
    said = receive.Said("customer", shop.ada, HUM)
    opening = receive.Opening(shop.ada, said, account_id=AccountId(known["acme"]))
    shop.follow(receive.open_conversation(shop.port, shop.workspace, opening))
    shop.asks(HUM)
    groups = measures.measure(shop.workspace, "coverage", Window(), "plan").series.groups
    assert {name: reading.n for name, reading in groups.items()} == {"enterprise": 1, "unknown": 1}


# ---- keeping current ---------------------------------------------------------------


def test_following_step_by_step_equals_folding_at_once(shop: Shop, measures: Measures) -> None:
    talk = answered(shop)
    folded(shop, measures)
    talk.says("It is still not working")
    folded(shop, measures)
    talk.replies("Then so.", cites="refunds")
    shop.wait(100)
    shop.asks(HUM, shop.bruno).rated("csat", 2)
    held = folded(shop, measures)
    assert held == folded(shop, Measures(shop.port.store))
    assert held.by_id == courses_of(shop.events()).by_id
    assert held.position == shop.head()


def test_what_is_held_is_read_once(
    shop: Shop, measures: Measures, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.asks(HUM)
    folded(shop, measures)
    asked, read = list[int](), shop.port.store.read

    def counted(*given: object, **named: object) -> object:
        asked.append(int(str(named["after"])))
        return read(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(shop.port.store, "read", counted)
    head = shop.head()
    shop.taught(RETURN, "returns")
    folded(shop, measures)
    assert asked[-1] == head
    measures.evict(shop.workspace)
    folded(shop, measures)
    assert asked[-1] == 0


def test_an_erased_customer_leaves_every_figure(shop: Shop, measures: Measures) -> None:
    talk = answered(shop)
    talk.says("Thanks, that worked!")
    assert share(shop, measures, "resolution_confirmed") == (1, 2)
    shop.erase(shop.ada)
    assert share(shop, measures, "resolution_confirmed") == (0, 1)
    left = folded(shop, measures)
    assert left.by_id == courses_of(shop.events(), frozenset({shop.ada})).by_id
    assert left == folded(shop, Measures(shop.port.store))
    shop.asks(HUM, shop.bruno)
    assert share(shop, measures, "handoff")[1] == 2


def test_workspaces_are_measured_apart(
    shop: Shop, measures: Measures, empty: Callable[[], Shop]
) -> None:
    shop.mode("auto")
    shop.asks(HUM)
    assert share(shop, measures, "coverage") == (0, 1)
    assert share(empty(), measures, "coverage") == (0, 0)


def test_an_open_app_keeps_one_set_of_measures(shop: Shop) -> None:
    app: App = app_of(shop)
    shop.mode("auto")
    shop.asks(HUM)
    assert app.measures is app.measures
    assert share(shop, app.measures, "coverage") == (0, 1)


# ---- who asks again elsewhere ------------------------------------------------------------


@pytest.mark.parametrize(("answers_first", "reopened"), [(True, 1), (False, 0)])
def test_who_asks_again_elsewhere_is_known_where_the_assistant_had_answered(
    shop: Shop, measures: Measures, *, answers_first: bool, reopened: int
) -> None:
    """An agent resolved it in either case; what an agent alone answered, no event says of."""
    shop.taught(RETURN, "returns")
    shop.wait(24 * 8)
    shop.mode("auto" if answers_first else "draft")
    talk = shop.asks(RETURN)
    assert bool(talk.delivered) == answers_first
    talk.replies("Like this.", cites="returns")
    step = desk.Step(talk.conversation_id, Actor("agent", shop.ines))
    shop.follow(desk.resolve(shop.port, shop.workspace, step))
    shop.asks(RETURN)
    assert share(shop, measures, "reopen_rate") == (reopened, 1)
    (ending,) = folded(shop, measures).by_id[talk.conversation_id].endings
    assert (ending.agent_id, ending.is_held) == (shop.ines, not reopened)


# ---- intents that are split and merged -------------------------------------------------

WIDE = IntentId("wide")
NAMES = ("coverage", "containment", "handoff", "correction_to_live", "recall_at_1")


def wide(shop: Shop) -> tuple[list[EntryId], list[EntryId], list[Talk]]:
    """Two matters under one intent, by their past questions, and who was answered alone of each."""
    shop.mode("auto")
    one, other = ([shop.taught(*each).entry_id for _ in range(3)] for each in MATTERS)
    shop.writes(IntentFounded(WIDE, one + other), SYSTEM)
    alone = list[Talk]()
    for text, _ in MATTERS * 2:
        alone.append(shop.asks(text))
        shop.wait(24 * 16)
    assert all(each.delivered and each.decision.intent_id == WIDE for each in alone)
    return one, other, alone


def by_intent(shop: Shop, measures: Measures, name: str) -> dict[str, int]:
    groups = measures.measure(shop.workspace, name, Window(), "intent").series.groups
    return {intent: each.n for intent, each in groups.items()}


def figures(shop: Shop, measures: Measures) -> list[object]:
    """All metrics over everything, and those of each month."""
    readings = measures.overview(shop.workspace, Window()).readings
    return [readings, *(each.readings for each in measures.months(shop.workspace, Window()))]


def test_who_was_answered_alone_follows_a_split(shop: Shop, measures: Measures) -> None:
    one, other, alone = wide(shop)
    assert by_intent(shop, measures, "coverage") == {WIDE: 10}
    shop.writes(IntentFounded(IntentId("returns"), one), SYSTEM)
    shop.writes(IntentFounded(IntentId("hum"), other), SYSTEM)
    shop.writes(IntentSplit(WIDE, [IntentId("returns"), IntentId("hum")]), SYSTEM)
    assert by_intent(shop, measures, "coverage") == {"hum": 5, "returns": 5}
    held = folded(shop, measures).by_id
    about = [held[each.conversation_id].intent_id for each in alone]
    assert about == ["returns", "hum", "returns", "hum"]


def test_twelve_rounds_of_splitting_and_merging_change_no_figure(
    shop: Shop, measures: Measures
) -> None:
    one, other, _ = wide(shop)
    before, now = figures(shop, measures), WIDE
    wholes = {name: sum(by_intent(shop, measures, name).values()) for name in NAMES}
    for n in range(12):
        parts = [IntentId(f"{n}.1"), IntentId(f"{n}.2")]
        for part, named in zip(parts, (one, other), strict=True):
            shop.writes(IntentFounded(part, named), SYSTEM)
        shop.writes(IntentSplit(now, parts), SYSTEM)
        apart = {name: by_intent(shop, measures, name) for name in NAMES}
        assert {intent for each in apart.values() for intent in each} == {*parts}
        assert {name: sum(each.values()) for name, each in apart.items()} == wholes
        assert figures(shop, measures) == before
        now = parts[n % 2]
        shop.writes(IntentMerged(parts[1 - n % 2], now), SYSTEM)
    assert figures(shop, measures) == before
    for name, whole in wholes.items():
        assert by_intent(shop, measures, name) == {now: whole}
    assert folded(shop, measures).by_id == courses_of(shop.events()).by_id
