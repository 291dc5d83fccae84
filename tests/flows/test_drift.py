"""What goes wrong oftener than it used to is said in the log, with the first bad day, once."""

from __future__ import annotations

from dataclasses import replace

from tacit.events import (
    EVERY_INTENT,
    SYSTEM,
    Actor,
    DecisionId,
    DriftAlarmed,
    DriftClosed,
    IntentFounded,
    IntentId,
    IntentMerged,
    IntentSplit,
    LessonSettled,
    Logged,
    Mode,
    ModeSet,
    Witness,
)
from tacit.flows import drift
from tests.cast import Shop

A, B, C = IntentId("a"), IntentId("b"), IntentId("c")


def founded(shop: Shop, *intents: IntentId) -> None:
    for intent in intents:
        shop.writes(IntentFounded(intent, []), SYSTEM)


def judged(
    shop: Shop,
    *rewards: int | None,
    intent: IntentId = A,
    mode: Mode = "observe",
    witness: Witness = "agent",
    is_followed: bool = True,
) -> list[Logged]:
    """Answers about an intent as a mode lets them go, one a day, and the word on each."""
    found = list[Logged]()
    for reward in rewards:
        talk = shop.asks("My zither buzzes.", shop.bruno)
        decision = replace(
            talk.decision, decision_id=DecisionId(shop.port.write(shop.workspace).new_id()),
            action="answer", rule="sure", mode=mode, intent_id=intent, cites=["an-entry"],
            text_commitment=None,
        )  # fmt: skip
        writing = shop.port.write(shop.workspace)
        writing.event(decision, SYSTEM)
        if reward is not None:
            who, standing = (shop.ines, "final") if witness != "customer" else (shop.bruno, "final")
            word = LessonSettled(
                talk.conversation_id,
                decision.decision_id,
                witness,
                who,
                1,
                reward,
                "said",
                standing,
            )
            writing.event(word, Actor("agent", shop.ines))
        found.append(writing.append()[-1])
        if is_followed and reward is not None:
            shop.follow([found[-1]])
        shop.clock.advance(days=1)
    return found


def alarms(shop: Shop, watched: str = A) -> list[DriftAlarmed]:
    found = (each.event for each in shop.events(DriftAlarmed))
    return [e for e in found if isinstance(e, DriftAlarmed) and e.watched == watched]


def test_an_intent_whose_answers_go_wrong_is_named_with_the_first_bad_day(shop: Shop) -> None:
    founded(shop, A, B)
    judged(shop, *[1000] * 30)
    day = shop.clock.now.date().isoformat()
    judged(shop, 0, 0, 0)
    (alarm,) = alarms(shop)
    assert (alarm.first_day, alarm.judged_before, alarm.bad_before) == (day, 28, 0)
    assert (alarm.judged_since, alarm.bad_since) == (3, 3)
    assert alarm.reason == (
        f"3 of 3 answers were wrong since {day}, 0 of the last 28 before; chance alone says so "
        "once in 1,000 judgements at most"
    )
    logged = shop.events(DriftAlarmed)[0]
    assert logged.actor == SYSTEM
    assert logged.cause_position is not None
    assert alarms(shop, B) == []
    assert shop.refolded().fingerprint() == shop.learned().fingerprint()


def test_of_all_decisions_together_an_alarm_is_raised_too(shop: Shop) -> None:
    founded(shop, A, B)
    for intent in (A, B):
        judged(shop, *[1000] * 9, intent=intent)
    for _ in range(2):
        judged(shop, 0, intent=A)
        judged(shop, 0, intent=B)
    assert [len(alarms(shop, each)) for each in (A, B, EVERY_INTENT)] == [0, 0, 1]


def test_an_alarm_is_raised_once_and_once_more_after_it_was_over(shop: Shop) -> None:
    founded(shop, A)
    judged(shop, *[1000] * 30)
    words = judged(shop, *[0] * 6)
    assert len(alarms(shop)) == 1
    assert drift.on_lesson(shop.port, shop.workspace, words[-1]) == []
    judged(shop, *[1000] * 4)
    closed = [e.event for e in shop.events(DriftClosed) if e.event.stream_id == A]
    assert len(closed) == 1
    assert isinstance(closed[0], DriftClosed)
    assert closed[0].is_usual
    assert closed[0].reason.startswith("usual again: 6 of 10 answers were wrong since ")
    judged(shop, *[0] * 6)
    assert len(alarms(shop)) == 2
    assert shop.refolded().fingerprint() == shop.learned().fingerprint()


def test_who_saw_an_alarm_makes_what_is_now_usual(shop: Shop) -> None:
    founded(shop, A)
    ines = Actor("agent", shop.ines)
    assert drift.seen(shop.port, shop.workspace, A, "the page moved", ines) == []
    judged(shop, *[1000] * 30, *[0] * 12)
    (logged,) = drift.seen(shop.port, shop.workspace, A, "the page moved", ines)
    assert logged.event == DriftClosed(A, False, "the page moved")
    assert logged.actor == ines
    assert drift.seen(shop.port, shop.workspace, A, "again", ines) == []
    judged(shop, *[0] * 12)
    assert len(alarms(shop)) == 1
    assert [type(e.event) for e in drift.history(shop.port, shop.workspace, A)] == [
        DriftAlarmed,
        DriftClosed,
    ]


