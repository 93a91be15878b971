"""One of two processes on the same storage: claims sources and stores entries, and says which."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta

from aggregator.dedup.verdict import judge
from aggregator.records import Poll, Source, SourceState
from aggregator.store.sql import SqlStore
from tests.store_fixtures import make_entry

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
OWN = [Source(name=name, url=f"https://{name}.example/feed") for name in "ab"]
SHARED = [Source(name=f"s{number}", url=f"https://s{number}.example/") for number in range(40)]


async def main(folder, name):
    store = SqlStore.open(folder)
    await store.sync_sources([*OWN, *SHARED])
    await store.claim(["a", "b"], NOW, timedelta(minutes=1))
    while taken := await store.claim_due(NOW, 3, timedelta(hours=1)):
        print(*(each for each in taken if each.startswith("s")))
    for number in range(20):
        entry = make_entry(f"{number}", source=name, canonical_url=f"x.example/{number}")
        state = SourceState(name=name, url=f"https://{name}.example/feed")
        recorded = await store.record_poll(Poll(state=state, entries=(entry,), at=NOW), judge)
        print(type(recorded.verdicts[0]).__name__)
    await store.close()


asyncio.run(main(*sys.argv[1:]))
