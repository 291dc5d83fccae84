"""The open benchmark's stream holds what it says, its scores count, and any program takes part."""

from __future__ import annotations

import csv
import sys
from argparse import Namespace
from pathlib import Path

import numpy as np
import pytest

from bench.closed_figures import Outcomes
from bench.closed_loop import run
from bench.outside import Outside, Unfit
from bench.self_learning import besieged, figures_of, stream

PROGRAM = """
import json, sys
known = {}
for line in sys.stdin:
    said = json.loads(line)
    if "asked" in said:
        known[said["asked"]] = said["text"]
        category = known.get(said["text"].split(" ")[0])
        answer = {"category": category, "confidence": 0.9, "answers": category is not None}
        print(json.dumps(answer), flush=True)
    elif "told" in said:
        known[known[said["told"]].split(" ")[0]] = said["category"]
"""


@pytest.fixture
def options(tmp_path: Path) -> Namespace:
    """Twenty categories of forty texts; a text's first word names the category."""
    with (tmp_path / "train.csv").open("w", newline="") as lines:
        rows = csv.writer(lines)
        rows.writerow(["text", "category"])
        rows.writerows([f"c{i:02} text {n}", f"c{i:02}"] for i in range(20) for n in range(40))
    return Namespace(data=tmp_path, seed=0, questions=0)


def test_the_stream_holds_what_nobody_is_told(options: Namespace) -> None:
    asked, truth = stream(options)
    assert (len(asked), len(truth.new), len(truth.away), len(truth.changed)) == (800, 2, 2, 4)
    early, middle = asked[: 800 // 5], asked[int(800 * 0.4) : int(800 * 0.6)]
    assert not truth.new & {each.category for each in early}
    assert not truth.away & {each.text.split(" ")[0] for each in middle}
    for n, each in enumerate(asked):
        named = each.text.split(" ")[0]
        is_new = n >= truth.release and named in truth.changed
        assert each.category == (truth.changed[named] if is_new else named)
    wrong = sum(each.told != each.category for each in asked)
    assert 20 < wrong < 60, "one in twenty"
    assert stream(options) == (asked, truth), "by seed alone"


def test_hostile_customers_come_last_and_lie_both_ways(options: Namespace) -> None:
    asked, truth = stream(options)
    walked = besieged(asked, truth)
    assert [n for n, each in enumerate(walked) if each != asked[n]] == sorted(truth.hostile)
    assert min(truth.hostile) >= 600
    one = walked[min(truth.hostile)]
    assert (one.if_right, one.if_wrong) == ("complains", "thanks")


def outcomes(right: list[bool], answered: list[bool]) -> Outcomes:
    ones = np.ones(len(right)) * 0.9
    return Outcomes(np.array(answered), np.array(right), np.zeros(len(right), bool), ones)


def test_its_scores_count_what_their_definitions_say(options: Namespace) -> None:
    asked, truth = stream(options)
    always = outcomes([True] * 800, [True] * 800)
    found = figures_of(always, always, asked, truth, 0.05)
    assert (found["new_asks"], found["stale_asks"], found["forgotten_points"]) == (0, 0, 0)
    assert (found["questions_to_half"], found["coverage"], found["poisoned_points"]) == (500, 1, 0)
    assert found["load"] == 100 * sum(each.is_audited for each in asked) / 800
    stale = [
        not (n >= truth.release and each.text.split(" ")[0] in truth.changed)
        for n, each in enumerate(asked)
    ]
    late = outcomes(stale, [True] * 800)
    fallen = figures_of(late, always, asked, truth, 0.05)
    moved = sum(not each for each in stale)
    assert fallen["stale_asks"] == fallen["stale_told"] == moved / 4
    lost = sum(not each for each in stale[truth.hostile_after :])
    assert fallen["poisoned_points"] == pytest.approx(100 * lost / 200)


def test_any_program_takes_part_and_learns_by_what_it_is_told(
    options: Namespace, tmp_path: Path
) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    asked, _ = stream(options)
    system = Outside(f"{sys.executable} {program}")
    found = run("yours", system, asked[:200], [()] * 200)
    system.close()
    assert found.coverage() > 0.85
    assert found.right[100:].mean() > 0.8


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("", "ended"),
        ("print('hello', flush=True); import sys; sys.stdin.read()", "hello"),
        ('print(\'{"category": 7, "confidence": 2, "answers": 1}\', flush=True)', "said"),
        ("import sys; sys.stdin.read()", "flush each line"),
    ],
)  # fmt: skip
def test_a_program_that_misspeaks_ends_it_with_what_it_said(
    options: Namespace, tmp_path: Path, code: str, why: str
) -> None:
    program = tmp_path / "program.py"
    program.write_text(code)
    asked, _ = stream(options)
    system = Outside(f"{sys.executable} {program}", patience_seconds=3)
    with pytest.raises(Unfit, match=why):
        run("yours", system, asked[:2], [()] * 2)
    system.close()
    with pytest.raises(Unfit, match="cannot be started"):
        run("yours", Outside("no-such-program"), asked[:1], [()])
