"""The line of the error budget, drawn and corrected step by step."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from tacit.learners.budget import Budget
from tacit.learners.fixed import ONE
from tacit.lesson import Lesson, LookedAt
from tests.contracts.subjects import lesson

STEP = 2**-20  # what every field is rounded to
# A quarter may be wrong; .25, .5 and .75 are exact.
QUARTER: dict[str, Any] = {"target": 0.25, "step": 0.25}


def seen(*confidences: float, times: int = 25, **fields: Any) -> Budget:
    """A budget after these confidences, each so many times, none of them answered."""
    budget = Budget(**(QUARTER | fields))
    for _ in range(times):
        for each in confidences:
            budget.saw(round(each * ONE), is_shown=False)
    return budget


# ---- the line ----------------------------------------------------------------------------


def test_the_line_is_where_the_answers_above_it_risk_the_budget_together() -> None:
    """1, .75, .5 and .25: (0 + .25 + .5) / 3 = .25 is within it, (0 + .25 + .5 + .75) / 4 not."""
    assert seen(1, 0.75, 0.5, 0.25).predict() == 0.5


def test_sure_answers_pay_for_unsure_ones_and_none_goes_below_the_lowest() -> None:
    assert seen(1, 1, 1, 0.25).predict() == 0.5, "(0 + 0 + 0 + .75) / 4 would allow .25"
    assert seen(1, 1, 1, 0.25, lowest=0.0).predict() == 0.25


def test_a_share_of_the_budget_draws_a_stricter_line() -> None:
    """A quarter of .25 is 1/16: with 25 at 1 and k at .75, k/4 is within (25 + k)/16 to k = 8."""
    budget = seen(1, 0.75, 0.5, 0.25)
    assert (budget.predict(), budget.predict(0.25)) == (0.5, 0.75)
    assert seen(1, 0.5, 0.25, times=40).predict(0.01) == 1.0
    assert Budget(**QUARTER).predict(0.25) == 1 - 0.25 / 4, "each answer alone, to begin with"


def test_where_none_is_sure_enough_no_confidence_reaches_the_line() -> None:
    assert seen(0.5, 0.6, 0.7, times=40).predict() > 1


def test_before_a_hundred_decisions_each_answer_must_be_within_the_budget_alone() -> None:
    assert Budget(**QUARTER).predict() == 0.75
    assert seen(1, 1, 1, times=33).predict() == 0.75
    assert seen(1, 1, 1, 1, times=25).predict() == 1.0


def test_the_line_is_drawn_from_the_last_two_thousand_decisions() -> None:
    budget = seen(1, 0.75, 0.5, 0.25)
    for _ in range(2000):
        budget.saw(round(0.9 * ONE), is_shown=False)
    assert len(budget.recent) == 2000
    assert set(budget.recent) == {round(0.9 * ONE)}
    budget.saw(ONE, is_shown=False)
    budget.saw(0, is_shown=False)
    assert sorted(budget.recent)[-2:] == [round(0.9 * ONE), ONE], "the oldest made way"
    assert len(budget.recent) == 2000
    for _ in range(1998):
        budget.saw(0, is_shown=False)
    assert sorted(budget.recent)[-2:] == [0, ONE]


def of_accounts(*confidences: tuple[str, float]) -> float:
    """The line after these, and after a hundred accounts' from 1 down to a half."""
    budget = Budget(**QUARTER | {"target": 0.125})
    for n in range(100):
        budget.saw(ONE - 20 * n, f"quiet {n}", is_shown=False)
    for whose, each in confidences:
        budget.saw(round(each * ONE), whose, is_shown=False)
    return budget.predict()


def test_an_account_has_one_voice_however_often_it_asks() -> None:
    alone = of_accounts()
    loud = of_accounts(*[("loud", 0.8)] * 100)
    many = of_accounts(*[(f"other {n}", 0.8) for n in range(100)])
    assert loud == pytest.approx(alone, abs=0.01)
    assert many > alone + 0.04


def test_what_a_loud_account_says_moves_the_correction_by_its_one_voice() -> None:
    """Of 200 recent ones of 101 accounts a hundred are its own: 2 / 100 of a step, or nearly."""
    budget = Budget(**QUARTER)
    for n in range(100):
        budget.saw(ONE, f"quiet {n}", is_shown=False)
        budget.saw(ONE, "loud", is_shown=False)
    budget.learn(complaint(), whose="loud")
    assert budget.lean == pytest.approx(-0.25 * 4 / 3 * (200 / 101 / 100), abs=STEP)
    budget.lean = 0.0
    budget.learn(complaint(), whose="quiet 1")
    assert budget.lean == pytest.approx(-0.25 * 4 / 3, abs=STEP)


