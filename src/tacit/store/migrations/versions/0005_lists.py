"""Lists of a hundred thousand conversations: what their filters and views are found by."""

from pathlib import Path

from alembic import op

revision = "0005_lists"
down_revision = "0004_desk"


def upgrade() -> None:
    op.execute(Path(__file__).with_suffix(".sql").read_text())
