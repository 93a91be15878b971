"""What every store promises of entries that are made again."""

from dataclasses import replace

import pytest

from aggregator.cli.compare import compare, is_seen, tell_lines
from aggregator.dedup.verdict import judge
from aggregator.records import (
    Again,
    Fetched,
    Original,
    Poll,
    RawEntry,
    SourceState,
    Validators,
)
from tests.store_contract_fixtures import HOUR, NOW, A, B, read, record
from tests.store_fixtures import make_entry

LONG = "The council decided on the bridge, the road and the harbour after a long debate. " * 9


def original(identity, *bodies, at=NOW):
    raw = RawEntry(identity=identity, raw_hash=f"raw {identity}", base="https://a.example/")
    parts = tuple(
        Fetched(
            url="https://a.example/1",
            final_url="https://a.example/1",
            status=200,
            content_type="text/html",
            body=body,
            fetched_at=at,
            validators=Validators(etag='"1"'),
            fresh_for=HOUR,
        )
        for body in bodies
    )
    return Original(raw=raw, parts=parts, at=at)


async def again(store, *made, sources=("a", "b"), dry=False):
    told = Again(sources=sources, entries=made, at=NOW + HOUR)
    return await store.record_again(told, judge, dry=dry)


def test_what_an_entry_was_made_from_comes_back_byte_for_byte(run):
    async def test(store):
        kept = original("one", bytes(range(256)) * 40, b"")
        await record(store, A, make_entry("one"), originals=(kept,))
        ((stored, found),) = await store.read_originals("a", "", 10)
        assert found == kept
        assert stored.entry.identity == "one"
        assert await store.read_originals("b", "", 10) == ()

    run(test)


def test_originals_are_read_in_batches_by_identity(run):
    async def test(store):
        names = ["c", "a", "d", "b"]
        kept = tuple(map(original, names))
        await record(store, A, *(make_entry(name) for name in names), originals=kept)
        first = await store.read_originals("a", "", 3)
        rest = await store.read_originals("a", "c", 3)
        found = [[each.raw.identity for _, each in batch] for batch in (first, rest)]
        assert found == [["a", "b", "c"], ["d"]]

    run(test)


def test_an_entry_that_is_told_anew_has_no_old_original(run):
    async def test(store):
        await record(store, A, make_entry("one"), originals=(original("one", b"old"),))
        await record(store, A, make_entry("one", text="other", raw_hash="r2"))
        assert await store.read_originals("a", "", 10) == ()

    run(test)


def test_originals_are_forgotten_in_their_time_and_with_their_entries(run):
    async def test(store):
        kept = (original("old"), original("young", at=NOW + HOUR))
        await record(store, A, make_entry("old"), make_entry("young"), originals=kept)
        assert await store.prune_originals(NOW + HOUR) == 1
        ((stored, _),) = await store.read_originals("a", "", 10)
        assert stored.entry.identity == "young"
        await store.sync_sources([B])
        assert await store.prune(NOW + 9 * HOUR, HOUR) == 2
        assert await store.read_originals("a", "", 10) == ()
        assert await store.prune_originals(NOW + 9 * HOUR) == 0

    run(test)


def test_what_is_made_again_keeps_id_place_and_first_seen(run):
    async def test(store):
        await record(store, A, make_entry("one", text="first words"), make_entry("two"))
        before = {each.entry.identity: each for each in await read(store)}
        (changed,) = await again(store, make_entry("one", text="other words altogether"))
        after = {each.entry.identity: each for each in await read(store)}
        assert changed.before == before["one"]
        assert changed.after == after["one"]
        assert after["one"].id == before["one"].id
        assert after["one"].first_seen == before["one"].first_seen
        assert after["one"].revised_at == NOW + HOUR
        assert list(after) == list(before)
        assert after["two"] == before["two"]

    run(test)


def test_markup_alone_does_not_move_the_time_of_revision(run):
    async def test(store):
        one = make_entry("one", text="words")
        await record(store, A, one)
        await again(store, replace(one, image="https://a.example/i.png"))
        (stored,) = await read(store)
        assert stored.entry.image == "https://a.example/i.png"
        assert stored.revised_at == NOW

    run(test)


def test_a_dry_run_tells_the_same_and_stores_nothing(run):
    async def test(store):
        one, twin = make_entry("one", text=LONG), make_entry("twin", text=LONG)
        await record(store, A, one)
        await record(store, B, twin)
        before = await read(store)
        other = replace(make_entry("twin", text="something else"), source="b")
        tried = await again(store, other, dry=True)
        assert await read(store) == before
        assert await again(store, other) == tried
        assert len(tried) == 1

    run(test)


def test_what_a_feed_changed_meanwhile_is_left_alone(run):
    async def test(store):
        await record(store, A, make_entry("one", text="newer", raw_hash="r2"))
        assert await again(store, make_entry("one", text="older", raw_hash="r1")) == ()
        assert await again(store, make_entry("unknown")) == ()

    run(test)


