"""Stories do not depend on who came first, and nobody is lost in one."""

import asyncio
import atexit
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.dedup.verdict import judge
from aggregator.records import Home, Poll, Source, SourceState
from aggregator.store.memory import MemoryStore
from aggregator.store.sql import SqlStore
from tests.store_fixtures import make_entry

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SOURCES = [Source(name=name, url=f"https://{name}.example/feed") for name in "abc"]


def prose(seed, length):
    """Return words that look like text and are those of no other seed."""
    letters = "abcdefghijklm"
    return [
        f"{seed}{letters[n % 13]}{letters[n // 13 % 13]}{'lmnr'[n % 4]}y" for n in range(length)
    ]


RIVER, HILL = prose("ri", 120), prose("hi", 120)
TALK = prose("ta", 90)
TEXTS = [
    " ".join(RIVER),
    " ".join(RIVER[:100] + prose("ed", 10)),
    " ".join(RIVER[:70]),
    " ".join(RIVER[60:] + HILL[:60]),  # half of each: the bridge that ought not to be one
    " ".join(HILL),
    " ".join(HILL[:110]),
    " ".join(TALK + RIVER[20:50]),  # of somebody who writes about the river, and quotes it
    " ".join(RIVER[:30]),
    "a short note",
    "another short note",
    "Comments",
]
TITLES = ["The river", "The river, part 1", "The river, part 2", "The hill", "Live: the river"]
ADDRESSES = [None, "x.example/1", "x.example/2", "x.example/home"]

entries = st.builds(
    lambda text, title, address, age, home, dropped: {
        "text": text,
        "title": title,
        "canonical_url": address,
        "published": None if age is None else NOW - timedelta(days=age),
        "home": home,
        "dropped": dropped,
    },
    st.sampled_from(TEXTS),
    st.sampled_from(TITLES),
    st.sampled_from(ADDRESSES),
    st.sampled_from([None, -3, 1, 2, 5, 7, 8, 14, 20]),
    st.sampled_from(Home),
    st.sampled_from([None, None, None, "a filter"]),
)
worlds = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from("123")), entries, min_size=3, max_size=9
)


@st.composite
def arrivals(draw):
    """Return a world and two ways in which it comes to be.

    On the way, entries may be different. A way is a list of fetches, hours or
    weeks apart, each of one source, and each with one entry or more.
    """
    world = draw(worlds)
    ways = []
    for _ in range(2):
        drafts = draw(st.lists(st.tuples(st.sampled_from(sorted(world)), entries), max_size=3))
        told = [*drafts, *((key, world[key]) for key in draw(st.permutations(sorted(world))))]
        ways.append([(key, entry, draw(st.sampled_from([0, 0, 2, 200]))) for key, entry in told])
    return world, ways


async def deliver(store, way):
    """Let the entries arrive; those of one source that wait no time come with one fetch."""
    await store.sync_sources(SOURCES)
    at = NOW
    for (source, wait), fetch in groupby(enumerate(way), lambda each: (each[1][0][0], each[1][2])):
        for part in [list(fetch)] if not wait else [[each] for each in fetch]:
            at += timedelta(hours=wait, minutes=1)
            made = tuple(
                make_entry(key[1], source=source, raw_hash=str(n), link=f"{source}{key[1]}", **told)
                for n, (key, told, _) in part
            )
            state = SourceState(name=source, url=f"https://{source}.example/feed")
            await store.record_poll(Poll(state=state, entries=made, at=at), judge)


async def read_stories(store):
    """Return the stories, each as the set of its entries."""
    stories = {}
    for stored in await store.read_entries(["a", "b", "c"], 1000, None, folded=False):
        key = (stored.entry.source, stored.entry.identity)
        stories.setdefault(stored.duplicate_of or stored.id, set()).add(key)
    return {frozenset(members) for members in stories.values()}


@settings(max_examples=120, deadline=None)
@given(arrivals())
def test_any_order_of_arrival_gives_the_same_stories(arrived):
    _, ways = arrived
    found = []
    for way in ways:
        store = MemoryStore()

        async def main(store=store, way=way):
            await deliver(store, way)
            return await read_stories(store)

        found.append(asyncio.run(main()))
    assert found[0] == found[1]


@settings(max_examples=60, deadline=None)
@given(arrivals(), st.sets(st.sampled_from("abc"), min_size=1))
def test_every_entry_that_no_filter_dropped_is_shown_alone_or_as_a_member(arrived, chosen):
    world, (way, _) = arrived
    store = MemoryStore()

    async def main():
        await deliver(store, way)
        return await store.read_entries(sorted(chosen), 1000, None, folded=True)

    shown = []
    for stored in asyncio.run(main()):
        shown += [stored.entry.link, *(member.link for member in stored.also)]
    kept = [key for key, told in world.items() if told["dropped"] is None and key[0] in chosen]
    assert sorted(shown) == sorted(source + identity for source, identity in kept)


@cache
def made_database():
    """Make one, once: each test of many begins with a copy."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    asyncio.run(SqlStore.open(folder).close())
    return next(folder.glob("*.db"))


@settings(max_examples=20, deadline=None)
@given(arrivals())
def test_the_database_and_its_double_tell_the_same_stories(arrived):
    _, (way, _) = arrived

    async def main(store):
        try:
            await deliver(store, way)
            return (
                await store.read_entries(["a", "b", "c"], 1000, None, folded=True),
                await store.read_entries(["a", "b"], 1000, None, folded=True),
                await store.read_entries(["a", "b", "c"], 1000, None, folded=False),
            )
        finally:
            await store.close()

    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(made_database(), folder)
        on_disk = asyncio.run(main(SqlStore.open(Path(folder))))
    in_memory = asyncio.run(main(MemoryStore()))
    assert on_disk == in_memory
