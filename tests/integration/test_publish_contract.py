"""Every publisher, the real one and its double, keeps these rules."""

import asyncio
from dataclasses import replace

import pytest
from lxml import etree

from aggregator.publish.files import FilePublisher
from aggregator.publish.memory import MemoryPublisher
from aggregator.records import Chapter
from tests.publish_fixtures import make_edition, make_entry, make_nasty_entries


class Broken(dict):
    """Sources that cannot be looked up."""

    def get(self, *_):
        raise ValueError("broken")


class Files:
    def __init__(self, folder):
        self.publisher = FilePublisher(folder)
        self._feeds = folder / "feeds"

    def read(self, name):
        return (self._feeds / name).read_bytes()


class Memory:
    def __init__(self, _folder):
        self.publisher = MemoryPublisher()

    def read(self, name):
        return self.publisher.publications[name].body


@pytest.fixture(params=[Files, Memory])
def place(request, tmp_path):
    return request.param(tmp_path / "public")


def publish(place, edition):
    return asyncio.run(place.publisher.publish(edition))


def test_every_format_of_the_output_is_published(place):
    """And no other."""
    published = publish(place, make_edition(make_entry(), formats=("atom", "json")))
    assert published.output == "all"
    assert published.written == ("all.atom", "all.json")
    assert b"Story 1" in place.read("all.atom")
    with pytest.raises((FileNotFoundError, KeyError)):
        place.read("all.rss")


def test_the_size_of_each_format_is_known(place):
    """Of those that are published."""
    edition = make_edition(make_entry(), formats=("atom", "json"))
    assert asyncio.run(place.publisher.read_sizes(edition.output)) == {}
    publish(place, edition)
    assert asyncio.run(place.publisher.read_sizes(edition.output)) == {
        "atom": len(place.read("all.atom")),
        "json": len(place.read("all.json")),
    }


def test_the_same_edition_again_changes_nothing(place):
    """The same store gives the same bytes."""
    publish(place, make_edition(make_entry()))
    again = publish(place, make_edition(make_entry()))
    assert again.written == ()
    assert again.unchanged == ("all.atom", "all.rss", "all.json", "all.html")


def test_a_new_entry_replaces_what_was_published(place):
    """Readers see the newest edition."""
    publish(place, make_edition(make_entry(1)))
    published = publish(place, make_edition(make_entry(1), make_entry(2)))
    assert published.written == ("all.atom", "all.rss", "all.json", "all.html")
    assert b"Story 2" in place.read("all.rss")


def test_what_is_left_out_is_told_of_once(place):
    """Not once for each format."""
    published = publish(place, make_edition(*make_nasty_entries()))
    assert [flaw.code for flaw in published.left_out] == ["entry-id-twice", "entry-too-long"]
    assert published.kept == ()


def test_a_bad_rendering_keeps_the_last_good_one(place):
    """And says so, for that format only."""
    publish(place, make_edition(make_entry(1)))
    good = place.read("all.atom")
    published = publish(place, make_edition(make_entry(2), formats=("atom", "no-such-format")))
    assert published.written == ("all.atom",)
    assert [flaw.code for flaw in published.kept] == ["not-rendered"]
    assert place.read("all.atom") != good
    broken = replace(make_edition(make_entry(3)), sources=Broken())
    published = publish(place, broken)
    assert len(published.kept) == 4
    assert b"Story 2" in place.read("all.atom")


def links(document):
    found = etree.fromstring(document).iterfind("{*}link")
    return {
        link.get("rel"): link.get("href").removeprefix("http://feeds.example.org") for link in found
    }


def test_a_day_that_is_over_is_archived_and_found_from_the_feed(place):
    """A new subscriber can walk back through the whole history (RFC 5005, 4)."""
    labels = ("2026-03-01", "2026-03-03")
    chapters = tuple(Chapter(label=each, entries=(make_entry(int(each[-1])),)) for each in labels)
    edition = replace(make_edition(make_entry(9)), chapters=chapters)
    published = publish(place, edition)
    assert published.written[:2] == ("all/archive/2026-03-01.atom", "all/archive/2026-03-03.atom")
    assert asyncio.run(place.publisher.read_archived("all")) == labels
    assert links(place.read("all.atom"))["prev-archive"] == "/feeds/all/archive/2026-03-03.atom"
    newest = place.read("all/archive/2026-03-03.atom")
    assert links(newest) == {
        "self": "/feeds/all/archive/2026-03-03.atom",
        "current": "/feeds/all.atom",
        "prev-archive": "/feeds/all/archive/2026-03-01.atom",
        "alternate": "/feeds/all.html",
    }
    assert b"Story 3" in newest
    assert b":archive" in newest
    oldest = place.read("all/archive/2026-03-01.atom")
    assert "prev-archive" not in links(oldest)


def test_the_feed_leads_to_what_was_archived_before(place):
    """Also when nothing is archived this time."""
    edition = replace(make_edition(make_entry()), archived=("2026-02-01",))
    publish(place, edition)
    assert links(place.read("all.atom"))["prev-archive"] == "/feeds/all/archive/2026-02-01.atom"
    assert asyncio.run(place.publisher.read_archived("all")) == ()


def test_a_hub_is_announced_in_every_feed(place):
    """As link or, in JSON Feed, among the hubs."""
    publish(place, replace(make_edition(make_entry()), hub="https://hub.example/"))
    for name in ("all.atom", "all.rss", "all.json"):
        assert b"https://hub.example/" in place.read(name)
