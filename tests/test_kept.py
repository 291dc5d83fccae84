"""A shop that is opened again goes on as the one that was kept would have."""

from __future__ import annotations

from tacit.events import WorkspaceId
from tacit.store.log import Store
from tests.cast import Shop, open_shop
from tests.kept import kept

RETURN = "How do I send back the kettle I bought?"


def goes_on(shop: Shop) -> list[str]:
    """What is logged of one more conversation and of the silence behind it, as it is hashed."""
    before = shop.head()
    shop.asks(RETURN, shop.bruno).replies("See this page.", cites="returns")
    shop.asks(RETURN)
    shop.wait(hours=200)
    rows = shop.port.store.rows(shop.workspace, before, None)
    return [str({**each.columns, "workspace": ""}) for each in rows]


def test_it_goes_on_as_the_one_that_was_kept_and_its_chain_is_whole(
    store: Store, workspace: WorkspaceId
) -> None:
    shop = open_shop(store, workspace)
    shop.taught(RETURN, "returns", times=2)
    held = kept(shop)
    first, second = held.again(), held.again()
    assert len({shop.workspace, first.workspace, second.workspace}) == 3
    said = goes_on(first)
    assert len(said) > 10
    assert goes_on(second) == said, "nothing of the first reached the second"
    assert goes_on(shop) == said
    assert store.verify(first.workspace).is_clean
    assert first.learned().fingerprint() == shop.refolded().fingerprint()
