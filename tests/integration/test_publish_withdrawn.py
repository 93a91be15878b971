"""What an output carried and takes back, told to readers (RFC 6721); ageing out is not told."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from aggregator.editions import publish_outputs
from aggregator.records import Output, Stories
from aggregator.reprocess import reprocess_sources
from aggregator.store.memory import MemoryStore
from aggregator.store.sql import SqlStore
from aggregator.upkeep import forget_old
from aggregator.withdrawal import LONGEST, MOST
from tests.pipeline_fixtures import fetch, make_services, rss, source

TEXTS = {
    "Heron": "<p>A heron stood in the shallow water and waited for the tide.</p>",
    "Budget": "<p>The committee published its budget for the coming year today.</p>",
    "Bread": "<p>Fresh bread needs flour, water, salt, yeast and a hot oven.</p>",
}
BLOG, MIRROR = source(full_text="never"), source("mirror", full_text="never")
DATE = b"<pubDate>Wed, 04 Mar 2026 11:00:00 GMT</pubDate>"
STONE = re.compile(r'<at:deleted-entry ref="([^"]+)" when="([^"]+)"><at:comment>([^<]*)<')


@pytest.fixture(params=["sql", "memory"])
def services(request, tmp_path):
    """A source with two entries and one with a third, published once."""
    store = SqlStore.open(tmp_path) if request.param == "sql" else MemoryStore()
    services = make_services(BLOG, MIRROR, store=store)
    carry(services, "blog", "Heron", "Budget")
    carry(services, "mirror", "Bread")
    publish(services)
    yield services
    asyncio.run(store.close())


def carry(services, name, *titles):
    """Let the source's feed carry these entries, and fetch it."""
    document = rss(*((title, title, TEXTS.get(title, title)) for title in titles))
    document = document.replace(b"</item>", DATE + b"</item>")
    services.fetcher.put(f"http://{name}.example/feed", document)
    fetch(services, name, force=True)


def publish(services, **changes):
    """Publish the output with these keys; return its Atom document."""
    services = replace(services, outputs=(Output(name="all", title="All", **changes),))
    asyncio.run(publish_outputs(services))
    return services.publisher.publications["all.atom"].body.decode()


def told(document):
    """Return when and why each was withdrawn, the newest first."""
    return [(when, why) for _, when, why in STONE.findall(document)]


def ids(document):
    return re.findall(r"<entry>.*?<id>([^<]+)</id>", document, re.DOTALL)


def test_nothing_is_withdrawn_at_first_nor_without_a_reason(services):
    document = publish(services)
    assert len(ids(document)) == 3
    assert "tombstones" not in document


def test_a_source_that_left_the_output_is_told_of(services):
    """With the ids that it had, and when that was noticed."""
    before = ids(publish(services))
    services.clock.advance(timedelta(hours=1))
    after = publish(services, exclude=("mirror",))
    gone = set(before) - set(ids(after))
    assert len(gone) == 1
    assert {id_ for id_, _, _ in STONE.findall(after)} == gone
    assert told(after) == [
        ("2026-03-04T13:00:00+00:00", "Its source is not in this feed any more.")
    ]


def test_a_source_that_left_the_configuration_is_told_of(services):
    fewer = replace(services, sources=(BLOG,))
    asyncio.run(fewer.store.sync_sources(fewer.sources))
    assert [why for _, why in told(publish(fewer))] == ["Its source is not in this feed any more."]


def test_a_filter_that_drops_what_was_there_is_told_of(services):
    document = publish(services, drop=('title == "Budget"',))
    assert [why for _, why in told(document)] == ["A filter leaves it out now."]


def test_what_reprocessing_drops_is_told_of(services):
    strict = replace(BLOG, drop=('title == "Heron"',))
    asyncio.run(reprocess_sources(replace(services, sources=(strict, MIRROR)), [strict]))
    assert [why for _, why in told(publish(services))] == ["A filter leaves it out now."]


def test_an_entry_that_another_tells_now_is_told_of(services):
    """Two that were shown apart are one story from now on."""
    carry(services, "blog", "Bread")
    publish(services, stories=Stories.OFF)
    document = publish(services)
    assert [why for _, why in told(document)] == ["Another entry tells its story now."]


@pytest.mark.parametrize(
    "changes",
    [
        {"limit": 2},
        {"max_age": timedelta(hours=1)},
        {"per_source": 1},
        {"drop": ("age > duration('1h')",)},
        {"keep": ("age < duration('1h')",)},
    ],
)
def test_what_makes_room_or_is_too_old_is_not_withdrawn(services, changes):
    services.clock.advance(timedelta(hours=2))
    document = publish(services, **changes)
    assert len(ids(document)) < 3
    assert told(document) == []


def test_what_is_forgotten_is_not_withdrawn(services):
    carry(services, "blog", "Budget")
    services.clock.advance(timedelta(days=400))
    carry(services, "blog", "Budget")
    assert asyncio.run(forget_old(services)).entries == 1
    document = publish(services)
    assert len(ids(document)) == 2
    assert told(document) == []


def test_what_comes_back_is_not_withdrawn_any_more(services):
    assert told(publish(services, exclude=("mirror",)))
    document = publish(services)
    assert len(ids(document)) == 3
    assert told(document) == []


def test_the_moment_is_when_it_was_noticed_whenever_that_is_rendered(services):
    """The same store gives the same bytes, and the feed counts as updated then."""
    first = publish(services, exclude=("mirror",))
    services.clock.advance(timedelta(hours=5))
    assert publish(services, exclude=("mirror",)) == first
    assert "<updated>2026-03-04T12:00:00+00:00</updated>" in first


def test_a_month_of_news_later_it_is_not_told_of_any_more(services):
    publish(services, exclude=("mirror",))
    services.clock.advance(LONGEST)
    carry(services, "blog", "Bread", "Heron", "Budget")
    assert told(publish(services, exclude=("mirror",))) == []


def test_only_so_many_are_told_of(services):
    carry(services, "mirror", *(f"Tide table number {number}" for number in range(MOST + 50)))
    publish(services, limit=1000)
    document = publish(services, limit=1000, exclude=("mirror",))
    assert len(told(document)) == MOST


def test_other_formats_have_no_place_for_it(services):
    """RSS and JSON Feed say nothing, and stay what they are."""
    publish(services, exclude=("mirror",))
    for name in ("all.rss", "all.json", "all.html"):
        assert b"deleted-entry" not in services.publisher.publications[name].body
