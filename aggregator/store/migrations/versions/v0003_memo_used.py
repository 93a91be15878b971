"""When a memo was used last, so that what is known of sites nobody reads any more is forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_LATEST = "coalesce((SELECT max(first_seen) FROM entry), 0)"


def upgrade() -> None:
    """Take what is known of sites for as old as the latest entry: so it has its whole time yet."""
    op.add_column("memo", sa.Column("used_at", sa.BigInteger))
    op.execute(f"UPDATE memo SET used_at = {_LATEST} WHERE kind = 'template'")
    op.create_index("memo_used", "memo", ["kind", "used_at"])
