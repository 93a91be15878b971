"""What every store promises, held by the real one and by its double alike."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.dedup.verdict import judge
from aggregator.errors import StoreError
from aggregator.records import (
    Again,
    Defect,
    Dropped,
    Duplicate,
    FeedInfo,
    Member,
    Memo,
    New,
    Poll,
    Remembered,
    Revised,
    Source,
    SourceState,
    Unchanged,
    Validators,
)
from aggregator.records.identity import mint_id
from aggregator.store.memory import MemoryStore
from aggregator.store.sql import SqlStore
from tests.store_fixtures import make_entry

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LEASE = timedelta(minutes=15)
A = Source(name="a", url="https://a.example/feed")
B = Source(name="b", url="https://b.example/feed")
LONG = " ".join(f"word{number}" for number in range(60))


@pytest.fixture(params=["sql", "memory"])
def run(request, tmp_path):
    """Run a test's coroutine on a store that knows the sources a and b."""

    def runner(test):
        async def main():
            store = SqlStore.open(tmp_path) if request.param == "sql" else MemoryStore()
            await store.sync_sources([A, B])
            try:
                await test(store)
            finally:
                await store.close()

        asyncio.run(main())

    return runner


async def record(store, source, *entries, at=NOW, seen=(), **state):
    state = SourceState(name=source.name, url=source.url, **state)
    entries = tuple(replace(each, source=source.name) for each in entries)
    recorded = await store.record_poll(Poll(state=state, entries=entries, seen=seen, at=at), judge)
    return recorded.verdicts


async def read(store, *names, limit=100, since=None, folded=True):
    return await store.read_entries(names or ("a", "b"), limit, since, folded=folded)


def titles(stored):
    return [each.entry.title for each in stored]


# --- sources ------------------------------------------------------------------


def test_a_new_source_is_due_at_once(run):
    async def test(store):
        assert await store.claim_due(NOW, 10, LEASE) == ("a", "b")

    run(test)


def test_the_longest_due_source_comes_first_and_the_limit_holds(run):
    async def test(store):
        await record(store, A, next_poll_at=NOW - HOUR)
        await record(store, B, next_poll_at=NOW - 2 * HOUR)
        assert await store.claim_due(NOW, 1, LEASE) == ("b",)
        assert await store.claim_due(NOW, 10, LEASE) == ("a",)

    run(test)


def test_a_source_is_not_due_before_its_time_nor_when_it_is_gone(run):
    async def test(store):
        await record(store, A, next_poll_at=NOW + HOUR)
        await record(store, B, gone=True)
        assert await store.claim_due(NOW, 10, LEASE) == ()
        assert await store.claim_due(NOW + HOUR, 10, LEASE) == ("a",)

    run(test)


def test_a_claimed_source_is_nobody_elses_until_it_is_released_or_its_lease_ends(run):
    async def test(store):
        assert await store.claim(["b", "a"], NOW, LEASE) == ("b", "a")
        assert await store.claim_due(NOW, 10, LEASE) == ()
        assert await store.claim(["a"], NOW, LEASE) == ()
        await store.release(["a"])
        assert await store.claim(["a"], NOW, LEASE) == ("a",)
        assert await store.claim(["b"], NOW + LEASE, LEASE) == ("b",)

    run(test)


def test_recording_a_poll_releases_its_claim(run):
    async def test(store):
        await store.claim(["a"], NOW, LEASE)
        await record(store, A)
        assert await store.claim(["a"], NOW, LEASE) == ("a",)

    run(test)


def test_claiming_what_is_not_configured_takes_nothing(run):
    async def test(store):
        assert await store.claim(["c"], NOW, LEASE) == ()
        await store.sync_sources([A])
        assert await store.claim(["b"], NOW, LEASE) == ()
        assert await store.claim_due(NOW, 10, LEASE) == ("a",)

    run(test)


