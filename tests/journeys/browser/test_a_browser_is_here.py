"""Without a browser the journeys fail in one line that says what to install."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.browser import chromium

ROOT = Path(__file__).parents[3]


def test_a_browser_is_here() -> None:
    if chromium.found() is None:
        pytest.fail(chromium.MISSING, pytrace=False)


def test_a_browser_is_here_or_one_line_says_what_to_install() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(Path(__file__).parent),
         "-k", "not one_line"],
        cwd=ROOT,
        env=os.environ | {"TACIT_CHROMIUM": "/nowhere/chromium"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout.count(chromium.MISSING) <= 2  # as the failure, and in the summary
    assert chromium.MISSING in done.stdout
    assert "Traceback" not in done.stdout
    assert "1 failed" in done.stdout
    assert "error" not in done.stdout.lower().replace(chromium.MISSING.lower(), "")
