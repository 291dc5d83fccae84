"""For tests that look under the store: the superuser's connection to the run's server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tacit.store.log import Store
from tacit.store.server import Cluster
from tests import ordinary


def superuser_of(home: Path, database: str = "tacit") -> psycopg.Connection:
    """A connection to a database of the embedded server in `home`."""
    socket = str(Cluster(home / "postgres").socket)
    return psycopg.connect(host=socket, user="postgres", dbname=database, autocommit=True)


@pytest.fixture
def superuser(store: Store, store_home: Path) -> Iterator[psycopg.Connection]:
    """Sees and may change everything, as no part of the product can."""
    database = str(psycopg.conninfo.conninfo_to_dict(store.url)["dbname"])
    given = ordinary.GIVEN
    lent = ordinary.Ordinary(given).superuser(database) if given else None
    with lent or superuser_of(store_home, database) as connection:
        connection.execute("SET search_path = tacit, jobs")
        yield connection
