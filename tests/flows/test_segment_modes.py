"""A segment of customers loses the assistant's answers by its own record, and earns them anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tacit.answering.audits import MOST
from tacit.events import (
    SYSTEM,
    Actor,
    AuditDrawn,
    ConversationHandedOff,
    DecisionId,
    EarningSet,
    IntentId,
    LessonSettled,
    Mode,
    ModeSet,
    PersonId,
    WorkspaceId,
)
from tacit.flows import autonomy
from tacit.store.log import Store
from tests.cast import Shop, Talk, open_shop
from tests.flows.test_autonomy import RIGHT_TO_RISE
from tests.flows.test_segment import is_replayed
from tests.flows.test_situation import asks, customer

PARCEL = "Where do I track my parcel?"
PLAN = "plan=enterprise"


def desk_of(shop: Shop) -> Shop:
    """The shop in mode auto, where agents answered a question three times."""
    shop.taught(PARCEL, "tracking", times=3)
    shop.mode("auto")
    return shop


@pytest.fixture
def desk(shop: Shop) -> Shop:
    return desk_of(shop)


def set_mode(shop: Shop, mode: Mode | None, name: str = PLAN) -> list[object]:
    where, by = (shop.port, shop.workspace), Actor("agent", shop.ines)
    if mode is None:
        logged = autonomy.unset_mode(*where, "enough", by, IntentId(name))
    else:
        logged = autonomy.set_mode(*where, mode, "their contracts", by, IntentId(name))
    return [each.event for each in logged]


def judged(shop: Shop, who: PersonId, *rewards: int) -> list[Talk]:
    """Questions of a customer, of whose answers agents say so much."""
    found = []
    for reward in rewards:
        talk = asks(shop, PARCEL, who)
        found.append(talk)
        writing = shop.port.write(shop.workspace)
        # As sure as ever: what is told of its confidence is another matter.
        decision = replace(
            talk.decision, decision_id=DecisionId(writing.new_id()), action="answer",
            rule="lost" if talk.decision.rule == "lost" else "sure", text_commitment=None,
            intent_id=None,
        )  # fmt: skip
        writing.event(decision, SYSTEM)
        writing.event(AuditDrawn(talk.conversation_id, decision.decision_id, None, MOST))
        word = LessonSettled(
            talk.conversation_id, decision.decision_id, "audit", shop.ines, 1, reward,
            "audit", "final",
        )  # fmt: skip
        writing.event(word, Actor("agent", shop.ines))
        shop.follow([writing.append()[2]])
    return found


def in_turn(shop: Shop, people: Sequence[PersonId], reward: int, times: int) -> list[Talk]:
    return [talk for n in range(times) for talk in judged(shop, people[n % len(people)], reward)]


def of_plan(shop: Shop, plan: str, count: int = 3) -> list[PersonId]:
    return [customer(shop, f"{plan}{n}", plan=plan) for n in range(count)]


def moves(shop: Shop) -> list[ModeSet]:
    found = (each.event for each in shop.events(ModeSet) if each.actor == SYSTEM)
    return [e for e in found if isinstance(e, ModeSet) and "=" in e.intent_id]


# ---- set by a lead ---------------------------------------------------------------------------


def test_of_a_segments_questions_no_more_is_done_than_it_allows(desk: Shop) -> None:
    (said,) = set_mode(desk, "draft", "Plan = Enterprise")
    assert isinstance(said, ModeSet)
    assert (said.intent_id, said.mode) == (PLAN, "draft")
    assert set_mode(desk, "draft") == [], "once is enough"
    inside, outside = of_plan(desk, "enterprise", 1)[0], of_plan(desk, "trial", 1)[0]
    held = asks(desk, PARCEL, inside)
    assert (held.decision.mode, held.delivered) == ("draft", [])
    assert asks(desk, PARCEL, outside).decision.mode == "auto"
    assert is_replayed(desk, held)
    set_mode(desk, None)
    assert set_mode(desk, None) == []
    assert len(asks(desk, PARCEL, inside).delivered) == 1
    assert desk.refolded().fingerprint() == desk.learned().fingerprint()


def test_a_segment_allows_no_more_than_the_intent_does(desk: Shop) -> None:
    desk.mode("observe")
    set_mode(desk, "auto")
    assert asks(desk, PARCEL, of_plan(desk, "enterprise", 1)[0]).decision.mode == "observe"


@pytest.mark.parametrize("name", ["mail=kim@kettle.example", "plan=4711", "=", "plan="])
def test_what_is_no_segment_is_refused(desk: Shop, name: str) -> None:
    before = desk.head()
    with pytest.raises(ValueError, match=r"segment|person|nobody"):
        set_mode(desk, "draft", name)
    assert desk.head() == before


# ---- lost and earned by itself ---------------------------------------------------------------


def test_a_segment_whose_answers_are_wrong_goes_to_people_and_nobody_else_does(desk: Shop) -> None:
    in_turn(desk, of_plan(desk, "trial"), 1000, 30)
    firm = of_plan(desk, "enterprise")
    in_turn(desk, firm, 0, 2)
    assert moves(desk) == [], "two are too few among so many segments"
    in_turn(desk, firm, 0, 4)
    (fell,) = moves(desk)
    assert (fell.intent_id, fell.mode, fell.why) == (PLAN, "draft", "lost")
    assert fell.reason.startswith(f"lost: {fell.wrong} of {fell.answers} answers were wrong, 0 of ")
    assert asks(desk, PARCEL, firm[0]).decision.mode == "draft"
    assert asks(desk, PARCEL, of_plan(desk, "trial", 1)[0]).decision.mode == "auto"
    assert desk.refolded().fingerprint() == desk.learned().fingerprint()


def test_who_asks_of_a_segment_that_fell_goes_to_a_person_who_reads_why(desk: Shop) -> None:
    (said,) = set_mode(desk, "draft")
    assert isinstance(said, ModeSet)
    desk.writes(replace(said, why="lost", answers=9, wrong=7), SYSTEM)
    talk = asks(desk, PARCEL, of_plan(desk, "enterprise", 1)[0])
    assert (talk.decision.rule, talk.decision.mode, talk.delivered) == ("lost", "draft", [])
    assert (
        "7 of 9 answers where the customer's plan is enterprise were wrong" in talk.decision.reason
    )
    (handed,) = [e.event for e in talk.logged if isinstance(e.event, ConversationHandedOff)]
    assert handed.reason == "assistant_error"
    assert is_replayed(desk, talk)
    assert asks(desk, PARCEL, of_plan(desk, "trial", 1)[0]).decision.rule == "sure"


def test_where_everybodys_answers_are_as_wrong_no_segment_falls(desk: Shop) -> None:
    """That is the intent's matter, which falls by itself."""
    others = of_plan(desk, "trial")
    for _ in range(4):
        in_turn(desk, others, 0, 3)
        in_turn(desk, of_plan(desk, "enterprise"), 0, 3)
    assert moves(desk) == []


