"""What a request says, and what it never says."""

import asyncio
import base64
from datetime import timedelta
from importlib.metadata import version

import pytest

from aggregator.clock import VirtualClock
from aggregator.records import (
    Fetched,
    NotModified,
    RateLimited,
    Secret,
    Settings,
    Source,
    Validators,
)
from tests.fetch_fixtures import FEED, NOW, Site, ask, fetcher, quick, reply, run

ETAGS = [
    '"plain"',
    'W/"weak"',
    "unquoted",
    '"a b"',
    '"x-gzip"',
    '"é-utf8"'.encode().decode("latin-1"),
    "0",
]
DATES = ["Sun, 01 Mar 2026 10:00:00 GMT", "2026-03-01", "yesterday", "0"]


@pytest.mark.parametrize("etag", ETAGS)
def test_an_etag_goes_back_byte_for_byte(etag):
    served = reply("200 OK", FEED, f"ETag: {etag}")
    first, _ = ask(served)
    _, requests = ask(served, validators=first.validators)
    assert requests[0].headers["if-none-match"] == etag


@pytest.mark.parametrize("date", DATES)
def test_a_date_goes_back_byte_for_byte(date):
    served = reply("200 OK", FEED, f"Last-Modified: {date}")
    first, _ = ask(served)
    _, requests = ask(served, validators=first.validators)
    assert requests[0].headers["if-modified-since"] == date


def test_an_etag_that_could_not_go_back_as_it_came_is_not_kept():
    outcome, _ = ask(reply("200 OK", FEED, 'ETag: "\xff\xfe"'))
    assert outcome.validators.etag is None


def test_without_validators_nothing_is_conditional():
    _, requests = ask(reply("200 OK", FEED))
    assert "if-none-match" not in requests[0].headers
    assert "if-modified-since" not in requests[0].headers


def test_a_304_may_bring_new_validators():
    outcome, _ = ask(
        reply("304 Not Modified", b"", 'ETag: "2"'),
        validators=Validators(etag='"1"', last_modified="then"),
    )
    assert outcome == NotModified(validators=Validators(etag='"2"', last_modified="then"))


def test_a_304_costs_one_request():
    _, requests = ask(reply("304 Not Modified"), validators=Validators(etag='"1"'))
    assert len(requests) == 1


def test_the_new_entries_alone_are_asked_for_and_taken():
    """RFC 3229 with feed: 226 IM Used."""
    outcome, requests = ask(reply("226 IM Used", FEED, "IM: feed", 'ETag: "2"'))
    assert requests[0].headers["a-im"] == "feed"
    assert isinstance(outcome, Fetched)
    assert (outcome.status, outcome.validators.etag) == (226, '"2"')


def test_accept_names_the_types_of_feeds():
    _, requests = ask(reply("200 OK", FEED))
    for kind in ("application/atom+xml", "application/rss+xml", "application/feed+json", "*/*"):
        assert kind in requests[0].headers["accept"]


def test_a_page_is_asked_for_as_a_page():
    _, requests = ask(reply("200 OK", FEED), page=True)
    assert requests[0].headers["accept"].startswith("text/html")
    assert "a-im" not in requests[0].headers


def user_agent(settings=None, source=None, **kinds):
    async def main():
        async with Site({"/feed": reply(body=FEED)}) as site:
            async with fetcher(settings, **kinds) as client:
                await client.fetch_feed(site.source(**(source or {})), Validators())
            return site.requests[0].headers["user-agent"]

    return run(main())


def test_the_user_agent_is_honest():
    product = f"feed-aggregator/{version('feed-aggregator')}"
    assert user_agent() == product
    contact = Settings(contact="https://example.org/feeds")
    assert user_agent(contact) == f"{product} (+https://example.org/feeds)"
    told = user_agent(contact, count_subscribers=lambda _: 3)
    assert told == f"{product} (+https://example.org/feeds; 3 subscribers)"
    assert user_agent(count_subscribers=lambda _: 1) == f"{product} (1 subscriber)"


