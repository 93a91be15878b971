"""Brings the tables to the form that this version knows; refuses what a newer one made.

Alembic is imported only when there is something to do.
"""

import re
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from aggregator.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"


@cache
def revisions() -> tuple[str, ...]:
    """Return the known revisions, oldest first: the numbers of the migrations' files."""
    names = (path.stem for path in (MIGRATIONS / "versions").glob("v*.py"))
    return tuple(sorted(match[1] for name in names if (match := re.match(r"v(\d{4})_", name))))


def find_revision(connection: Connection) -> str | None:
    """Return the revision that the database is at; None when it is new."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def find_upgradable(connection: Connection, where: str) -> str | None:
    """Return the revision of tables that are older than this version knows; None for others.

    Raises StoreError when a newer version of aggregator made them.
    """
    found = find_revision(connection)
    _refuse_newer(found, where)
    return found if found != revisions()[-1] else None


def upgrade(connection: Connection, where: str) -> None:
    """Bring the tables up to date, in the transaction of the caller.

    Raises StoreError when a newer version of aggregator made them.
    """
    found = find_revision(connection)
    if found == revisions()[-1]:
        return
    _refuse_newer(found, where)
    _run(connection)


def _refuse_newer(found: str | None, where: str) -> None:
    if found is not None and found not in revisions():
        raise StoreError(
            f"{where} was made by a newer version of aggregator (schema {found}, this one knows "
            f"{revisions()[-1]}): install that version again, or restore a backup made before it"
        )


def _run(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
