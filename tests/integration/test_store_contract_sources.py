"""What every store promises of sources: whose turn it is, and what is known of them."""

from dataclasses import replace

import pytest

from aggregator.errors import StoreError
from aggregator.records import (
    Defect,
    FeedInfo,
    Source,
    SourceState,
    Validators,
)
from tests.store_contract_fixtures import HOUR, LEASE, NOW, A, B, read, record
from tests.store_fixtures import make_entry


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
