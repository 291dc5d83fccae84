"""What every test may ask for: one server a run, a fresh workspace a test.

The server is the embedded one, or an ordinary one whose superuser's address
`TACIT_TEST_SERVER` holds.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from tacit.events import WorkspaceId
from tacit.store.log import Store
from tacit.store.opening import open_store
from tacit.store.server import Cluster
from tests import ordinary

_names = (f"workspace {n}" for n in itertools.count(1))


@pytest.fixture(scope="session")
def store_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the run's server."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def store(store_home: Path) -> Iterator[Store]:
    """One store for the whole run; its server starts with the first test that asks."""
    if ordinary.GIVEN is None:
        with _hasty(Cluster(store_home / "postgres")), open_store(store_home) as opened:
            yield opened
        return
    lent = ordinary.Ordinary(ordinary.GIVEN)
    with lent.owned_by("tacit") as url, open_store(store_home, url) as opened:
        yield opened


@contextmanager
def _hasty(cluster: Cluster) -> Iterator[None]:
    """A server that answers before the disk has what was written: no test here pulls its plug.

    A quarter of these tests' time would be waiting for the disk. What is killed has its own.
    """
    cluster.open()
    try:
        with psycopg.connect(cluster.url, autocommit=True) as connection:
            connection.execute("ALTER DATABASE tacit SET synchronous_commit = off")
        yield
    finally:
        cluster.close()


@pytest.fixture
def workspace(store: Store) -> WorkspaceId:
    """A workspace that no other test has seen."""
    return store.create_workspace(next(_names))


# A busy machine is no reason to fail; a failing example prints what replays it.
settings.register_profile("calm", deadline=None, print_blob=True)
settings.load_profile("calm")


# What looks at one desk that takes long to make stays in one process, which makes it once.
TOGETHER = (
    (
        "tests/journeys/browser/test_looks.py",
        "tests/journeys/browser/test_newcomer.py",
        "tests/journeys/test_invented_desk.py",
    ),
    ("tests/journeys/quaybill/",),
    ("tests/journeys/browser/",),
)
# What takes longest is begun first, so that no process is left alone with it at the end:
# all of the above, and these. Each takes more than a hundredth of the whole.
LONG = (
    "tests/web/test_every_case.py",
    "tests/journeys/test_bad_input.py",
    "tests/flows/test_broken_off.py",
    "tests/flows/test_import.py",
    "tests/journeys/",
)
_FIRST = [*(path for group in TOGETHER for path in group), *LONG]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first; the others as they were."""
    items.sort(key=lambda each: _place(each.nodeid))


def _place(nodeid: str) -> int:
    return next((n for n, path in enumerate(_FIRST) if nodeid.startswith(path)), len(_FIRST))


class Groups(LoadScopeScheduling):
    """A module's tests stay together, and so do those of some modules."""

    def _split_scope(self, nodeid: str) -> str:
        groups = (group[0] for group in TOGETHER if nodeid.startswith(group))
        return next(groups, super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """How `-n` spreads tests over processes: in the order in which they were collected."""
    config.option.loadscopereorder = False
    return Groups(config, log)
