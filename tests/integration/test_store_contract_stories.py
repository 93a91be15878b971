"""What every store promises of stories: who is shown, where, and under which id."""

from datetime import timedelta

from aggregator.records import (
    Dropped,
    Duplicate,
    Member,
    New,
)
from aggregator.records.identity import mint_id
from tests.store_contract_fixtures import HOUR, LONG, NOW, A, B, read, record, titles
from tests.store_fixtures import make_entry


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
