"""Narrowing what is compared leaves out nothing that counts."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tacit.answering.features import evidence
from tacit.answering.learned import Learned
from tacit.answering.start import start
from tacit.events import EntryId, MessageId, PersonId
from tacit.knowledge.exemplars import Exemplar
from tacit.knowledge.question import Question
from tests.answering.known import DAY

_WIDTH = 32
_ALIKE = 0.92
_BRIDGES = 3


def near(dice: np.random.Generator, vector: NDArray[np.int8], apart: float) -> NDArray[np.int8]:
    """A vector at about this angle from another."""
    side = dice.normal(size=_WIDTH)
    length = float(np.linalg.norm(vector.astype(float)))
    turned = np.cos(apart) * vector + np.sin(apart) * side * length / np.linalg.norm(side)
    return np.clip(np.rint(turned), -127, 127).astype(np.int8)


def crowded(seed: int) -> tuple[Learned, Question]:
    """Past questions in a chain of growing angles from the asked, about .92 from one another."""
    dice, learned = np.random.default_rng(seed), start(_WIDTH)
    first = np.clip(dice.normal(0, 45, _WIDTH), -127, 127).astype(np.int8)
    asked = Question("", "en", near(dice, first, 0.2), first, ["kettle"])
    for n in range(300):
        apart = float(dice.uniform(0, 1.2))
        whole, subject = near(dice, first, apart), near(dice, first, float(dice.uniform(0, 1.2)))
        if n % 3 and n > 3:
            earlier = learned.exemplars.whole.vectors[dice.integers(n)].astype(np.int8)
            whole = near(dice, earlier, float(dice.uniform(0.2, 0.6)))
        name = f"c-{n}"
        exemplar = Exemplar(
            EntryId(name), -1, 1, (MessageId(name),), MessageId(name), PersonId("ines"), (), DAY
        )
        learned.exemplars.pair(exemplar, Question("", "en", subject, whole, []))
    return learned, asked


def cosine(one: NDArray[np.int8], other: NDArray[np.int8]) -> float:
    a, b = one.astype(np.int64), other.astype(np.int64)
    return float(a @ b) / float(np.sqrt(float(b @ b))) / float(np.sqrt(float(a @ a)))


def compared_one_by_one(learned: Learned, asked: Question) -> list[float]:
    """How alike each past question is, each compared with all that may lead to it."""
    wholes = [row.astype(np.int8) for row in learned.exemplars.whole.vectors[:300]]
    subjects = [row.astype(np.int8) for row in learned.exemplars.subject.vectors[:300]]
    questions = (asked.whole, asked.subject)
    direct = [
        max(cosine(q, row) for q in questions for row in pair)
        for pair in zip(wholes, subjects, strict=True)
    ]
    good = [n for n, each in enumerate(direct) if each >= _ALIKE]
    leading = sorted(good, key=lambda n: (-round(direct[n] * 4096), -n))[:_BRIDGES]
    alike = list[float]()
    for n, own in enumerate(direct):
        ways = [(cosine(wholes[k], wholes[n]), direct[k]) for k in leading]
        alike.append(max(own, *(through * at for through, at in ways if through >= _ALIKE), -1.0))
    return alike


@pytest.mark.parametrize("seed", range(8))
def test_no_past_question_is_too_far_to_be_reached_by_another(seed: int) -> None:
    learned, asked = crowded(seed)
    found = evidence(learned, asked, DAY).alike
    wanted = compared_one_by_one(learned, asked)
    assert found.tolist() == pytest.approx(wanted, abs=1e-12)
    direct_only = [cosine(asked.whole, row.astype(np.int8)) for row in
                   learned.exemplars.whole.vectors[:300]]  # fmt: skip
    assert any(w > d and w > _ALIKE**2 for w, d in zip(wanted, direct_only, strict=True))
