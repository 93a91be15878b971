"""From any address to the feeds behind it."""

from aggregator.clock import VirtualClock
from aggregator.fetch.discover import discover_feeds
from aggregator.fetch.memory import MemoryFetcher
from aggregator.records import Secret, Source
from tests.fetch_fixtures import FEED, NOW, Site, fetcher, reply, run

ATOM = b'<feed xmlns="http://www.w3.org/2005/Atom"><title>An Atom</title></feed>'
PLAIN = reply("200 OK", b"<html><body><p>nothing</p></body></html>", "Content-Type: text/html")


def html(*lines):
    return reply("200 OK", "\n".join(lines).encode(), "Content-Type: text/html")


def discover(answers, path="/"):
    async def main():
        async with Site(answers) as site, fetcher() as client:
            found = await discover_feeds(site.source(path), client)
            return found, [request.target for request in site.requests], site.origin

    return run(main())


def test_a_feed_is_its_own_discovery():
    found, requests, origin = discover({"/f": reply(body=FEED)}, "/f")
    (feed,) = found.feeds
    assert (feed.url, feed.format, feed.title) == (f"{origin}/f", "rss", "T")
    assert requests == ["/f"]


def test_declared_feeds_are_asked_and_kept_when_they_answer():
    page = html(
        '<link rel=alternate type="application/rss+xml" href="/dead">',
        '<link rel=alternate type="application/rss+xml" href="/page">',
        '<link rel=alternate type="application/atom+xml" href="/atom">',
        '<a href="/feed.xml">RSS</a>',
    )
    answers = {"/": page, "/page": PLAIN, "/atom": reply(body=ATOM), "/feed.xml": reply(body=FEED)}
    found, requests, origin = discover(answers)
    assert [feed.url for feed in found.feeds] == [f"{origin}/atom", f"{origin}/feed.xml"]
    assert found.feeds[0].title == "An Atom"
    assert requests == ["/", "/dead", "/page", "/atom", "/feed.xml"]


def test_two_addresses_of_one_feed_are_one():
    page = html('<a href="/feed">RSS</a> <a href="/rss">RSS</a>')
    moved = reply("301 Moved", b"", "Location: /feed")
    found, _, origin = discover({"/": page, "/feed": reply(body=FEED), "/rss": moved})
    assert [feed.url for feed in found.feeds] == [f"{origin}/feed"]


def test_a_usual_place_is_enough():
    found, requests, origin = discover({"/": PLAIN, "/atom.xml": reply(body=ATOM)})
    assert [feed.url for feed in found.feeds] == [f"{origin}/atom.xml"]
    assert requests[-1] == "/atom.xml"


def test_nothing_found_is_told_with_a_way_out():
    found, _, _ = discover({"/": PLAIN})
    assert found.feeds == ()
    assert "no feed is at" in found.reason
    assert "entries" in found.reason


def test_a_page_that_does_not_answer_is_told():
    found, _, _ = discover({}, "/x")
    assert "404" in found.reason


def test_an_opml_document_is_a_list_of_sources():
    opml = b'<opml><body><outline text="A" xmlUrl="http://a.test/f"/></body></opml>'
    found, requests, _ = discover({"/": reply(body=opml)})
    assert [(listed.url, listed.title) for listed in found.listed] == [("http://a.test/f", "A")]
    assert len(requests) == 1


def test_a_known_site_is_not_asked_for_its_page():
    client = MemoryFetcher(VirtualClock(NOW))
    client.put("https://github.com/a/b/releases.atom", ATOM)
    client.put("https://github.com/a/b/commits.atom", ATOM)
    found = run(discover_feeds(Source(name="s", url="https://github.com/a/b"), client))
    assert [feed.how for feed in found.feeds] == ["GitHub project"] * 2
    assert "https://github.com/a/b" not in {asked.url for asked in client.asked}


def test_what_is_no_address_is_told():
    found = run(discover_feeds(Source(name="s", url="nonsense"), MemoryFetcher(VirtualClock(NOW))))
    assert "no address on the web" in found.reason


def test_a_page_of_links_costs_no_more_than_a_handful_of_requests():
    links = "".join(f'<a href="/{number}.rss">x</a>' for number in range(500))
    _, requests, _ = discover({"/": html(links)})
    assert len(requests) < 60


def test_what_opens_a_source_opens_no_other_origin():
    """Neither its secrets nor its leave to be on a private address go along."""
    client = MemoryFetcher(VirtualClock(NOW))
    asked = []

    class Spy:
        async def fetch_feed(self, source, validators):
            asked.append(source)
            return await client.fetch_feed(source, validators)

    page = b'<link rel=feed href="/own"><link rel=feed href="http://10.0.0.1/other">'
    client.put("http://a.test/", page, "text/html")
    source = Source(
        name="s",
        url="http://a.test/",
        headers=(("Cookie", Secret("c")),),
        auth=Secret("u:p"),
        allow_private=True,
    )
    run(discover_feeds(source, Spy()))
    by_url = {one.url: one for one in asked}
    own, other = by_url["http://a.test/own"], by_url["http://10.0.0.1/other"]
    assert (own.headers, own.auth, own.allow_private) == (source.headers, source.auth, True)
    assert (other.headers, other.auth, other.allow_private) == ((), None, False)
