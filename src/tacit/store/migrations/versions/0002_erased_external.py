"""Marks of erased external ids, a secret for each workspace, and who wrote a spooled row."""

from pathlib import Path

from alembic import op

revision = "0002_erased_external"
down_revision = "0001_first"


def upgrade() -> None:
    op.execute(Path(__file__).with_suffix(".sql").read_text())
