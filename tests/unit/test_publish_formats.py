"""What each format says of an entry."""

import json
import locale
from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest
from lxml import etree

from aggregator.publish.check import find_flaw
from aggregator.publish.render import FORMATS, render, render_what_can_be
from aggregator.publish.render.settle import settle
from aggregator.records import Enclosure, Publication
from tests.publish_fixtures import (
    BASE,
    make_edition,
    make_entry,
    make_full_entry,
    make_nasty_entries,
)

NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "georss": "http://www.georss.org/georss",
    "media": "http://search.yahoo.com/mrss/",
}


def render_one(format, **changes):
    return render(make_edition(make_full_entry(**changes)), format).body


def find(element, path):
    return element.xpath(path, namespaces=NAMES)


@pytest.fixture
def atom():
    return etree.fromstring(render_one("atom"))


@pytest.fixture
def rss():
    return etree.fromstring(render_one("rss"))[0]


@pytest.fixture
def feed():
    return json.loads(render_one("json"))


def test_atom_tells_of_the_feed(atom):
    """Id, title, subtitle, generator and the links to itself and to the page."""
    assert find(atom, "string(a:id)") == f"{BASE}/feeds/all"
    assert find(atom, "string(a:title)") == "Everything"
    assert find(atom, "string(a:subtitle)")
    assert find(atom, "string(a:generator)") == "aggregator"
    links = {link.get("rel"): link.get("href") for link in find(atom, "a:link")}
    assert links["self"] == f"{BASE}/feeds/all.atom"
    assert links["alternate"] == f"{BASE}/feeds/all.html"
    assert find(atom, "string(a:updated)") == "2026-03-05T11:50:00+00:00"


def test_atom_links_keep_relation_type_and_length(atom):
    """An enclosure is no second alternate."""
    links = [dict(link.attrib) for link in find(atom, "a:entry/a:link")]
    assert [link.get("rel", "alternate") for link in links] == [
        "alternate",
        "enclosure",
        "enclosure",
        "related",
        "replies",
    ]
    assert links[1] == {
        "rel": "enclosure",
        "href": "https://gazette.example/a.mp3",
        "type": "audio/mpeg",
        "length": "1234",
    }


def test_atom_names_the_whole_source(atom):
    """Id, title, links and icon (RFC 4287, 4.2.11)."""
    (source,) = find(atom, "a:entry/a:source")
    assert find(source, "string(a:id)") == "tag:gazette.example,2020:feed"
    assert find(source, "string(a:title)") == "The Gazette"
    assert find(source, "string(a:link[@rel='self']/@href)") == "https://gazette.example/feed.xml"
    assert find(source, "string(a:link[@rel='alternate']/@href)") == "https://gazette.example/"
    assert find(source, "string(a:icon)") == "https://gazette.example/icon.png"


def test_atom_carries_people_categories_language_texts_and_dates(atom):
    """Nothing that an entry has is lost."""
    (entry,) = find(atom, "a:entry")
    assert find(entry, "a:author/a:name/text()") == ["Ada Finch", "Bo Reed"]
    assert find(entry, "string(a:author/a:email)") == "ada@gazette.example"
    assert find(entry, "a:category/@term") == ["weather", "sea & sky"]
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "en-GB"
    assert find(entry, "string(a:summary)") == "What happened, in short: 3 < 4."
    assert find(entry, "string(a:content[@type='html'])").startswith("<p>The whole of story 1.</p>")
    assert find(entry, "string(a:published)") == "2026-03-05T11:00:00+00:00"
    assert find(entry, "string(a:updated)") == "2026-03-05T11:50:00+00:00"
    assert find(entry, "string(media:thumbnail/@url)") == "https://gazette.example/pic.jpg"


def test_atom_always_names_somebody(atom):
    """An entry without authors has its source for one (RFC 4287, 4.1.2)."""
    assert not find(atom, "//a:source/a:author")
    bare = etree.fromstring(render(make_edition(make_entry()), "atom").body)
    assert find(bare, "string(//a:source/a:author/a:name)") == "The Gazette"