def test_a_state_comes_back_as_it_was_stored(run):
    async def test(store):
        told = {
            "validators": Validators(etag='W/"x"', last_modified="yesterday"),
            "info": FeedInfo(title="A", skip_hours=(1, 2), ttl=HOUR),
            "defects": (Defect(code="bozo", detail="é"),),
            "next_poll_at": NOW + HOUR,
            "failures": 3,
            "last_error": "no",
        }
        await record(store, A, **told)
        states = await store.read_states(["a"])
        assert states == {"a": SourceState(name="a", url=A.url, **told)}
        assert set(await store.read_states()) == {"a", "b"}

    run(test)


def test_a_source_keeps_its_past_under_a_new_name(run):
    async def test(store):
        await record(store, A, make_entry("one"), failures=2)
        await store.sync_sources([replace(A, name="z"), B])
        assert (await store.read_states())["z"].failures == 2
        assert await store.find_known("z", ["one"]) == {"one": "raw one"}
        assert [each.entry.source for each in await read(store, "z")] == ["z"]

    run(test)


def test_two_sources_may_change_names(run):
    async def test(store):
        await record(store, A, failures=1)
        await store.sync_sources([replace(A, name="b"), replace(B, name="a")])
        states = await store.read_states()
        assert (states["b"].url, states["b"].failures) == (A.url, 1)
        assert (states["a"].url, states["a"].failures) == (B.url, 0)

    run(test)


def test_a_source_with_a_new_url_keeps_its_entries_but_not_its_validators(run):
    async def test(store):
        await record(store, A, make_entry("one"), validators=Validators(etag="x"), gone=True)
        await store.sync_sources([replace(A, url="https://new.example/feed"), B])
        state = (await store.read_states())["a"]
        assert (state.url, state.validators, state.gone) == (
            "https://new.example/feed",
            Validators(),
            False,
        )
        assert await store.find_known("a", ["one"]) == {"one": "raw one"}
        assert "a" in await store.claim_due(NOW, 10, LEASE)

    run(test)


def test_a_new_source_may_take_the_name_of_one_that_left(run):
    async def test(store):
        await record(store, A, make_entry("one"))
        await store.sync_sources([replace(B, name="a")])
        assert await store.find_known("a", ["one"]) == {}
        await store.sync_sources([A, B])
        assert await store.find_known("a", ["one"]) == {"one": "raw one"}

    run(test)


def test_a_poll_of_an_unknown_source_is_refused(run):
    async def test(store):
        for entries in ((), (make_entry("one"),)):
            with pytest.raises(StoreError, match="no such source"):
                await record(store, Source(name="c", url="https://c.example/"), *entries)

    run(test)


# --- entries ------------------------------------------------------------------


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


def test_dropped_entries_are_never_shown_and_lead_nobody(run):
    async def test(store):
        ad = make_entry("ad", dropped="a filter", canonical_url="https://x.example/")
        assert await record(store, A, ad) == (Dropped(reason="a filter"),)
        assert await read(store) == ()
        assert await record(store, B, make_entry("ad", canonical_url="https://x.example/")) == (
            New(),
        )

    run(test)


def test_a_duplicate_appears_only_in_its_leader(run):
    async def test(store):
        address = "https://x.example/one"
        await record(store, A, make_entry("one", canonical_url=address))
        (leader,) = await read(store)
        verdicts = await record(store, B, make_entry("b one", canonical_url=address), at=NOW + HOUR)
        reason = f"same address: {address}"
        assert verdicts == (Duplicate(of=leader.id, reason=reason),)
        (folded,) = await read(store)
        assert folded.id == leader.id
        assert folded.also == (
            Member(source="b", title="b one", link="https://a.example/b one", reason=reason),
        )
        assert [each.duplicate_of for each in await read(store, folded=False)] == [leader.id, None]

    run(test)


