"""The learned state is a fold over the log, wherever the fold begins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tacit.answering import JUDGEMENT
from tacit.answering.learned import Learned
from tacit.events import SYSTEM, ExemplarPaired, IntentFounded, IntentId, WorkspaceId
from tacit.flows import follow, publish
from tacit.flows.follow import Follower
from tacit.store import reading
from tests.cast import ARTICLES, Shop
from tests.flows.test_intents import RETURNS, answered

RETURN = "How do I send back the kettle I bought?"
HUM = "Is the samovar loud when it boils?"


def busy_weeks(shop: Shop) -> None:
    """Lessons, corrections, silences, knowledge and an undo."""
    shop.mode("auto")
    shop.taught(RETURN, "warranty")
    late = shop.asks(RETURN)
    talk = shop.asks(HUM)
    talk.replies("It hums.", publish=True)
    shop.wait(100)
    talk.replies("Or like this.", cites="descale")
    late.says("It is still not working")
    shop.wait(100)
    changed = replace(ARTICLES[0], markdown="Within 60 days.")
    publish.put_articles(shop.port, shop.workspace, [changed], "changed")
    gone = shop.taught("Where is my invoice?", "invoice")
    publish.withdraw(shop.port, shop.workspace, gone.entry_id, "undone")
    late.replies("Then so.", cites="refunds")


def fresh(shop: Shop, **changed: object) -> Follower:
    """The follower of a process that has just begun."""
    held = shop.port.follower
    named = {name: getattr(held, name) for name in ("store", "namespace", "dimensions", "target")}
    return Follower(**(named | changed))


def keep(shop: Shop, position: int) -> None:
    """Keep the snapshot at a position, and no other."""
    state = fresh(shop).past(shop.workspace, position, is_quick=False).snapshot("cast-words")
    shop.port.store.drop_snapshots(shop.workspace)
    shop.port.store.save_snapshot(shop.workspace, JUDGEMENT, position, state)


def from_snapshot(shop: Shop, **changed: object) -> Learned:
    return fresh(shop, **changed).past(shop.workspace, None)


def test_a_snapshot_and_what_came_after_is_the_whole(shop: Shop) -> None:
    busy_weeks(shop)
    whole = shop.refolded()
    verdict = shop.preview(RETURN).verdict
    for position in range(1, shop.head() + 1, 3):
        keep(shop, position)
        assert from_snapshot(shop).to_bytes() == whole.to_bytes(), f"from position {position}"
    shop.port.follower.evict(shop.workspace)
    assert shop.preview(RETURN).verdict == verdict


def test_what_comes_later_is_learned_the_same_after_a_snapshot(shop: Shop) -> None:
    busy_weeks(shop)
    keep(shop, shop.head())
    shop.port.follower.evict(shop.workspace)
    shop.learned()
    late = shop.asks(RETURN)
    late.replies("Rather so.", cites="voucher")
    shop.wait(200)
    for pair in shop.events(ExemplarPaired):
        publish.withdraw(shop.port, shop.workspace, pair.event.conversation_id, "undone")


def test_a_word_on_an_old_decision_counts_the_same_after_a_snapshot(shop: Shop) -> None:
    """Decisions are kept for 60 days; how long must not hang on where the fold began."""
    talk = shop.asks(RETURN)
    shop.wait(24 * 61)
    shop.mode("draft")
    keep(shop, shop.head())
    talk.replies("At last.", cites="returns")
    assert from_snapshot(shop).to_bytes() == shop.refolded().to_bytes()


def test_a_snapshot_is_kept_now_and_then(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "_SNAPSHOT_EVERY", 5)
    busy_weeks(shop)
    held = shop.port.store.snapshot_before(shop.workspace, JUDGEMENT, shop.head())
    assert held is not None
    assert from_snapshot(shop).to_bytes() == shop.refolded().to_bytes()


def test_an_erasure_is_not_undone_by_a_snapshot(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "_SNAPSHOT_EVERY", 1)
    busy_weeks(shop)
    shop.erase(shop.ada)
    assert from_snapshot(shop).to_bytes() == shop.refolded().to_bytes()
    shop.erase(shop.bruno)
    shop.taught(RETURN, "returns")
    assert from_snapshot(shop).to_bytes() == shop.refolded().to_bytes()


def test_after_an_erasure_a_snapshot_knows_how_old_conversations_began(shop: Shop) -> None:
    """Their openings are read again then, and only what was said in them of late."""
    shop.taught(RETURN, "returns")
    talk = shop.asks(HUM, shop.ada)
    talk.replies("Which samovar is it?")
    talk.says("The small one.")
    shop.wait(24 * 40)
    talk.replies("It hums.")
    shop.wait(24 * 30)
    shop.asks("Where is my invoice?", shop.ada)
    shop.erase(shop.bruno)
    keep(shop, shop.head())
    founded = IntentFounded(IntentId("0192d35b-4110-7008-b8b5-1263c1849ce7"), [talk.entry_id])
    shop.writes(founded, SYSTEM)
    whole = shop.refolded()
    assert whole.asking.counts, "it is counted"
    assert from_snapshot(shop).to_bytes() == whole.to_bytes()


def test_who_asked_is_known_as_long_as_the_answer_can_be_judged(shop: Shop) -> None:
    """Two accounts' conversations outlive the openings that are kept; both are complained of."""
    shop.mode("auto")
    first, second = shop.asks(HUM, shop.ada), shop.asks(HUM, shop.bruno)
    assert {first.state.state, second.state.state} == {"with_agent"}
    shop.wait(24 * 50)
    shop.taught(HUM, "descale", times=6)
    first.given_back()
    answer = first.delivered[0]
    first.rates("thumb", -1, answer.message_id)
    shop.wait(24)
    first.replies("Like this.", cites="refunds")
    shop.wait(24 * 12)
    first.rates("thumb", 1, answer.message_id)
    keep(shop, shop.head())
    second.given_back()
    second.says("It is still not working")
    whole = shop.refolded()
    assert set(whole.budget.looked) <= {shop.ada, shop.bruno}
    assert all(0 <= true <= of for true, of in whole.budget.looked.values())
    assert from_snapshot(shop).to_bytes() == whole.to_bytes()