def test_atom_has_content_where_there_is_no_link():
    """An entry has an alternate link or content (RFC 4287, 4.1.2)."""
    bare = make_entry(link=None, content="", title="Only this")
    atom = etree.fromstring(render(make_edition(bare), "atom").body)
    assert find(atom, "string(a:entry/a:content[@type='text'])") == "Only this"


def test_every_feed_has_a_picture(atom, rss, feed):
    """Square, beside the feeds."""
    icon = f"{BASE}/feeds/icon.png"
    assert find(atom, "string(a:icon)") == rss.findtext("image/url") == feed["icon"] == icon
    assert rss.findtext("image/title") == rss.findtext("title")
    assert rss.findtext("image/link") == rss.findtext("link")


def test_rss_says_how_long_a_reader_may_wait():
    """In minutes, at least one."""
    for wait, told in ((timedelta(hours=1), "60"), (timedelta(seconds=5), "1"), (None, None)):
        edition = replace(make_edition(), ttl=wait)
        assert etree.fromstring(render(edition, "rss").body).findtext("channel/ttl") == told


def test_rss_says_how_long_an_episode_is():
    """As podcast readers know it."""
    episode = Enclosure(url="https://gazette.example/e.mp3", duration=3600)
    rss = etree.fromstring(render_one("rss", enclosures=(episode,)))
    assert (
        rss.findtext("channel/item/{http://www.itunes.com/dtds/podcast-1.0.dtd}duration") == "3600"
    )


def test_rss_leads_to_the_history():
    """Its links are Atom's there too, and so are the archives (RFC 5005, 4)."""
    edition = replace(make_edition(make_entry(1)), archived=("2026-03-03", "2026-03-04"))
    channel = etree.fromstring(render(edition, "rss").body)[0]
    (link,) = find(channel, "a:link[@rel='prev-archive']")
    assert dict(link.attrib) == {
        "rel": "prev-archive",
        "href": f"{BASE}/feeds/all/archive/2026-03-04.atom",
        "type": "application/atom+xml",
    }
    assert not find(etree.fromstring(render_one("rss"))[0], "a:link[@rel='prev-archive']")


@pytest.mark.parametrize("path", ["/a:feed/a:entry", "/rss/channel/item"])
def test_an_episode_is_told_in_the_words_of_podcasts(path):
    """Season, number, kind, explicit, picture, transcripts and chapters, in Atom and in RSS."""
    document = etree.fromstring(render_one("rss" if "rss" in path else "atom"))
    (item,) = find(document, path)
    told = {name: find(item, f"string(itunes:{name})") for name in ("season", "episode")}
    assert told == {"season": "2", "episode": "5"}
    assert find(item, "string(itunes:episodeType)") == "bonus"
    assert find(item, "string(itunes:explicit)") == "false"
    assert find(item, "string(itunes:image/@href)") == "https://gazette.example/episode.jpg"
    files = [dict(each.attrib) for each in find(item, "podcast:*")]
    assert files == [
        {"url": "https://gazette.example/a.vtt", "type": "text/vtt", "language": "en"},
        {"url": "https://gazette.example/a.srt", "type": "application/srt"},
        {"url": "https://gazette.example/a.json", "type": "application/json+chapters"},
    ]


def test_json_feed_tells_of_an_episode(feed):
    """JSON Feed has no words for it: it is in our extension."""
    episode = feed["items"][0]["_aggregator"]["episode"]
    assert (episode["season"], episode["number"], episode["type"]) == (2, 5, "bonus")
    assert episode["explicit"] is False
    assert episode["transcripts"][0]["mime_type"] == "text/vtt"
    assert episode["chapters"]["url"] == "https://gazette.example/a.json"


