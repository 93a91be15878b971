"""What every store promises of memos, of its version, and of what it forgets."""

from dataclasses import replace

import pytest

from aggregator.dedup.verdict import judge
from aggregator.records import (
    Again,
    Duplicate,
    Memo,
    Poll,
    Remembered,
    SourceState,
)
from tests.store_contract_fixtures import HOUR, NOW, A, B, read, record
from tests.store_fixtures import make_entry


async def note(store, *memos, judge=judge, entries=(), at=NOW):
    state = SourceState(name="a", url=A.url)
    await store.record_poll(Poll(state=state, memos=memos, entries=entries, at=at), judge)


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


def test_a_memo_that_no_poll_wrote_for_long_is_forgotten(run):
    """One that was written again is not, nor one of another kind, nor one that no poll writes."""

    async def test(store):
        for key in ("old", "again"):
            memos = (Memo(kind=kind, key=key, value=b"1") for kind in "kx")
            await note(store, *memos)
        await store.write_memos([Memo(kind="k", key="kept", value=b"2")])
        await note(store, Memo(kind="k", key="again", value=b"1"), at=NOW + 2 * HOUR)
        assert await store.prune_memos("k", NOW, 9) == 0
        assert await store.prune_memos("k", NOW + HOUR, 9) == 1
        left = await store.read_memos("k", ["old", "again", "kept"])
        assert left == {"again": b"1", "kept": b"2"}
        assert len(await store.read_memos("x", ["old", "again"])) == 2

    run(test)


def test_of_too_many_memos_those_written_longest_ago_are_forgotten(run):
    """However many they are; of those that were written at once, the first by their keys stay."""

    async def test(store):
        for hour in range(4):
            some = [Memo(kind="k", key=f"{hour} {n:03}", value=b"1") for n in range(70)]
            await note(store, *some, at=NOW + hour * HOUR)
        assert await store.prune_memos("k", NOW - HOUR, 280) == 0
        assert await store.prune_memos("k", NOW - HOUR, 72) == 208
        keys = [f"{hour} {n:03}" for hour in range(4) for n in range(70)]
        left = sorted(await store.read_memos("k", keys))
        assert left == ["2 000", "2 001", *(f"3 {n:03}" for n in range(70))]

    run(test)


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
