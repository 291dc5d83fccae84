"""What may be done with decisions is said with a reason: of all, or of one intent by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tacit.answering.audits import MOST
from tacit.events import (
    EVERY_INTENT,
    SYSTEM,
    Actor,
    AuditDrawn,
    ConversationHandedOff,
    DecisionId,
    EarningSet,
    IntentFounded,
    IntentId,
    IntentMerged,
    IntentSplit,
    LessonSettled,
    Logged,
    Mode,
    ModeSet,
    ModeUnset,
    WorkspaceId,
)
from tacit.flows import autonomy
from tacit.flows.answer import replay
from tacit.store.log import Store
from tests.cast import Shop, open_shop

RETURN = "How do I send back the kettle?"
# The mean of e to the n · ln((1 - p) / .75) for p of 0, 1/16 and 1/8 is 20 or more from here.
RIGHT_TO_RISE = 13
A, B, C = IntentId("a"), IntentId("b"), IntentId("c")


def set_mode(shop: Shop, mode: Mode, intent: IntentId = EVERY_INTENT) -> list[Logged]:
    by = Actor("agent", shop.ines)
    return autonomy.set_mode(shop.port, shop.workspace, mode, "trusted", by, intent)


def unset_mode(shop: Shop, intent: IntentId) -> list[Logged]:
    by = Actor("agent", shop.ines)
    return autonomy.unset_mode(shop.port, shop.workspace, "too early", by, intent)


def founded(shop: Shop, *intents: IntentId) -> None:
    for intent in intents:
        shop.writes(IntentFounded(intent, []), SYSTEM)


def mode_of(shop: Shop, intent: IntentId) -> Mode:
    return shop.learned().mode_of(intent)


def test_a_step_is_said_with_its_reason_and_who_took_it(shop: Shop) -> None:
    (logged,) = set_mode(shop, "draft")
    assert logged.event == ModeSet("*", "draft", "trusted")
    assert logged.actor == Actor("agent", shop.ines)
    assert shop.learned().mode_of(None) == "draft"


def test_what_was_said_already_is_not_said_again(shop: Shop) -> None:
    founded(shop, A)
    assert set_mode(shop, "observe") == [], "a new workspace observes"
    for intent in (EVERY_INTENT, A):
        assert len(set_mode(shop, "auto", intent)) == 1
        assert set_mode(shop, "auto", intent) == []
    assert len(set_mode(shop, "observe")) == 1


def test_an_intents_own_mode_is_said_even_where_it_is_that_of_all(shop: Shop) -> None:
    """It holds on where that of all is set otherwise later."""
    founded(shop, A)
    assert len(set_mode(shop, "observe", A)) == 1
    set_mode(shop, "auto")
    assert (mode_of(shop, A), mode_of(shop, B)) == ("observe", "auto")


def test_an_intent_follows_all_others_again_once_its_mode_is_unset(shop: Shop) -> None:
    founded(shop, A)
    assert unset_mode(shop, A) == []
    set_mode(shop, "auto", A)
    (logged,) = unset_mode(shop, A)
    assert logged.event == ModeUnset(A, "too early")
    assert mode_of(shop, A) == "observe"
    assert unset_mode(shop, A) == []


def test_a_part_follows_all_others_again_although_the_whole_had_a_mode(shop: Shop) -> None:
    founded(shop, A, B, C)
    set_mode(shop, "auto", A)
    shop.writes(IntentSplit(A, [B, C]), SYSTEM)
    assert len(unset_mode(shop, B)) == 1
    assert unset_mode(shop, B) == []
    assert (mode_of(shop, B), mode_of(shop, C)) == ("observe", "auto")


def test_nothing_is_set_about_what_there_is_not(shop: Shop) -> None:
    founded(shop, A, B, C)
    shop.writes(IntentSplit(A, [B, C]), SYSTEM)
    for gone in (A, IntentId("unknown")):
        with pytest.raises(KeyError):
            set_mode(shop, "auto", gone)
        with pytest.raises(KeyError):
            unset_mode(shop, gone)
    assert shop.events(ModeSet, ModeUnset) == []


def test_what_is_set_by_an_id_that_was_merged_is_set_of_the_other(shop: Shop) -> None:
    founded(shop, A, B)
    shop.writes(IntentMerged(A, B), SYSTEM)
    assert set_mode(shop, "auto", A)[0].event == ModeSet(B, "auto", "trusted")
    assert mode_of(shop, B) == "auto"
    assert unset_mode(shop, A)[0].event == ModeUnset(B, "too early")


def test_going_live_says_the_mode_that_there_is_of_all(shop: Shop) -> None:
    founded(shop, A)
    set_mode(shop, "auto", A)
    (logged,) = autonomy.go_live(shop.port, shop.workspace)
    assert logged.event == ModeSet("*", "observe", "its history was rehearsed")
    assert logged.actor == SYSTEM
    set_mode(shop, "draft")
    (logged,) = autonomy.go_live(shop.port, shop.workspace)
    assert isinstance(logged.event, ModeSet)
    assert logged.event.mode == "draft"
    assert mode_of(shop, A) == "auto"


def test_the_history_of_an_intent_is_its_own_in_order(shop: Shop) -> None:
    founded(shop, A, B)
    set_mode(shop, "draft")
    said = [*set_mode(shop, "auto", A), *set_mode(shop, "observe", A), *unset_mode(shop, A)]
    set_mode(shop, "auto", B)
    assert autonomy.history(shop.port, shop.workspace, A) == said
    assert len(autonomy.history(shop.port, shop.workspace, EVERY_INTENT)) == 1
    assert autonomy.history(shop.port, shop.workspace, IntentId("unknown")) == []


# ---- earned and lost by what came of answers ------------------------------------------------


def answered(shop: Shop, intent: IntentId, reward: int, *, is_followed: bool = True) -> Logged:
    """An answer about an intent, as the mode lets it go, drawn by lot, and an agent's audit."""
    talk = shop.asks("My zither buzzes.", shop.bruno)
    decision = replace(
        talk.decision,
        decision_id=DecisionId(shop.port.write(shop.workspace).new_id()),
        action="answer",
        rule="sure",
        mode=mode_of(shop, intent),
        intent_id=intent,
        text_commitment=None,
    )
    writing = shop.port.write(shop.workspace)
    writing.event(decision, SYSTEM)
    writing.event(AuditDrawn(talk.conversation_id, decision.decision_id, intent, MOST))
    lesson = LessonSettled(
        talk.conversation_id, decision.decision_id, "audit", shop.ines, 1, reward, "audit", "final"
    )
    writing.event(lesson, Actor("agent", shop.ines))
    told = writing.append()[2]
    if is_followed:
        shop.follow([told])
    return told