def test_a_filter_may_drop_what_was_kept_and_keep_what_was_dropped(run):
    async def test(store):
        ad, one = make_entry("ad", dropped="drop ads"), make_entry("one")
        await record(store, A, ad, one)
        assert [each.entry.identity for each in await read(store)] == ["one"]
        await again(store, replace(ad, dropped=None), replace(one, dropped="drop one"))
        (stored,) = await read(store)
        assert stored.entry.identity == "ad"
        assert (await store.read_stats())["a"].dropped == 1

    run(test)


@pytest.mark.parametrize("text", ["same words", "other words altogether"])
def test_at_an_ordinary_poll_what_is_dropped_follows_the_filter(run, text):
    """Be it told as before, with the same bytes or others, or revised."""

    async def test(store):
        for dropped in ("drop it", None, "drop it"):
            entry = make_entry("one", text="same words", dropped=None)
            await record(store, A, entry)
            await record(store, A, replace(make_entry("one", text=text), dropped=dropped))
            assert len(await read(store)) == (dropped is None)

    run(test)


def test_a_leader_that_is_dropped_leaves_its_story_to_the_others_under_its_id(run):
    async def test(store):
        lead, twin = make_entry("one", text=LONG), make_entry("twin", text=LONG)
        await record(store, A, lead)
        await record(store, B, twin, at=NOW + HOUR)
        (story,) = await read(store)
        await again(store, replace(lead, dropped="drop it"))
        (left,) = await read(store)
        assert (left.id, left.entry.identity, left.also) == (story.id, "twin", ())
        await again(store, lead)
        (back,) = await read(store)
        assert (back.id, back.entry.identity) == (story.id, "one")
        assert [each.source for each in back.also] == ["b"]

    run(test)


def test_a_duplicate_that_is_none_any_more_leads_itself_and_may_be_folded_again(run):
    async def test(store):
        await record(store, A, make_entry("one", text=LONG))
        await record(store, B, make_entry("twin", text=LONG), at=NOW + HOUR)
        ids = {each.id for each in await read(store, folded=False)}
        twin = replace(make_entry("twin", text=LONG), source="b")
        (apart,) = await again(store, replace(make_entry("twin", text="else"), source="b"))
        assert apart.before.duplicate_of is not None
        assert apart.after.duplicate_of is None
        assert {each.id for each in await read(store)} == ids
        await again(store, twin)
        (story,) = await read(store)
        assert story.entry.identity == "one"
        assert len(story.also) == 1
        assert {each.id for each in await read(store, folded=False)} == ids

    run(test)


def test_a_story_keeps_its_id_when_all_its_entries_are_told_anew(run):
    """Even one whose leader is gone: its members never part, not for a moment."""

    async def test(store):
        lead = make_entry("one", text=LONG, dropped=None)
        members = [make_entry(name, text=LONG) for name in ("two", "three")]
        await record(store, A, lead)
        await record(store, B, *members, at=NOW + HOUR)
        (story,) = await read(store)
        await again(store, replace(lead, dropped="drop it"))
        told = [replace(make_entry(n, text="else " + LONG), source="b") for n in ("two", "three")]
        await again(store, *told)
        (after,) = await read(store)
        assert after.id == story.id
        assert len(after.also) == 1

    run(test)


def test_folding_is_done_again_where_nothing_else_changed(run):
    async def apart(store):
        def blind(entry, same, others):
            return judge(entry, same, ())

        state = SourceState(name="a", url=A.url)
        made = (make_entry("one", text=LONG), make_entry("two", text=LONG))
        for number, entry in enumerate(made):
            at = NOW + number * HOUR
            await store.record_poll(Poll(state=state, entries=(entry,), at=at), blind)
        assert len(await read(store)) == 2
        (changed,) = await again(store, sources=("a",))
        assert changed.after.duplicate_of is not None
        assert len(await read(store)) == 1

    run(apart)


def test_a_difference_is_told_by_text_title_fate_and_the_rest(run):
    async def test(store):
        await record(store, A, make_entry("one", text="first line<br>second line"))
        other = make_entry(
            "one", text="first line<br>third line", title="New", image="https://i.e/i"
        )
        (changed,) = await again(store, replace(other, dropped="drop it"))
        told = compare(changed)
        assert told["fate"] == ["dropped now: drop it"]
        assert (told["title"], told["title_before"]) == ("New", "one")
        assert told["fields"] == ["image"]
        assert {"-second line", "+third line", " first line"} <= set(told["diff"])
        lines = list(tell_lines(told))
        assert "  dropped now: drop it" in lines
        assert "  +third line" in lines

    run(test)


def test_what_no_reader_sees_is_no_difference(run):
    async def test(store):
        one = make_entry("one")
        await record(store, A, one)
        (changed,) = await again(store, replace(one, sketch=None))
        assert not is_seen(compare(changed))

    run(test)
