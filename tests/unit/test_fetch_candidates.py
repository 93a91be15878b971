"""Where feeds may be: by address, by links, by the look of a document."""

import time

import pytest

from aggregator.fetch.candidates import find_links, name_format, read_opml, read_title
from aggregator.fetch.known_sites import find_by_address, guess_by_path

VIDEOS = "https://www.youtube.com/feeds/videos.xml"
CHANNEL = "UCabcdefghijklmnopqrstuv"
KNOWN = {
    f"https://www.youtube.com/channel/{CHANNEL}": f"{VIDEOS}?channel_id={CHANNEL}",
    f"https://m.youtube.com/channel/{CHANNEL}/videos": f"{VIDEOS}?channel_id={CHANNEL}",
    "https://www.youtube.com/user/someone": f"{VIDEOS}?user=someone",
    "https://www.youtube.com/playlist?list=PLabcdefghijkl": f"{VIDEOS}?playlist_id=PLabcdefghijkl",
    "https://youtube.com/watch?v=x&list=PLabcdefghijkl": f"{VIDEOS}?playlist_id=PLabcdefghijkl",
    "https://github.com/a/b.c": "https://github.com/a/b.c/releases.atom",
    "https://github.com/a/b/": "https://github.com/a/b/releases.atom",
    "https://github.com/a/b/releases/tag/v1": "https://github.com/a/b/releases.atom",
    "https://github.com/a/b/tags": "https://github.com/a/b/tags.atom",
    "https://github.com/a/b/commits": "https://github.com/a/b/commits.atom",
    "https://github.com/a/b/commits/main": "https://github.com/a/b/commits/main.atom",
    "https://github.com/a/b/tree/main/docs": "https://github.com/a/b/commits/main/docs.atom",
    "https://github.com/someone": "https://github.com/someone.atom",
    "https://gitlab.com/a/b": "https://gitlab.com/a/b/-/releases.atom",
    "https://www.reddit.com/r/python": "https://www.reddit.com/r/python/.rss",
    "https://old.reddit.com/r/a+b/top/": "https://www.reddit.com/r/a+b/top/.rss",
    "https://reddit.com/user/someone": "https://www.reddit.com/user/someone/.rss",
    "https://medium.com/@someone": "https://medium.com/feed/@someone",
    "https://someone.medium.com/": "https://someone.medium.com/feed",
    "https://someone.substack.com/p/post": "https://someone.substack.com/feed",
    "https://substack.com/@someone": "https://someone.substack.com/feed",
    "https://someone.wordpress.com": "https://someone.wordpress.com/feed/",
    "https://a.test/blog/category/news/": "https://a.test/blog/category/news/feed/",
    "https://someone.blogspot.com/2024/": "https://someone.blogspot.com/feeds/posts/default",
    "https://x.blogspot.com/search/label/a": "https://x.blogspot.com/feeds/posts/default/-/a",
    "https://someone.tumblr.com/": "https://someone.tumblr.com/rss",
    "https://bsky.app/profile/a.test": "https://bsky.app/profile/a.test/rss",
    "https://mastodon.test/@someone": "https://mastodon.test/@someone.rss",
    "https://mastodon.test/@someone.rss": "https://mastodon.test/@someone.rss",
    "https://mastodon.test/users/someone": "https://mastodon.test/@someone.rss",
    "https://mastodon.test/tags/cats": "https://mastodon.test/tags/cats.rss",
    "https://pypi.org/project/pip/": "https://pypi.org/rss/project/pip/releases.xml",
    "https://arxiv.org/list/cs.AI/recent": "https://rss.arxiv.org/rss/cs.AI",
    "https://s.test/questions/tagged/c%2b%2b": "https://s.test/feeds/tag/c%2b%2b",
}
UNKNOWN = [
    "https://a.test/",
    "https://www.youtube.com/@handle",
    "https://www.youtube.com/watch?v=abc",
    "https://notgithub.com/a/b",
    "https://github.com/",
    "https://medium.com/",
    "https://substack.com/",
    "https://github.com/a/b/releases.atom",
    "https://www.reddit.com/r/python/.rss",
    "https://a.test/category/news/feed/",
    "https://evil.test/?https://github.com/a/b",
]


@pytest.mark.parametrize(("url", "feed"), KNOWN.items())
def test_the_feed_of_a_known_kind_of_page_is_told_by_its_address(url, feed):
    assert find_by_address(url)[0].url == feed


@pytest.mark.parametrize("url", UNKNOWN)
def test_of_other_pages_nothing_is_told(url):
    assert find_by_address(url) == ()


def test_a_project_has_releases_commits_and_tags():
    found = [candidate.url for candidate in find_by_address("https://github.com/a/b")]
    assert found == [
        f"https://github.com/a/b/{kind}.atom" for kind in ("releases", "commits", "tags")
    ]