@pytest.mark.parametrize("format", FORMATS)
def test_no_word_is_lost_on_podcasts_where_there_is_none(format):
    """Feeds of articles stay as they were."""
    body = render(make_edition(make_entry(1)), format).body
    assert b"podcastindex.org" not in body
    assert b'"episode"' not in body


def test_rss_tells_of_the_channel(rss):
    """The link is the page, whatever other links there are."""
    assert rss.findtext("link") == f"{BASE}/feeds/all.html"
    assert find(rss, "string(a:link[@rel='self']/@href)") == f"{BASE}/feeds/all.rss"
    assert rss.findtext("title") == "Everything"
    assert rss.findtext("lastBuildDate") == "Thu, 05 Mar 2026 11:50:00 GMT"


def test_rss_carries_what_an_entry_has(rss):
    """Authors without an address too, every enclosure, both texts, the source."""
    (item,) = rss.findall("item")
    assert find(item, "dc:creator/text()") == ["Ada Finch", "Bo Reed"]
    assert item.findtext("guid") == "urn:uuid:00000000-0000-4000-8000-000000000001"
    assert item.find("guid").get("isPermaLink") == "false"
    assert find(item, "category/text()") == ["weather", "sea & sky"]
    assert item.findtext("description") == "What happened, in short: 3 &lt; 4."
    assert find(item, "string(content:encoded)").startswith("<p>The whole of story 1.</p>")
    assert item.findtext("pubDate") == "Thu, 05 Mar 2026 11:00:00 GMT"
    assert dict(item.find("enclosure").attrib) == {
        "url": "https://gazette.example/a.mp3",
        "length": "1234",
        "type": "audio/mpeg",
    }
    assert find(item, "media:content/@url") == [
        "https://gazette.example/a.mp3",
        "https://gazette.example/b.mp4",
    ]
    assert item.find("source").get("url") == "https://gazette.example/feed.xml"
    assert item.findtext("comments") == "https://gazette.example/stories/1#talk"


def test_json_feed_carries_what_an_entry_has(feed):
    """As JSON Feed 1.1, with the source and the other tellings in our extension."""
    (item,) = feed["items"]
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{BASE}/feeds/all.json"
    assert [author["name"] for author in item["authors"]] == ["Ada Finch", "Bo Reed"]
    assert item["attachments"][0] == {
        "url": "https://gazette.example/a.mp3",
        "mime_type": "audio/mpeg",
        "size_in_bytes": 1234,
    }
    assert item["attachments"][1]["duration_in_seconds"] == 90
    assert item["date_published"] == "2026-03-05T11:00:00Z"
    assert item["_aggregator"]["source"]["title"] == "The Gazette"
    assert item["_aggregator"]["also"] == [
        {"title": "Story, told again", "source": "Mirror & Sons", "url": "https://mirror.example/1"}
    ]


def test_json_feed_invents_no_title():
    """A note without a title stays one; readers know what to do with it."""
    item = json.loads(render(make_edition(make_entry(title="")), "json").body)["items"][0]
    assert "title" not in item


@pytest.mark.parametrize("format", ["atom", "rss", "json"])
def test_the_other_tellings_of_a_story_are_named_in_its_content(format):
    """Readers that know no related links show them all the same."""
    parsed = render_one(format).decode()
    assert "Also:" in parsed
    assert "https://mirror.example/1" in parsed


def test_the_page_shows_each_story_and_runs_nothing():
    """Titles are escaped, content is shown, no script and no style of others can run."""
    page = render(make_edition(make_full_entry(title="<script>x</script>")), "html").body.decode()
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert "<script" not in page
    assert "<p>The whole of story 1.</p>" in page
    assert "default-src &#39;none&#39;" in page


