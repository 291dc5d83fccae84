"""What every learner promises: each promise is one function that a subject passes or fails."""

from __future__ import annotations

import copy
import math
import pickle
import random
from typing import Any

from tacit.learners.budget import Budget
from tacit.learners.fixed import ONE, from_bytes, to_bytes
from tests.contracts.subjects import Subject, lesson

# Seeds of the worlds that promises are tried in; a failing one is named by the assertion.
SEED = 20240304
MANY = 300


def world(subject: Subject, count: int = MANY, seed: int = SEED) -> list[tuple[Any, ...]]:
    return subject.lessons(random.Random(seed), count)


def speaks_before_its_first_lesson(subject: Subject) -> None:
    told = subject.asked(subject.make())
    assert told, "it says something"
    assert all(math.isfinite(each) for each in told)


def predicting_changes_nothing(subject: Subject) -> None:
    learner, unasked = subject.make(), subject.make()
    for each in world(subject, 20):
        before = to_bytes(learner)
        subject.asked(learner)
        assert to_bytes(learner) == before
        learner.learn(*each)
        unasked.learn(*each)
    assert to_bytes(learner) == to_bytes(unasked)
    assert subject.asked(learner) == subject.asked(unasked), "being asked left a stale trace"


def saved_and_loaded_it_says_the_same(subject: Subject) -> None:
    learner = subject.taught(world(subject))
    loaded = from_bytes(type(learner), to_bytes(learner))
    assert to_bytes(loaded) == to_bytes(learner)
    assert subject.asked(loaded) == subject.asked(learner)
    more = world(subject, 20, seed=SEED + 1)
    assert to_bytes(subject.taught(more, loaded)) == to_bytes(subject.taught(more, learner))


def chances_are_finite_and_between_0_and_1(subject: Subject) -> None:
    for learner in (subject.make(), subject.taught(world(subject))):
        told = subject.asked(learner)
        assert all(math.isfinite(each) for each in told)
        assert not subject.gives_chances or all(0 <= each <= 1 for each in told)


def the_same_lessons_give_the_same_bytes(subject: Subject) -> None:
    lessons = world(subject)
    first = to_bytes(subject.taught(lessons))
    assert to_bytes(subject.taught(copy.deepcopy(lessons))) == first


def memory_grows_with_entries_not_with_lessons(subject: Subject) -> None:
    few, many = (len(pickle.dumps(subject.taught(world(subject, n)))) for n in (MANY, 10 * MANY))
    assert many <= 1.3 * few, f"{few} bytes after {MANY} lessons, {many} after ten times as many"


def it_beats_its_prior_where_the_truth_is_known(subject: Subject) -> None:
    for seed in range(SEED, SEED + 3):
        learner = subject.taught(world(subject, seed=seed))
        assert subject.loss(learner) < subject.loss(subject.make()), f"seed {seed}"


# ---- learners that add up