def test_one_account_alone_moves_nothing_and_is_not_named(desk: Shop) -> None:
    in_turn(desk, of_plan(desk, "trial"), 1000, 30)
    in_turn(desk, of_plan(desk, "enterprise", 2), 0, 14)
    assert moves(desk) == []


def test_what_fell_rises_by_what_it_would_have_answered(
    store: Store, workspace: WorkspaceId
) -> None:
    shop = desk_of(open_shop(store, workspace, target=0.25))
    shop.writes(EarningSet("auto"), SYSTEM)
    in_turn(shop, of_plan(shop, "trial"), 1000, 30)
    firm = of_plan(shop, "enterprise")
    while not moves(shop):
        in_turn(shop, firm, 0, 3)
    assert [each.mode for each in moves(shop)] == ["draft"]
    in_turn(shop, firm, 1000, RIGHT_TO_RISE + 30)
    steps = [(each.mode, each.why) for each in moves(shop)]
    assert steps == [("draft", "lost"), ("auto", "earned")]
    assert len(asks(shop, PARCEL, firm[0]).delivered) == 1


def test_what_a_lead_set_does_not_rise_by_itself(store: Store, workspace: WorkspaceId) -> None:
    shop = desk_of(open_shop(store, workspace, target=0.25))
    shop.writes(EarningSet("auto"), SYSTEM)
    set_mode(shop, "draft")
    in_turn(shop, of_plan(shop, "enterprise"), 1000, 20)
    assert moves(shop) == []
