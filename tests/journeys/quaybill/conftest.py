"""The invented desk after its first `tacit run`, in the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A year takes half a minute on two free cores, and minutes on busy ones."""
    for each in items:
        if HERE in each.path.parents:
            each.add_marker(pytest.mark.timeout(900))
