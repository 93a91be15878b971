"""Tracking is taken off links; what says which page is meant stays, byte for byte."""

import pytest

from aggregator.records import Tracking
from aggregator.urls import canonical_url, strip_tracking, unwrap_redirector
from aggregator.urls.tracking import NAMES, PREFIXES

PAGE = "https://news.example/story"


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_tracking_parameter_goes_whatever_its_case(name):
    assert strip_tracking(f"{PAGE}?id=7&{name.upper()}=x#n") == f"{PAGE}?id=7#n"


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_family_of_tracking_parameters_goes(prefix):
    assert strip_tracking(f"{PAGE}?{prefix}anything=1") == PAGE


@pytest.mark.parametrize(
    "query",
    [
        *("ref=abc", "source=rss", "r=1", "pid=5", "cid=9", "p=123", "v=abc", "id=1", "a=&b"),
        *("q=a+b%20c", "page=2", "lang=en", "s=query", "utm=1", "from=rss", "?", "x;y=1"),
    ],
)
def test_what_may_mean_a_page_stays(query):
    assert strip_tracking(f"{PAGE}?{query}") == f"{PAGE}?{query}"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"{PAGE}#utm_source=rss&utm_medium=feed", PAGE),
        (f"{PAGE}#xtor=RSS-3208", PAGE),
        (f"{PAGE}#:~:text=some%20words", PAGE),
        (f"{PAGE}#part-2:~:text=words", f"{PAGE}#part-2"),
        (f"{PAGE}#comment-17", f"{PAGE}#comment-17"),
        (f"{PAGE}#!/item/5", f"{PAGE}#!/item/5"),
        (f"{PAGE}?a=1&amp;utm_source=x&amp;b=2", f"{PAGE}?a=1&amp;b=2"),
        ("https://youtu.be/abc?si=xyz&t=5", "https://youtu.be/abc?t=5"),
        ("https://shop.example/x?si=xyz", "https://shop.example/x?si=xyz"),
        ("https://www.amazon.co.uk/dp/B0?tag=me-21", "https://www.amazon.co.uk/dp/B0"),
        ("https://medium.com/@a/b?source=rss----7f60cf5---4", "https://medium.com/@a/b"),
        ("https://a.example/?", "https://a.example/?"),
        ("not an address", "not an address"),
    ],
)
def test_tracking_is_known_by_place_and_value_too(url, expected):
    assert strip_tracking(url) == expected


TARGET = "https%3A%2F%2Fnews.example%2Fstory%3Fid%3D7"
TWICE = f"https%3A%2F%2Fwww.google.com%2Furl%3Fq%3D{TARGET.replace('%', '%25')}"


@pytest.mark.parametrize(
    "url",
    [
        f"https://www.google.com/url?sa=t&url={TARGET}&usg=x",
        f"https://www.google.de/url?q={TARGET}",
        f"https://l.facebook.com/l.php?u={TARGET}&h=AT0",
        f"https://out.reddit.com/t3_x?url={TARGET}&token=y",
        f"https://www.youtube.com/redirect?event=x&q={TARGET}",
        f"https://t.umblr.com/redirect?z={TARGET}&t=z",
        f"https://steamcommunity.com/linkfilter/?url={TARGET}",
        f"https://vk.com/away.php?to={TARGET}",
        f"https://eur01.safelinks.protection.outlook.com/?url={TARGET}&data=x",
        f"https://duckduckgo.com/l/?uddg={TARGET}",
        f"https://link.zhihu.com/?target={TARGET}",
        f"https://href.li/?{TARGET}",
        "https://urldefense.com/v3/__https://news.example/story?id=7__;!!abc!def$",
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__news.example_story-3Fid-3D7&d=x",
        f"https://r.search.yahoo.com/_ylt=x/RU={TARGET}/RK=2/RS=y",
        "https://www.bing.com/ck/a?!&&p=x&u=a1aHR0cHM6Ly9uZXdzLmV4YW1wbGUvc3Rvcnk_aWQ9Nw&ntb=1",
        "https://news-example.cdn.ampproject.org/c/s/news.example/story?id=7",
        "https://www.google.com/amp/s/news.example/story?id=7",
        f"https://l.facebook.com/l.php?u={TWICE}",
    ],
)
def test_a_redirector_gives_way_to_what_is_behind_it(url):
    assert unwrap_redirector(url) == "https://news.example/story?id=7"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.google.com/search?q=https://news.example/",
        "https://www.google.com/url?q=javascript:alert(1)",
        "https://l.facebook.com/l.php?u=//localhost/",
        "https://evil.example/url?q=https://news.example/",
        "https://notgoogle.com/url?q=https://news.example/",
        "https://web.archive.org/web/2020/https://news.example/",
        "https://t.co/abc",
        "plain words",
    ],
)
def test_what_is_no_known_redirector_stays(url):
    assert unwrap_redirector(url) == url


OWN = Tracking(remove=("ref", "ab_*"), keep=("utm_id", "ab_page"))


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://e.example/a?ref=rss&id=7", "https://e.example/a?id=7"),
        ("https://e.example/a?utm_id=9&utm_source=x", "https://e.example/a?utm_id=9"),
        ("https://e.example/a?AB_test=1&ab_page=2", "https://e.example/a?ab_page=2"),
        ("https://e.example/a?reference=1", "https://e.example/a?reference=1"),
    ],
)
def test_what_a_user_says_of_parameters_is_stronger(url, told):
    """For the link, and for what is the same page; `keep` is stronger than `remove`."""
    assert strip_tracking(url, OWN) == told
    assert canonical_url(url, OWN) == told
