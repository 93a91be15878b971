"""Addresses of one page have one key; addresses of two pages never do."""

import pytest

from aggregator.urls import canonical_url

SAME = [
    ("http://www.news.example/story", "https://news.example/story"),
    ("https://news.example:443/story/", "https://news.example/story"),
    ("https://NEWS.example/a/./b/../story", "https://news.example/a/story"),
    ("https://news.example/%7Eann/%c3%a9", "https://news.example/~ann/é"),
    ("https://news.example/index.html", "https://news.example"),
    ("https://news.example/a/index.php", "https://news.example/a/"),
    ("https://m.news.example/story", "https://news.example/story"),
    ("https://mobile.news.example/story", "https://news.example/story"),
    ("https://en.m.wikipedia.org/wiki/Feed", "https://en.wikipedia.org/wiki/Feed"),
    ("https://amp.news.example/story-1", "https://news.example/story-1"),
    ("https://news.example/story-1/amp/", "https://news.example/story-1"),
    ("https://news.example/story-1.amp.html", "https://news.example/story-1.html"),
    ("https://news.example/story?amp=1", "https://news.example/story"),
    ("https://news.example/story?outputType=amp", "https://news.example/story"),
    ("https://news.example/s?b=2&a=1", "https://news.example/s?a=1&b=2"),
    ("https://news.example/s?utm_source=rss", "https://news.example/s"),
    ("https://news.example/s#utm_source=rss", "https://news.example/s"),
    ("https://news.example/s#", "https://news.example/s"),
    ("https://www.google.com/url?q=https://news.example/s", "https://news.example/s"),
    ("https://youtu.be/dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&si=x"),
    ("https://ann.blogspot.co.uk/2020/a.html?m=1", "http://ann.blogspot.com/2020/a.html"),
    ("https://old.reddit.com/r/x/", "https://www.reddit.com/r/x"),
]

DIFFERENT = [
    ("https://news.example/?p=1", "https://news.example/?p=2"),
    ("https://news.example/watch?v=a", "https://news.example/watch?v=A"),
    ("https://news.example/changes#v1", "https://news.example/changes#v2"),
    ("https://news.example/story?id=1", "https://news.example/story"),
    ("https://news.example/Story", "https://news.example/story"),
    ("https://news.example/a?ref=1", "https://news.example/a?ref=2"),
    ("https://news.example:8080/a", "https://news.example/a"),
    ("https://a.news.example/x", "https://b.news.example/x"),
    ("https://news.example/a%2Fb", "https://news.example/a/b"),
    ("https://news.example/a?x=1&x=2", "https://news.example/a?x=2&x=1"),
    ("https://news.example/topics/amp", "https://news.example/topics"),
    ("https://amp.dev/a", "https://dev/a"),
    ("https://news.example/index.php?id=1", "https://news.example/index.php?id=2"),
    ("https://news.example/story.html", "https://news.example/story.php"),
    ("https://news.example/a//b", "https://news.example/a/b"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_variants_of_an_address_have_one_key(one, other):
    assert canonical_url(one) == canonical_url(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_addresses_of_different_pages_have_different_keys(one, other):
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.timeout(20)
def test_no_address_takes_long_to_be_read():
    """Of the longest there are: slashes that nearly end as an index, a name of hyphens."""
    for number in range(40):
        for path in ("/" * 8_000, "/" + "-" * 8_000):
            assert str(number) in canonical_url(f"http://news.example{path}x{number}")


@pytest.mark.parametrize("url", ["mailto:a@b.example", "tag:a.example,2020:1", "", "words", "/x"])
def test_what_is_no_address_on_the_web_is_its_own_key(url):
    assert canonical_url(f" {url} ") == url
