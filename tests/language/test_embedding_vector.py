"""Rounding: what a stored vector promises."""

import math

import numpy as np
import pytest

from tacit.language.vector import SCALE, CannotEmbed, packed, unpacked


def test_a_vector_is_scaled_to_unit_length_whatever_its_length_was():
    assert packed([3.0, 4.0, 12.0] * 100) == packed([0.03, 0.04, 0.12] * 100)


def test_steps_are_rounded_half_to_even():
    # Of a vector with length 1024, a component of 1 is half a step, of 3 one and a half.
    small = [1.0, 3.0, 5.0, -1.0, -3.0]
    rest = math.sqrt(1024**2 - sum(number * number for number in small))
    assert list(unpacked(packed([*small, rest])))[:5] == [0, 2, 2, 0, -2]


def test_bytes_are_clipped_at_127_on_both_sides():
    assert list(unpacked(packed([1.0, -1.0]))) == [127, -127]


def test_sums_of_products_of_any_two_vectors_are_exact_in_float32():
    # The longest that rounding can make a vector: half a step in each component.
    dimensions = 4096
    longest = SCALE + math.sqrt(dimensions) / 2
    assert longest**2 < 2**24


@pytest.mark.parametrize("numbers", [[], [0.0, 0.0], [math.nan, 1.0], [math.inf, 1.0]])
def test_a_vector_without_a_length_is_refused(numbers):
    with pytest.raises(CannotEmbed, match="without a length"):
        packed(numbers)


def test_bytes_are_read_back_as_signed_numbers():
    assert unpacked(bytes([255, 0, 127])).dtype == np.int8
    assert list(unpacked(bytes([255, 0, 127]))) == [-1, 0, 127]
