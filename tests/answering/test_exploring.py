"""A small lot among approved answers about as likely, with the chances that it says."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tacit.answering.decide import Verdict
from tacit.answering.exploring import chances, lot_of
from tacit.answering.start import start
from tacit.events import ExplorationSet, MessageId, PolicySet
from tests.answering.known import Known
from tests.answering.test_ranking import judged
from tests.cast import DIMENSIONS

ONE = 4096
SCALE = "limescale in the kettle"
SAYS = "Limescale in a kettle: boil something sour."


def two(percent: int = 10, mode: str = "auto") -> Known:
    """Two entries that were cited together; the budget is wide, so that both are sure."""
    known = Known(start(DIMENSIONS, target=0.6))
    known.article("citric", "Limescale", SAYS)
    known.article("vinegar", "Limescale", SAYS)
    known.article("far", "Newsletter", "Press Unsubscribe.")
    for n in range(6):
        known.exemplar(f"c-{n}", SCALE, cites="citric vinegar")
    known.mode(mode)
    known.see(ExplorationSet(percent))
    return known


def drawn(known: Known, **more: Any) -> list[Verdict]:
    """What is decided by each lot that there is."""
    return [known.decided(SCALE, **({"lot": lot} | more)) for lot in (0, 3685, 3686, 3687, 4095)]


def first(verdicts: list[Verdict]) -> list[str]:
    return [each.cites[0] for each in verdicts]


def test_the_chances_by_hand_add_up_to_one() -> None:
    """4096 · .1 = 409 for one other, 136 each for three."""
    assert chances(10, ["a", "b"]) == {"a": 3687, "b": 409}
    assert chances(10, ["a", "b", "c", "d"]) == {"a": 3688, "b": 136, "c": 136, "d": 136}
    assert chances(10, ["a"]) == chances(0, []) == {}


def test_lots_are_as_likely_as_they_should_be() -> None:
    """409 of 4096 are about a tenth: of 4,000 ids 400, give or take three times 19."""
    counts = Counter(lot_of(MessageId(f"m-{n}")) >= ONE - 409 for n in range(4000))
    assert abs(counts[True] - 400) < 57
    assert lot_of(MessageId("m-1")) == lot_of(MessageId("m-1"))


def test_the_lot_falls_on_each_as_often_as_its_chance_says_which_is_recorded() -> None:
    known = two()
    found = drawn(known)
    best, other = found[0].cites[0], found[-1].cites[0]
    assert first(found) == [best, best, best, other, other]
    assert {best, other} == {"citric", "vinegar"}
    assert found[0].lots == found[-1].lots == {best: 3687, other: 409}
    assert (found[0].propensity, found[-1].propensity) == (3687, 409)
    assert [each.entry_id for each in found[-1].candidates[:3]] == [other, best, "far"]


def test_nothing_is_tried_where_nobody_said_so_nor_in_a_preview() -> None:
    assert {each.propensity for each in drawn(two(percent=0))} == {ONE}
    preview = two().decided(SCALE)
    assert (preview.lots, preview.propensity) == ({}, ONE)


def test_nothing_is_tried_while_it_only_observes() -> None:
    assert len(set(first(drawn(two(mode="observe"))))) == 1


def test_a_draft_may_be_another_also_where_it_is_not_sure() -> None:
    """Three are as likely: no two of them carry seven tenths, so nothing is asked back."""
    known = two(mode="draft")
    known.learned.budget.target = 0.01
    known.article("third", "Limescale", SAYS)
    for n in range(6):
        known.exemplar(f"c-{n}", SCALE, cites="citric vinegar third")
    found = drawn(known)
    assert {each.rule for each in found} == {"not_sure"}
    assert len(set(first(found))) > 1
    known.mode("auto")
    assert len(set(first(drawn(known)))) == 1, "nobody would look at it"


@pytest.mark.parametrize("mode", ["auto", "draft"])
def test_what_is_of_a_policy_class_is_never_tried(mode: str) -> None:
    known = two(mode=mode)
    known.see(PolicySet("money", "ordinary"))
    asked = f"{SCALE} for which I paid a refund fee"
    found = [known.decided(asked, lot=lot) for lot in (0, 4095)]
    assert found[0].needed.classes == ("money",)
    assert first(found)[0] == first(found)[1]


def test_nothing_is_tried_on_customers_of_a_segment_that_is_set() -> None:
    known = two()
    situation = [["0a1b2c3d4e5f"]]
    assert len(set(first(drawn(known, situation=situation)))) == 2
    known.see(PolicySet("plan=trial", "ordinary", "", "0a1b2c3d4e5f"))
    assert len(set(first(drawn(known, situation=situation)))) == 1
    assert len(set(first(drawn(known)))) == 2, "of others as before"


def test_what_surely_resolves_more_seldom_is_tried_no_more() -> None:
    known = two()
    best = first(drawn(known))[0]
    other = ({"citric", "vinegar"} - {best}).pop()
    judged(known, best, 5, 0)
    judged(known, other, 1, 1)
    assert len(set(first(drawn(known)))) == 2, "it may yet turn out as good"
    judged(known, other, 5, 30)
    assert set(first(drawn(known))) == {best}