def test_a_source_may_have_a_user_agent_of_its_own():
    assert user_agent(source={"user_agent": "Mine/1"}) == "Mine/1"


def test_no_cookie_is_kept_and_no_referer_sent():
    async def main():
        answers = {
            "/feed": reply("302 Found", b"", "Location: /b", "Set-Cookie: id=1; Path=/"),
            "/b": reply("200 OK", FEED, "Set-Cookie: id=2; Path=/"),
        }
        async with Site(answers) as site, fetcher() as client:
            for _ in range(2):
                await client.fetch_feed(site.source(), Validators())
            return site.requests

    requests = run(main())
    assert len(requests) == 4
    for request in requests:
        assert "cookie" not in request.headers
        assert "referer" not in request.headers


def test_connections_are_kept_and_used_again():
    async def main():
        async with Site({"/feed": reply(body=FEED)}) as site, fetcher() as client:
            for _ in range(5):
                await client.fetch_feed(site.source(), Validators())
            return site.connections

    assert run(main()) == 1


def test_a_source_sends_headers_and_password_of_its_own():
    headers = (("Cookie", Secret("a=1; b=2")), ("accept", Secret("text/x-own")))
    _, requests = ask(reply(body=FEED), headers=headers, auth=Secret("me:pässword"))
    sent = requests[0].headers
    assert sent["cookie"] == "a=1; b=2"
    assert sent["accept"] == "text/x-own"
    assert base64.b64decode(sent["authorization"].removeprefix("Basic ")).decode() == "me:pässword"
    assert sum(line.lower().startswith("accept:") for line in requests[0].lines) == 1


def test_a_bearer_goes_as_it_is():
    _, requests = ask(reply(body=FEED), auth=Secret("Bearer abc.def"))
    assert requests[0].headers["authorization"] == "Bearer abc.def"


SECRETS = {
    "headers": (("Cookie", Secret("id=s3cret")), ("X-Key", Secret("s3cret"))),
    "auth": Secret("me:s3cret"),
}


def test_secrets_follow_a_redirect_on_their_origin_and_nowhere_else():
    async def main():
        async with Site({"/other": reply(body=FEED)}) as other:
            answers = {
                "/feed": reply("302 Found", b"", "Location: /own"),
                "/own": reply("302 Found", b"", f"Location: {other.origin}/other"),
            }
            async with Site(answers) as site, fetcher() as client:
                outcome = await client.fetch_feed(site.source(**SECRETS), Validators())
                return outcome, site.requests, other.requests

    outcome, own, foreign = run(main())
    assert isinstance(outcome, Fetched)
    assert all(request.headers["x-key"] == "s3cret" for request in own)
    assert len(foreign) == 1
    assert "cret" not in str(foreign[0])
    assert "authorization" not in foreign[0].headers


def test_secrets_are_in_no_outcome():
    for answer in (reply("401 Unauthorized"), reply("500 Oops"), None):
        outcome, _ = ask(answer or (lambda *_: None), **SECRETS)
        assert "s3cret" not in repr(outcome)


def test_a_header_that_cannot_be_sent_is_an_outcome_without_its_value():
    headers = (("X-Key", Secret("a\r\nInjected: s3cret")),)
    outcome, requests = ask(reply(body=FEED), headers=headers)
    assert "s3cret" not in repr(outcome)
    assert not any("injected" in request.headers for request in requests)


