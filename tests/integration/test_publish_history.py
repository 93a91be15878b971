"""An output's history over days: what is archived, and when."""

import asyncio
from datetime import timedelta

from aggregator.editions import publish_outputs, read_source_edition
from aggregator.publish.render import render
from tests.pipeline_fixtures import fetch, make_services, rss, source

FEED = "http://blog.example/feed"
TEXTS = {
    "One": "<p>A heron stood in the shallow water and waited for the tide.</p>",
    "Two": "<p>The committee published its budget for the coming year today.</p>",
    "Three": "<p>Fresh bread needs flour, water, salt, yeast and a hot oven.</p>",
}


def start():
    return make_services(source(full_text="never"))


def arrive(services, *titles):
    """Let the source's feed carry these entries, fetch it, and publish."""
    services.fetcher.put(FEED, rss(*((title, title, TEXTS[title]) for title in titles)))
    fetch(services, "blog", force=True)
    return publish(services)


def publish(services):
    (published,) = asyncio.run(publish_outputs(services))
    return published


def archived(services):
    return asyncio.run(services.publisher.read_archived("all"))


def read(services, name):
    return services.publisher.publications[name].body.decode()


def test_a_day_is_archived_when_it_is_over():
    """Not before, for more may come."""
    services = start()
    arrive(services, "One")
    assert archived(services) == ()
    services.clock.advance(timedelta(days=1))
    published = arrive(services, "Two", "One")
    assert "all/archive/2026-03-04.atom" in published.written
    assert archived(services) == ("2026-03-04",)
    document = read(services, "all/archive/2026-03-04.atom")
    assert ">One<" in document
    assert ">Two<" not in document
    assert "/feeds/all/archive/2026-03-04.atom" in read(services, "all.atom")


def test_what_is_archived_stays_as_it_is():
    """Days without entries leave no gap in the chain, and later days do not touch it."""
    services = start()
    arrive(services, "One")
    services.clock.advance(timedelta(days=1))
    publish(services)
    first = read(services, "all/archive/2026-03-04.atom")
    services.clock.advance(timedelta(days=3))
    arrive(services, "Two", "One")
    services.clock.advance(timedelta(days=1))
    published = arrive(services, "Three", "Two", "One")
    assert archived(services) == ("2026-03-04", "2026-03-08")
    assert "all/archive/2026-03-04.atom" not in published.written
    assert read(services, "all/archive/2026-03-04.atom") == first
    assert "all/archive/2026-03-04.atom" in read(services, "all/archive/2026-03-08.atom")


def test_publishing_again_changes_nothing():
    """The same store gives the same bytes, with a history too."""
    services = start()
    arrive(services, "One")
    services.clock.advance(timedelta(days=1))
    publish(services)
    assert publish(services).written == ()


def test_a_source_is_an_edition_of_its_own():
    """With its title, its entries, and an address of its own."""
    services = start()
    arrive(services, "Two", "One")
    edition = asyncio.run(read_source_edition("blog", services))
    document = render(edition, "atom").body.decode()
    assert "<title>Blog</title>" in document
    assert "/feeds/source/blog.atom" in document
    assert ">One<" in document
    assert asyncio.run(read_source_edition("nobody", services)) is None
