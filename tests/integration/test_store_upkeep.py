"""Rules of a storage over the years: it is copied before it is migrated, and forgets in time."""

import sqlite3
from contextlib import closing

import pytest
from alembic import command
from alembic.config import Config

from aggregator.errors import StoreError
from aggregator.store.engine import connect, make_engine, make_file
from aggregator.store.migrate import MIGRATIONS, revisions
from aggregator.store.sql import SqlStore

FIRST = revisions()[0]
COPY = f"aggregator-before-{revisions()[1]}.db"


def make_old(folder):
    """Make a database as the first version made it, with a source in it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = make_engine(make_file(folder))
    with connect(engine, writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, FIRST)
        connection.exec_driver_sql(
            "INSERT INTO source (name, url, configured, state) VALUES ('a', 'http://a', 1, '{}')"
        )


def read_revision(path):
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM source").fetchall() == [("a",)]
        return connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]


def test_a_database_is_copied_before_it_is_migrated(tmp_path):
    """As it was, for its owner only; once, and not at every start."""
    make_old(tmp_path)
    SqlStore.open(tmp_path)
    assert read_revision(tmp_path / "aggregator.db") == revisions()[-1]
    copy = tmp_path / COPY
    assert read_revision(copy) == FIRST
    assert copy.stat().st_mode & 0o777 == 0o600
    copy.unlink()
    SqlStore.open(tmp_path)
    assert not copy.exists()


def test_only_the_newest_copies_stay(tmp_path):
    """Also one that a failed migration left behind is replaced."""
    make_old(tmp_path)
    for name in ("0000", "0001", "0002"):
        (tmp_path / f"aggregator-before-{name}.db").write_text("older")
    SqlStore.open(tmp_path)
    copies = sorted(path.name for path in tmp_path.glob("aggregator-before-*.db"))
    assert copies == ["aggregator-before-0001.db", COPY]
    assert read_revision(tmp_path / COPY) == FIRST


def test_without_a_copy_nothing_is_migrated(tmp_path):
    """Where there is no place for it, the database stays as it is."""
    make_old(tmp_path)
    (tmp_path / f".{COPY}.part").mkdir()
    with pytest.raises(StoreError, match="cannot write the backup"):
        SqlStore.open(tmp_path)
    assert read_revision(tmp_path / "aggregator.db") == FIRST