def test_credentials_in_a_location_are_not_sent():
    def answer(request, _):
        if request.target == "/feed":
            port = request.headers["host"].rpartition(":")[2]
            return reply("302 Found", b"", f"Location: http://u:p@127.0.0.1:{port}/next")
        return reply(body=FEED)

    outcome, requests = ask({"/feed": answer, "/next": answer})
    assert isinstance(outcome, Fetched)
    assert "@" not in outcome.final_url
    assert "authorization" not in requests[1].headers


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/f?a=%7Eb&c=%2F%20+d", "/f?a=%7Eb&c=%2F%20+d"),
        ("/f%5B1%5D", "/f%5B1%5D"),
        ("/é?q=ü", "/%C3%A9?q=%C3%BC"),
        ("/f?sig=a%3D%3D&x=[1]", "/f?sig=a%3D%3D&x=%5B1%5D"),
    ],
)
def test_an_address_is_asked_for_as_it_is_written(path, sent):
    """A signed address does not survive being normalised."""

    async def main():
        async with Site() as site, fetcher() as client:
            await client.fetch_feed(site.source(path), Validators())
            return site.requests[0].target

    assert run(main()) == sent


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        (["Cache-Control: max-age=3600"], timedelta(hours=1)),
        (["Cache-Control: public, MAX-AGE = 60"], timedelta(minutes=1)),
        (['Cache-Control: max-age="120"'], timedelta(minutes=2)),
        (["Cache-Control: no-cache, max-age=3600"], timedelta(0)),
        (["Cache-Control: no-store"], timedelta(0)),
        (["Cache-Control: s-maxage=10"], None),
        (["Cache-Control: max-age=99999999999999999999"], timedelta(days=3650)),
        (["Cache-Control: max-age=soon"], None),
        (["Expires: Sun, 01 Mar 2026 13:00:00 GMT"], timedelta(hours=1)),
        (["Expires: Sun, 01 Mar 2026 11:00:00 GMT"], timedelta(0)),
        (["Expires: 0"], timedelta(0)),
        (["Expires: -1"], timedelta(0)),
        (
            ["Date: Sun, 01 Mar 2026 20:00:00 GMT", "Expires: Sun, 01 Mar 2026 20:30:00 GMT"],
            timedelta(minutes=30),
        ),
        (
            ["Cache-Control: max-age=60", "Expires: Sun, 01 Mar 2026 13:00:00 GMT"],
            timedelta(minutes=1),
        ),
        ([], None),
    ],
)
def test_freshness_is_what_the_server_says(headers, fresh):
    assert ask(reply("200 OK", FEED, *headers))[0].fresh_for == fresh
    unchanged, _ = ask(reply("304 Not Modified", b"", *headers), validators=Validators(etag='"1"'))
    assert unchanged.fresh_for == fresh


def limited(*paths, answers, clock=None):
    """Ask for each path in turn; return outcomes and how many requests came."""

    async def main():
        async with Site(answers) as site, fetcher(clock=clock or VirtualClock(NOW)) as client:
            outcomes = [
                await client.fetch_feed(
                    Source(name=p, url=site.origin + p, allow_private=True), Validators()
                )
                for p in paths
            ]
            return outcomes, len(site.requests)

    return run(main())


BUSY = reply("429 Too Many Requests", b"", "Retry-After: 600")


def test_one_limited_address_does_not_silence_its_host():
    outcomes, asked = limited("/a", "/ok", answers={"/a": BUSY, "/ok": reply(body=FEED)})
    assert isinstance(outcomes[1], Fetched)
    assert asked == 2


def test_a_host_that_limits_two_addresses_is_left_alone():
    answers = {"/a": BUSY, "/b": BUSY, "/ok": reply(body=FEED)}
    outcomes, asked = limited("/a", "/b", "/ok", answers=answers)
    assert outcomes[2] == RateLimited(status=429, retry_after=timedelta(minutes=10), asked=False)
    assert asked == 2


def test_a_limit_behind_a_redirect_is_that_of_the_other_host():
    async def main():
        async with Site({"/x": BUSY, "/y": BUSY}, host="127.0.0.2") as other:
            answers = {
                "/a": reply("302 Found", b"", f"Location: {other.origin}/x"),
                "/b": reply("302 Found", b"", f"Location: {other.origin}/y"),
                "/ok": reply(body=FEED),
            }
            async with Site(answers) as site, fetcher() as client:
                paths = (site.source("/a"), site.source("/b"), site.source("/ok"))
                asked = [await client.fetch_feed(one, Validators()) for one in paths]
                return asked, await client.fetch_feed(other.source("/x"), Validators())

    (_, _, own), foreign = run(main())
    assert isinstance(own, Fetched)
    assert foreign == RateLimited(status=429, retry_after=timedelta(minutes=10), asked=False)


