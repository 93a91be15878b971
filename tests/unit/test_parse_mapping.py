"""What of an entry is kept, and under which name."""

from datetime import UTC, datetime, timedelta

import pytest

from aggregator.parse.document import parse_feed
from aggregator.records import EntrySelectors, ParseFailed, Person
from tests.parse_fixtures import atom, entry_of, make_document, parsed, rss


def test_title_is_plain_text_with_its_entities_decoded_once():
    """Tags of HTML go, other angle brackets are text, `&amp;#8217;` is an apostrophe."""
    entry = entry_of("<title>Use &lt;Foo&gt; &amp;amp; &lt;b&gt;it&amp;#8217;s&lt;/b&gt;</title>")
    assert entry.title == "Use <Foo> & it\u2019s"


def test_atom_title_of_type_text_is_taken_literally():
    """RFC 4287, 3.1.1.1: what looks like an entity in plain text is plain text."""
    feed = parsed(atom("<entry><id>a</id><title>1 &lt; 2 &amp;amp; 3</title></entry>"))
    assert feed.entries[0].title == "1 < 2 &amp; 3"


def test_angle_brackets_in_a_plain_summary_survive():
    """What is not markup is escaped, so that no sanitiser takes it for a tag."""
    assert entry_of("<description>a &lt;Key&gt; b</description>").summary == "a &lt;Key> b"
    assert entry_of("<description>a &lt;b&gt;c&lt;/b&gt;</description>").summary == "a <b>c</b>"


def test_media_and_itunes_texts_before_description_do_not_replace_it():
    """media:title, media:description and itunes:summary only stand in where nothing else is."""
    entry = entry_of(
        "<itunes:summary>i</itunes:summary><media:title>m</media:title><title>t</title>"
        "<media:group><media:description>d</media:description></media:group>"
        "<description>real</description><itunes:subtitle>s</itunes:subtitle>"
    )
    assert (entry.title, entry.summary, entry.content) == ("t", "real", "")
    alone = entry_of("<media:group><media:description>a\n\nb</media:description></media:group>")
    assert alone.summary == "<p>a</p><p>b</p>"


def test_content_that_is_the_only_text_is_not_repeated_as_summary():
    entry = entry_of("<content:encoded>&lt;p&gt;all&lt;/p&gt;</content:encoded>")
    assert (entry.summary, entry.content) == ("", "<p>all</p>")


@pytest.mark.parametrize("swap", [False, True])
def test_summary_and_content_are_both_kept_in_any_order(swap):
    parts = ["<description>short</description>", "<content:encoded>long text</content:encoded>"]
    entry = entry_of("".join(reversed(parts) if swap else parts))
    assert (entry.summary, entry.content) == ("short", "long text")


def test_xhtml_content_is_html_without_its_wrapper_and_namespaces():
    """RFC 4287, 3.1.1.3: the div is not part of the content."""
    body = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Hi <b>x</b><br/></p></div>'
    feed = parsed(atom(f'<entry><id>a</id><content type="xhtml">{body}</content></entry>'))
    assert feed.entries[0].content == "<p>Hi <b>x</b><br></p>"


def test_every_enclosure_is_kept_also_without_a_link():
    entry = entry_of(
        '<enclosure url="a.mp3" type="audio/mpeg" length="12"/><enclosure url="/b.mp3"/>'
        '<media:content url="https://example.org/c.mp4" type="video/mp4" duration="5"/>'
        "<itunes:duration>1:00:02</itunes:duration>"
    )
    assert entry.link is None
    told = [(each.url, each.type, each.length, each.duration) for each in entry.enclosures]
    assert told == [
        ("https://example.org/a.mp3", "audio/mpeg", 12, 3602),
        ("https://example.org/b.mp3", None, None, None),
        ("https://example.org/c.mp4", "video/mp4", None, 5),
    ]


def test_every_author_is_kept_once():
    entry = entry_of(
        "<author>ada@example.org (Ada Byron)</author><dc:creator>Ada Byron</dc:creator>"
        "<dc:creator>Grace</dc:creator><itunes:author>The Network</itunes:author>"
    )
    assert [person.name for person in entry.authors] == ["Ada Byron", "Grace"]
    assert entry.authors[0].email == "ada@example.org"
    assert entry_of("<itunes:author>Net</itunes:author>").authors == (Person(name="Net"),)


