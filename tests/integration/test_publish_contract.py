"""Every publisher, the real one and its double, keeps these rules."""

import asyncio
from dataclasses import replace

import pytest

from aggregator.publish.files import FilePublisher
from aggregator.publish.memory import MemoryPublisher
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