def test_a_host_is_asked_again_when_its_time_is_over():
    clock = VirtualClock(NOW)

    def later(*_):
        clock.advance(timedelta(minutes=11))
        return BUSY

    answers = {"/a": BUSY, "/b": later, "/ok": reply(body=FEED)}
    outcomes, _ = limited("/a", "/b", "/b", answers=answers, clock=clock)
    assert all(outcome.asked for outcome in outcomes)


def test_cooldowns_survive_a_restart():
    async def main():
        async with Site({"/feed": reply(body=FEED)}) as site, fetcher() as client:
            until = NOW + timedelta(hours=1)
            client.keep_away({f"{site.origin}/a": until, f"{site.origin}/b": until})
            outcome = await client.fetch_feed(site.source(), Validators())
            return outcome, len(site.requests)

    outcome, asked = run(main())
    assert outcome == RateLimited(status=429, retry_after=timedelta(hours=1), asked=False)
    assert asked == 0


def test_no_more_than_the_configured_requests_are_under_way():
    async def slow(*_):
        await asyncio.sleep(0.02)
        return reply(body=FEED)

    async def main():
        settings = Settings(concurrency=3, per_host=100)
        async with (
            Site({"/feed": slow}) as site,
            fetcher(settings, limits=quick(gap=timedelta(0))) as client,
        ):
            await asyncio.gather(
                *(client.fetch_feed(site.source(), Validators()) for _ in range(12))
            )
            return site.most_at_once

    assert run(main()) == 3


def test_all_link_headers_come_with_the_document():
    """As one, for a server may send several lines (RFC 9110, 5.3)."""
    lines = ('Link: <https://h.example/>; rel="hub"', "link: <https://t.example/>; rel=self")
    outcome, _ = ask(reply("200 OK", FEED, *lines))
    assert outcome.link == '<https://h.example/>; rel="hub", <https://t.example/>; rel=self'
    outcome, _ = ask(reply("200 OK", FEED))
    assert outcome.link is None


def test_what_a_sites_rules_want_said_is_said_to_that_site_alone():
    """http_header of a site-config file: not where a redirect leads, not for robots.txt; and the
    source's own headers are stronger."""
    wanted = (("User-Agent", "Reader"), ("Cookie", "wall=0"), ("Referer", "https://e.example/"))

    async def main():
        async with Site() as near, Site(host="localhost") as far, fetcher() as made:
            near.answers["/on"] = reply("302 Found", b"", "Location: /page")
            near.answers["/page"] = reply("200 OK", b"<p>here</p>")
            near.answers["/away"] = reply("302 Found", b"", f"Location: {far.origin}/page")
            far.answers["/page"] = reply("200 OK", b"<p>there</p>")
            source = near.source(headers=(("Cookie", Secret("own=1")),))
            for path in ("/on", "/away"):
                await made.fetch_page(near.origin + path, source, wanted)
            return near.requests, far.requests

    near, far = run(main())
    pages = [each for each in near if each.target != "/robots.txt"]
    assert [each.target for each in pages] == ["/on", "/page", "/away"]
    for each in pages:
        assert each.headers["user-agent"] == "Reader"
        assert each.headers["cookie"] == "own=1"
        assert each.headers["referer"] == "https://e.example/"
    others = [*far, *(each for each in near if each.target == "/robots.txt")]
    assert all("referer" not in each.headers for each in others)
    assert all(each.headers.get("user-agent") != "Reader" for each in others)
    assert all(each.headers.get("cookie") != "wall=0" for each in others)
