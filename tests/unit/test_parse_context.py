"""What entries say of where they stand: places, answers, comments, pages of older entries."""

import json

import pytest

from aggregator.records import Place, Reply
from tests.parse_fixtures import atom, entry_of, parsed, rss

SPACES = (
    'xmlns:thr="http://purl.org/syndication/thread/1.0" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" '
    'xmlns:wfw="http://wellformedweb.org/CommentAPI/" '
    'xmlns:georss="http://www.georss.org/georss" xmlns:gml="http://www.opengis.net/gml" '
    'xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#"'
)
PLACE = (45.256, -71.92)


def told(item, **options):
    body = rss(f"<item><title>t</title>{item}</item>").replace("<rss ", f"<rss {SPACES} ", 1)
    return parsed(body, **options)


def one(item):
    (entry,) = told(item).entries
    return entry


@pytest.mark.parametrize(
    "said",
    [
        "<georss:point>45.256 -71.92</georss:point>",
        "<georss:point> 45.256, -71.92 </georss:point>",
        "<geo:lat>45.256</geo:lat><geo:long>-71.92</geo:long>",
        "<geo:Point><geo:lat>45.256</geo:lat><geo:long>-71.92</geo:long></geo:Point>",
        "<georss:where><gml:Point><gml:pos>45.256 -71.92</gml:pos></gml:Point></georss:where>",
    ],
)
def test_a_point_is_read_in_every_way_that_there_is_of_writing_it(said):
    assert one(said).place == Place(shape="point", degrees=PLACE)


def test_shapes_and_what_is_said_of_them_are_kept():
    line = one("<georss:line>45 -110 46 -109.5</georss:line>").place
    assert line == Place(shape="line", degrees=(45, -110, 46, -109.5))
    box = "<gml:Envelope><gml:lowerCorner>42 -72</gml:lowerCorner><gml:upperCorner>43 -71"
    box += "</gml:upperCorner></gml:Envelope>"
    assert one(f"<georss:where>{box}</georss:where>").place.degrees == (42, -72, 43, -71)
    named = "<georss:point>45 7</georss:point><georss:radius>500</georss:radius>"
    named += "<georss:featurename>The &amp; Quay</georss:featurename>"
    place = Place(shape="point", degrees=(45, 7), radius=500, name="The & Quay")
    assert one(named).place == place
    circle = one("<georss:circle>45 7 500</georss:circle>").place
    assert circle == Place(shape="point", degrees=(45, 7), radius=500)


@pytest.mark.parametrize("said", ["", "45", "91 0", "0 181", "1 2 3", "a b", "nan 0", "1e1 2"])
def test_what_is_nowhere_on_earth_is_no_place(said):
    assert one(f"<georss:point>{said}</georss:point>").place is None


def test_what_an_entry_answers_is_kept():
    said = '<thr:in-reply-to ref="tag:a,2026:1" href="/p/1" type="text/html"/>'
    entry = one(f'{said}{said}<thr:in-reply-to href="https://b.example/2"/><thr:in-reply-to/>')
    assert entry.replies_to == (
        Reply(ref="tag:a,2026:1", link="https://example.org/p/1"),
        Reply(ref="https://b.example/2", link="https://b.example/2"),
    )


def test_the_feed_of_comments_and_their_number_are_kept():
    said = "<wfw:commentRss>/p/1/feed</wfw:commentRss><slash:comments>17</slash:comments>"
    entry = one(said)
    assert (entry.comments_feed, entry.comment_count) == ("https://example.org/p/1/feed", 17)
    link = '<link rel="replies" type="application/atom+xml" href="/c.atom" thr:count="8"'
    body = atom(f'<entry><id>a</id>{link} thr:updated="2026-01-01"/></entry>', attributes=SPACES)
    (entry,) = parsed(body).entries
    assert (entry.comments_feed, entry.comment_count) == ("https://example.org/c.atom", 8)
    (entry,) = parsed(atom("<entry><id>a</id><thr:total>3</thr:total></entry>", "", SPACES)).entries
    assert entry.comment_count == 3


@pytest.mark.parametrize(
    "said",
    [
        "<slash:comments>#</slash:comments>",
        "<thr:total>#</thr:total>",
        '<atom:link rel="replies" href="/c" thr:count="#" thr:updated="2026-01-01T00:00:0#Z"/>',
    ],
)
def test_more_comments_do_not_make_an_entry_new(said):
    before = told(said.replace("#", "1"))
    after = told(said.replace("#", "2"), known=dict(before.parts))
    assert after.entries == ()
    (again,) = told(said.replace("#", "2")).entries
    assert again.comment_count == 2
    assert again.raw_hash == before.entries[0].raw_hash


def test_prefixes_that_nobody_declared_are_understood():
    item = "<title>a & b</title><georss:point>1 2</georss:point><wfw:commentRss>/c</wfw:commentRss>"
    entry = entry_of(f"{item}<thr:in-reply-to ref='x'/>")
    assert entry.place == Place(shape="point", degrees=(1, 2))
    assert entry.comments_feed == "https://example.org/c"
    assert entry.replies_to == (Reply(ref="x"),)


def test_the_page_of_older_entries_is_told():
    """JSON Feed names it next_url, RFC 5005 next in paged feeds and prev-archive in archived."""
    page = json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "next_url": "/2.json", "items": []}
    )
    assert parsed(page).info.next_url == "https://example.org/2.json"
    for rel in ("next", "prev-archive"):
        assert parsed(atom("", f'<link rel="{rel}" href="/2"/>')).info.next_url.endswith("/2")
    linked = rss("", '<atom:link rel="next" href="https://example.org/?page=2"/>')
    assert parsed(linked).info.next_url == "https://example.org/?page=2"
