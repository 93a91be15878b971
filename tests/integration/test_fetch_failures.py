"""Everything that goes wrong is an outcome, and its reason says what to do."""

import asyncio
from datetime import timedelta

import pytest

from aggregator.records import (
    FailureKind,
    Fetched,
    FetchFailed,
    Gone,
    NotModified,
    RateLimited,
    Settings,
    Source,
    Validators,
)
from tests.fetch_fixtures import FEED, Site, ask, fetcher, quick, reply, run

SENT = Validators(etag='"1"')


def fetch(url, **kinds):
    async def main():
        async with fetcher(**kinds) as client:
            return await client.fetch_feed(
                Source(name="s", url=url, allow_private=True), Validators()
            )

    return run(main())


def free_port():
    async def main():
        async with Site() as site:
            return site.port

    return run(main())


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        ("400 Bad Request", "look at the address"),
        ("401 Unauthorized", "set `auth`"),
        ("403 Forbidden", "set `contact`"),
        ("404 Not Found", "look on the site for the new one"),
        ("451 Unavailable", "legal"),
        ("500 Internal Server Error", "asked again later"),
        ("502 Bad Gateway", "asked again later"),
        ("503 Service Unavailable", "asked again later"),
        ("599 Whatever", "asked again later"),
        ("204 No Content", "no document"),
        ("206 Partial Content", "no document"),
        ("300 Multiple Choices", "without saying where"),
        ("302 Found", "without saying where"),
    ],
)
def test_a_status_is_told_with_what_to_do(status, advice):
    outcome, _ = ask(
        reply(status, b"" if status.startswith("204") else b"<html>an error page</html>")
    )
    assert isinstance(outcome, FetchFailed)
    assert outcome.kind is FailureKind.HTTP
    assert outcome.status == int(status[:3])
    assert status[:3] in outcome.reason
    assert advice in outcome.reason


def test_410_is_gone():
    assert ask(reply("410 Gone"))[0] == Gone()


def test_410_behind_a_temporary_redirect_speaks_for_the_other_address_only():
    moved = {"/feed": reply("302 Found", b"", "Location: /x"), "/x": reply("410 Gone")}
    outcome, _ = ask(moved)
    assert isinstance(outcome, FetchFailed)
    assert outcome.status == 410


def test_410_behind_a_permanent_redirect_is_gone():
    moved = {"/feed": reply("301 Moved", b"", "Location: /x"), "/x": reply("410 Gone")}
    assert ask(moved)[0] == Gone()


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("Retry-After: 120", timedelta(minutes=2)),
        ("Retry-After: 0", timedelta(0)),
        ("Retry-After: Sun, 01 Mar 2026 14:00:00 GMT", timedelta(hours=2)),
        ("Retry-After: Sun, 01 Mar 2026 10:00:00 GMT", timedelta(0)),
        ("Retry-After: soon", None),
        ("X-Nothing: 1", None),
    ],
)
def test_429_tells_how_long_to_stay_away(header, wait):
    outcome, _ = ask(reply("429 Too Many Requests", b"", header))
    assert outcome == RateLimited(status=429, retry_after=wait)


def test_a_date_is_counted_by_the_clock_of_its_server():
    date = "Date: Sun, 01 Mar 2026 18:00:00 GMT"
    retry = "Retry-After: Sun, 01 Mar 2026 18:05:00 GMT"
    outcome, _ = ask(reply("429 Too Many Requests", b"", date, retry))
    assert outcome.retry_after == timedelta(minutes=5)


def test_503_is_a_limit_only_with_its_time():
    limited, _ = ask(reply("503 Service Unavailable", b"", "Retry-After: 60"))
    assert limited == RateLimited(status=503, retry_after=timedelta(minutes=1))


def test_a_name_that_does_not_exist():
    outcome = fetch("http://nothing.invalid/feed")
    assert outcome.kind is FailureKind.DNS
    assert "nothing.invalid" in outcome.reason


def test_a_port_that_nobody_listens_at():
    outcome = fetch(f"http://127.0.0.1:{free_port()}/feed")
    assert outcome.kind is FailureKind.CONNECT
    assert "no connection to 127.0.0.1: Connection refused;" in outcome.reason