def test_an_atom_entry_without_author_has_those_of_its_feed():
    """RFC 4287, 4.2.1."""
    header = "<title>T</title><author><name>A</name></author><author><name>B</name></author>"
    feed = parsed(atom("<entry><id>a</id></entry>", header))
    assert [person.name for person in feed.entries[0].authors] == ["A", "B"]


def test_tags_are_labels_or_terms_each_once():
    entry = entry_of(
        "<category>Sea</category><category>sea</category><dc:subject>Wind</dc:subject>"
        "<media:category>Foam</media:category><media:keywords>tide, ebb</media:keywords>"
    )
    assert entry.tags == ("Sea", "Wind", "Foam", "tide", "ebb")
    feed = parsed(atom('<entry><id>a</id><category term="t" label="The T"/></entry>'))
    assert feed.entries[0].tags == ("The T",)


def test_first_alternate_link_is_the_link():
    links = '<link rel="related" href="/r"/><link href="/one"/><link href="/two"/>'
    feed = parsed(atom(f"<entry><id>tag:x,1:1</id>{links}</entry>"))
    assert feed.entries[0].link == "https://example.org/one"


def test_ids_that_are_no_addresses_never_become_links():
    assert entry_of("<guid>urn:uuid:1</guid>").link is None
    assert entry_of("<guid>12345</guid>").link is None
    assert entry_of("<guid>12345</guid>").entry_id == "12345"
    assert entry_of("<guid>/p/1</guid>").link == "https://example.org/p/1"
    assert entry_of("<guid>tag:x,2020:1</guid>").link is None
    assert entry_of('<guid isPermaLink="false">https://example.org/1</guid>').link is None
    assert entry_of("<guid>https://example.org/1</guid>").link == "https://example.org/1"


def test_original_link_goes_before_the_proxys():
    entry = entry_of(
        "<link>https://proxy.example/1</link>"
        "<feedburner:origLink>https://example.org/1</feedburner:origLink>"
    )
    assert entry.link == "https://example.org/1"


def test_link_to_the_whole_site_gives_way_to_a_permanent_guid():
    entry = entry_of("<link>https://example.org/</link><guid>https://example.org/p/1</guid>")
    assert entry.link == "https://example.org/p/1"


def test_base_is_xml_base_then_content_location_then_the_address():
    body = '<entry><id>a</id><link href="p"/></entry>'
    based = atom(body, attributes='xml:base="https://cdn.example/x/"')
    assert parsed(based).entries[0].link == "https://cdn.example/x/p"
    located = make_document(atom(body), content_location="/deep/feed")
    assert parse_feed(located).entries[0].link == "https://example.org/deep/p"
    assert parsed(atom(body)).entries[0].link == "https://example.org/p"


def test_pictures_of_a_post_without_a_title_are_part_of_it():
    """Mastodon's posts name them in media:content alone, with the words for who cannot see."""
    media = (
        '<media:content url="/1.png" type="image/png" medium="image"><media:rating>x</media:rating>'
        '<media:description type="plain">A "low" tide</media:description></media:content>'
        '<media:content url="/2.png" type="image/png" medium="image"/>'
    )
    post = entry_of(f"<description>&lt;p&gt;Ebb&lt;/p&gt;</description>{media}")
    assert post.summary == (
        '<p>Ebb</p><figure><img src="https://example.org/1.png" alt="A &quot;low&quot; tide">'
        '</figure><figure><img src="https://example.org/2.png" alt=""></figure>'
    )
    titled = entry_of(f"<title>t</title><description>Ebb</description>{media}")
    assert "<img" not in titled.summary
    face = '<media:content url="https://1.gravatar.com/avatar/a" medium="image"/>'
    assert "<img" not in entry_of(f"<description>Ebb</description>{face}").summary
    shown = entry_of(f"<description>&lt;img src='/1.png'&gt;</description>{media}")
    assert shown.summary.count("<img") == 1


def test_picture_is_found_in_media_and_itunes():
    assert entry_of('<media:thumbnail url="/t.png"/>').image == "https://example.org/t.png"
    assert entry_of('<itunes:image href="/i.png"/>').image == "https://example.org/i.png"
    wide = '<media:content url="/c.jpg" medium="image"/><media:thumbnail url="/t.jpg"/>'
    assert entry_of(wide).image == "https://example.org/c.jpg"


