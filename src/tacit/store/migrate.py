"""Brings a database to the newest schema, in a process of its own.

`opening.open_store` runs `python -m tacit.store.migrate` where the schema is
behind, and holds the lock meanwhile: Alembic and SQLAlchemy take a second to
import and 30 MB to keep, which a desk that is up to date never pays. The
database's address comes in by the environment, where no other user reads it.
"""

from __future__ import annotations

import os
import sys
from importlib import resources
from pathlib import Path

import psycopg
import sqlalchemy
from alembic import command
from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def main() -> None:
    """Upgrade, or end with the database's own reason as the last line."""
    try:
        upgrade(os.environ["TACIT_MIGRATE_URL"])
    except (sqlalchemy.exc.DBAPIError, psycopg.Error) as failure:
        # SQLAlchemy's account ends with the statement and a link instead.
        sys.exit(" ".join(str(getattr(failure, "orig", failure)).split()))


def upgrade(url: str, to: str = "head") -> None:
    """Run the migrations that the database has not seen, each in its transaction."""
    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=sqlalchemy.NullPool
    )
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS tacit")
    with engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        connection.commit()


def create(url: str) -> None:
    """Make the whole schema at once from `schema.sql`: what the migrations must arrive at."""
    with psycopg.connect(url) as connection:
        connection.execute(queue_sql().encode())
        connection.execute((MIGRATIONS.parent / "schema.sql").read_bytes())


def queue_sql() -> str:
    """procrastinate's own tables, in the schema `jobs`."""
    tables = (resources.files("procrastinate") / "sql" / "schema.sql").read_text()
    return f"""
        CREATE SCHEMA jobs;
        SET LOCAL search_path = jobs;
        {tables}
        GRANT USAGE ON SCHEMA jobs TO tacit_app;
        GRANT ALL ON ALL TABLES IN SCHEMA jobs TO tacit_app;
        GRANT ALL ON ALL SEQUENCES IN SCHEMA jobs TO tacit_app;
    """


if __name__ == "__main__":
    main()
