"""What tests of every store share: two sources, and words for what is done to a store."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from aggregator.dedup.verdict import judge
from aggregator.records import (
    Poll,
    Source,
    SourceState,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LEASE = timedelta(minutes=15)
A = Source(name="a", url="https://a.example/feed")
B = Source(name="b", url="https://b.example/feed")
LONG = " ".join(f"word{number}" for number in range(60))


async def record(store, source, *entries, at=NOW, seen=(), originals=(), **state):
    state = SourceState(name=source.name, url=source.url, **state)
    told = tuple(replace(each, source=source.name) for each in entries)
    poll = Poll(state=state, entries=told, seen=seen, originals=originals, at=at)
    return (await store.record_poll(poll, judge)).verdicts


async def read(store, *names, limit=100, since=None, folded=True):
    return await store.read_entries(names or ("a", "b"), limit, since, folded=folded)


def titles(stored):
    return [each.entry.title for each in stored]