def moves(shop: Shop) -> list[ModeSet]:
    found = (each.event for each in shop.events(ModeSet) if each.actor == SYSTEM)
    return [each for each in found if isinstance(each, ModeSet)]


def test_an_intent_that_is_alarmed_of_answers_alone_no_more(shop: Shop) -> None:
    """After 120 right answers the odds of its record would take twenty wrong ones."""
    founded(shop, A, B)
    shop.mode("auto")
    judged(shop, *[None] * 120, mode="auto")
    day = shop.clock.now.date().isoformat()
    judged(shop, *[0] * 3, mode="auto", witness="customer")
    (alarm,), (move,) = alarms(shop), moves(shop)
    assert (move.intent_id, move.mode, move.why) == (A, "draft", "lost")
    assert (move.answers, move.wrong) == (3, 3)
    assert move.reason == f"lost: {alarm.reason}"
    assert f"since {day}" in move.reason
    learned = shop.learned()
    assert (learned.mode_of(A), learned.mode_of(B)) == ("draft", "auto")
    assert learned.track_record.counts([A]) == (0, 0), "what it earns again counts from here"
    assert learned.fingerprint() == shop.refolded().fingerprint()


def test_what_no_longer_answers_alone_falls_no_further(shop: Shop) -> None:
    founded(shop, A)
    shop.mode("draft")
    judged(shop, *[1000] * 30, *[0] * 3, mode="draft")
    assert len(alarms(shop)) == 1
    assert moves(shop) == []


def test_a_history_moves_no_mode(shop: Shop) -> None:
    founded(shop, A)
    shop.mode("auto")
    judged(shop, *[None] * 30, mode="auto")
    told = judged(shop, *[0] * 3, mode="auto", witness="customer", is_followed=False)
    past = replace(shop.port, origin="import")
    logged = drift.on_lesson(past, shop.workspace, told[-1])
    assert [type(each.event) for each in logged] == [DriftAlarmed]


def test_answers_shown_are_good_until_customers_complain(shop: Shop) -> None:
    founded(shop, A)
    judged(shop, *[None] * 30, mode="auto")
    judged(shop, *[0] * 3, mode="auto", witness="customer")
    (alarm,) = alarms(shop)
    assert (alarm.judged_before, alarm.bad_before) == (28, 0)
    assert (alarm.judged_since, alarm.bad_since) == (3, 3)


def test_it_does_not_matter_whether_an_answer_was_let_go(shop: Shop) -> None:
    """A shift in what is answered alone is no fall: the same share of either is wrong."""
    founded(shop, A)
    for n in range(3):
        judged(shop, *[1000] * 9, 0, mode="observe")
        judged(shop, *[None] * 9, mode="auto")
        judged(shop, 0, mode="auto", witness="customer")
        assert alarms(shop) == [], f"round {n}"
    assert shop.learned().drift.usual[A][1] >= 4


def test_a_word_that_may_change_by_itself_raises_nothing(shop: Shop) -> None:
    founded(shop, A)
    judged(shop, *[1000] * 30)
    told = judged(shop, *[0] * 6, is_followed=False)[-1]
    assert isinstance(told.event, LessonSettled)
    guessed = replace(told, event=replace(told.event, standing="provisional"))
    assert drift.on_lesson(shop.port, shop.workspace, guessed) == []
    (logged, *_) = drift.on_lesson(shop.port, shop.workspace, told)
    assert isinstance(logged.event, DriftAlarmed)


def test_an_intent_is_watched_on_as_what_it_is_called_now(shop: Shop) -> None:
    founded(shop, A, B, C)
    judged(shop, *[1000] * 30, 0, intent=A)
    shop.writes(IntentMerged(A, C), SYSTEM)
    judged(shop, 0, intent=A)
    shop.writes(IntentSplit(C, [B]), SYSTEM)
    judged(shop, 0, intent=B)
    assert [len(alarms(shop, each)) for each in (A, B, C)] == [0, 1, 0]
    assert A not in shop.learned().drift.usual
    assert shop.refolded().fingerprint() == shop.learned().fingerprint()


def test_who_is_erased_leaves_no_trace_in_what_is_watched(shop: Shop) -> None:
    founded(shop, A)
    judged(shop, *[1000] * 30)
    before = shop.learned().drift.usual[A]
    talk = shop.asks("My zither hums.", shop.ada)
    judged(shop, *[0] * 6)
    assert len(alarms(shop)) == 1
    shop.erase(shop.bruno)
    assert A not in shop.learned().drift.usual
    assert before[0] > 20
    assert talk.state.decisions
    assert shop.refolded().fingerprint() == shop.learned().fingerprint()