@pytest.mark.parametrize(
    "url",
    [
        f"http://{'a' * 64}.test/",
        f"http://{'a.' * 200}test/",
        "http://.test/",
        "http://a..test/",
        "http://\u2603\u2603.\u0000/",
        "http://xn--\u2603/",
        "http://[::1/",
        "http://127.0.0.1:99999/",
        "http:///",
        "",
    ],
)
def test_an_address_that_is_none_is_an_outcome(url):
    outcome = fetch(url)
    assert isinstance(outcome, FetchFailed)
    assert outcome.reason


def test_a_server_that_says_nothing_is_timed_out():
    async def silent(*_):
        await asyncio.sleep(5)

    outcome, _ = ask(silent)
    assert outcome.kind is FailureKind.TIMEOUT


def test_a_body_that_stops_coming_is_timed_out():
    async def stalling(_, writer):
        writer.write(reply("200 OK", FEED[:20], "Content-Length: 5000"))
        await asyncio.sleep(5)

    outcome, _ = ask(stalling)
    assert outcome.kind is FailureKind.TIMEOUT
    assert "stopped answering" in outcome.reason


def drip(interval, *, headers=b""):
    async def dripping(_, writer):
        writer.write(headers or reply("200 OK", b"", "Content-Length: 50000"))
        while not writer.is_closing():
            writer.write(b"X")
            await asyncio.sleep(interval)

    return dripping


def test_a_body_in_drips_is_given_up():
    outcome, _ = ask(drip(0.05))
    assert outcome.kind is FailureKind.TIMEOUT
    assert "512 bytes a second" in outcome.reason


def test_headers_in_drips_are_given_up_as_a_late_first_byte_is():
    outcome, _ = ask(
        drip(0.05, headers=b"HTTP/1.1 200 OK\r\nX-Endless: "),
        limits=quick(connect=timedelta(milliseconds=200), total=timedelta(seconds=60)),
    )
    assert outcome.kind is FailureKind.TIMEOUT
    assert "took too long" in outcome.reason


def test_interim_answers_without_end_are_given_up():
    async def interim(_, writer):
        while not writer.is_closing():
            writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
            await asyncio.sleep(0.05)

    limits = quick(connect=timedelta(milliseconds=200), total=timedelta(seconds=60))
    assert ask(interim, limits=limits)[0].kind is FailureKind.TIMEOUT


def test_the_outer_deadline_ends_any_body():
    limits = quick(total=timedelta(milliseconds=400), rate_grace=timedelta(seconds=60))
    outcome, _ = ask(drip(0.05), limits=limits)
    assert outcome.kind is FailureKind.TIMEOUT
    assert "took too long" in outcome.reason


def test_redirects_share_one_deadline():
    async def slow(request, _):
        await asyncio.sleep(0.2)
        return reply("302 Found", b"", f"Location: /feed?{request.number}")

    outcome, requests = ask(slow, limits=quick(total=timedelta(milliseconds=500)))
    assert outcome.kind is FailureKind.TIMEOUT
    assert len(requests) <= 4


def test_a_server_that_closes_silently():
    outcome, _ = ask(lambda *_: None)
    assert outcome.kind is FailureKind.CONNECT
    assert "without an answer" in outcome.reason


@pytest.mark.parametrize(
    "garbage",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"\x00\x01\x02\x03\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nBroken Header\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n",
    ],
)
def test_what_is_not_http_is_an_outcome(garbage):
    async def answer(_, writer):
        writer.write(garbage)
        await writer.drain()

    outcome, _ = ask(answer)
    assert isinstance(outcome, FetchFailed), outcome


def test_a_header_line_beyond_the_usual_bound_is_read():
    outcome, _ = ask(reply("200 OK", FEED, "Content-Security-Policy: " + "x" * 30000))
    assert isinstance(outcome, Fetched)


def test_a_header_line_beyond_our_bound_is_told_as_that():
    outcome, _ = ask(reply("200 OK", FEED, "X-Long: " + "x" * 70000))
    assert outcome.kind is FailureKind.PROTOCOL
    assert "header" in outcome.reason


