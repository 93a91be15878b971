"""How published feeds are served."""

import asyncio
import gzip
from dataclasses import replace

import brotli
import pytest

from aggregator.clock import VirtualClock
from aggregator.publish.files import FilePublisher
from aggregator.records import Chapter
from tests.publish_fixtures import DAY, OUTPUT, make_edition, make_entry, make_full_entry
from tests.web_fixtures import ask, publish, serving


@pytest.fixture
def public(tmp_path):
    publish(tmp_path)
    return tmp_path


TYPES = {
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "json": "application/feed+json",
    "html": "text/html",
}


@pytest.mark.parametrize(("format", "media_type"), TYPES.items())
def test_each_format_has_its_media_type(public, format, media_type):
    """And the bytes of the file."""
    (answer,) = ask(public, (f"/feeds/all.{format}", {}))
    assert answer.status == 200
    assert answer.headers["Content-Type"] == f"{media_type}; charset=utf-8"
    assert answer.body == (public / f"feeds/all.{format}").read_bytes()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


def test_a_client_that_has_it_gets_304_and_no_body(public):
    """By tag or by date, and the 304 renews what a cache keeps."""
    (first,) = ask(public, ("/feeds/all.atom", {}))
    by_tag, by_date, other = ask(
        public,
        ("/feeds/all.atom", {"If_None_Match": first.headers["ETag"]}),
        ("/feeds/all.atom", {"If_Modified_Since": first.headers["Last-Modified"]}),
        ("/feeds/all.atom", {"If_None_Match": '"other"'}),
    )
    assert (by_tag.status, by_date.status, other.status) == (304, 304, 200)
    assert by_tag.body == b""
    assert by_tag.headers["ETag"] == first.headers["ETag"]
    assert "Content-Type" not in by_tag.headers


def test_a_changed_file_is_served_changed(public):
    """No restart, and a new tag."""
    (before,) = ask(public, ("/feeds/all.atom", {}))
    publish(public, make_entry(2))
    (after,) = ask(public, ("/feeds/all.atom", {"If_None_Match": before.headers["ETag"]}))
    assert after.status == 200
    assert b"Story 2" in after.body


def test_compressed_twins_are_sent_to_those_who_take_them(public):
    """Each with a tag of its own, and caches are told."""
    plain, packed, small = ask(
        public,
        ("/feeds/all.rss", {}),
        ("/feeds/all.rss", {"Accept_Encoding": "gzip"}),
        ("/feeds/all.rss", {"Accept_Encoding": "gzip, br"}),
    )
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.body) == plain.body == brotli.decompress(small.body)
    assert small.headers["Content-Encoding"] == "br"
    assert len({each.headers["ETag"] for each in (plain, packed, small)}) == 3
    assert {each.headers["Vary"] for each in (plain, packed, small)} == {"Accept-Encoding, Accept"}


def test_head_tells_what_get_would(public):
    """Without the body."""
    got, head = ask(public, ("/feeds/all.atom", {}), ("/feeds/all.atom", {"method": "HEAD"}))
    assert (head.status, head.body) == (200, b"")
    for name in ("ETag", "Content-Length", "Content-Type", "Last-Modified"):
        assert head.headers[name] == got.headers[name]


def test_a_range_is_answered_with_the_whole(public):
    """A part of a feed is of no use (RFC 9110, 14.2 lets a server say so)."""
    (answer,) = ask(public, ("/feeds/all.atom", {"Range": "bytes=0-9"}))
    assert (answer.status, answer.headers["Accept-Ranges"]) == (200, "none")


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/none.atom",
        "/feeds/all.xml",
        "/feeds/all.atom.gz",
        "/feeds/..%2f..%2fsecret.atom",
        "/feeds/%2e%2e.atom",
        "/feeds/",
        "/feeds/all",
        "/nothing",
    ],
)
def test_nothing_but_the_outputs_is_served(public, path):
    """No other file of the folder, none outside of it."""
    (public / "secret.atom").write_text("secret")
    (answer,) = ask(public, (path, {}))
    assert answer.status == 404


