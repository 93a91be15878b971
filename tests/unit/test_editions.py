"""Which sources an output carries, and how its history is cut."""

from datetime import timedelta

from aggregator.editions import CHAPTER, select_sources, split_chapters
from aggregator.records import Output, Source
from tests.publish_fixtures import DAY, make_entry

SOURCES = (
    Source(name="lwn", url="http://a.example/", tags=("linux", "news")),
    Source(name="bbc", url="http://b.example/", tags=("news",)),
    Source(name="blog", url="http://c.example/"),
)


def names(**keys):
    return [each.name for each in select_sources(Output(name="o", title="O", **keys), SOURCES)]


def test_without_tags_and_sources_everything_is_in():
    assert names() == ["lwn", "bbc", "blog"]


def test_one_tag_of_several_is_enough():
    assert names(tags=("linux", "space")) == ["lwn"]


def test_named_sources_join_tagged_ones():
    assert names(tags=("linux",), sources=("blog",)) == ["lwn", "blog"]


def test_exclude_wins():
    assert names(tags=("news",), sources=("blog",), exclude=("blog", "bbc")) == ["lwn"]


def test_history_is_cut_by_the_day_of_arrival_newest_first_in_each():
    entries = [
        make_entry(number, first_seen=DAY + timedelta(hours=10 * number)) for number in range(4)
    ]
    chapters = list(split_chapters(entries))
    assert [chapter.label for chapter in chapters] == ["2026-03-05", "2026-03-06"]
    assert [[each.entry.title for each in chapter.entries] for chapter in chapters] == [
        ["Story 1", "Story 0"],
        ["Story 3", "Story 2"],
    ]


def test_a_full_day_has_parts_that_sort_by_age():
    chapters = list(split_chapters([make_entry(number) for number in range(CHAPTER + 1)]))
    labels = [chapter.label for chapter in chapters]
    assert labels == sorted(labels) == ["2026-03-05", "2026-03-05-02"]
    assert [len(chapter.entries) for chapter in chapters] == [CHAPTER, 1]