def test_too_many_headers_are_told_as_that():
    outcome, _ = ask(reply("200 OK", FEED, *(f"X-{number}: 1" for number in range(500))))
    assert outcome.kind is FailureKind.PROTOCOL
    assert "header" in outcome.reason


def test_a_304_with_a_body_is_answered_by_asking_without_a_question():
    def stray(request, _):
        if "if-none-match" in request.headers:
            return reply("304 Not Modified", b"", "Content-Length: 5") + b"hello"
        return reply("200 OK", FEED, 'ETag: "1"')

    outcome, requests = ask(stray, validators=SENT)
    assert isinstance(outcome, Fetched)
    assert len(requests) == 2


@pytest.mark.parametrize("status", ["304 Not Modified", "204 No Content"])
def test_a_body_where_none_belongs_is_not_taken_for_the_next_answer(status):
    async def stray(_, writer):
        writer.write(reply(status, b"", "Content-Length: 5"))
        await writer.drain()
        await asyncio.sleep(0.1)
        return b"hello"

    async def main():
        answers = {"/feed": stray, "/next": reply("200 OK", FEED)}
        async with Site(answers) as site, fetcher() as client:
            first = await client.fetch_feed(site.source(), SENT)
            await asyncio.sleep(0.2)
            second = await client.fetch_feed(site.source("/next"), Validators())
            return first, second

    first, second = run(main())
    assert isinstance(first, NotModified) or first.status == 204
    assert isinstance(second, Fetched)
    assert second.body == FEED


def test_a_304_that_nobody_asked_for_is_a_failure():
    outcome, _ = ask(reply("304 Not Modified"))
    assert outcome.kind is FailureKind.PROTOCOL


def test_a_certificate_of_nobody_is_not_trusted(tmp_path):
    from tests.fetch_fixtures import make_certificate

    server, _ = make_certificate(tmp_path)

    async def main():
        async with Site({"/feed": reply(body=FEED)}, tls=server) as site, fetcher() as client:
            return await client.fetch_feed(site.source(), Validators())

    outcome = run(main())
    assert outcome.kind is FailureKind.TLS
    assert "not to be trusted" in outcome.reason
    assert "`ca`" in outcome.reason


def test_an_authority_of_ones_own_is_trusted_for_its_source(tmp_path):
    from tests.fetch_fixtures import make_certificate

    server, ca = make_certificate(tmp_path)

    async def main():
        async with Site({"/feed": reply(body=FEED)}, tls=server) as site, fetcher() as client:
            with_ca = await client.fetch_feed(site.source(ca=str(ca)), Validators())
            without = await client.fetch_feed(site.source(), Validators())
            page = await client.fetch_page(f"{site.origin}/feed", site.source(ca=str(ca)))
            return with_ca, without, page

    with_ca, without, page = run(main())
    assert isinstance(with_ca, Fetched)
    assert isinstance(page, Fetched)
    assert without.kind is FailureKind.TLS


def test_a_missing_file_of_authorities_is_told(tmp_path):
    outcome, _ = ask(reply(body=FEED), ca=str(tmp_path / "none.pem"))
    assert isinstance(outcome, FetchFailed)
    assert "none.pem" in outcome.reason


def test_https_at_a_server_that_speaks_http():
    async def main():
        async def serve(_, writer):
            writer.write(reply("400 Bad Request"))
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed"
        async with server, fetcher() as client:
            source = Source(name="s", url=url, allow_private=True)
            return await client.fetch_feed(source, Validators())

    outcome = run(main())
    assert outcome.kind is FailureKind.TLS
    assert "needs http:" in outcome.reason


def test_the_bounds_are_those_of_the_settings():
    settings = Settings(max_size=1, answer_timeout=timedelta(milliseconds=100), per_host=9)

    async def silent(*_):
        await asyncio.sleep(5)

    async def main():
        answers = {"/feed": reply(body=b"<" * (2**20 + 1)), "/silent": silent}
        async with Site(answers) as site, fetcher(settings, limits=None) as client:
            large = await client.fetch_feed(site.source(), Validators())
            return large, await client.fetch_feed(site.source("/silent"), Validators())

    large, slow = run(main())
    assert large.kind is FailureKind.TOO_LARGE
    assert slow.kind is FailureKind.TIMEOUT