def test_an_output_without_the_leader_shows_the_story_by_its_member(run):
    async def test(store):
        address = "https://x.example/one"
        await record(store, A, make_entry("one", canonical_url=address))
        await record(store, B, make_entry("b one", canonical_url=address), at=NOW + HOUR)
        (leader,) = await read(store, "a")
        (member,) = await read(store, "b")
        assert (leader.also, member.also) == ((), ())
        assert (member.id, member.entry.title) == (leader.id, "b one")

    run(test)


def test_a_story_shows_the_earliest_full_text_at_the_place_of_its_earliest_entry(run):
    async def test(store):
        address = "https://x.example/one"
        await record(store, A, make_entry("teaser", canonical_url=address, text="Read on."))
        (before,) = await read(store)
        await record(store, A, make_entry("between"), at=NOW + HOUR)
        full = make_entry("full", canonical_url=address, text=LONG)
        await record(store, B, full, at=NOW + 2 * HOUR)
        assert titles(await read(store)) == ["between", "full"]
        (_, after) = await read(store)
        assert (after.id, after.first_seen) == (before.id, before.first_seen)
        assert after.revised_at == NOW + 2 * HOUR
        assert [each.title for each in after.also] == ["teaser"]

    run(test)


def test_no_date_that_a_copy_claims_gets_it_before_the_story_that_it_copies(run):
    """Else a copy takes the place, title and address of a text, or hides it in the past."""

    async def test(store):
        await record(store, A, make_entry("true", text=LONG, published=NOW))
        (before,) = await read(store)
        copy = make_entry("copy", text=LONG + " more", published=NOW - 2 * HOUR)
        await record(store, B, copy, at=NOW + HOUR)
        (after,) = await read(store)
        assert (after.id, after.entry) == (before.id, before.entry)
        assert [each.title for each in after.also] == ["copy"]

    run(test)


def test_in_one_run_the_earlier_date_comes_first(run):
    async def test(store):
        await record(store, A, make_entry("later", text=LONG, published=NOW))
        first = make_entry("first", text=LONG + " more", published=NOW - HOUR)
        await record(store, B, first, at=NOW + timedelta(minutes=1))
        assert titles(await read(store)) == ["first"]

    run(test)


def test_an_old_entry_that_is_changed_into_a_copy_takes_nobodys_place_and_id(run):
    async def test(store):
        await record(store, B, make_entry("bait", published=NOW - HOUR), at=NOW - HOUR)
        await record(store, A, make_entry("true", text=LONG, published=NOW))
        before = next(each for each in await read(store) if each.entry.title == "true")
        copy = make_entry("bait", title="copy", text=LONG + " more", published=NOW - HOUR)
        await record(store, B, copy, at=NOW + HOUR)
        (after,) = await read(store)
        assert (after.id, after.entry) == (before.id, before.entry)
        assert [each.title for each in after.also] == ["copy"]

    run(test)


def test_a_duplicate_of_a_duplicate_points_to_the_leader(run):
    async def test(store):
        first, second = "https://x.example/1", "https://x.example/2"
        await record(store, A, make_entry("one", canonical_url=first))
        (leader,) = await read(store)
        await record(store, B, make_entry("two", canonical_url=first, text=LONG))
        (verdict,) = await record(store, B, make_entry("three", canonical_url=second, text=LONG))
        assert isinstance(verdict, Duplicate)
        assert verdict.of == leader.id

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


# --- all or nothing -----------------------------------------------------------


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


def test_entries_are_told_by_their_id_or_their_storys_dropped_ones_too(run):
    """Each by itself: what leads the story is said, members are not folded in."""

    async def test(store):
        await record(store, A, make_entry("one", text=LONG), make_entry("bad", dropped="drop x"))
        await record(store, B, make_entry("other", text=LONG))
        shown = await store.read_entries(["a", "b"], 9, None, folded=False)
        (leader,) = [stored.id for stored in shown if stored.duplicate_of is None]
        told = {stored.entry.identity: stored for stored in await store.read_told([leader])}
        assert set(told) == {"one", "other"}
        assert told["other"].duplicate_of == leader
        assert not any(stored.also for stored in told.values())
        bad = mint_id(A.url, "bad")
        assert [stored.entry.dropped for stored in await store.read_told([bad])] == ["drop x"]
        assert await store.read_told(["nobody", bad, bad]) == await store.read_told([bad])

    run(test)


