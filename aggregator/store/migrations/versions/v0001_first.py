"""The first tables: sources and entries."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "source",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("url", sa.Text, nullable=False, unique=True),
        sa.Column("configured", sa.Boolean, nullable=False),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("lease_until", sa.BigInteger),
        sa.Column("lease_owner", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
    )
    _make_entries()
    _index()


def _make_entries() -> None:
    op.create_table(
        "entry",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("source_id", sa.Integer, sa.ForeignKey("source.id"), nullable=False),
        sa.Column("identity", sa.Text, nullable=False),
        sa.Column("raw_hash", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("canonical_url", sa.Text),
        sa.Column("link", sa.Text),
        sa.Column("entry_id", sa.Text),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("sketch", sa.Text),
        sa.Column("dropped", sa.Text),
        sa.Column("story", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("sort_at", sa.BigInteger, nullable=False),
        sa.Column("first_seen", sa.BigInteger, nullable=False),
        sa.Column("revised_at", sa.BigInteger, nullable=False),
        sa.Column("left_at", sa.BigInteger),
        sa.Column("rest", sa.Text, nullable=False),
    )
    _make_companions()


def _make_companions() -> None:
    op.create_table(
        "memo",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "original",
        sa.Column(
            "seq", sa.Integer, sa.ForeignKey("entry.seq", ondelete="CASCADE"), primary_key=True
        ),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("told", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "sketch_key",
        sa.Column("key", sa.BigInteger, primary_key=True),
        sa.Column("day", sa.Integer, primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sqlite_with_rowid=False,
    )


def _index() -> None:
    op.create_index("original_made_at", "original", ["made_at"])
    op.create_index("source_due", "source", ["configured", "due_at"])
    op.create_index("entry_identity", "entry", ["source_id", "identity"], unique=True)
    op.create_index("entry_present", "entry", ["source_id", "left_at", "identity"])
    op.create_index("entry_newest", "entry", ["sort_at", "id"])
    op.create_index("entry_newest_of_source", "entry", ["source_id", "sort_at", "id"])
    op.create_index("entry_first_seen", "entry", ["first_seen"])
    op.create_index("entry_story", "entry", ["story", "sort_at"])
    for column in ("fingerprint", "canonical_url", "link", "entry_id"):
        op.create_index(f"entry_{column}", "entry", [column])
