"""The invented desk, its year rehearsed once with the bundled model by the installed `tacit`."""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tacit import demo
from tests.journeys.small_shop import Shop

ROWS = list(demo.rows())
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The rehearsal takes half a minute on two free cores, and minutes on busy ones."""
    for each in items:
        if HERE in each.path.parents:
            each.add_marker(pytest.mark.timeout(900))


@pytest.fixture(scope="session")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The desk whose year was rehearsed; `first` is what that printed."""
    folder = tmp_path_factory.mktemp("quaybill")
    history = folder / "invented.ndjson"
    history.write_text("\n".join(json.dumps(row) for row in ROWS))
    desk = Shop(folder / "home", history)
    return replace(desk, first=desk.says("import", "--workspace", "demo", str(history)))


@pytest.fixture(scope="session")
def copied(rehearsed: Shop) -> Callable[[], Shop]:
    """Makes copies of its data folder: what one test teaches is nothing to another."""
    numbers = itertools.count()

    def copy() -> Shop:
        home = rehearsed.home.with_name(f"copy-{next(numbers)}")
        shutil.copytree(rehearsed.home, home, ignore=shutil.ignore_patterns("socket"))
        return replace(rehearsed, home=home)

    return copy
