"""What every metric promises: each promise is one function that a world passes or fails."""

from __future__ import annotations

import copy
import pickle
import random
from dataclasses import fields

from tacit.metrics.course import Corrected, Decided, Fact
from tests.contracts.metric_worlds import World, course, taken, unseen

SEED = 20240304
MANY = 200
# Worlds in which an interval is tried, and in how many of them it must hold the truth: 95 are
# promised, 90 are asked, for a hundred throws fall short by five in one try of forty.
TRIES, HELD = 100, 90


def nothing_seen_is_none_yet(world: World) -> None:
    reading = world.make().reading()
    assert str(reading.share) == "none yet"
    assert (reading.value(), reading.n, reading.interval) == (None, 0, (0.0, 1.0))


def any_split_merges_to_the_whole(world: World) -> None:
    facts = world.facts(SEED, MANY)
    whole = world.told(facts)
    for cut in (0, 1, MANY // 3, MANY):
        half = world.told(facts[:cut])
        half.merge(world.told(facts[cut:]))
        assert half == whole, f"cut at {cut}"
        assert half.reading() == whole.reading()


def the_order_of_facts_changes_nothing(world: World) -> None:
    facts = world.facts(SEED, MANY)
    first = world.told(facts).reading()
    for seed in range(3):
        shuffled = random.Random(seed).sample(facts, len(facts))
        assert world.told(shuffled).reading() == first, f"shuffled by seed {seed}"


def merging_leaves_the_other_as_it_was(world: World) -> None:
    rest = world.told(world.facts(SEED, MANY))
    half, before = world.make(), copy.deepcopy(rest)
    half.merge(rest)
    for each in world.facts(SEED + 1, MANY):
        half.see(each)
    assert rest == before


def its_state_is_whole_numbers(world: World) -> None:
    metric = world.told(world.facts(SEED, MANY))
    for each in fields(metric):
        value = getattr(metric, each.name)
        numbers = value.values() if isinstance(value, dict) else [value]
        assert all(type(number) is int for number in numbers), each.name


def memory_does_not_grow_with_facts(world: World) -> None:
    few, many = (len(pickle.dumps(world.told(world.facts(SEED, n)))) for n in (MANY, 20 * MANY))
    assert many <= 1.5 * few, f"{few} bytes after {MANY} facts, {many} after twenty times as many"


def seeing_changes_no_fact(world: World) -> None:
    facts = world.facts(SEED, 20)
    before = copy.deepcopy(facts)
    world.told(facts)
    assert facts == before


def reading_changes_nothing(world: World) -> None:
    metric = world.told(world.facts(SEED, MANY))
    before = copy.deepcopy(metric)
    assert metric.reading() == metric.reading()
    assert metric == before


def facts_that_say_nothing_to_it_count_nowhere(world: World) -> None:
    """A conversation just opened, and kinds of facts that are not its own."""
    own_kind = type(world.facts(SEED, 1)[0])
    facts: list[Fact] = [course(), Decided(course(), taken(mode="draft"))]
    others = [each for each in facts if type(each) is not own_kind]
    if own_kind is not Corrected:
        others.append(Corrected(course(), None))  # type: ignore[arg-type]
    others.append(course())
    metric = world.told(world.facts(SEED, MANY))
    before = metric.reading()
    for each in others:
        metric.see(each)
    after = metric.reading()
    assert (after.share, after.n, after.parts) == (before.share, before.n, before.parts)


def the_interval_holds_the_truth_as_often_as_it_says(world: World) -> None:
    for truth in world.truths:
        held = 0
        for seed in range(TRIES):
            low, high = world.told(world.facts(SEED + seed, 80, truth)).reading().interval
            held += low <= truth <= high
        assert held >= HELD, f"truth {truth}: {held} of {TRIES}"


def the_share_nears_the_truth(world: World) -> None:
    for truth in world.truths:
        reading = world.told(world.facts(SEED, 4_000, truth)).reading()
        assert abs(reading.value() - truth) < 0.03, f"{reading.value()} for {truth}"
        assert reading.n == 4_000


def what_nobody_saw_counts_nowhere(world: World) -> None:
    metric = world.told(world.facts(SEED, MANY))
    before = metric.reading()
    for each in unseen(SEED, MANY):
        metric.see(each)
    after = metric.reading()
    assert (after.share, after.n, after.parts) == (before.share, before.n, before.parts)
    assert after.left_out == before.left_out + MANY


ALWAYS = [
    nothing_seen_is_none_yet,
    any_split_merges_to_the_whole,
    the_order_of_facts_changes_nothing,
    merging_leaves_the_other_as_it_was,
    its_state_is_whole_numbers,
    memory_does_not_grow_with_facts,
    seeing_changes_no_fact,
    reading_changes_nothing,
    facts_that_say_nothing_to_it_count_nowhere,
    the_interval_holds_the_truth_as_often_as_it_says,
    the_share_nears_the_truth,
]
OF_WHAT_WAS_SEEN = [what_nobody_saw_counts_nowhere]
