"""What a source's past does to its next poll, on the shipped doubles."""

from dataclasses import replace
from datetime import timedelta

from aggregator.fetch.memory import MemoryFetcher
from aggregator.records import (
    FailureKind,
    Fetched,
    FetchFailed,
    FullText,
    Result,
    Secret,
)
from tests.pipeline_fixtures import START, fetch, make_services, rss, source, states

BLOG = source(full_text=FullText.NEVER)
NEW = "http://blog-moved.example/feed"
DEAD = FetchFailed(kind=FailureKind.CONNECT, reason="connection refused")
DAY = timedelta(days=1)


def moved(services, url=BLOG.url, to=NEW):
    """Serve the feed at its address, by way of a permanent redirect."""
    services.fetcher.answer(
        url,
        Fetched(
            url=url,
            final_url=to,
            status=200,
            content_type="application/rss+xml",
            body=rss(("1", "One", "<p>one</p>")),
            fetched_at=START,
            moved_to=to,
        ),
    )


def poll_daily(services, times):
    for _ in range(times):
        fetch(services, "blog")
        services.clock.advance(DAY)


def test_when_nobody_can_be_reached_it_is_nobodys_failure():
    services = make_services(source("a"), source("b"), source("c"))
    for each in services.sources:
        services.fetcher.answer(each.url, DEAD)
    reports = fetch(services)
    assert {report.result for report in reports.values()} == {Result.OFFLINE}
    assert {state.failures for state in states(services).values()} == {0}
    assert all(s.next_poll_at - START < timedelta(minutes=5) for s in states(services).values())


def test_when_somebody_can_be_reached_the_others_failed():
    services = make_services(source("a"), source("b"), source("c"))
    services.fetcher.put(source("c").url, rss(("1", "One", "<p>one</p>")))
    for name in ("a", "b"):
        services.fetcher.answer(source(name).url, DEAD)
    fetch(services)
    assert [states(services)[name].failures for name in "abc"] == [1, 1, 0]


def test_a_confirmed_move_is_followed_for_good():
    services = make_services(BLOG)
    moved(services)
    services.fetcher.put(NEW, rss(("1", "One", "<p>one</p>")))
    poll_daily(services, 4)
    assert [asked.url for asked in services.fetcher.asked] == [BLOG.url] * 3 + [NEW]


def test_an_adopted_address_that_dies_leads_back_to_the_configured_one():
    services = make_services(BLOG)
    moved(services)
    services.fetcher.answer(NEW, FetchFailed(kind=FailureKind.HTTP, reason="404", status=404))
    poll_daily(services, 5)
    assert [asked.url for asked in services.fetcher.asked[-2:]] == [NEW, BLOG.url]


def test_a_move_onto_another_source_is_told_and_not_followed():
    other = replace(source("other"), url=NEW)
    services = make_services(BLOG, other)
    moved(services)
    poll_daily(services, 5)
    assert {asked.url for asked in services.fetcher.asked} == {BLOG.url}
    assert "another source" in states(services)["blog"].notice


def test_once_a_week_the_whole_document_is_asked_for():
    services = make_services(BLOG)
    services.fetcher.put(BLOG.url, rss(("1", "One", "<p>one</p>")))
    poll_daily(services, 16)
    plain = [n for n, asked in enumerate(services.fetcher.asked) if asked.validators.etag is None]
    assert plain == [0, 7, 14]


# --- sources that are pages ------------------------------------------------------------

HOME = source("home", full_text=FullText.NEVER)
DECLARED = "http://home.example/posts.xml"
PAGE = b"""<html><head><title>Home</title>
<link rel="alternate" type="application/rss+xml" href="/posts.xml"></head><body>Hi</body></html>"""


def test_a_page_leads_to_the_feed_that_it_declares():
    services = make_services(HOME)
    services.fetcher.put(HOME.url, PAGE, "text/html")
    services.fetcher.put(DECLARED, rss(("1", "One", "<p>one</p>")))
    assert fetch(services)["home"].new == 1
    services.clock.advance(DAY)
    fetch(services)
    assert [asked.url for asked in services.fetcher.asked] == [HOME.url, DECLARED, DECLARED]


def test_a_page_without_a_feed_is_a_failure_that_says_so():
    services = make_services(HOME)
    services.fetcher.put(HOME.url, b"<html><title>Home</title><body>Hi</body></html>", "text/html")
    report = fetch(services)["home"]
    assert report.result is Result.FAILED
    assert "web page" in report.detail


def test_a_page_whose_feed_is_configured_already_is_told_of():
    services = make_services(HOME, replace(source("posts"), url=DECLARED))
    services.fetcher.put(HOME.url, PAGE, "text/html")
    services.fetcher.put(DECLARED, rss(("1", "One", "<p>one</p>")))
    reports = fetch(services)
    assert "another source already" in reports["home"].detail
    assert reports["posts"].new == 1


def test_a_page_that_declares_what_is_no_feed_either_does_not_go_round_in_circles():
    services = make_services(HOME)
    services.fetcher.put(HOME.url, PAGE, "text/html")
    services.fetcher.put(DECLARED, PAGE, "text/html")
    assert fetch(services)["home"].result is Result.FAILED
    assert len(services.fetcher.asked) == 2


# --- secrets -----------------------------------------------------------------------------


class Watching(MemoryFetcher):
    """Notes with which secrets each address is asked."""

    def __init__(self, clock):
        super().__init__(clock)
        self.given = {}

    async def fetch_feed(self, source, validators):
        self.given[source.url] = (source.auth, source.headers)
        return await super().fetch_feed(source, validators)


def test_secrets_stay_with_the_origin_that_the_user_named():
    """A page that declares a feed elsewhere, or a move, takes no password with it."""
    secret = Secret("me:word")
    private = replace(HOME, auth=secret, headers=(("Cookie", secret),))
    elsewhere = PAGE.replace(b"/posts.xml", b"http://elsewhere.example/posts.xml")
    for page, declared, given in (
        (PAGE, DECLARED, (secret, private.headers)),
        (elsewhere, "http://elsewhere.example/posts.xml", (None, ())),
    ):
        services = make_services(private)
        fetcher = Watching(services.clock)
        services = make_services(private, fetcher=fetcher)
        fetcher.put(HOME.url, page, "text/html")
        fetcher.put(declared, rss(("1", "One", "<p>one</p>")))
        assert fetch(services)["home"].new == 1
        assert fetcher.given[HOME.url] == (secret, private.headers)
        assert fetcher.given[declared] == given
