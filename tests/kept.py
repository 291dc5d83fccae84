"""A shop as it stood at one moment, and again for every test that begins there.

To tell a shop dozens of conversations takes seconds, and it falls out the same each time:
`kept` holds what that came to, `again` opens a workspace with the same rows, clock and
dice. Only the chain is another, as a workspace's name is hashed with its events.
"""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from uuid import uuid4

import psycopg
from psycopg import sql

from tacit.events import WorkspaceId, microseconds
from tacit.flows.follow import Follower
from tacit.store import chain
from tacit.store.log import Store
from tests.cast import Shop, open_shop

RETURN = "How do I send back the kettle I bought?"
# All that has a workspace; the table of workspaces first, as others refer to it.
_TABLES = """
    SELECT table_name FROM information_schema.columns
    WHERE table_schema = 'tacit' AND column_name = 'workspace'
    ORDER BY table_name <> 'workspaces', table_name
"""
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Kept:
    """A shop and all its rows by table; nobody may go on with that shop."""

    shop: Shop
    rows: dict[str, Rows]

    def again(self) -> Shop:
        """That shop in a workspace of its own, with a follower that has yet to fold it."""
        workspace, port = WorkspaceId(str(uuid4())), self.shop.port
        with port.store._pool.transaction(workspace) as connection:
            for table, rows in self.rows.items():
                _put(connection, table, _moved(table, rows, workspace))
        held, clock = port.follower, deepcopy(self.shop.clock)
        timers = [
            replace(each, ids=each.ids | {"workspace": workspace}) for each in port.timers or []
        ]
        own = replace(
            port,
            follower=Follower(held.store, held.namespace, held.dimensions, held.target),
            clock=clock,
            dice=deepcopy(port.dice),
            timers=timers,
        )
        return Shop(own, workspace, clock, {**self.shop.people}, {**self.shop.entries})


def kept(shop: Shop) -> Kept:
    """A shop as it stands; what it folded as it went is what its log says."""
    assert shop.refolded().fingerprint() == shop.learned().fingerprint()
    with shop.port.store._pool.transaction(shop.workspace) as connection:
        tables = [name for (name,) in connection.execute(_TABLES).fetchall()]
        rows = {name: _rows(connection, name) for name in tables}
    chained = shop.port.store.rows(shop.workspace, 0, None)
    for row, link in zip(rows["events"], chained, strict=True):
        row["_hashed"] = link.columns
    return Kept(shop, rows)


def _rows(connection: psycopg.Connection, table: str) -> Rows:
    order = sql.SQL("ORDER BY position" if table == "events" else "")
    query = sql.SQL("SELECT to_jsonb(t) - 'workspace' FROM (SELECT * FROM {} {}) t")
    found = connection.execute(query.format(sql.Identifier(table), order)).fetchall()
    return [row for (row,) in found]


def _moved(table: str, rows: Rows, workspace: WorkspaceId) -> Rows:
    """Rows as they are written in another workspace."""
    if table == "workspaces":
        return [row | {"name": workspace} for row in rows]
    return _linked(rows, workspace) if table == "events" else rows


def _linked(rows: Rows, workspace: WorkspaceId) -> Rows:
    """Events with the hashes that they have in a workspace."""
    head, linked = chain.GENESIS, Rows()
    for row in rows:
        columns = row["_hashed"] | {"workspace": workspace}
        times = {name: microseconds(columns[name]) for name in ("at", "recorded_at")}
        head = chain.link(head, list((columns | times).values()))
        own = {name: value for name, value in row.items() if name != "_hashed"}
        linked.append(own | {"hash": rf"\x{head.hex()}"})
    return linked


def _put(connection: psycopg.Connection, table: str, rows: Rows) -> None:
    if not rows:
        return
    columns = sql.SQL(", ").join(map(sql.Identifier, rows[0]))
    query = sql.SQL("INSERT INTO {0} ({1}) SELECT {1} FROM jsonb_populate_recordset(NULL::{0}, %s)")
    written = query.format(sql.Identifier(table), columns)
    connection.execute(written, [json.dumps(rows)])


@cache
def well_known(store: Store) -> Kept:
    """The shop that was asked one thing thirty times, and is sure of it."""
    shop = open_shop(store, store.create_workspace("well known"))
    shop.taught(RETURN, "returns", times=30)
    return kept(shop)
