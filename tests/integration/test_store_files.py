"""The database file: what is made, what is refused, and what several processes may do at once."""

import asyncio
import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, select

from aggregator.dedup.verdict import judge
from aggregator.errors import StoreError
from aggregator.records import Home, Poll, Source, SourceState
from aggregator.store import engine as store_engine
from aggregator.store.backup import restore_database
from aggregator.store.codec import dump, micros
from aggregator.store.migrate import MIGRATIONS, revisions, upgrade
from aggregator.store.neighbours import UNDATED, find_day
from aggregator.store.schema import ENTRY, MEMO, METADATA, SKETCH_KEY
from aggregator.store.sql import SqlStore
from tests.store_fixtures import make_entry

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LEASE = timedelta(minutes=15)
A = Source(name="a", url="https://a.example/feed")


def run(folder, test, **options):
    async def main():
        store = SqlStore.open(folder, **options)
        try:
            return await test(store)
        finally:
            await store.close()

    return asyncio.run(main())


async def fill(store):
    await store.sync_sources([A])
    state = SourceState(name="a", url=A.url)
    await store.record_poll(Poll(state=state, entries=(make_entry("one"),), at=NOW), judge)


def test_what_was_stored_is_there_when_the_store_is_opened_again(tmp_path):
    run(tmp_path, fill)

    async def read(store):
        return await store.read_entries(["a"], 10, None, folded=True)

    assert [each.entry.identity for each in run(tmp_path, read)] == ["one"]


def test_folder_and_files_are_for_their_owner_only(tmp_path):
    folder = tmp_path / "made" / "here"
    run(folder, fill)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "aggregator.db").stat().st_mode) == 0o600


def test_commits_survive_a_power_cut(tmp_path):
    """WAL with synchronous=FULL flushes each commit (https://sqlite.org/pragma.html)."""
    run(tmp_path, fill)
    with store_engine.connect(
        store_engine.make_engine(tmp_path / "aggregator.db"), writes=False
    ) as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_the_migrations_make_the_tables_that_the_queries_know(tmp_path):
    run(tmp_path, fill)
    found = inspect(create_engine(f"sqlite:///{tmp_path / 'aggregator.db'}"))
    for table in METADATA.sorted_tables:
        columns = {each["name"]: each for each in found.get_columns(table.name)}
        assert set(columns) == {column.name for column in table.columns}
        for column in table.columns:
            assert columns[column.name]["nullable"] == column.nullable, column
        indexes = {each["name"]: each["column_names"] for each in found.get_indexes(table.name)}
        expected = {index.name: [each.name for each in index.columns] for index in table.indexes}
        assert {name: indexes.get(name) for name in expected} == expected


