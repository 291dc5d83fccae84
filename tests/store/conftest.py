"""For tests that look under the store: the superuser's connection to the run's server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tacit.store.log import Store
from tacit.store.server import Cluster


def superuser_of(home: Path, database: str = "tacit") -> psycopg.Connection:
    socket = str(Cluster(home / "postgres").socket)
    return psycopg.connect(host=socket, user="postgres", dbname=database, autocommit=True)


@pytest.fixture
def superuser(store: Store, store_home: Path) -> Iterator[psycopg.Connection]:
    """Sees and may change everything, as no part of the product can."""
    with superuser_of(store_home) as connection:
        connection.execute("SET search_path = tacit, jobs")
        yield connection
