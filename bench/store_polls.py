"""What polls cost in the store: CPU for each, unchanged and with new entries.

    python bench/store_polls.py FOLDER [SOURCES]

FOLDER is scratch: a database is made in it and left there. The peer is plain
sqlite3 doing one UPDATE and one commit for each poll, in the same settings.
"""

import asyncio
import shutil
import sqlite3
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from aggregator.dedup.sketch import make_sketch
from aggregator.dedup.verdict import judge
from aggregator.records import CleanEntry, FeedInfo, Poll, SafeHtml, Source, Validators
from aggregator.store.sql import SqlStore

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ROUNDS = 10
ENTRIES = 20


def make_entry(source, number):
    text = " ".join(sha256(f"{source} {number} {k}".encode()).hexdigest()[:6] for k in range(400))
    entry = CleanEntry(
        source=source,
        identity=f"https://{source}.example/{number}",
        raw_hash=sha256(text.encode()).hexdigest(),
        entry_id=f"https://{source}.example/{number}",
        link=f"https://{source}.example/{number}",
        canonical_url=f"{source}.example/{number}",
        title=f"Entry {number} of {source}",
        content=SafeHtml(f"<p>{text}</p>"),
        fingerprint=sha256(text.encode()).hexdigest(),
    )
    return replace(entry, sketch=make_sketch(entry))


def report(name, started, count):
    wall, cpu = (
        (time.perf_counter() - started[0]) / count,
        (time.process_time() - started[1]) / count,
    )
    print(f"{name:28} {cpu * 1e3:8.3f} ms CPU  {wall * 1e3:8.3f} ms wall  each of {count}")


def start():
    return time.perf_counter(), time.process_time()


async def measure(folder, count):
    sources = [Source(name=f"s{n}", url=f"https://s{n}.example/feed") for n in range(count)]
    store = SqlStore.open(folder)
    await store.sync_sources(sources)
    states = await store.read_states()
    states = {
        name: replace(
            state,
            validators=Validators(etag='"abc"', last_modified="Mon, 02 Mar 2026 00:00:00 GMT"),
            info=FeedInfo(title="A feed", link="https://x.example/", language="en"),
            body_hash="0" * 64,
        )
        for name, state in states.items()
    }
    began = start()
    entries = {s.name: tuple(make_entry(s.name, n) for n in range(ENTRIES)) for s in sources}
    report("sketch (and sample text)", began, count * ENTRIES)

    async def poll(name, round_, new=(), seen=()):
        at = NOW + timedelta(hours=round_)
        state = replace(states[name], next_poll_at=at + timedelta(hours=1), last_poll_at=at)
        await store.record_poll(Poll(state=state, entries=new, seen=seen, at=at), judge)

    began = start()
    await asyncio.gather(*(poll(name, 0, entries[name]) for name in states))
    report("new entry", began, count * ENTRIES)
    began = start()
    for round_ in range(ROUNDS):
        await asyncio.gather(*(poll(name, round_) for name in states))
    report("unchanged, all at once", began, count * ROUNDS)
    began = start()
    for name in states:
        await poll(name, 1)
    report("unchanged, one by one", began, count)
    began = start()
    for name in states:
        seen = tuple(each.identity for each in entries[name])
        await store.find_known(name, seen)
        await poll(name, 2, seen=seen)
    report("changed, nothing new", began, count)
    await store.close()


def measure_peer(folder, count):
    connection = sqlite3.connect(folder / "peer.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE source (name TEXT PRIMARY KEY, state TEXT, due INTEGER)")
    connection.executemany(
        "INSERT INTO source VALUES (?, ?, 0)", [(f"s{n}", "x" * 300) for n in range(count)]
    )
    began = start()
    for number in range(count):
        connection.execute("BEGIN IMMEDIATE")
        values = ("y" * 300, number, f"s{number}")
        connection.execute("UPDATE source SET state = ?, due = ? WHERE name = ?", values)
        connection.execute("COMMIT")
    report("peer: sqlite3, one by one", began, count)
    connection.close()


if __name__ == "__main__":
    scratch = Path(sys.argv[1])
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    amount = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    asyncio.run(measure(scratch, amount))
    measure_peer(scratch, amount)