def test_entries_of_before_have_their_date_and_count_as_of_their_own_site(tmp_path):
    """What was stored before these were columns is folded as it would be now."""
    path = store_engine.make_file(tmp_path)
    told = dump(make_entry("one", published=NOW, updated=NOW + timedelta(days=9)))
    rows = [(1, told), (2, dump(make_entry("two", updated=NOW))), (3, dump(make_entry("three")))]
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = store_engine.make_engine(path)
    with store_engine.connect(engine, writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("INSERT INTO source VALUES (1, 'a', 'u', 1, 0, 0, '', '')")
        for seq, rest in rows:
            connection.exec_driver_sql(
                "INSERT INTO entry (seq, id, source_id, identity, raw_hash, fingerprint, title, "
                "story, reason, sort_at, first_seen, revised_at, rest) "
                "VALUES (?, ?, 1, ?, '', '', '', '', '', 0, 0, 0, ?)",
                (seq, str(seq), str(seq), rest),
            )
            connection.exec_driver_sql("INSERT INTO sketch_key VALUES (7, 5, ?)", (seq,))
        upgrade(connection, str(path))
        found = connection.execute(select(ENTRY.c.dated_at, ENTRY.c.home).order_by(ENTRY.c.seq))
        assert found.all() == [(NOW, Home.OWN), (NOW, Home.OWN), (None, Home.OWN)]
        days = connection.execute(select(SKETCH_KEY.c.day).order_by(SKETCH_KEY.c.seq)).scalars()
        assert days.all() == [find_day(NOW), find_day(NOW), UNDATED]


def test_what_was_learned_before_there_were_times_is_as_old_as_the_latest_entry(tmp_path):
    path = store_engine.make_file(tmp_path)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = store_engine.make_engine(path)
    with store_engine.connect(engine, writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.exec_driver_sql("INSERT INTO source VALUES (1, 'a', 'u', 1, 0, 0, '', '')")
        connection.exec_driver_sql(
            "INSERT INTO entry (seq, id, source_id, identity, raw_hash, fingerprint, title, story, "
            "reason, sort_at, first_seen, revised_at, rest) "
            "VALUES (1, '1', 1, '1', '', '', '', '', '', 0, ?, 0, '{}')",
            (micros(NOW),),
        )
        for kind in ("template", "document"):
            connection.exec_driver_sql("INSERT INTO memo VALUES (?, 'h', x'')", (kind,))
        upgrade(connection, str(path))
        found = connection.execute(select(MEMO.c.kind, MEMO.c.used_at)).all()
        assert dict(map(tuple, found)) == {"template": NOW, "document": None}


def test_the_newest_migration_is_the_one_that_alembic_sees():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == revisions()[-1]


def test_alembic_is_not_even_imported_when_there_is_nothing_to_migrate(tmp_path):
    run(tmp_path, fill)
    program = (
        "import sys; from aggregator.store.sql import SqlStore; SqlStore.open(sys.argv[1]);"
        "sys.exit('alembic' in sys.modules)"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", program, str(tmp_path)], check=True)


def test_a_database_of_a_newer_version_is_refused(tmp_path):
    run(tmp_path, fill)
    with sqlite3.connect(tmp_path / "aggregator.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(StoreError, match=r"aggregator\.db was made by a newer version.*9999"):
        SqlStore.open(tmp_path)


def test_what_is_no_database_is_refused(tmp_path):
    (tmp_path / "aggregator.db").write_bytes(b"not a database at all, " * 100)
    with pytest.raises(StoreError, match="not a database of aggregator"):
        SqlStore.open(tmp_path)


def test_a_storage_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot open the storage"):
        SqlStore.open(tmp_path / "file")


def test_an_unknown_kind_of_storage_is_refused():
    with pytest.raises(StoreError, match="cannot store in mysql"):
        SqlStore.open("mysql://user@host/db")


def test_a_damaged_database_is_told_as_damaged(tmp_path):
    run(tmp_path, fill)
    path = tmp_path / "aggregator.db"
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"damaged; stop the daemon"):
        run(tmp_path, fill)


def test_a_locked_database_is_told_as_locked(tmp_path):
    async def test(store):
        await fill(store)
        other = sqlite3.connect(tmp_path / "aggregator.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another process holds it locked"):
            await store.claim(["a"], NOW, LEASE)
        assert set(await store.read_states()) == {"a"}
        other.execute("ROLLBACK")
        other.close()
        assert await store.claim(["a"], NOW, LEASE) == ("a",)

    run(tmp_path, test, patience=timedelta(milliseconds=50))


def test_a_full_disk_loses_nothing_and_is_told(tmp_path):
    async def test(store):
        await fill(store)
        # The database may not grow: what SQLite then says is what it says of a full disk.
        limit = store._writes._connection.exec_driver_sql("PRAGMA page_count").scalar()
        store._writes._connection.exec_driver_sql(f"PRAGMA max_page_count = {limit}")
        store._writes._connection.rollback()
        state = SourceState(name="a", url=A.url)
        big = make_entry("big", text="long " * 100_000)
        with pytest.raises(StoreError, match="disk is full"):
            await store.record_poll(Poll(state=state, entries=(big,), at=NOW), judge)
        assert len(await store.read_entries(["a"], 10, None, folded=True)) == 1
        await store.claim(["a"], NOW, LEASE)

    run(tmp_path, test)


def test_two_processes_share_claims_and_stories(tmp_path):
    """Several on one file: each source goes to one of them, and one of two equal entries is new."""
    program = Path(__file__).parents[1] / "store_rival.py"
    with_path = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    rivals = [
        subprocess.Popen(
            [sys.executable, str(program), str(tmp_path), name],
            stdout=subprocess.PIPE,
            text=True,
            env=with_path,
        )
        for name in "ab"
    ]
    told = [rival.communicate(timeout=60)[0].split() for rival in rivals]
    assert [rival.returncode for rival in rivals] == [0, 0]
    claimed = [word for words in told for word in words if word.startswith("s")]
    assert sorted(claimed) == sorted(f"s{number}" for number in range(40))
    verdicts = sorted(word for words in told for word in words if word[0].isupper())
    assert verdicts == ["Duplicate"] * 20 + ["New"] * 20


# --- copies -------------------------------------------------------------------


def test_a_backup_is_one_sound_file_and_can_be_put_back(tmp_path):
    backup = tmp_path / "copy.db"

    async def make(store):
        await fill(store)
        await store.backup(backup)
        assert await store.find_damage() == ()
        with pytest.raises(StoreError, match="it exists"):
            await store.backup(backup)

    run(tmp_path / "one", make)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.db", "one"]
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    for folder in (tmp_path / "one", tmp_path / "new"):
        restore_database(folder, backup)

        async def read(store):
            return await store.read_entries(["a"], 10, None, folded=True)

        assert len(run(folder, read)) == 1


def test_nothing_is_restored_under_a_store_that_is_open(tmp_path):
    async def test(store):
        await fill(store)
        await store.backup(tmp_path / "copy.db")
        with pytest.raises(StoreError, match="stop what uses it first"):
            restore_database(tmp_path, tmp_path / "copy.db")
        assert len(await store.read_entries(["a"], 10, None, folded=True)) == 1

    run(tmp_path, test)


def test_what_is_no_sound_backup_is_refused_and_nothing_changed(tmp_path):
    run(tmp_path, fill)
    (tmp_path / "text.db").write_text("no database " * 500)
    for name in ("text.db", "missing.db"):
        with pytest.raises(StoreError, match="cannot read the backup"):
            restore_database(tmp_path, tmp_path / name)
    run(tmp_path, fill)


def test_damage_is_found(tmp_path):
    run(tmp_path, fill)
    with closing(sqlite3.connect(tmp_path / "aggregator.db")) as connection:
        connection.execute("UPDATE entry SET source_id = 99")
        connection.commit()

    async def test(store):
        assert "row 1 of entry belongs to nothing in source" in await store.find_damage()

    run(tmp_path, test)


def test_forgetting_gives_space_back(tmp_path):
    async def test(store):
        await store.sync_sources([A])
        state = SourceState(name="a", url=A.url)
        entries = tuple(make_entry(f"{n}", text=f"{n} " * 900) for n in range(1200))
        await store.record_poll(Poll(state=state, entries=entries, at=NOW), judge)
        await store.record_poll(Poll(state=state, seen=("x",), at=NOW), judge)
        assert await store.prune(NOW + timedelta(days=9), timedelta(days=1)) == 1200

    run(tmp_path, test)
    assert (tmp_path / "aggregator.db").stat().st_size < 1_000_000


def test_nothing_is_left_of_what_is_forgotten(tmp_path):
    """Nor what its text would be found by, whether it had a date of its own or none."""
    words = " ".join(f"word{number}" for number in range(300))
    entries = (make_entry("one", text=words), make_entry("two", text=words[::-1], published=NOW))

    async def test(store):
        await store.sync_sources([A])
        state = SourceState(name="a", url=A.url)
        await store.record_poll(Poll(state=state, entries=entries, at=NOW + LEASE), judge)
        assert count_keys(tmp_path)
        await store.record_poll(Poll(state=state, seen=("x",), at=NOW + LEASE), judge)
        assert await store.prune(NOW + timedelta(days=9), timedelta(days=1)) == 2

    run(tmp_path, test)
    assert count_keys(tmp_path) == 0


def count_keys(folder):
    with closing(sqlite3.connect(folder / "aggregator.db")) as connection:
        return connection.execute("SELECT count(*) FROM sketch_key").fetchone()[0]


@pytest.mark.parametrize("harm", ["moved", "removed"])
def test_a_database_that_is_taken_away_while_it_is_in_use_is_told(tmp_path, harm):
    async def main():
        folder = tmp_path / "storage"
        store = SqlStore.open(folder)
        try:
            assert await store.read_states() == {}
            if harm == "moved":
                folder.rename(tmp_path / "elsewhere")
            else:
                (folder / "aggregator.db").unlink()
            with pytest.raises(StoreError, match="moved, replaced or removed"):
                await store.read_states()
        finally:
            await store.close()

    asyncio.run(main())


def test_a_checkpoint_empties_the_write_ahead_log_and_loses_nothing(tmp_path):
    async def scenario(store):
        await fill(store)
        log = tmp_path / "aggregator.db-wal"
        before = log.stat().st_size
        await store.checkpoint()
        found = await store.read_entries(["a"], 10, None, folded=True)
        return before > 0, log.stat().st_size, [each.entry.identity for each in found]

    assert run(tmp_path, scenario) == (True, 0, ["one"])