def test_source_of_an_entry_and_its_comments_are_kept():
    entry = entry_of('<source url="https://o.example/f">O</source><comments>/c#1</comments>')
    assert entry.via == "https://o.example/f"
    assert entry.comments == "https://example.org/c#1"


def test_header_tells_title_link_language_hub_self_and_wishes():
    header = (
        "<title>A &amp;amp; B</title><link>https://example.org/</link><language>de-AT</language>"
        '<atom:link rel="self" href="/feed"/><atom:link rel="hub" href="https://hub.example/"/>'
        "<ttl>90</ttl><skipHours><hour>24</hour><hour>3</hour></skipHours>"
        "<skipDays><day>Sunday</day></skipDays><image><url>/i.png</url><title>no</title></image>"
        "<lastBuildDate>Sun, 01 Mar 2026 10:00:00 GMT</lastBuildDate>"
    )
    info = parsed(rss("<item><title>a</title></item>", header)).info
    assert (info.title, info.link, info.language) == ("A & B", "https://example.org/", "de-AT")
    assert (info.hub, info.self_url) == ("https://hub.example/", "https://example.org/feed")
    assert (info.ttl, info.skip_hours, info.skip_days) == (timedelta(minutes=90), (0, 3), (6,))
    assert info.icon == "https://example.org/i.png"
    assert info.updated == datetime(2026, 3, 1, 10, tzinfo=UTC)


def test_syndication_module_is_a_wish_too():
    header = "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
    assert parsed(rss("", header)).info.ttl == timedelta(hours=6)


def test_json_feed_keeps_authors_attachments_and_what_it_is_about():
    feed = parsed(
        '{"version": "https://jsonfeed.org/version/1.1", "title": "J", "language": "fr", "items": ['
        '{"id": 7, "url": "/a", "external_url": "https://o.example/", "content_text": "a <b>",'
        ' "authors": [{"name": "X"}, {"name": "Y", "url": "https://y.example/"}],'
        ' "tags": ["t"], "date_published": "2026-01-05T10:00:00Z", "attachments":'
        ' [{"url": "/q.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 3,'
        ' "duration_in_seconds": 61}]}, "junk"]}'
    )
    (entry,) = feed.entries
    assert feed.format == "json11"
    assert (entry.entry_id, entry.link, entry.via) == (
        "7",
        "https://example.org/a",
        "https://o.example/",
    )
    assert [person.name for person in entry.authors] == ["X", "Y"]
    assert (entry.content, entry.language, entry.tags) == ("a &lt;b&gt;", "fr", ("t",))
    assert entry.enclosures[0].duration == 61
    assert [defect.code for defect in feed.defects] == ["item-unreadable"]


def test_page_without_a_feed_is_read_by_its_selectors():
    page = (
        "<html lang=en><base href=/blog/><ul><li class=post><h2><a href=p1>One</a></h2>"
        "<time datetime=2026-01-05>soon</time><div class=t><p>text</p></div></ul>"
    )
    selectors = EntrySelectors(item="li.post", title="h2", date="time", content=".t")
    feed = parsed(page, selectors=selectors)
    (entry,) = feed.entries
    assert (entry.title, entry.link) == ("One", "https://example.org/blog/p1")
    assert entry.published == datetime(2026, 1, 5, tzinfo=UTC)
    assert "<p>text</p>" in entry.content
    nothing = parse_feed(make_document(page), selectors=EntrySelectors(item=".no"))
    assert isinstance(nothing, ParseFailed)


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("<!DOCTYPE html><title>Sorry</title><p>no", "Sorry"),
        ('{"error": 1}', "JSON"),
        ("{", "JSON"),
        ("[" * 100_000, "JSON"),
        ("hello", "neither"),
        ('<?xml version="1.0"?><opml/>', "opml"),
        ("<?xml", "read"),
    ],
)
def test_what_is_no_feed_is_told_by_what_it_is(body, word):
    outcome = parse_feed(make_document(body))
    assert isinstance(outcome, ParseFailed)
    assert word in outcome.reason


