"""How often an answer resolves where it is shown, of each entry and of each of its segments."""

from __future__ import annotations

import random

import pytest

from tacit.learners.fixed import to_bytes
from tacit.learners.quality import Posterior, Quality


def taught(*words: tuple[str, str, int, int]) -> Quality:
    """So many good ones and so many bad ones of an entry in a segment."""
    quality = Quality()
    for entry, segment, good, bad in words:
        quality.learn(entry, segment, good * 1000, (good + bad) * 1000)
    return quality


def test_an_entry_nobody_judged_is_expected_to_be_as_the_others() -> None:
    """Nobody judged any: 1/2. Three of four others resolved: (1 + 3) / (2 + 4) = 2/3."""
    assert Quality().predict("a") == Posterior(4.0, 4.0, 0.5, 0)
    quality = taught(("b", "", 3, 1))
    assert quality.predict("a").mean == pytest.approx(2 / 3)
    assert quality.predict("a").log_odds == quality.predict("a", ["refunds"]).log_odds == 0.0


def test_the_posterior_of_an_entry_by_hand() -> None:
    """The others: (1 + 3) / (2 + 4) = 2/3. No spread between the two: the desk weighs 16.

    a: Beta(16 · 2/3 + 5, 16 / 3 + 5), a mean of 15.667 / 26.
    """
    quality = taught(("a", "", 5, 5), ("b", "", 3, 1))
    found = quality.predict("a")
    assert (round(found.good, 3), round(found.bad, 3)) == (15.667, 10.333)
    assert round(found.mean, 4) == round(15.6667 / 26, 4) == 0.6026
    assert found.log_odds < 0, "worse than the others"


def test_entries_far_apart_draw_each_other_less() -> None:
    """10 of 10 and 0 of 10: M = 1/2, Σ n (p - M)² = 5, k - 1 = 1, room 20 - 10 - 1 = 9.

    ρ = (5 / .25 - 1) / 9 = 19/9, above 1: the least weight, 2. Others of a: 1/12.
    """
    quality = taught(("a", "", 10, 0), ("b", "", 0, 10))
    assert quality.predict("a").mean == pytest.approx((2 / 12 + 10) / 12)


def test_a_segment_is_drawn_to_its_entry_and_counts_no_word_twice() -> None:
    """One entry alone: m = 1/2, s = 8. Elsewhere (8/2 + 1) / (8 + 4) = 5/12.

    With 4 of 4 in refunds: (8 · 5/12 + 4) / 12 = .6111; where all is in one segment, the
    segment is as the entry.
    """
    quality = taught(("a", "refunds", 4, 0), ("a", "login", 1, 3))
    assert quality.predict("a", ["refunds"]).mean == pytest.approx((8 * 5 / 12 + 4) / 12)
    assert quality.predict("a", ["refunds"]).mean > quality.predict("a").mean
    assert quality.predict("a", ["login"]).mean < quality.predict("a").mean
    alone = taught(("a", "refunds", 4, 0))
    assert alone.predict("a", ["refunds"]) == alone.predict("a")


def test_a_segment_is_known_by_all_the_names_that_it_had() -> None:
    parted, whole = taught(("a", "old", 2, 0), ("a", "new", 1, 1)), taught(("a", "new", 3, 1))
    assert parted.predict("a", ["new", "old"]) == whole.predict("a", ["new"])


def test_silence_counts_in_part() -> None:
    """A tenth of a good word: (8 · .5 + .1) / 8.1."""
    quality = Quality()
    quality.learn("a", "", 100, 100)
    assert quality.predict("a").mean == pytest.approx(4.1 / 8.1)


def test_twenty_resolutions_stand_before_five() -> None:
    quality = taught(("a", "", 20, 0), ("b", "", 5, 0))
    assert quality.predict("a").log_odds > quality.predict("b").log_odds > 0
    shared = taught(("a", "", 20, 5), ("b", "", 5, 20))
    assert shared.predict("a").log_odds > 0 > shared.predict("b").log_odds


def test_the_interval_narrows_as_answers_are_judged() -> None:
    few, many = (taught(("a", "", n, n)).predict("a").interval() for n in (2, 200))
    assert few[0] < many[0] < 0.5 < many[1] < few[1]
    assert 0.42 < many[0] < 0.46


def test_a_word_that_is_taken_back_leaves_nothing() -> None:
    quality = taught(("a", "refunds", 0, 1))
    quality.forget("a", "refunds", 0)
    assert quality == Quality()


def test_a_token_decides_where_it_departs_by_three_standard_errors() -> None:
    quality = Quality()
    for token, good in (("admin", 1000), ("user", 0)):
        for _ in range(4):
            quality.learn("a", "refunds", good, tokens=[token, "web"])
    assert quality.telling("a", ["user", "web"]) == "user"
    assert quality.telling("a", ["web"]) is None, "everybody has it"
    assert quality.predict("a", ["refunds"], ["web"]) == quality.predict("a", ["refunds"])
    # As an entry of its own: (8 · .5 + 4) / 12, and 8 · .5 / 12.
    assert quality.predict("a", ["refunds"], ["admin", "web"]).mean == pytest.approx(2 / 3)
    assert quality.predict("a", ["refunds"], ["user", "web"]).mean == pytest.approx(1 / 3)
    quality.forget("a", "refunds", 0, tokens=["user", "web"])
    assert quality.telling("a", ["user"]) is None, "three against four may be chance"


def test_of_tokens_that_tell_nothing_hardly_one_decides() -> None:
    """Sixteen of them, sixty answers: three standard errors are passed once in twenty-four."""
    dice, told = random.Random(7), 0
    for _ in range(200):
        quality = Quality()
        for _ in range(60):
            tokens = [f"{n}{dice.randrange(3)}" for n in range(16)]
            quality.learn("a", "", 1000 if dice.random() < 0.7 else 0, tokens=tokens)
        told += quality.telling("a", [f"{n}0" for n in range(16)]) is not None
    assert told <= 16


def test_what_is_forgotten_leaves_no_token() -> None:
    quality = Quality()
    quality.learn("a", "refunds", 1000, tokens=["admin"])
    quality.forget("a", "refunds", 1000, tokens=["admin"])
    assert to_bytes(quality) == to_bytes(Quality())
