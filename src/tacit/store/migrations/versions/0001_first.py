"""The first schema: the queue, the log, what lies beside it, and who may see what."""

from pathlib import Path

from alembic import op

from tacit.store.migrate import queue_sql

revision = "0001_first"
down_revision = None


def upgrade() -> None:
    # Past SQLAlchemy, which would read the colons in it as parameters.
    driver = op.get_bind().connection.driver_connection
    assert driver is not None, "the migration is connected"
    driver.execute(queue_sql())
    op.execute(Path(__file__).with_suffix(".sql").read_text())
