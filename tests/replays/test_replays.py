"""Recorded logs end in the state they are known for, and their decisions are taken again.

A change that moves one of them is a change of judgement: raise
`tacit.answering.JUDGEMENT` and write the logs anew.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tacit.answering import JUDGEMENT
from tacit.events import LessonSettled
from tacit.payload import to_payload
from tests.replays.folding import recorded, summary
from tests.tidy.sources import ROOT

FILES = sorted(Path(__file__).parent.glob("*.ndjson"))
MOVED = (
    "{} moved. If that is meant, raise JUDGEMENT in src/tacit/answering/__init__.py and write the "
    "log anew: .venv/bin/python -m tests.replays.record"
)


def test_a_log_is_kept() -> None:
    assert FILES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_log_ends_in_the_state_it_is_known_for(file: Path) -> None:
    log = recorded(file)
    assert log.folded().fingerprint() == log.head["fingerprint"], MOVED.format("The learned state")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_receipt_of_a_log_is_decided_again_to_the_byte(file: Path) -> None:
    log, taken = recorded(file), 0
    for stored, again in log.decisions():
        assert to_payload(again) == to_payload(stored), MOVED.format(f"Decision {taken + 1}")
        taken += 1
    assert taken >= 20


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_mood_of_a_log_is_read_again_to_the_last_digit(file: Path) -> None:
    log = recorded(file)
    log.folded()
    assert len(log.moods) >= 20
    for stored, again in log.moods:
        assert again is not None
        found = [again.frustration, again.urgency, *again.marks]
        assert found == [stored.frustration, stored.urgency, *stored.marks], MOVED.format("A mood")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_log_was_written_under_the_present_judgement(file: Path) -> None:
    assert recorded(file).head["judgement"] == JUDGEMENT, MOVED.format("The judgement")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_log_shows_every_action_and_many_rules(file: Path) -> None:
    """What a log never shows it cannot guard."""
    decisions = [stored for stored, _ in recorded(file).decisions()]
    assert {each.action for each in decisions} == {"answer", "ask", "hand_off"}
    assert {"sure", "not_sure", "language", "tried"} <= {each.rule for each in decisions}
    assert {each.mode for each in decisions} == {"observe", "auto"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_log_shows_a_decision_that_two_witnesses_judged_for_good(file: Path) -> None:
    log, witnesses = recorded(file), defaultdict[str, set[str]](set)
    answers = {each.decision_id for each, _ in log.decisions() if each.action == "answer"}
    for row in log.rows:
        event = row.get("event", {})
        is_word = row.get("kind") == LessonSettled.kind and event["standing"] != "provisional"
        if is_word and event["reason"] != "silence":
            witnesses[event["decision_id"]].add(event["witness"])
    assert {"agent", "customer"} in witnesses.values()
    assert log.folded().budget.lessons == len(answers & set(witnesses)) > 1


SETTINGS = [
    {"PYTHONHASHSEED": "1", "OPENBLAS_NUM_THREADS": "1", "OPENBLAS_CORETYPE": "Prescott"},
    {"PYTHONHASHSEED": "2", "OPENBLAS_NUM_THREADS": "2", "OPENBLAS_CORETYPE": "Haswell"},
    {"PYTHONHASHSEED": "3", "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3"},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda settings: " ".join(settings.values()))
def test_neither_hash_seed_nor_threads_nor_processor_move_a_byte(settings: dict[str, str]) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.replays.folding"]
    environment = os.environ | settings
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:-1] == [summary(file) for file in FILES]