def test_page_that_marks_its_entries_up_is_a_feed():
    """microformats2 h-entry, where a page has nothing else; quotations are no entries."""
    page = (
        "<html><div class=h-feed><h1 class=p-name>Log</h1>"
        "<article class=h-entry><a class='p-name u-url' href=/1>One</a>"
        "<time class=dt-published datetime=2026-01-05T10:00:00Z>x</time>"
        "<span class='p-author h-card'><b class=p-name>Ada</b></span>"
        "<div class=e-content><p>text<blockquote class='h-cite h-entry'>"
        "<a class=u-url href=/no>q</a></blockquote></div><i class=p-category>sea</i></article>"
        "<article class=h-entry><a class=u-url href=/2>#</a><p class=p-summary>a &lt; b</p>"
        "</article></div>"
    )
    feed = parsed(page)
    one, two = feed.entries
    assert (feed.format, feed.info.title) == ("hfeed", "Log")
    assert (one.title, one.link, one.tags) == ("One", "https://example.org/1", ("sea",))
    assert (one.authors, one.published.hour) == ((Person(name="Ada"),), 10)
    assert "<p>text" in one.content
    assert (two.title, two.summary) == ("", "a &lt; b")


def test_page_is_read_in_the_encoding_that_its_meta_names():
    page = "<html><meta charset=koi8-r><p class=x>\u0436\u0438\u0437\u043d\u044c</p>"
    document = make_document(page.encode("koi8-r"), content_type="text/html")
    feed = parse_feed(document, selectors=EntrySelectors(item="html", title=".x"))
    assert [entry.title for entry in feed.entries] == ["\u0436\u0438\u0437\u043d\u044c"]


def test_article_page_is_no_feed():
    page = "<html><title>A</title><article class=h-entry><a class=u-url href=/1>x</a></article>"
    assert isinstance(parse_feed(make_document(page)), ParseFailed)


def test_news_sitemap_is_a_feed():
    page = (
        "<url><loc>https://example.org/n/1</loc><news:news><news:publication><news:name>N</news:name>"
        "<news:language>en</news:language></news:publication><news:title>One</news:title>"
        "<news:publication_date>2026-01-05</news:publication_date></news:news></url>"
    )
    body = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{page}<url/></urlset>'
    )
    feed = parsed(body)
    (entry,) = feed.entries
    assert (feed.format, feed.info.title) == ("sitemap", "N")
    assert (entry.title, entry.link, entry.language) == ("One", "https://example.org/n/1", "en")
    plain = body.replace("news:title", "news:x")
    assert isinstance(parse_feed(make_document(plain)), ParseFailed)


def test_flaws_are_counted_by_kind():
    feed = parsed(rss("<item><title>a</title><pubDate>soon</pubDate></item>" * 1))
    assert [(each.code, each.detail) for each in feed.defects] == [("date-unparsable", "soon")]
    items = "".join(f"<item><title>{n}</title><pubDate>soon</pubDate></item>" for n in range(3))
    (defect,) = parsed(rss(items)).defects
    assert defect.detail == "3 times, first: soon"


def test_no_more_than_the_wished_number_of_entries_is_read():
    items = "".join(f"<item><title>{number}</title></item>" for number in range(9))
    assert [entry.title for entry in parsed(rss(items), max_entries=2).entries] == ["0", "1"]


def test_a_feed_that_begins_with_the_oldest_is_read_from_its_end():
    dates = [f"2026-01-{day:02}T10:00:00Z" for day in range(1, 10)]
    items = [f"<item><title>{day}</title><dc:date>{day}</dc:date></item>" for day in dates]
    feed = parsed(rss("".join(items)), max_entries=2)
    assert [entry.title for entry in feed.entries] == dates[-2:]
    feed = parsed(rss("".join(reversed(items))), max_entries=2)
    assert [entry.title for entry in feed.entries] == dates[:-3:-1]


def test_what_blogger_leaves_in_plain_summaries_is_a_space():
    body = "<summary type='text'>one&amp;nbsp;two &lt;Angle Brackets&gt; R&amp;D</summary>"
    entry = parsed(atom(f"<entry><id>a</id>{body}</entry>")).entries[0]
    assert entry.summary == "one\u00a0two &lt;Angle Brackets&gt; R&amp;D"