def test_a_closed_store_says_so(run):
    async def test(store):
        await store.close()
        with pytest.raises(StoreError, match="closed"):
            await store.read_states()
        with pytest.raises(StoreError, match="closed"):
            await record(store, A)

    run(test)


# --- memos ----------------------------------------------------------------------


async def note(store, *memos, judge=judge, entries=()):
    state = SourceState(name="a", url=A.url)
    await store.record_poll(Poll(state=state, memos=memos, entries=entries, at=NOW), judge)


def test_a_memo_comes_back_byte_for_byte(run):
    async def test(store):
        value = bytes(range(256)) * 100
        await note(store, Memo(kind="k", key="x", value=value), Memo(kind="k", key="y", value=b""))
        assert await store.read_memos("k", ["x", "y", "z"]) == {"x": value, "y": b""}
        assert await store.read_memos("other", ["x"]) == {}

    run(test)


def test_a_later_memo_replaces_an_earlier_one(run):
    async def test(store):
        for value in (b"one", b"two"):
            await note(store, Memo(kind="k", key="x", value=value))
        assert await store.read_memos("k", ["x"]) == {"x": b"two"}

    run(test)


def test_a_memo_can_be_written_without_a_poll(run):
    async def test(store):
        await note(store, Memo(kind="k", key="x", value=b"one"))
        await store.write_memos([Memo(kind="k", key="x", value=b"two")])
        assert await store.read_memos("k", ["x"]) == {"x": b"two"}

    run(test)


# --- the version ----------------------------------------------------------------


def test_the_version_is_another_after_each_change_of_entries(run):
    """Stored, revised, made again, or forgotten; never the same as an earlier one."""

    async def test(store):
        versions = [await store.read_version()]
        one = make_entry("one")
        await record(store, A, one, seen=("one",))
        versions.append(await store.read_version())
        await record(store, A, replace(one, raw_hash="2", fingerprint="2"), seen=("one",))
        versions.append(await store.read_version())
        await store.record_again(Again(sources=("a",), at=NOW), judge)
        versions.append(await store.read_version())
        await record(store, A, make_entry("two"), seen=("two",))
        versions.append(await store.read_version())
        assert await store.prune(NOW + 9 * HOUR, HOUR) == 1
        versions.append(await store.read_version())
        assert len(set(versions)) == len(versions)

    run(test)


def test_the_version_stays_when_no_entry_changes(run):
    """After polls without news, attempts that store nothing, and memos."""

    async def test(store):
        await record(store, A, make_entry("one"), seen=("one",))
        version = await store.read_version()
        await record(store, A, seen=("one",), failures=1)
        await store.record_again(Again(sources=("a",), at=NOW), judge, dry=True)
        await store.write_memos([Memo(kind="k", key="x", value=b"")])
        assert await store.prune(NOW, HOUR) == 0
        assert await store.read_version() == version

    run(test)


def test_a_memo_is_stored_with_its_poll_or_not_at_all(run):
    def failing(entry, same, others):
        raise ValueError("cannot judge this")

    async def test(store):
        memo = Memo(kind="k", key="x", value=b"one")
        with pytest.raises(ValueError, match="cannot judge"):
            await note(store, memo, judge=failing, entries=(make_entry("one"),))
        assert await store.read_memos("k", ["x"]) == {}

    run(test)


def test_what_tells_entries_again_is_found_by_their_identities(run):
    async def test(store):
        await record(store, A, make_entry("one", title="First"), make_entry("two"))
        await record(store, B, make_entry("three"))
        found = await store.find_remembered("a", ["one", "three", "nobody"])
        link = "https://a.example/one"
        assert found == (Remembered(identity="one", link=link, title="First"),)

    run(test)


