"""Who waits is listed by when they are due, the sooner the more frustrated they are."""

from pathlib import Path

from alembic import op

revision = "0008_due"
down_revision = "0007_precedence"


def upgrade() -> None:
    op.execute(Path(__file__).with_suffix(".sql").read_text())
