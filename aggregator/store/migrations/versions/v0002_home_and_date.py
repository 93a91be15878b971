"""Whose site an entry's address is on, and when it says that it is of, for telling stories."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_DATED = "coalesce(json_extract(rest, '$.published'), json_extract(rest, '$.updated'))"
_DAY = "(SELECT max(dated_at / 86400000000, -1) FROM entry WHERE entry.seq = sketch_key.seq)"


def upgrade() -> None:
    """Find the dates; what is there already counts as of its source's site, as until now."""
    op.add_column("entry", sa.Column("dated_at", sa.BigInteger))
    op.add_column("entry", sa.Column("home", sa.Integer, nullable=False, server_default="2"))
    op.execute(f"UPDATE entry SET dated_at = {_DATED}")
    op.execute(f"UPDATE sketch_key SET day = coalesce({_DAY}, -1)")
