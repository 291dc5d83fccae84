"""The desk's pages: agents' sign-ins, one-time links, and what their list shows besides."""

from pathlib import Path

from alembic import op

revision = "0004_desk"
down_revision = "0003_inbox"


def upgrade() -> None:
    op.execute(Path(__file__).with_suffix(".sql").read_text())