def test_an_erasure_while_a_state_is_folded_leaves_no_state_that_stops_before_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy_weeks(shop)
    follower, store = fresh(shop), shop.port.store
    head = store.head

    def then_erased(workspace: WorkspaceId) -> int:
        monkeypatch.setattr(store, "head", head)
        found = head(workspace)
        shop.erase(shop.ada)
        return found

    monkeypatch.setattr(store, "head", then_erased)
    found = follower.past(shop.workspace, None)
    assert shop.ada in found.erased
    assert found.to_bytes() == shop.refolded().to_bytes()


def test_a_past_view_is_the_same_from_a_snapshot(shop: Shop) -> None:
    busy_weeks(shop)
    position = shop.head() // 2
    alone = fresh(shop).past(shop.workspace, position, is_quick=False)
    keep(shop, position - 3)
    assert fresh(shop).past(shop.workspace, position).to_bytes() == alone.to_bytes()


def test_a_snapshot_of_another_model_or_judgement_is_not_used(shop: Shop) -> None:
    busy_weeks(shop)
    state = Learned.snapshot(fresh(shop).past(shop.workspace, 5, is_quick=False), "another model")
    shop.port.store.save_snapshot(shop.workspace, JUDGEMENT, shop.head(), state)
    shop.port.store.save_snapshot(shop.workspace, JUDGEMENT + 1, shop.head(), b"unreadable")
    assert from_snapshot(shop).to_bytes() == shop.refolded().to_bytes()