@pytest.mark.parametrize("format", FORMATS)
def test_nasty_entries_cost_no_feed(format):
    """Every entry is there but the two that are told of, and the rendering is fit."""
    entries = make_nasty_entries()
    publication = render(make_edition(*entries), format)
    assert find_flaw(publication) is None
    assert [flaw.code for flaw in publication.left_out] == ["entry-id-twice", "entry-too-long"]
    if format != "html":
        parsed = feedparser.parse(publication.body)
        count = len(parsed.entries) or len(json.loads(publication.body)["items"])
        assert count == len(entries) - 2


@pytest.mark.parametrize("format", FORMATS)
def test_an_edition_without_entries_is_a_feed_all_the_same(format):
    """A new subscriber finds a valid feed before the first poll."""
    assert find_flaw(render(make_edition(), format)) is None


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_not_fit_is_found(format):
    """The self-check sees a cut rendering, and one of two entries with one id."""
    good = render(make_edition(make_entry(1), make_entry(2)), format)
    cut = replace(good, body=good.body[: len(good.body) // 2])
    assert find_flaw(cut)
    if format != "html":
        twin = good.body.replace(b"000000000002", b"000000000001")
        assert "same id" in find_flaw(replace(good, body=twin))


@pytest.mark.parametrize(
    ("format", "body"),
    [
        ("atom", b"<feed/>"),
        ("atom", b'<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id></feed>'),
        ("rss", b"<rss/>"),
        ("rss", b"<rss><channel><title>x</title></channel></rss>"),
        ("json", b'{"version": "1"}'),
        ("json", b'{"title": "x", "version": "https://jsonfeed.org/version/1.1", "items": [{}]}'),
    ],
)
def test_a_document_that_is_no_feed_is_not_fit(format, body):
    """Well-formed is not enough."""
    assert find_flaw(Publication(name="x", format=format, body=body, etag="x"))


def test_rendering_leaves_the_locale_alone():
    """Other threads write dates and numbers meanwhile."""
    changed = []
    original = locale.setlocale
    locale.setlocale = lambda *args: changed.append(args) or original(*args)
    try:
        for format in FORMATS:
            render(make_edition(make_full_entry()), format)
    finally:
        locale.setlocale = original
    assert not changed


def test_an_entry_that_breaks_the_rendering_is_left_out():
    """The others are published, and the reason is told."""

    def make(channel):
        if any(item.title == "Story 2" for item in channel.items):
            raise ValueError("no good")
        return " ".join(item.title for item in channel.items).encode()

    channel = settle(make_edition(make_entry(1), make_entry(2), make_entry(3)))
    rest, body = render_what_can_be(channel, make)
    assert body == b"Story 1 Story 3"
    assert [(flaw.code, flaw.detail[-7:]) for flaw in rest.left_out] == [
        ("entry-not-rendered", "no good")
    ]


@pytest.mark.parametrize("path", ["/a:feed/a:entry", "/rss/channel/item"])
def test_what_an_entry_answers_and_where_it_is_are_told(path):
    """In the words of RFC 4685, CommentAPI and GeoRSS; a reference that is no URI is its page."""
    document = etree.fromstring(render_one("rss" if "rss" in path else "atom"))
    (item,) = find(document, path)
    assert [dict(each.attrib) for each in find(item, "thr:in-reply-to")] == [
        {"ref": "tag:bo.example,2026:7", "href": "https://bo.example/7"},
        {"ref": "https://bo.example/8", "href": "https://bo.example/8"},
    ]
    comments = "https://gazette.example/stories/1/comments.rss"
    assert find(item, "string(wfw:commentRss)") == comments
    place = [each.text for each in find(item, "georss:*")]
    assert place == ["45.256 -71.92", "500", "The Quay"]


def test_json_feed_tells_what_an_entry_answers_and_where_it_is(feed):
    told = feed["items"][0]["_aggregator"]
    assert told["replies_to"][0] == {"id": "tag:bo.example,2026:7", "url": "https://bo.example/7"}
    assert told["place"]["degrees"] == [45.256, -71.92]
    assert told["comments_feed"].endswith("/comments.rss")
