"""Who waits is listed by precedence first: what is flagged for attention before all others."""

from pathlib import Path

from alembic import op

revision = "0007_precedence"
down_revision = "0006_mood"


def upgrade() -> None:
    op.execute(Path(__file__).with_suffix(".sql").read_text())
