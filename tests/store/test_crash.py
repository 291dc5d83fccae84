"""The crash benchmark itself, small: it runs, loses nothing, and can tell a loss."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.crash import Ledger, compare, drive


def test_a_few_kills_lose_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = drive(tmp_path, kills=3, acks=20, seed=2)
    assert (figures["lost"], figures["doubled"], figures["verify_clean"]) == (0, 0, 1)
    assert figures["acks"] >= 20
    # Planted: the ledger heard of one that the log has not.
    ledger = Ledger(tmp_path / "ledger.txt")
    with ledger.path.open("a") as lines:
        lines.write("acked never-sent\n")
    assert compare(tmp_path, ledger)["lost"] == 1