def test_an_intent_in_auto_falls_by_itself_and_stays_where_it_fell(shop: Shop) -> None:
    founded(shop, A, B)
    set_mode(shop, "auto")
    answered(shop, A, 1000)
    assert mode_of(shop, A) == "auto"
    answered(shop, A, 0)
    answered(shop, A, 0)
    fallen = shop.events(ModeSet)[-1]
    assert isinstance(fallen.event, ModeSet)
    assert (fallen.event.intent_id, fallen.event.mode, fallen.actor) == (A, "draft", SYSTEM)
    assert fallen.event.reason.startswith("lost: 2 of 3 answers were wrong")
    assert (mode_of(shop, A), mode_of(shop, B)) == ("draft", "auto")
    answered(shop, A, 0)
    assert shop.events(ModeSet)[-1] == fallen
    assert shop.refolded().fingerprint() == shop.learned().fingerprint()


def test_an_intent_rises_by_itself_only_as_far_as_was_said(shop: Shop) -> None:
    founded(shop, A)
    for _ in range(10):
        answered(shop, A, 1000)
    assert mode_of(shop, A) == "observe"
    by = Actor("agent", shop.ines)
    (logged,) = autonomy.set_earning(shop.port, shop.workspace, "draft", "it is ready", by)
    assert logged.event == EarningSet("draft", "it is ready")
    assert autonomy.set_earning(shop.port, shop.workspace, "draft", "again", by) == []
    answered(shop, A, 1000)
    risen = shop.events(ModeSet)[-1].event
    assert risen == ModeSet(
        A, "draft", "earned: 0 of 11 answers were wrong of those it would have given", "earned", 11
    )


