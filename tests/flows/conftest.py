"""The shop that flow tests open, and the refold that follows every one of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tacit.events import WorkspaceId
from tacit.store.log import Store
from tests.cast import Shop, empty_shop, open_shop


@pytest.fixture
def shop(store: Store, workspace: WorkspaceId) -> Shop:
    """The shop on its first day, live, in mode observe."""
    return open_shop(store, workspace)


@pytest.fixture
def empty(store: Store, opened: list[Shop]) -> Callable[[], Shop]:
    """Makes workspaces in which nothing happened yet: for histories and copies."""

    def make() -> Shop:
        made = empty_shop(store, store.create_workspace(f"empty {len(store.workspaces())}"))
        opened.append(made)
        return made

    return make


@pytest.fixture
def opened() -> list[Shop]:
    """The further shops of a test."""
    return []


@pytest.fixture(autouse=True)
def refold(request: pytest.FixtureRequest, opened: list[Shop]) -> Iterator[None]:
    """After each test every learned state is folded anew from its log and compared.

    Nobody has to remember: it acts wherever a test opened a shop.
    """
    first = [request.getfixturevalue("shop")] if "shop" in request.fixturenames else []
    yield
    for each in [*first, *opened]:
        assert each.refolded().fingerprint() == each.learned().fingerprint()
