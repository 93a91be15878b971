"""What every store promises of entries: kept, known again, in their order, all or nothing."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator.dedup.verdict import judge
from aggregator.errors import StoreError
from aggregator.records import (
    Duplicate,
    New,
    Poll,
    Revised,
    Source,
    SourceState,
    Unchanged,
)
from aggregator.store.sql import SqlStore
from tests.store_contract_fixtures import HOUR, LONG, NOW, A, B, read, record, titles
from tests.store_fixtures import make_entry


def test_an_entry_comes_back_as_it_was_stored(run):
    async def test(store):
        entry = replace(make_entry("one", published=NOW - HOUR), source="a")
        assert await record(store, A, entry) == (New(),)
        (stored,) = await read(store)
        assert stored.entry == entry
        assert (stored.first_seen, stored.revised_at, stored.also) == (NOW, NOW, ())

    run(test)


def test_known_entries_are_found_whatever_became_of_them(run):
    async def test(store):
        twin = make_entry("twin", canonical_url="https://x.example/one")
        await record(store, A, make_entry("one", canonical_url="https://x.example/one"))
        await record(store, B, twin, make_entry("ad", dropped="a filter"))
        assert await store.find_known("b", ["twin", "ad", "one"]) == {
            "twin": "raw twin",
            "ad": "raw ad",
        }

    run(test)


def test_many_identities_can_be_asked_for_at_once(run):
    async def test(store):
        entries = [make_entry(f"e{number}") for number in range(1200)]
        await record(store, A, *entries)
        known = await store.find_known("a", [each.identity for each in entries])
        assert len(known) == 1200

    run(test)


def test_the_same_poll_twice_changes_nothing(run):
    async def test(store):
        await record(store, A, make_entry("one"))
        before = await read(store)
        assert await record(store, A, make_entry("one"), at=NOW + HOUR) == (
            Unchanged(of=before[0].id),
        )
        assert await read(store) == before

    run(test)


def test_a_revised_entry_keeps_its_id_and_its_place(run):
    async def test(store):
        await record(store, A, make_entry("one"))
        await record(store, A, make_entry("two"), at=NOW + HOUR)
        (_, before) = await read(store)
        changed = make_entry("one", title="one, corrected", published=NOW + 5 * HOUR)
        verdicts = await record(store, A, changed, at=NOW + 2 * HOUR)
        assert verdicts == (Revised(of=before.id),)
        (_, after) = await read(store)
        assert (after.id, after.first_seen) == (before.id, before.first_seen)
        assert (after.entry.title, after.revised_at) == ("one, corrected", NOW + 2 * HOUR)

    run(test)


def test_a_revised_entry_comes_up_again_where_that_is_asked(run):
    async def test(store):
        text = LONG + " and more"
        await record(store, A, make_entry("one", text=LONG, published=NOW - 20 * 24 * HOUR))
        await record(store, A, make_entry("two"), at=NOW + HOUR)
        assert titles(await read(store)) == ["two", "one"]
        state = SourceState(name="a", url=A.url)
        again = Poll(
            state=state, entries=(make_entry("one", text=text),), resurface=True, at=NOW + 2 * HOUR
        )
        await store.record_poll(again, judge)
        assert titles(await read(store)) == ["one", "two"]
        # It is found as what it is now, and when.
        (verdict,) = await record(store, B, make_entry("x", text=text + " x"), at=NOW + 3 * HOUR)
        assert isinstance(verdict, Duplicate)
        await record(store, A, seen=("two",))
        assert await store.prune(NOW + 99 * HOUR, HOUR) == 1

    run(test)


def test_what_no_reader_sees_is_taken_over_silently(run):
    async def test(store):
        await record(store, A, make_entry("one"))
        (before,) = await read(store)
        await record(store, A, make_entry("one", raw_hash="other"), at=NOW + HOUR)
        assert await store.find_known("a", ["one"]) == {"one": "other"}
        (after,) = await read(store)
        assert (after.id, after.revised_at) == (before.id, before.revised_at)

    run(test)


def test_entries_of_one_poll_know_each_other(run):
    async def test(store):
        verdicts = await record(store, A, make_entry("one"), make_entry("one"))
        assert [type(each) for each in verdicts] == [New, Unchanged]
        assert len(await read(store)) == 1

    run(test)


def test_newest_come_first_by_the_earlier_of_published_and_first_seen(run):
    async def test(store):
        await record(store, A, make_entry("old", published=NOW - 9 * HOUR), make_entry("undated"))
        await record(store, A, make_entry("future", published=NOW + 9 * HOUR), at=NOW + HOUR)
        assert titles(await read(store)) == ["future", "undated", "old"]
        assert titles(await read(store, limit=2)) == ["future", "undated"]
        assert titles(await read(store, since=NOW + HOUR)) == ["future"]

    run(test)


def test_equal_moments_are_ordered_by_id(run):
    async def test(store):
        await record(store, A, *(make_entry(f"e{number}") for number in range(9)))
        ids = [each.id for each in await read(store)]
        assert ids == sorted(ids, reverse=True)

    run(test)


def test_an_entry_is_found_by_its_id_and_by_its_addresses(run):
    async def test(store):
        entry = make_entry("one", canonical_url="x.example/one", entry_id="tag:one")
        await record(store, A, entry)
        (stored,) = await read(store)
        for key in (stored.id, "https://a.example/one", "x.example/one", "tag:one"):
            assert await store.read_entry(key) == stored
        assert await store.read_entry("https://nowhere.example/") is None

    run(test)


def test_stats_count_what_is_stored_of_each_source(run):
    async def test(store):
        address = "https://x.example/one"
        await record(store, A, make_entry("one", canonical_url=address))
        await record(
            store,
            B,
            make_entry("one", canonical_url=address),
            make_entry("two"),
            make_entry("ad", dropped="a filter"),
            at=NOW + HOUR,
        )
        stats = await store.read_stats()
        assert (stats["a"].entries, stats["a"].duplicates, stats["a"].latest) == (1, 0, NOW)
        assert (stats["b"].entries, stats["b"].duplicates, stats["b"].latest) == (3, 1, NOW + HOUR)
        assert (stats["a"].dropped, stats["b"].dropped) == (0, 1)

    run(test)


def test_arrivals_are_counted_by_day_and_source(run):
    """In UTC, from a moment on; what a filter drops does not count."""

    async def test(store):
        midnight = NOW.replace(hour=0)
        await record(store, A, make_entry("early"), at=midnight - timedelta(days=2))
        await record(store, A, make_entry("late"), at=midnight - timedelta(microseconds=1))
        await record(store, A, make_entry("one"), make_entry("two"), at=midnight)
        await record(store, B, make_entry("ad", dropped="a filter"), at=midnight)
        day = midnight.date()
        since = midnight - timedelta(days=1)
        assert await store.count_arrivals(since) == {"a": {day - timedelta(days=1): 1, day: 2}}
        assert await store.count_arrivals(midnight + HOUR) == {}

    run(test)


def test_the_room_that_is_taken_is_told(run):
    async def test(store):
        taken = await store.measure()
        assert taken >= 0
        assert (taken > 0) == isinstance(store, SqlStore)

    run(test)


def test_a_poll_that_cannot_be_judged_leaves_no_trace(run):
    def failing(entry, same, others):
        if entry.identity == "bad":
            raise ValueError("cannot judge this")
        return New()

    async def test(store):
        state = SourceState(name="a", url=A.url, failures=7)
        entries = (make_entry("good"), make_entry("bad"))
        bad = store.record_poll(Poll(state=state, entries=entries, at=NOW), failing)
        good = record(store, B, make_entry("one"))
        failure, verdicts = await asyncio.gather(bad, good, return_exceptions=True)
        assert isinstance(failure, ValueError)
        assert verdicts == (New(),)
        assert titles(await read(store)) == ["one"]
        assert (await store.read_states())["a"].failures == 0

    run(test)


def test_many_polls_at_once_are_all_stored(run):
    async def test(store):
        sources = [Source(name=f"s{n}", url=f"https://s{n}.example/") for n in range(50)]
        await store.sync_sources(sources)
        polls = [
            record(store, source, *([make_entry(source.name)] if n % 2 else []), failures=n)
            for n, source in enumerate(sources)
        ]
        answers = await asyncio.gather(*polls)
        assert [len(verdicts) for verdicts in answers] == [n % 2 for n in range(50)]
        states = await store.read_states()
        assert [states[f"s{n}"].failures for n in range(50)] == list(range(50))

    run(test)


def test_a_closed_store_says_so(run):
    async def test(store):
        await store.close()
        with pytest.raises(StoreError, match="closed"):
            await store.read_states()
        with pytest.raises(StoreError, match="closed"):
            await record(store, A)

    run(test)
