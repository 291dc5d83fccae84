"""A share adds up, knows its size and says "none yet" instead of zero."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.share import Share

counts = st.integers(0, 10_000)
shares = st.builds(lambda part, rest: Share(part, part + rest), counts, counts)


def test_a_share_says_how_many_of_how_many() -> None:
    assert str(Share(3, 4)) == "75% of 4"
    assert Share(3, 4).value() == 0.75


def test_nothing_counted_is_none_yet_and_never_zero() -> None:
    assert str(Share(0, 0)) == "none yet"
    assert Share(0, 0).value() is None
    assert Share(0, 0).interval() == (0.0, 1.0)


@given(shares, shares)
def test_shares_add_up_whichever_comes_first(one: Share, other: Share) -> None:
    total = one + other
    assert (total.part, total.whole) == (one.part + other.part, one.whole + other.whole)
    assert one + other == other + one


@pytest.mark.parametrize(("part", "whole"), [(2, 1), (-1, 3)])
def test_a_part_lies_within_its_whole(part: int, whole: int) -> None:
    with pytest.raises(AssertionError):
        Share(part, whole)


def test_the_interval_is_wilsons() -> None:
    """8 of 10 at z = 2: (.8 + .2 ± 2·√(.016 + .01)) / 1.4 = (1 ± .32249) / 1.4."""
    low, high = Share(8, 10).interval(z=2.0)
    assert (round(low, 4), round(high, 4)) == (0.4839, 0.9446)


@given(shares)
def test_the_interval_holds_the_share_and_lies_in_0_to_1(share: Share) -> None:
    low, high = share.interval()
    value = share.value()
    assert 0 <= low <= high <= 1
    assert value is None or low - 1e-12 <= value <= high + 1e-12


def test_the_interval_narrows_as_more_is_counted() -> None:
    widths = [high - low for low, high in (Share(n, 2 * n).interval() for n in (1, 10, 100))]
    assert widths == sorted(widths, reverse=True)


def test_a_difference_is_between_what_both_intervals_allow() -> None:
    points, low, high = Share(40, 100).above(Share(30, 100))
    assert round(points, 3) == 0.1
    # Wilson: .40 (.309 to .498), .30 (.219 to .396): 0.1 - √(.091² + .096²), 0.1 + √(.098² + .081²)
    assert (round(low, 2), round(high, 2)) == (-0.03, 0.23)
    back = Share(30, 100).above(Share(40, 100))
    assert [round(-each, 9) for each in back] == [round(each, 9) for each in (points, high, low)]


def test_nothing_lies_above_or_below_an_empty_share() -> None:
    for one, other in ((Share(0, 0), Share(1, 2)), (Share(1, 2), Share(0, 0))):
        with pytest.raises(AssertionError, match="empty share"):
            one.above(other)
