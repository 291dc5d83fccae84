"""A question as retrieval sees it: its words and its vectors.

Made by the answer flow from a turn's texts, and by the exemplars' fold from
what was stored when the question came. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tacit.knowledge.words import terms

LONGEST = 40_000
"""Characters of a question that retrieval reads, some thirty passages: a log pasted
whole would cost minutes and say no more."""


@dataclass(frozen=True)
class Question:
    """`whole` is the vector of all of it, `subject` that of the subject that was written (int8).

    Where none was, they are one and the same.
    """

    text: str
    language: str | None
    subject: NDArray[np.int8]
    whole: NDArray[np.int8]
    words: list[str]


def question_of(text: str, language: str | None, vectors: Sequence[bytes]) -> Question:
    """A question from its text and stored vectors: the subject's, then the passages'."""
    subject = np.frombuffer(vectors[0], dtype=np.int8)
    return Question(text, language, subject, whole_of(vectors), terms(text[:LONGEST], language))


def whole_of(vectors: Sequence[bytes]) -> NDArray[np.int8]:
    """The vector of all of a question, of its stored vectors: the subject's, then the passages'."""
    return blend(np.stack([np.frombuffer(v, dtype=np.int8) for v in vectors[1:] or vectors[:1]]))


def blend(passages: NDArray[np.int8]) -> NDArray[np.int8]:
    """One vector for several passages: their sum, at the length of the first.

    Square root, division and rounding are exact to the last bit on every
    machine (IEEE 754), so equal passages blend to equal bytes.
    """
    if len(passages) == 1:
        first: NDArray[np.int8] = passages[0]
        return first
    total = passages.astype(np.int64).sum(axis=0)
    wanted = int((passages[0].astype(np.int64) ** 2).sum())
    reached = max(int((total**2).sum()), 1)
    scaled = np.rint(total * np.sqrt(wanted / reached))
    blended: NDArray[np.int8] = np.clip(scaled, -127, 127).astype(np.int8)
    return blended


def likeness(one: NDArray[np.int8], other: NDArray[np.int8]) -> float:
    """The cosine of two vectors of whole numbers, as exact as one division; 0 for an empty one."""
    first, second = one.astype(np.int64), other.astype(np.int64)
    lengths = float((first @ first) * (second @ second)) ** 0.5
    cosine: float = float(first @ second) / max(lengths, 1.0)
    return cosine


def subject_of(text: str, *, has_subject: bool) -> str:
    """The line that says what it is about: the subject, else the first sentence.

    >>> subject_of("Printing\\nIt prints twice.", has_subject=True)
    'Printing'
    >>> subject_of("It prints twice. Why?", has_subject=False)
    'It prints twice.'
    """
    first, _, _ = text.strip().partition("\n")
    if has_subject:
        return first.strip() or text.strip()
    for mark in (". ", "? ", "! "):
        head, found, _ = first.partition(mark)
        if found and len(head) > 8:
            first = head + mark.strip()
    return first[:300].strip() or text.strip()[:300]