def asked_thrice(shop: Shop) -> IntentId:
    """An intent of three questions that agents answered with the page about returns."""
    talks = [shop.taught(RETURN, "returns") for _ in range(3)]
    shop.writes(IntentFounded(A, [each.entry_id for each in talks]), SYSTEM)
    return A


def test_what_nearly_always_ended_with_a_person_is_handed_over_at_once(shop: Shop) -> None:
    """19 of 20 answers were wrong: the next question goes to a person, who reads so."""
    asked_thrice(shop)
    set_mode(shop, "auto")
    for n in range(20):
        told = answered(shop, A, 1000 if n == 0 else 0, is_followed=False)
    shop.follow([told])
    fallen = shop.events(ModeSet)[-1].event
    assert isinstance(fallen, ModeSet)
    assert (fallen.mode, fallen.why, fallen.answers, fallen.wrong) == ("draft", "lost", 20, 19)
    talk = shop.asks(RETURN)
    assert (talk.decision.intent_id, talk.decision.rule) == (A, "lost")
    assert "19 of 20 answers about this matter were wrong" in talk.decision.reason
    (handed,) = [e.event for e in talk.logged if isinstance(e.event, ConversationHandedOff)]
    assert handed.reason == "assistant_error"
    assert talk.delivered == []
    assert talk.text_of(talk.decision.decision_id).startswith("You may return"), (
        "agents get it as a draft"
    )
    taken = (talk.conversation_id, talk.decision.decision_id)
    assert replay(shop.port, shop.workspace, *taken).is_equal
    set_mode(shop, "auto", A)
    assert shop.asks(RETURN).decision.rule == "sure"


def test_what_lost_its_mode_may_earn_it_anew_by_what_it_would_have_said(shop: Shop) -> None:
    asked_thrice(shop)
    shop.writes(ModeSet(A, "draft", "lost", "lost", 20, 19), SYSTEM)
    before = shop.learned().track_record.counts([A])[0]
    talk = shop.asks(RETURN)
    assert talk.decision.rule == "lost"
    talk.replies("See this page.", cites="returns")
    assert shop.learned().track_record.counts([A]) == (before + 1, 0)


def test_competence_is_earned_for_each_intent_by_itself(
    store: Store, workspace: WorkspaceId
) -> None:
    """A rises by its own answers, as a dated step with its counts; B stays as all others are."""
    shop = open_shop(store, workspace, target=0.25)
    founded(shop, A, B)
    set_mode(shop, "draft")
    autonomy.set_earning(shop.port, shop.workspace, "auto", "ready", Actor("agent", shop.ines))
    for _ in range(RIGHT_TO_RISE - 1):
        answered(shop, A, 1000)
    assert mode_of(shop, A) == "draft"
    answered(shop, A, 1000)
    risen = shop.events(ModeSet)[-1]
    assert isinstance(risen.event, ModeSet)
    assert (risen.event.mode, risen.event.why) == ("auto", "earned")
    assert (risen.event.answers, risen.event.wrong) == (RIGHT_TO_RISE, 0)
    assert (mode_of(shop, A), mode_of(shop, B)) == ("auto", "draft")
    assert shop.refolded().fingerprint() == shop.learned().fingerprint()


def test_nothing_moves_while_a_history_is_rehearsed(shop: Shop) -> None:
    founded(shop, A)
    set_mode(shop, "auto")
    answered(shop, A, 0)
    told = answered(shop, A, 0, is_followed=False)
    rehearsing = replace(shop.port, origin="rehearsal")
    assert autonomy.on_lesson(rehearsing, shop.workspace, told) == []
    assert len(autonomy.on_lesson(shop.port, shop.workspace, told)) == 1
