"""The inbox: a row a conversation, where each decision is, and how far followers are."""

from pathlib import Path

from alembic import op

revision = "0003_inbox"
down_revision = "0002_erased_external"


def upgrade() -> None:
    op.execute(Path(__file__).with_suffix(".sql").read_text())
