"""Redirects: followed, counted, and told apart."""

import asyncio
from datetime import timedelta

import pytest

from aggregator.fetch.exchange import Answer
from aggregator.fetch.journey import find_target
from aggregator.records import FailureKind, Fetched, FetchFailed, NotModified, Settings, Validators
from tests.fetch_fixtures import FEED, Site, ask, fetcher, make_certificate, quick, reply, run

FEED_REPLY = reply("200 OK", FEED, 'ETag: "1"')


def to(target, status=302):
    return reply(f"{status} Moved", b"", f"Location: {target}")


def path_of(url):
    return "/" + url.split("/", 3)[3]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_every_redirect_is_followed(status):
    outcome, requests = ask({"/feed": to("/new", status), "/new": FEED_REPLY})
    assert isinstance(outcome, Fetched)
    assert (path_of(outcome.url), path_of(outcome.final_url)) == ("/feed", "/new")
    assert [request.target for request in requests] == ["/feed", "/new"]


@pytest.mark.parametrize(
    ("status", "moved"), [(301, True), (308, True), (302, False), (303, False), (307, False)]
)
def test_only_301_and_308_tell_of_a_move(status, moved):
    outcome, _ = ask({"/feed": to("/new", status), "/new": FEED_REPLY})
    assert (outcome.moved_to == outcome.final_url) is moved


def test_a_move_is_told_with_a_304_too():
    answers = {"/feed": to("/new", 301), "/new": reply("304 Not Modified")}
    outcome, requests = ask(answers, validators=Validators(etag='"1"'))
    assert isinstance(outcome, NotModified)
    assert path_of(outcome.moved_to) == "/new"
    assert requests[1].headers["if-none-match"] == '"1"'


def test_a_move_ends_where_a_temporary_redirect_begins():
    chain = {"/feed": to("/a", 301), "/a": to("/b", 302), "/b": to("/c", 301), "/c": FEED_REPLY}
    outcome, _ = ask(chain)
    assert path_of(outcome.moved_to) == "/a"
    assert path_of(outcome.final_url) == "/c"


def test_no_move_after_a_temporary_redirect():
    outcome, _ = ask({"/feed": to("/a", 302), "/a": to("/b", 301), "/b": FEED_REPLY})
    assert outcome.moved_to is None


def test_five_redirects_are_followed_and_a_sixth_is_not():
    def chain(length):
        hops = {f"/{number}": to(f"/{number + 1}") for number in range(1, length)}
        return {"/feed": to("/1")} | hops | {f"/{length}": FEED_REPLY}

    assert isinstance(ask(chain(5))[0], Fetched)
    outcome, requests = ask(chain(6))
    assert outcome.kind is FailureKind.REDIRECT
    assert "more than 5" in outcome.reason
    assert len(requests) == 6


@pytest.mark.parametrize(
    "answers",
    [
        {"/feed": to("/feed")},
        {"/feed": to("#fragment")},
        {"/feed": to("/a"), "/a": to("/b"), "/b": to("/a")},
    ],
)
def test_a_circle_is_found(answers):
    outcome, requests = ask(answers)
    assert outcome.kind is FailureKind.REDIRECT
    assert "circles" in outcome.reason
    assert len(requests) == len(answers)


@pytest.mark.parametrize(
    "target", ["ftp://a.test/", "javascript:alert(1)", "file:///etc/passwd", "http://", "//"]
)
def test_what_leads_out_of_the_web_is_not_followed(target):
    outcome, requests = ask({"/feed": to(target)})
    assert isinstance(outcome, FetchFailed)
    assert len(requests) == 1


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/new?a=%7Eb#part", "http://a.test/new?a=%7Eb"),
        ("new", "http://a.test/x/new"),
        ("?q", "http://a.test/x/feed?q"),
        ("//b.test/y", "http://b.test/y"),
        ("http://u:p@b.test/", "http://b.test/"),
        ("/\u00e9", "http://a.test/%C3%A9"),
        ("/\udcff", "http://a.test/%FF"),
        (" /new ", "http://a.test/new"),
        ("http:\\\\b.test\\y", "http://b.test/y"),
    ],
)
def test_a_location_is_read_as_a_browser_reads_it(location, target):
    answer = Answer(url="http://a.test/x/feed", status=302, headers={"Location": location})
    assert find_target(answer) == target


def test_from_https_to_http_nothing_is_adopted(tmp_path):
    server, ca = make_certificate(tmp_path)

    async def main():
        async with Site({"/feed": FEED_REPLY}) as plain:
            moved = {"/feed": to(f"{plain.origin}/feed", 301)}
            async with Site(moved, tls=server) as site, fetcher() as client:
                return await client.fetch_feed(site.source(ca=str(ca)), Validators())

    outcome = run(main())
    assert isinstance(outcome, Fetched)
    assert outcome.final_url.startswith("http:")
    assert outcome.moved_to is None


def test_from_http_to_https_is_a_move(tmp_path):
    server, ca = make_certificate(tmp_path)

    async def main():
        async with Site({"/feed": FEED_REPLY}, tls=server) as safe:
            moved = {"/feed": to(f"{safe.origin}/feed", 301)}
            async with Site(moved) as site, fetcher() as client:
                return await client.fetch_feed(site.source(ca=str(ca)), Validators())

    outcome = run(main())
    assert isinstance(outcome, Fetched)
    assert outcome.moved_to == outcome.final_url
    assert outcome.moved_to.startswith("https:")


def test_a_redirect_on_one_host_needs_one_connection():
    moved = reply("302 Found", b"<p>Moved</p>" * 20, "Location: /new")

    async def main():
        async with Site({"/feed": moved, "/new": FEED_REPLY}) as site, fetcher() as client:
            await client.fetch_feed(site.source(), Validators())
            return site.connections

    assert run(main()) == 1


def test_waiting_for_a_place_is_not_the_time_of_a_server():
    """Each answer takes less than the bound; all of them, one by one, take longer."""

    async def slow(request, _):
        await asyncio.sleep(0.1)
        return FEED_REPLY if "/new" in request.target else to("/new")

    async def main():
        limits = quick(total=timedelta(milliseconds=600))
        settings = Settings(concurrency=1, per_host=50)
        answers = {"/feed": slow, "/new": slow}
        async with Site(answers) as site, fetcher(settings, limits=limits) as client:
            asked = [client.fetch_feed(site.source(), Validators()) for _ in range(6)]
            return await asyncio.gather(*asked)

    assert all(isinstance(outcome, Fetched) for outcome in run(main()))