# ---- the correction ----------------------------------------------------------------------


def lean(*rewards: int | None, is_shown: bool, **fields: Any) -> float:
    """x after one decision of which these words were said, one after the other."""
    budget = Budget(**QUARTER)
    action = fields.get("action", "answer")
    budget.saw(ONE, is_shown=is_shown and action == "answer")
    earlier = None
    for reward in rewards:
        word = lesson(**({"action": "answer", "reward": reward, "is_shown": is_shown} | fields))
        budget.learn(word, earlier)
        earlier = word
    return budget.lean


def test_an_answer_counts_as_right_until_somebody_says_otherwise() -> None:
    """x = .25 · .25, and a wrong answer that was told stands for 1 + 1/3: x - .25 · 4/3"""
    assert lean(is_shown=True) == 0.0625
    assert lean(1000, is_shown=True) == 0.0625
    assert lean(0, is_shown=True) == pytest.approx(0.0625 - 1 / 3, abs=STEP)


@pytest.mark.parametrize(
    ("rewards", "moved"),
    [
        ((), 0.0),  # nobody saw it and nobody judged it
        ((0,), -0.1875),  # .25 · (.25 - 1)
        ((0, 0), -0.1875),  # the second word says the same
        ((0, 1000), 0.0625),  # .25 · .25, as if right at once
        ((1000,), 0.0625),
        ((1000, 0), -0.1875),
        ((1000, 500, 1000), 0.0625),
        ((0, None), 0.0),  # taken back
        ((1000, None), 0.0),
        ((1000, None, 0), -0.1875),
    ],
)
def test_a_would_be_answer_counts_once_by_its_last_word(
    rewards: tuple[int | None, ...], moved: float
) -> None:
    assert lean(*rewards, is_shown=False) == moved


def test_what_was_handed_over_counts_for_nothing() -> None:
    assert lean(0, 1000, 0, is_shown=False, action="hand_off") == 0.0


def test_silence_says_neither_right_nor_wrong() -> None:
    assert lean(100, is_shown=True, is_silence=True) == lean(is_shown=True)


@pytest.mark.parametrize("waits", [{"is_final": False}, {"reward": None}])
def test_what_is_not_judged_yet_moves_nothing(waits: dict[str, Any]) -> None:
    assert lean(0, is_shown=False, **waits) == 0.0


def test_audits_tell_how_many_wrong_answers_nobody_complains_of() -> None:
    budget = Budget(**QUARTER)
    assert (budget.reported, budget.unreported) == (30, 10), "before the first, one in four"
    found = LookedAt(audit=audit(0, stands_for=10))
    budget.check(found, LookedAt())
    assert (budget.reported, budget.unreported) == (30, 20), "nobody had complained of it"
    budget.check(replace(found, is_complaint=True), found)
    assert (budget.reported, budget.unreported) == (40, 10), "somebody did after the audit"
    assert budget.heard() == pytest.approx(40 / 50)
    budget.learn(complaint())
    assert budget.lean == pytest.approx(-0.25 * 50 / 40, abs=2 * STEP)
    budget.check(LookedAt(audit=audit(0, stands_for=1)), LookedAt())
    assert (budget.reported, budget.unreported) == (40, 11), "it was drawn ten times as likely"


def test_who_complains_before_an_audit_or_after_it_counts_the_same_and_can_take_it_back() -> None:
    told, found = LookedAt(is_complaint=True), LookedAt(audit=audit(0, stands_for=3))
    both = replace(found, is_complaint=True)
    for way in ([told, both], [found, both], [both, found, both], [both, told, both]):
        budget = Budget()
        for earlier, now in pairwise([LookedAt(), *way]):
            budget.check(now, earlier)
        assert (budget.reported, budget.unreported) == (33, 10)
    replied = replace(found, agent=complaint(witness="agent"))
    assert replied.is_reported, "an agent who sets it aside tells of it as well"
    assert LookedAt(audit=audit(1000, stands_for=3)).found_wrong == 0


def test_wrong_answers_lower_what_the_line_is_drawn_for_and_within_bounds() -> None:
    budget = Budget(**QUARTER)
    for _ in range(100):
        budget.learn(lesson(action="answer", reward=0))
    assert budget.lean == -1.0
    for _ in range(100):
        budget.learn(lesson(action="answer", reward=1000))
    assert budget.risk() == 0.25 * math.exp(0.5)


