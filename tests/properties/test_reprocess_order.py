"""Stories made again are those that would have been made at once; ids stay, nobody is lost."""

import asyncio
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.dedup.verdict import judge
from aggregator.records import Again
from aggregator.store.memory import MemoryStore
from aggregator.store.sql import SqlStore
from tests.properties.test_dedup_order import (
    NOW,
    arrivals,
    deliver,
    entries,
    made_database,
    read_stories,
    worlds,
)
from tests.store_fixtures import make_entry


@st.composite
def rewritings(draw):
    """Return a world, and what its entries were told as before."""
    world = draw(worlds)
    return world, {key: draw(entries) for key in world}


def one_by_one(world):
    """Return the way in which each entry comes with a fetch of its own."""
    return [(key, told, 2) for key, told in world.items()]


async def make_again(store, world):
    made = tuple(
        make_entry(identity, source=source, raw_hash="same", link=f"{source}{identity}", **told)
        for (source, identity), told in world.items()
    )
    known = {(each.source, each.identity): each for each in await read_all(store)}
    made = tuple(
        replace(each, raw_hash=known[each.source, each.identity].raw_hash) for each in made
    )
    again = Again(sources=("a", "b", "c"), entries=made, at=NOW)
    return await store.record_again(again, judge)


async def read_all(store):
    """Return every stored entry, dropped ones too."""
    found = [await store.read_entry(f"{source}{name}") for source in "abc" for name in "123"]
    return [each.entry for each in found if each is not None]


async def read_ids(store):
    stored = await store.read_entries(["a", "b", "c"], 1000, None, folded=False)
    return {each.id: each.entry.link for each in stored}


@settings(max_examples=80, deadline=None)
@given(rewritings())
def test_entries_made_again_make_the_stories_that_they_would_have_made(rewritten):
    world, before = rewritten

    async def main():
        straight, again = MemoryStore(), MemoryStore()
        await deliver(straight, one_by_one(world))
        await deliver(again, one_by_one(before))
        await make_again(again, world)
        assert await read_stories(again) == await read_stories(straight)
        assert await read_ids(again) == await read_ids(straight)

    asyncio.run(main())


@settings(max_examples=60, deadline=None)
@given(arrivals())
def test_folding_again_what_did_not_change_changes_nothing(arrived):
    _, (way, _) = arrived

    async def main():
        store = MemoryStore()
        await deliver(store, way)
        again = Again(sources=("a", "b", "c"), at=NOW)
        assert await store.record_again(again, judge) == ()

    asyncio.run(main())


@settings(max_examples=20, deadline=None)
@given(rewritings())
def test_the_database_and_its_double_make_the_same_again(rewritten):
    world, before = rewritten

    async def main(store):
        try:
            await deliver(store, one_by_one(before))
            changed = await make_again(store, world)
            shown = await store.read_entries(["a", "b", "c"], 1000, None, folded=True)
            return {each.after.id: each for each in changed}, shown
        finally:
            await store.close()

    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(made_database(), folder)
        on_disk = asyncio.run(main(SqlStore.open(Path(folder))))
    assert on_disk == asyncio.run(main(MemoryStore()))
