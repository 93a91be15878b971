"""What the database does for a new entry does not grow with what is stored.

Counted in steps of SQLite's machine, which are the same on every computer.
"""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.dedup.verdict import judge
from aggregator.records import Duplicate, Poll, Source, SourceState
from aggregator.store.engine import connect, make_engine
from aggregator.store.polls import record_entries
from aggregator.store.sql import SqlStore
from tests.store_fixtures import make_entry

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOURCES = {name: Source(name=name, url=f"https://{name}.example/feed") for name in "ab"}
WORDS = [f"{head}{tail}" for head in "bcdfgklmnprst" for tail in ("a", "en", "ist", "ox", "ulm")]


def make_poll(*entries):
    source = SOURCES[entries[0].source]
    return Poll(state=SourceState(name=source.name, url=source.url), entries=entries, at=NOW)


def tell(number, *, copy_in=None):
    """Return an article of source a; or what source b made of it."""
    said = random.Random(number).choices(WORDS, k=120)
    if copy_in is not None:
        said[60] = "otherwise"
    name = copy_in or "a"
    return make_entry(
        f"{name}{number}",
        text=" ".join(said),
        source=name,
        title=f"Story {number}",
        canonical_url=f"{name}.example/{number}",
        published=NOW - timedelta(minutes=number),
    )


def count_steps(folder, stored, new):
    """Store so many articles, then a new entry; return what that took, and what became of it."""

    async def fill():
        store = SqlStore.open(folder)
        await store.sync_sources(list(SOURCES.values()))
        await store.record_poll(make_poll(*map(tell, range(stored))), judge)
        await store.close()

    asyncio.run(fill())
    steps = 0

    def count():
        nonlocal steps
        steps += 1

    engine = make_engine(folder / "aggregator.db")
    with connect(engine, writes=True) as connection, connection.begin():
        connection.connection.driver_connection.set_progress_handler(count, 1)
        recorded = record_entries(connection, make_poll(new), judge)
    return steps, recorded.verdicts[0]


@pytest.mark.parametrize("what", ["news", "a copy"])
def test_a_new_entry_takes_as_many_steps_among_many_as_among_few(tmp_path, what):
    new = tell(10_000) if what == "news" else tell(7, copy_in="b")
    few, verdict = count_steps(tmp_path / "few", 20, new)
    many, again = count_steps(tmp_path / "many", 400, new)
    assert isinstance(verdict, Duplicate) == (what == "a copy")
    assert type(again) is type(verdict)
    assert many < few * 1.25
