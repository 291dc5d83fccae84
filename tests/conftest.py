"""What every test may ask for: one server a run, a fresh workspace a test.

The server is the embedded one, or an ordinary one whose superuser's address
`TACIT_TEST_SERVER` holds.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from tacit.events import WorkspaceId
from tacit.store.log import Store
from tacit.store.opening import open_store
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
        with open_store(store_home) as opened:
            yield opened
        return
    lent = ordinary.Ordinary(ordinary.GIVEN)
    with lent.owned_by("tacit") as url, open_store(store_home, url) as opened:
        yield opened


@pytest.fixture
def workspace(store: Store) -> WorkspaceId:
    """A workspace that no other test has seen."""
    return store.create_workspace(next(_names))


# A busy machine is no reason to fail; a failing example prints what replays it.
settings.register_profile("calm", deadline=None, print_blob=True)
settings.load_profile("calm")


# One after the other in one process: all that needs the browser, then the rehearsal of the
# invented desk. While the browser is open its own event loop runs in its thread, and others
# could not; and what takes longest is begun first, as the largest group is.
TOGETHER = ("tests/journeys/browser", "tests/journeys/quaybill")


class OneBrowser(LoadScopeScheduling):
    """A module's tests stay together, and so do those of some folders."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER[0] if nodeid.startswith(TOGETHER) else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    """How `-n` spreads tests over processes."""
    return OneBrowser(config, log)
