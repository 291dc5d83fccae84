"""The agents' list knows how each customer's last message was read."""

from pathlib import Path

from alembic import op

revision = "0006_mood"
down_revision = "0005_lists"


def upgrade() -> None:
    op.execute(Path(__file__).with_suffix(".sql").read_text())
