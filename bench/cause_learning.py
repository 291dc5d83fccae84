"""What is learned from the failures that are not measured against: weights, and a baseline.

`causes --fit` prints what `tacit.answering.weights` holds, with what it reaches on
failures it was not fitted to; the benchmark compares it with a regression on the
embedding of question and reply, told of the same failures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bench.labelling import CAUSES
from tacit.answering.cause import PLAIN
from tacit.answering.failure import NAMES
from tacit.learners.fixed import ONE

# Labels to develop on; of those of 2023 most are labelled by two people.
DEVELOPMENT = tuple(
    Path(__file__).parent / "labels" / f"causes-{name}.tsv"
    for name in ("2023-development", "2023-development-second", "2024-development")
)
# Strength of the regression towards no weight at all, from cross-validation on the same failures.
_HELD_BACK = 1 / 60
_FOLDS = 10
_SEEDS = 5
# A cause of fewer labels is not told from the others; what is plain is found without.
_LEAST_CASES = 20

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Read:
    """A failure as somebody read it: its question, its evidence and the cause they found."""

    question: str
    evidence: Sequence[float]
    cause: str


@dataclass(frozen=True)
class Weighed:
    """What is weighed: rows of evidence by `names`, their causes, whose they are, and how much of
    a label each is, as two people's of one failure are half of one."""

    names: list[str]
    rows: Matrix
    causes: list[str]
    questions: list[str]
    parts: NDArray[np.float64]


def weighed(read: Sequence[Read]) -> Weighed:
    """What is weighed of these: neither what is plain, nor what is rare."""
    names = [each for each in NAMES if each not in PLAIN]
    plain = [NAMES.index(each) for each in PLAIN]
    times = Counter(each.cause for each in read)
    kept = [
        each
        for each in read
        if times[each.cause] >= _LEAST_CASES and not any(each.evidence[p] for p in plain)
    ]
    labels = Counter(each.question for each in kept)
    columns = [NAMES.index(each) for each in names]
    return Weighed(
        names,
        np.array([[each.evidence[column] for column in columns] for each in kept]),
        [each.cause for each in kept],
        [each.question for each in kept],
        np.array([1 / labels[each.question] for each in kept]),
    )


def cross_validated(read: Sequence[Read], seed: int) -> list[tuple[str, str]]:
    """(read, found) of each label, found by what was fitted to other failures."""
    held = weighed(read)
    pairs = list[tuple[str, str]]()
    folds = StratifiedGroupKFold(_FOLDS, shuffle=True, random_state=seed)
    for told, asked in folds.split(held.rows, held.causes, held.questions):
        scaler, regression = _fit(held, told)
        found = regression.predict(scaler.transform(held.rows[asked]))
        pairs += [(held.causes[n], str(each)) for n, each in zip(asked, found, strict=True)]
    return pairs


def _fit(held: Weighed, at: NDArray[np.int64]) -> tuple[StandardScaler, LogisticRegression]:
    scaler = StandardScaler().fit(held.rows[at])
    causes = [held.causes[n] for n in at]
    rows = scaler.transform(held.rows[at])
    return scaler, _regression(_HELD_BACK).fit(rows, causes, sample_weight=held.parts[at])


def fitted(read: Sequence[Read]) -> str:
    """The tables of `tacit.answering.weights`, in 1/4096."""
    held = weighed(read)
    names = held.names
    scaler, regression = _fit(held, np.arange(len(held.causes)))
    usual = dict(zip(names, np.rint(scaler.mean_ * ONE).astype(int).tolist(), strict=True))
    biases = dict(zip(regression.classes_, regression.intercept_, strict=True))
    per_unit = dict(zip(regression.classes_, regression.coef_ / scaler.scale_, strict=True))
    order = [each for each in CAUSES if each in biases]
    return "\n".join(
        [
            _table("USUAL: dict[str, int]", usual),
            _table("BIAS: dict[str, int]", {each: round(biases[each] * ONE) for each in order}),
            "WEIGHTS: dict[str, dict[str, int]] = {",
            *(_row(each, dict(zip(names, per_unit[each], strict=True))) for each in order),
            "}",
        ]
    )


def by_embedding(told: Matrix, causes: Sequence[str], asked: Matrix, seed: int) -> list[str]:
    """The baseline: causes of `asked` by a regression on the vectors of what was told."""
    regression = make_pipeline(StandardScaler(), _regression(_HELD_BACK, seed))
    return [str(each) for each in regression.fit(told, causes).predict(asked)]


def _regression(strength: float, seed: int = 0) -> LogisticRegression:
    return LogisticRegression(C=strength, class_weight="balanced", max_iter=5000, random_state=seed)


def _table(name: str, values: dict[str, int]) -> str:
    return f"{name} = {{\n" + "".join(f'    "{k}": {v},\n' for k, v in values.items()) + "}"


def _row(cause: str, weights: dict[str, float]) -> str:
    held = "".join(f'        "{name}": {round(w * ONE)},\n' for name, w in weights.items())
    return f'    "{cause}": {{\n{held}    }},'