def test_every_step_is_rounded() -> None:
    budget = Budget(target=0.0123456789)
    for n in range(50):
        budget.learn(lesson(action="answer", reward=1000 if n % 7 else 0))
        assert budget.lean % STEP == 0
    assert budget.target % STEP == 0
    assert budget.lessons == 50


@pytest.mark.parametrize(("target", "step"), [(0.05, 0.01), (0.02, 0.025)])
def test_the_smaller_the_budget_the_more_each_wrong_answer_moves(
    target: float, step: float
) -> None:
    """One wrong answer in 1 / α is as many as may be: it is forgotten with 2,000 of them."""
    budget = Budget(target=target)
    assert budget.step == pytest.approx(step, abs=STEP)
    budget.learn(lesson(action="answer", reward=0))
    assert budget.lean == pytest.approx(-step * (1 - target), abs=2 * STEP)


# ---- complaints --------------------------------------------------------------------------


def complaint(doubted: int = 0, **fields: Any) -> Lesson:
    given = {"action": "answer", "reward": 0, "is_shown": True, "witness": "customer"}
    return lesson(**(given | {"doubted": doubted} | fields))


def audit(reward: int, **fields: Any) -> Lesson:
    return complaint(witness="audit", reward=reward, **fields)


def looked(*told: tuple[str, int]) -> Budget:
    """A budget after these audited complaints: whose, and 1 for a true one."""
    budget = Budget()
    for whose, is_true in told:
        found = audit(0 if is_true else 1000)
        budget.check(LookedAt(audit=found, is_complaint=True), LookedAt(), whose)
    return budget


def test_a_complaint_is_doubted_as_far_as_audits_found_others_unfounded() -> None:
    """Four true accounts before the first; the usual ones stand for one more of its own."""
    assert Budget().doubt() == 0
    budget = looked(*((each, 0) for each in "abcd"))
    assert budget.doubt("e") == ONE // 2, "4 of 8 accounts"
    assert budget.doubt("a") == round(ONE * 3 / 4), "(1 + 1 / 2) / (1 + 1)"
    budget = looked(*((each, 1) for each in "abcd"), ("e", 0), ("f", 0))
    assert budget.doubt("g") == round(ONE * 2 / 10)


def test_a_loud_account_spoils_the_word_of_nobody_else() -> None:
    budget = looked(*[("loud", 0)] * 50, ("calm", 1))
    assert budget.doubt("loud") > 0.95 * ONE
    assert budget.doubt("calm") < 0.1 * ONE
    assert budget.doubt("new") == round(ONE / 6)


def test_an_audit_that_is_judged_otherwise_or_taken_back_counts_no_more() -> None:
    budget, nothing = Budget(), LookedAt(is_complaint=True)
    right, wrong = (replace(nothing, audit=audit(each, stands_for=3)) for each in (1000, 0))
    budget.check(right, nothing, "a")
    assert budget.looked == {"a": [0, 1]}
    budget.check(wrong, right, "a")
    assert budget.looked == {"a": [1, 1]}
    budget.check(wrong, wrong, "a")
    assert budget.looked == {"a": [1, 1]}
    budget.check(nothing, wrong, "a")
    assert budget.looked == {}


def test_an_agent_who_was_sent_for_tells_of_others_and_an_audit_that_nobody_drew_does_not() -> None:
    budget = Budget()
    agent = complaint(witness="agent", reward=1000, stands_for=0)
    budget.check(LookedAt(agent=agent, is_complaint=True), LookedAt(), "a")
    assert budget.looked == {"a": [0, 1]}
    budget.check(LookedAt(audit(1000, stands_for=0), agent, is_complaint=True), LookedAt(), "b")
    assert budget.looked == {"a": [0, 1]}


def test_a_doubted_complaint_moves_the_line_by_what_is_believed_of_it() -> None:
    """One told stands for 1 + 1/3, x - .25 · 4/3 · 1/4, and is taken back by as much."""
    budget, doubted = Budget(**QUARTER), complaint(doubted=ONE * 3 // 4)
    budget.learn(doubted)
    assert budget.lean == pytest.approx(-0.25 * 4 / 3 / 4, abs=STEP)
    budget.learn(complaint(witness="agent", reward=1000), doubted)
    assert budget.lean == pytest.approx(0, abs=2 * STEP)
