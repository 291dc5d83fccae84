"""What is learned from the failures that are not measured against: weights, and a baseline.

`causes --fit` prints what `tacit.answering.weights` holds, with what it reaches on
failures it was not fitted to; the benchmark compares it with a regression on the
embedding of question and reply, told of the same failures.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bench.labelling import CAUSES
from tacit.answering.cause import PLAIN
from tacit.answering.failure import NAMES
from tacit.learners.fixed import ONE

DEVELOPMENT = Path(__file__).parent / "labels" / "causes-2023-development.tsv"
# Strength of the regression towards no weight at all, from cross-validation on the same failures.
_HELD_BACK = 1 / 60
_FOLDS = 10
_SEEDS = 5
_LEAST_CASES = 8

Matrix = NDArray[np.float64]


def weighed(evidence: Matrix, causes: Sequence[str]) -> tuple[list[str], Matrix, list[str]]:
    """Names, columns and causes of what is weighed: neither what is plain, nor what is rare."""
    names = [each for each in NAMES if each not in PLAIN]
    plain = [NAMES.index(each) for each in PLAIN]
    common = {each for each in CAUSES if list(causes).count(each) >= _LEAST_CASES}
    rows = [
        place
        for place, cause in enumerate(causes)
        if cause in common and not evidence[place, plain].any()
    ]
    columns = [NAMES.index(each) for each in names]
    return names, evidence[np.ix_(rows, columns)], [causes[each] for each in rows]


def cross_validated(evidence: Matrix, causes: Sequence[str], seed: int) -> list[tuple[str, str]]:
    """(read, found) of each failure, found by what was fitted to the others."""
    _, held, read = weighed(evidence, causes)
    regression = make_pipeline(StandardScaler(), _regression(_HELD_BACK))
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=seed)
    found = cross_val_predict(regression, held, read, cv=folds)
    return list(zip(read, [str(each) for each in found], strict=True))


def fitted(evidence: Matrix, causes: Sequence[str]) -> str:
    """The tables of `tacit.answering.weights`, in 1/4096."""
    names, held, read = weighed(evidence, causes)
    scaler = StandardScaler().fit(held)
    regression = _regression(_HELD_BACK).fit(scaler.transform(held), read)
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