def test_an_output_that_left_the_configuration_is_gone(public):
    """Its file may stay; nobody is told that it is fresh."""
    renamed = type(OUTPUT)(name="other", title="Other")
    (answer,) = ask(public, ("/feeds/all.atom", {}), outputs=(renamed,))
    assert answer.status == 404


@pytest.mark.parametrize("path", ["/feeds/none.atom", "/nowhere", "/feeds/a/b/c/d"])
def test_refusals_are_as_safe_as_answers(public, path):
    """No browser is to guess what they are, and nothing tells what serves them."""
    for method in ("GET", "POST"):
        (answer,) = ask(public, (path, {"method": method}))
        assert answer.status in {404, 405}
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["Server"] == "aggregator"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_is_changed_over_http(public, method):
    """Only GET and HEAD."""
    (answer,) = ask(public, ("/feeds/all.atom", {"method": method}))
    assert answer.status == 405
    assert set(answer.headers["Allow"].replace(" ", "").split(",")) == {"GET", "HEAD"}


def test_a_script_elsewhere_may_read_a_feed(public):
    """Readers that run in a browser (CORS)."""
    (answer,) = ask(public, ("/feeds/all.json", {"Origin": "https://reader.example"}))
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_on_loopback_only_our_own_names_are_answered(public):
    """A page elsewhere cannot read us through a name of its own (DNS rebinding)."""
    ours, base, theirs = ask(
        public,
        ("/feeds/all.atom", {"Host": "localhost:1"}),
        ("/feeds/all.atom", {"Host": "feeds.example.org"}),
        ("/feeds/all.atom", {"Host": "evil.example"}),
        base_url="http://feeds.example.org",
    )
    assert (ours.status, base.status, theirs.status) == (200, 200, 421)
    assert b"Story" not in theirs.body


def test_the_history_is_served(public):
    """For a day, for it does not change."""
    chapter = Chapter(label="2026-03-01", entries=(make_entry(7),))
    edition = replace(make_edition(make_entry(1)), chapters=(chapter,))
    asyncio.run(FilePublisher(public).publish(edition))
    found, none, outside = ask(
        public,
        ("/feeds/all/archive/2026-03-01.atom", {"Accept_Encoding": "br"}),
        ("/feeds/all/archive/2026-03-02.atom", {}),
        ("/feeds/all/archive/..%2f..%2fall.atom", {}),
    )
    assert (found.status, none.status, outside.status) == (200, 404, 404)
    assert b"Story 7" in brotli.decompress(found.body)
    assert found.headers["Cache-Control"] == "max-age=86400"


def test_a_feed_opened_in_a_browser_has_a_face(public):
    """The style sheet that it names is served, and may be used."""
    feed, face = ask(public, ("/feeds/all.atom", {}), ("/feeds/face.css", {}))
    assert b'<?xml-stylesheet type="text/css" href="face.css"?>' in feed.body
    assert "style-src 'self'" in feed.headers["Content-Security-Policy"]
    (shown,) = ask(public, ("/feeds/all.atom", {"Accept": "text/html,application/xml;q=0.9"}))
    assert shown.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert (face.status, face.headers["Content-Type"]) == (200, "text/css; charset=utf-8")


def test_a_source_has_a_feed_of_its_own_that_changes_with_it(public):
    """Made when it is asked for; an unknown source has none."""
    editions = {"gazette": make_edition(make_entry(5), name="source/gazette", title="The Gazette")}

    async def find(name):
        return editions.get(name)

    first, none = ask(
        public,
        ("/feeds/source/gazette.atom", {}),
        ("/feeds/source/none.atom", {}),
        find_edition=find,
    )
    assert (first.status, none.status) == (200, 404)
    assert b"http://feeds.example.org/feeds/source/gazette.atom" in first.body

    async def run():
        async with serving(public, find_edition=find) as client:
            same = await client.get(
                "/feeds/source/gazette.atom", If_None_Match=first.headers["ETag"]
            )
            editions["gazette"] = make_edition(make_entry(6), name="source/gazette")
            return same, await client.get("/feeds/source/gazette.atom")

    same, changed = asyncio.run(run())
    assert same.status == 304
    assert b"Story 6" in changed.body