# --- forgetting ---------------------------------------------------------------


def test_what_left_its_feed_long_ago_is_forgotten(run):
    async def test(store):
        await record(store, A, make_entry("old"), make_entry("kept"), seen=("old", "kept"))
        await record(store, A, seen=("kept",), at=NOW + HOUR)
        assert await store.prune(NOW + 9 * HOUR, 9 * HOUR) == 0
        assert await store.prune(NOW + 99 * HOUR, 9 * HOUR) == 1
        assert await store.find_known("a", ["old", "kept"]) == {"kept": "raw kept"}

    run(test)


def test_a_source_may_keep_its_entries_for_a_time_of_its_own(run):
    """Shorter or longer than others; what is in its feed stays in any case."""

    async def test(store):
        for source in (A, B):
            await record(store, source, make_entry("old", source=source.name), seen=("old",))
            await record(store, source, seen=("new",))
        own = {"b": 2 * HOUR}
        assert await store.prune(NOW + 3 * HOUR, 9 * HOUR, own) == 1
        assert await store.find_known("b", ["old"]) == {}
        assert await store.prune(NOW + 99 * HOUR, 9 * HOUR, {"a": 999 * HOUR}) == 0
        assert await store.prune(NOW + 99 * HOUR, 9 * HOUR, own) == 1

    run(test)


def test_what_is_back_in_its_feed_is_not_forgotten(run):
    async def test(store):
        await record(store, A, make_entry("one"), make_entry("two"), seen=("one", "two"))
        await record(store, A, seen=("two",), at=NOW + HOUR)
        await record(store, A, seen=("one", "two"), at=NOW + 2 * HOUR)
        assert await store.prune(NOW + 99 * HOUR, HOUR) == 0

    run(test)


def test_a_source_that_left_is_forgotten_in_its_time(run):
    async def test(store):
        await record(store, A, make_entry("one"), seen=("one",))
        await store.sync_sources([B])
        assert await store.prune(NOW + HOUR, 9 * HOUR) == 0
        assert await store.prune(NOW + 99 * HOUR, 9 * HOUR) == 1

    run(test)


def test_a_story_keeps_its_id_when_its_leader_is_forgotten(run):
    async def test(store):
        address = "https://x.example/one"
        await record(store, A, make_entry("one", canonical_url=address), seen=("one",))
        (leader,) = await read(store)
        await record(store, A, seen=("another",), at=NOW)
        twin = make_entry("two", canonical_url=address)
        await record(store, B, twin, seen=("two",), at=NOW + HOUR)
        assert await store.prune(NOW + 99 * HOUR, HOUR) == 1
        (shown,) = await read(store)
        assert (shown.id, shown.entry.title, shown.also) == (leader.id, "two", ())
        third = make_entry("three", canonical_url=address)
        (verdict,) = await record(store, A, third, at=NOW + 100 * HOUR)
        assert isinstance(verdict, Duplicate)
        assert verdict.of == leader.id

    run(test)


def test_an_entry_that_comes_back_gets_its_old_id(run):
    async def test(store):
        await record(store, A, make_entry("one"), seen=("one",))
        (before,) = await read(store)
        await record(store, A, seen=("another",))
        assert await store.prune(NOW + 99 * HOUR, HOUR) == 1
        await record(store, A, make_entry("one"), at=NOW + 100 * HOUR)
        assert [each.id for each in await read(store)] == [before.id]

    run(test)


def test_the_earliest_entry_of_some_sources_is_found(run):
    async def test(store):
        assert await store.find_earliest(["a", "b"]) is None
        await record(store, A, make_entry("one"), at=NOW)
        await record(store, B, make_entry("two"), at=NOW + HOUR)
        assert await store.find_earliest(["a", "b"]) == NOW
        assert await store.find_earliest(["b"]) == NOW + HOUR

    run(test)
