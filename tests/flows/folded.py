"""The inbox of a shop, and whether folding it anew gives the same."""

from __future__ import annotations

from tacit.flows import inbox
from tacit.store.inbox import InboxRow, Sieve
from tests.cast import Shop


def rows(shop: Shop, **sieve: str | None) -> list[InboxRow]:
    """The inbox as it is listed now."""
    return inbox.page(shop.port, shop.workspace, Sieve(limit=1000, **sieve))


def same_inbox(shop: Shop) -> None:
    """Fold the inbox anew from the log: it is what it was."""
    kept = rows(shop)
    shop.port.store.refold(shop.workspace)
    assert rows(shop) == kept
