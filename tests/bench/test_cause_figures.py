"""Figures of causes: rare ones are left out, an interval holds its mean, a table adds up."""

from __future__ import annotations

import numpy as np
import pytest

from bench import cause_figures, cause_learning, labelling
from bench.labelling import CAUSES
from tacit.answering.cause import CAUSES as PRODUCTS
from tacit.answering.failure import NAMES

A, B = "missing_article", "unknown_term"
# 10 and 8 cases: A found 8 of 10 and twice too often, and one case of a rare cause.
PAIRS = [*[(A, A)] * 8, *[(A, B)] * 2, *[(B, B)] * 6, *[(B, A)] * 2, ("product_differs", A)]


def test_the_list_is_the_products() -> None:
    assert CAUSES == PRODUCTS


def test_macro_f1_is_of_causes_with_enough_cases() -> None:
    causes = cause_figures.counted([read for read, _ in PAIRS])
    assert causes == [A, B]
    # A: 2 · 8 / (10 + 11); B: 2 · 6 / (8 + 8).
    assert cause_figures.macro(PAIRS, causes) == pytest.approx((16 / 21 + 12 / 16) / 2)


def test_an_interval_holds_the_mean_and_is_the_same_by_seed() -> None:
    low, high = cause_figures.interval(PAIRS, [A, B], 0, 400)
    assert low < cause_figures.macro(PAIRS, [A, B]) < high
    assert (low, high) == cause_figures.interval(PAIRS, [A, B], 0, 400)
    assert cause_figures.interval([(A, A)] * 9, [A], 0, 50) == (1, 1)


def test_the_commonest_cause_each_time() -> None:
    pairs = cause_figures.commonest([read for read, _ in PAIRS])
    assert {found for _, found in pairs} == {A}
    assert labelling.agreement(pairs) == 10 / 19


def test_the_table_holds_every_failure() -> None:
    rows = cause_figures.table(PAIRS).splitlines()[2:]
    cells = [[int(each) for each in row.split("|")[2:-1]] for row in rows]
    assert sum(map(sum, cells)) == len(PAIRS)
    assert cells[CAUSES.index(A)][CAUSES.index(B)] == 2


def test_nobody_reads_the_same_failure_for_both_uses() -> None:
    measured = labelling.read(labelling.LABELS)
    told = [labelling.read(each) for each in cause_learning.DEVELOPMENT]
    assert not set(measured) & set().union(*told)
    assert set(labelling.read(labelling.SECOND)) <= set(measured)
    assert (len(measured), *map(len, told)) == (150, 207, 181, 480)


def test_a_fit_learns_what_tells_causes_apart_and_leaves_out_what_is_plain() -> None:
    dice = np.random.default_rng(0)
    causes = [A, B, "missing_context"] * 24
    evidence = dice.normal(0, 0.1, (72, len(NAMES)))
    evidence[:, NAMES.index("language")] = evidence[:, NAMES.index("named")] = 0
    evidence[::3, NAMES.index("outward")] += 4
    evidence[2::3, NAMES.index("asks")] += 4
    read = [
        cause_learning.Read(f"q{n}", list(row), cause)
        for n, (row, cause) in enumerate(zip(evidence, causes, strict=True))
    ]
    rare = cause_learning.Read("rare", read[-1].evidence, "product_differs")
    # The last one is read by two people.
    held = cause_learning.weighed([*read, read[-1], rare])
    # What is plain is no column, what is rare no row.
    assert held.rows.shape == (73, len(NAMES) - 2)
    assert "language" not in held.names
    assert set(held.causes) == set(causes)
    assert held.parts.tolist() == [*[1.0] * 71, 0.5, 0.5]
    pairs = cause_learning.cross_validated([*read, read[-1]], 0)
    assert labelling.agreement(pairs) == 1
    scope: dict[str, dict[str, dict[str, int]]] = {}
    exec(cause_learning.fitted(read), scope)
    assert scope["WEIGHTS"][A]["outward"] > 0 > scope["WEIGHTS"][B]["outward"]
    assert scope["WEIGHTS"]["missing_context"]["asks"] > 0
