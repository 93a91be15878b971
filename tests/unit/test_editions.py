"""Which sources an output carries."""

from aggregator.editions import select_sources
from aggregator.records import Output, Source

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
