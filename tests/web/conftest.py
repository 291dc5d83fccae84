"""A site over the shop, and callers with keys: what every test of the web door asks for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tacit.app import App
from tacit.events import WorkspaceId
from tacit.settings import Settings
from tacit.store.log import Store
from tests.cast import Shop, open_shop
from tests.flows.folded import same_inbox
from tests.kept import well_known
from tests.web.door import Door

# For a test that begins with the shop that is sure of one thing.
WELL_KNOWN = pytest.mark.parametrize("shop", [well_known], indirect=True, ids=["well known"])


@pytest.fixture
def shop(request: pytest.FixtureRequest, store: Store, workspace: WorkspaceId) -> Shop:
    """The shop on its first day, live, in mode observe; or as it was kept."""
    told = getattr(request, "param", None)
    return told(store).again() if told else open_shop(store, workspace)


def app_of(shop: Shop) -> App:
    """The product over a shop."""
    return App(Settings(Path("unused"), rate=100_000), shop.port.store, shop.port)


@pytest.fixture
def app(shop: Shop) -> App:
    """The product over that shop."""
    return app_of(shop)


@pytest.fixture
def door(app: App, shop: Shop) -> Iterator[Door]:
    """The site over that shop, with a key of every scope."""
    with Door(app, shop.workspace) as opened:
        yield opened


@pytest.fixture(autouse=True)
def refold(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test what was derived is folded anew from the log and compared."""
    shop = request.getfixturevalue("shop") if "shop" in request.fixturenames else None
    yield
    if shop is not None:
        assert shop.refolded().fingerprint() == shop.learned().fingerprint()
        same_inbox(shop)