def two_halves_merged_equal_the_whole(subject: Subject) -> None:
    lessons = world(subject)
    for cut in (0, 1, MANY // 2, MANY):
        half, rest = subject.taught(lessons[:cut]), subject.taught(lessons[cut:])
        half.merge(rest)
        assert to_bytes(half) == to_bytes(subject.taught(lessons)), f"cut at {cut}"
        assert subject.asked(half) == subject.asked(subject.taught(lessons))


def merging_leaves_the_other_half_as_it_was(subject: Subject) -> None:
    lessons = world(subject)
    half, rest = subject.taught(lessons[: MANY // 2]), subject.taught(lessons[MANY // 2 :])
    before = to_bytes(rest)
    half.merge(rest)
    subject.taught(lessons, half)
    assert to_bytes(rest) == before


def what_one_half_learned_the_other_may_forget(subject: Subject) -> None:
    kept, gone = world(subject, 20), world(subject, 5, seed=SEED + 1)
    half, rest = subject.taught(kept + gone), subject.make()
    for each in gone:
        rest.forget(*each)
    half.merge(rest)
    assert to_bytes(half) == to_bytes(subject.taught(kept))
    half, rest = subject.taught(gone), subject.make()
    for each in gone:
        rest.forget(*each)
    half.merge(rest)
    assert to_bytes(half) == to_bytes(subject.make()), "nothing is left of what was taken back"


def learned_and_forgotten_is_as_never_learned(subject: Subject) -> None:
    kept, gone = world(subject, 40), world(subject, 40, seed=SEED + 1)
    learner = subject.taught(kept + gone)
    for each in random.Random(SEED).sample(gone, len(gone)):
        learner.forget(*each)
    assert to_bytes(learner) == to_bytes(subject.taught(kept))
    for each in kept:
        learner.forget(*each)
    assert to_bytes(learner) == to_bytes(subject.make())


def the_order_of_lessons_changes_nothing(subject: Subject) -> None:
    lessons = world(subject)
    first = to_bytes(subject.taught(lessons))
    for seed in range(3):
        shuffled = random.Random(seed).sample(lessons, len(lessons))
        assert to_bytes(subject.taught(shuffled)) == first, f"shuffled by seed {seed}"


ALWAYS = [
    speaks_before_its_first_lesson,
    predicting_changes_nothing,
    saved_and_loaded_it_says_the_same,
    chances_are_finite_and_between_0_and_1,
    the_same_lessons_give_the_same_bytes,
    memory_grows_with_entries_not_with_lessons,
    it_beats_its_prior_where_the_truth_is_known,
]
WHERE_IT_MERGES = [
    two_halves_merged_equal_the_whole,
    merging_leaves_the_other_half_as_it_was,
    what_one_half_learned_the_other_may_forget,
]
WHERE_IT_ADDS_UP = [
    learned_and_forgotten_is_as_never_learned,
    the_order_of_lessons_changes_nothing,
]


# ---- the controller ---------------------------------------------------------------

DRAWS = 20_000
WINDOW = 2_000


def the_budget_holds(budget: Budget, seed: int, drop: float) -> None:
    """Wrong answers stay near the target: a share of the answers while confidences are
    right, and of all that comes in when they drop.

    Confidences are the larger of two even draws and are right as often as they
    say; half-way through, each is right by `drop` less often than it says (L6).
    """
    dice, wrongs, answered = random.Random(seed), list[bool](), 0
    for n in range(DRAWS):
        confidence = max(dice.random(), dice.random())
        right = confidence - (drop if n >= DRAWS // 2 else 0.0)
        is_right = dice.random() < right
        is_answer = confidence >= budget.predict()
        wrongs.append(is_answer and not is_right)
        answered += is_answer and n < DRAWS // 2
        action = "answer" if is_answer else "hand_off"
        budget.saw(round(confidence * ONE), is_shown=False)
        budget.learn(lesson(action=action, reward=1000 if is_right else 0))
    share, before = sum(wrongs) / DRAWS, sum(wrongs[: DRAWS // 2]) / max(answered, 1)
    assert share <= budget.target + 0.005, f"{share:.4f} wrong per incoming, seed {seed}"
    chance = 2 * math.sqrt(budget.target / max(answered, 1))
    assert before <= budget.target + chance, f"{before:.4f} wrong among answered, seed {seed}"
    assert answered >= 0.05 * DRAWS / 2, f"{answered} answered before the drop, seed {seed}"
    worst = max(sum(wrongs[n : n + WINDOW]) for n in range(0, DRAWS - WINDOW + 1, 100)) / WINDOW
    assert worst <= 2.25 * budget.target, f"{worst:.4f} in the worst window, seed {seed}"


def a_decision_counts_once(kind: type[Budget], seed: int) -> None:
    """However many words fall on a decision, only the one that stands last is counted.

    A third of the decisions gets a second word and some of those a third; the
    line must lie where a budget lies that heard each decision's last word alone.
    """
    dice = random.Random(seed)
    spoken, alone = kind(step=2**-20), Budget(step=2**-20)
    for _ in range(MANY):
        action, earlier = dice.choice(["answer", "answer", "hand_off"]), None
        for _ in range(dice.choice([1, 1, 1, 2, 2, 3])):
            word = lesson(action=action, reward=dice.choice([0, 100, 500, 1000, None]))
            spoken.learn(word, earlier)
            earlier = word
        alone.learn(earlier)
    assert to_bytes(spoken) == to_bytes(alone), f"seed {seed}"
