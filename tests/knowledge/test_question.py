"""A question has one vector, however many passages it takes, and a subject."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.knowledge.question import blend, question_of, subject_of

rows = st.lists(
    st.lists(st.integers(-127, 127), min_size=4, max_size=4), min_size=1, max_size=5
).map(lambda found: np.array(found, np.int8))


def test_passages_blend_to_their_sum_at_the_length_of_the_first_by_hand() -> None:
    """(6, 0) + (0, 8) = (6, 8), of length 10, brought to length 6: (3.6, 4.8) ≈ (4, 5)."""
    assert blend(np.array([[6, 0], [0, 8]], np.int8)).tolist() == [4, 5]


def test_one_passage_is_its_own_blend() -> None:
    assert blend(np.array([[5, -7]], np.int8)).tolist() == [5, -7]


@given(rows)
def test_a_blend_is_a_vector_like_the_others_whatever_comes(passages: np.ndarray) -> None:
    blended = blend(passages)
    assert blended.dtype == np.int8
    assert blended.shape == passages[0].shape
    assert np.array_equal(blended, blend(passages.copy()))


@given(rows)
def test_equal_passages_blend_to_that_passage(passages: np.ndarray) -> None:
    first = np.repeat(passages[:1], 3, axis=0)
    assert blend(first).tolist() == passages[0].tolist()


def test_passages_that_cancel_out_blend_to_nothing() -> None:
    assert blend(np.array([[5, 0], [-5, 0]], np.int8)).tolist() == [0, 0]


def test_the_first_vector_is_the_subjects_and_the_others_the_passages() -> None:
    vectors = [bytes([1, 0]), bytes([0, 6]), bytes([8, 0])]
    question = question_of("Kettles leak", "en", vectors)
    assert question.subject.tolist() == [1, 0]
    assert question.whole.tolist() == [5, 4]
    assert question.words == ["kettl", "leak"]


def test_a_text_of_one_vector_is_its_own_subject() -> None:
    question = question_of("Leak", None, [bytes([3, 4])])
    assert question.subject.tolist() == question.whole.tolist() == [3, 4]


@pytest.mark.parametrize(
    ("text", "has_subject", "subject"),
    [
        ("Leaking kettle\nIt drips. Why?", True, "Leaking kettle"),
        ("It drips all day. Why?", False, "It drips all day."),
        ("Why does it drip? It is new.", False, "Why does it drip?"),
        ("Hi. It drips all day", False, "Hi. It drips all day"),
        ("one line alone", False, "one line alone"),
        ("x" * 400, False, "x" * 300),
        ("", False, ""),
    ],
)
def test_the_subject_is_the_first_line_or_the_first_sentence(
    text: str,
    has_subject: bool,  # noqa: FBT001
    subject: str,
) -> None:
    assert subject_of(text, has_subject=has_subject) == subject