async def ask_before_and_after(public, format, **headers):
    """Ask, publish another entry, ask again with what the first answer gave."""
    async with serving(public) as client:
        path = f"/feeds/all.{format}"
        first = await client.get(path)
        edition = make_edition(make_entry(2, title="Brand new"), make_full_entry())
        await FilePublisher(public).publish(edition)
        asked = {name: value or first.headers["ETag"] for name, value in headers.items()}
        return first, await client.get(path, **asked), await client.get(path)


@pytest.mark.parametrize("format", ["atom", "rss"])
def test_a_reader_that_asks_gets_only_what_is_new(public, format):
    """226 with the new entries and the tag of the whole (RFC 3229, 10.5.3)."""
    _, delta, whole = asyncio.run(
        ask_before_and_after(public, format, A_IM="feed, gzip", If_None_Match=None)
    )
    assert (delta.status, delta.headers["IM"]) == (226, "feed")
    assert delta.headers["ETag"] == whole.headers["ETag"]
    assert b"Brand new" in delta.body
    assert b"The whole of story 1." in whole.body
    assert b"The whole of story 1." not in delta.body
    assert b"<?xml-stylesheet" in delta.body


@pytest.mark.parametrize(
    "headers",
    [
        {"If_None_Match": None},
        {"A_IM": "feed"},
        {"A_IM": "feed", "If_None_Match": '"unknown"'},
        {"A_IM": "vcdiff", "If_None_Match": None},
    ],
)
def test_a_reader_that_does_not_ask_or_is_not_known_gets_the_whole(public, headers):
    """Both its tag and its wish are needed."""
    _, answer, whole = asyncio.run(ask_before_and_after(public, "atom", **headers))
    assert (answer.status, answer.body) == (200, whole.body)


def test_a_reader_that_has_the_newest_gets_304_whatever_it_asks_for(public):
    """There is nothing new to send."""
    (first,) = ask(public, ("/feeds/all.atom", {}))
    asked = {"A_IM": "feed", "If_None_Match": first.headers["ETag"]}
    (answer,) = ask(public, ("/feeds/all.atom", asked))
    assert answer.status == 304


@pytest.mark.parametrize(
    ("next_polls", "header"),
    [
        (["2026-03-05T12:10:00Z", "2026-03-05T12:05:00Z"], "max-age=300"),
        (["2026-03-05T11:00:00Z"], "max-age=60"),
        (["2026-03-06T12:00:00Z"], "max-age=3600"),
        (["2026-03-06T12:00:00Z", None], "max-age=60"),
        ([], "max-age=60"),
    ],
)
def test_a_feed_may_be_kept_until_a_source_is_asked_again(public, next_polls, header):
    """At least a minute and at most an hour; the 304 says the same."""
    status = {"sources": [{"name": "x", "next_poll_at": moment} for moment in next_polls]}
    (first,) = ask(public, ("/feeds/all.atom", {}), status=status, clock=VirtualClock(DAY))
    asked = {"If_None_Match": first.headers["ETag"]}
    (again,) = ask(public, ("/feeds/all.atom", asked), status=status, clock=VirtualClock(DAY))
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == header


def test_our_picture_is_served_where_browsers_and_feeds_look_for_it(public):
    """One file, two addresses."""
    icon, favicon = ask(public, ("/feeds/icon.png", {}), ("/favicon.ico", {}))
    assert icon.headers["Content-Type"] == favicon.headers["Content-Type"] == "image/png"
    assert icon.body == favicon.body
    assert icon.body.startswith(b"\x89PNG")