def test_a_changed_error_budget_counts_also_after_a_snapshot(shop: Shop) -> None:
    busy_weeks(shop)
    keep(shop, shop.head())
    stricter = fresh(shop, target=0.01).past(shop.workspace, None, is_quick=False)
    assert from_snapshot(shop, target=0.01).budget == stricter.budget


def test_an_evicted_state_is_folded_again_on_demand(shop: Shop) -> None:
    busy_weeks(shop)
    before = shop.learned().to_bytes()
    shop.port.follower.evict(shop.workspace)
    assert shop.learned().to_bytes() == before


def test_a_state_that_knows_enough_is_not_caught_up(shop: Shop) -> None:
    follower, known = fresh(shop), shop.head()
    with follower.current(shop.workspace) as learned:
        assert learned.position == known
    shop.taught(RETURN, "returns")
    with follower.current(shop.workspace, reached=known) as learned:
        assert learned.position == known
    with follower.current(shop.workspace, reached=known + 1) as learned:
        assert learned.position == shop.head() > known
        assert learned.fingerprint() == shop.refolded().fingerprint()


def test_what_nobody_holds_yet_is_folded_however_little_is_asked_for(shop: Shop) -> None:
    with fresh(shop).current(shop.workspace, reached=0) as learned:
        assert learned.position == shop.head()


def test_a_long_stretch_is_caught_up_to_its_end(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three events at a time: the first trip brings three, the rest is read on."""
    follower = fresh(shop)
    with follower.current(shop.workspace):
        pass
    busy_weeks(shop)
    monkeypatch.setattr(reading, "AT_ONCE", 3)
    with follower.current(shop.workspace) as learned:
        assert learned.position == shop.head()
        assert learned.fingerprint() == shop.refolded().fingerprint()


def test_a_glance_waits_for_nothing_that_takes_long(shop: Shop) -> None:
    """Not for a first fold, nor for who holds the state; it knows what was said last."""
    follower = shop.port.follower

    def head(learned: Learned) -> int:
        return learned.position

    follower.evict(shop.workspace)
    assert follower.glance(shop.workspace, "head", head, -1) == -1
    before = shop.learned().position
    assert follower.glance(shop.workspace, "head", head, -1) == before
    shop.asks("Where is my parcel?")
    with ThreadPoolExecutor(1) as others, follower.current(shop.workspace):
        assert others.submit(follower.glance, shop.workspace, "head", head, -1).result() == before
    assert follower.glance(shop.workspace, "head", head, -1) == shop.head() > before


def test_how_an_old_conversation_began_counts_behind_a_snapshot_once_its_intent_is_founded(
    shop: Shop,
) -> None:
    """What began more than sixty days before a snapshot is not read again."""
    answered(shop, *RETURNS[:2])
    shop.clock.advance(days=61)
    shop.asks("Where is my invoice?", shop.ada)
    position = shop.head()
    answered(shop, *RETURNS[2:])
    whole = shop.refolded()
    (counts,) = whole.asking.counts.values()
    assert counts["answer"]["n"] == len(RETURNS), "the old ones among them"
    keep(shop, position)
    begun = from_snapshot(shop)
    assert begun.known == position
    assert begun.to_bytes() == whole.to_bytes()


def test_a_desk_that_was_quiet_for_months_holds_the_same_after_a_snapshot(shop: Shop) -> None:
    """What is left is left by time, not by the next decision, which may be long in coming."""
    shop.mode("auto")
    shop.taught(RETURN, "warranty", times=3)
    for _ in range(3):
        shop.asks(RETURN)
    shop.wait(24 * 59)
    shop.asks(HUM).replies("It hums.", publish=True)
    assert len(shop.learned().pseudo_labels) > 0
    for days in (3, 30, 90):
        shop.wait(24 * days)
        shop.mode("draft" if days == 30 else "auto")
        keep(shop, shop.head())
        assert from_snapshot(shop).to_bytes() == shop.refolded().to_bytes(), f"{days} days later"