def test_usual_places_are_beside_the_page_and_at_the_top():
    found = [candidate.url for candidate in guess_by_path("https://a.test/blog/?x=1")]
    assert found[0] == "https://a.test/blog/feed"
    assert "https://a.test/feed.xml" in found
    assert len(found) == len(set(found))
    assert guess_by_path("https://a.test/page.html")[0].url == "https://a.test/feed"


PAGE = """<html><head><base href="/base/">
<link rel="ALTERNATE" type="application/rss+xml; charset=utf-8" href="comments.xml"
 title="Comments">
<link rel="alternate" type="application/atom+xml" href="atom.xml" title=" Posts ">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">
<link rel="alternate" type="text/html" hreflang="de" href="/de/">
<link rel="alternate stylesheet" type="text/css" href="/x.css">
<link rel="feed" href="https://b.test/feed.json">
<link rel="alternate" type="application/rss+xml" href="feed:https://c.test/f.xml">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="alternate" type="application/atom+xml" href="atom.xml">
</head><body><a href="/news.rss">x</a> <a href="/subscribe">RSS feed</a>
<a href="/story">A long story that mentions the feed of all the animals on the farm today</a>
</body></html>"""


def test_a_page_tells_its_feeds_the_declared_first_and_comments_last():
    found = find_links(PAGE.encode(), "https://a.test/x/page")
    assert [(candidate.url, candidate.title) for candidate in found] == [
        ("https://a.test/base/atom.xml", "Posts"),
        ("https://b.test/feed.json", ""),
        ("https://c.test/f.xml", ""),
        ("https://a.test/news.rss", "x"),
        ("https://a.test/subscribe", "RSS feed"),
        ("https://a.test/base/comments.xml", "Comments"),
    ]


def test_the_page_of_a_handle_tells_its_channel():
    page = f'<html><script>{{"externalId":"{CHANNEL}"}}</script></html>'.encode()
    (found,) = find_links(page, "https://www.youtube.com/@handle")
    assert found.url == f"{VIDEOS}?channel_id={CHANNEL}"
    assert find_links(page, "https://a.test/") == ()


@pytest.mark.parametrize(
    "page", [b"", b"\x00\x01", b"<", b"<html", "\ud800".encode("utf-8", "surrogatepass")]
)
def test_no_page_breaks_the_search(page):
    assert find_links(page, "https://a.test/") == ()


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b'<?xml version="1.0"?><rss version="2.0">', "rss"),
        (b'\xef\xbb\xbf \n<!-- c --><!DOCTYPE rss [<!ENTITY a "b">]><rss>', "rss"),
        (b'<rdf:RDF xmlns="x">', "rss"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom">', "atom"),
        (b"<atom:feed>", "atom"),
        ('<?xml version="1.0" encoding="utf-16"?><feed>'.encode("utf-16"), "atom"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "json"),
        (b'{"version":"https:\\/\\/jsonfeed.org\\/version\\/1"}', "json"),
        (b"<opml version='2.0'>", "opml"),
        (b"<!doctype html><html>", None),
        (b"<html><rss>", None),
        (b'{"version": 1}', None),
        (b"", None),
        (b"rss", None),
    ],
)
def test_a_document_is_known_by_its_root(body, form):
    assert name_format(body) == form


def test_no_document_takes_long_to_be_known():
    hostile = [
        b"<?x?>" + b" " * 60000 + b"x",
        b"<!---->" * 9000 + b"x",
        b"<title>" * 9000,
        *[b"<!DOCTYPE " + b"x" * 60000] * 4,
        b'{"title":"' + b"\\" * 60000,
    ]
    began = time.process_time()
    for body in hostile:
        name_format(body)
        read_title(body)
    assert time.process_time() - began < 5


def test_a_title_is_read_for_showing():
    assert read_title(b"<rss><channel><title><![CDATA[ A &amp; B ]]></title>") == "A & B"
    assert read_title(b"<feed><title type='html'>A &amp;amp; B</title>") == "A & B"
    assert read_title(b'{"title": "J", "items": []}') == "J"
    assert read_title(b"<rss>") == ""


def test_an_opml_lists_its_feeds_in_order():
    document = b"""<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>
    <opml><body><outline text="folder"><outline type="rss" text="One" xmlUrl=" https://a.test/1 "/>
    </outline><outline title="Two" text="2" xmlUrl="https://a.test/2"/></body></opml>"""
    assert [(c.url, c.title) for c in read_opml(document)] == [
        ("https://a.test/1", "One"),
        ("https://a.test/2", "Two"),
    ]
    assert read_opml(b"") == ()
    assert read_opml(b"<opml>") == ()
