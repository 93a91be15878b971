"""What may be published: characters, addresses, ids, dates."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.publish.render.addresses import (
    hide_secrets,
    make_id,
    make_public,
    make_uri,
    repair_addresses,
)
from aggregator.publish.render.also import add_also
from aggregator.publish.render.characters import cut, make_legal, make_line, make_plain
from aggregator.publish.render.settle import settle
from aggregator.records import Member
from tests.publish_fixtures import DAY, SOURCES, make_edition, make_entry, make_full_entry


@pytest.mark.parametrize(
    ("text", "legal"),
    [
        ("a\x00b\x07c", "abc"),
        ("half \ud83d a pair", "half  a pair"),
        ("\ud83d\ude00", "😀"),
        ("one\r\ntwo\rthree\x85four", "one\ntwo\nthree\nfour"),
        ("\ufffe\uffff\ufdd0", ""),
        ("\x80\x9f", ""),
        ("tab\tand 👩‍👩‍👧 stay", "tab\tand 👩‍👩‍👧 stay"),
    ],
)
def test_characters_that_kill_a_feed_are_left_out(text, legal):
    """What XML 1.0 forbids or discourages goes, everything else stays."""
    assert make_legal(text) == legal


def test_a_title_is_one_short_line_that_turns_nothing_around():
    """White space collapses, bidi overrides go, ten million letters are cut."""
    assert make_line(" a\n\t b\u202egnp.exe ") == "a bgnp.exe"
    assert len(make_line("x" * 10_000_000)) == 500


def test_an_excerpt_is_cut_between_words():
    """No word is cut through where the text has words."""
    assert cut("one two three four", 10) == "one two…"
    assert cut("x" * 99, 10) == "x" * 10


def test_the_words_of_html_are_without_its_tags_and_entities():
    """Tags part words; what is never shown is no word."""
    assert make_plain("<p>a &amp; b</p><style>p{}</style><p>c</p>") == "a & b c"


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        ("https://a.example/x?y=1#z", "https://a.example/x?y=1#z"),
        ("https://a.example/a b/ü", "https://a.example/a%20b/%C3%BC"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://a.example/100%?q=%41%zz", "https://a.example/100%25?q=%41%25zz"),
        ("https://user:secret@a.example:8443/", "https://a.example:8443/"),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
        ("magnet:?xt=urn:btih:1 2", "magnet:?xt=urn:btih:1%202"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("file:/etc/passwd", None),
        ("/relative", None),
        ("http://", None),
        ("http://a b/", None),
        ("http://[bad", None),
        ("http://a.example:99999/", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_is_an_absolute_uri_or_none(address, uri):
    """Any reader can follow what is published; nothing secret or dangerous is."""
    assert make_uri(address) == uri


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("https://a.example/feed?format=rss", True),
        ("https://a.example/feed?private_token=abc", False),
        ("https://a.example/feed?apiKey=abc&x=1", False),
        ("https://a.example/feed?auth", False),
        ("file:/home/me/feed.xml", False),
    ],
)
def test_an_address_with_a_key_in_it_is_told_nobody(address, public):
    """Many services give each subscriber an address of his own."""
    assert (make_public(address) is not None) is public


def test_addresses_in_content_are_uris_too():
    """What a page's author typed there; text and good addresses stay as they are."""
    typed = '<p>a b <a href="/x y.pdf" title="c d">{e}</a> <img src="&quot;u|v"></p>'
    repaired = '<p>a b <a href="/x%20y.pdf" title="c d">{e}</a> <img src="%22u%7Cv"></p>'
    assert repair_addresses(typed) == repaired
    good = '<a href="https://a.example/?b=1&amp;c=%20#d">x</a>'
    assert repair_addresses(good) == good


def test_a_good_id_is_published_as_it_is_and_a_bad_one_always_becomes_the_same():
    """Readers compare ids letter by letter."""
    for good in ("urn:uuid:00000000-0000-4000-8000-000000000001", "tag:a.example,2020:x"):
        assert make_id(good) == good
    assert make_id("https://a.example/?p=1") == "https://a.example/?p=1"
    assert make_id("<not one>").startswith("urn:uuid:")
    assert make_id("<not one>") == make_id("<not one>") != make_id("<another>")


def only(entry):
    (item,) = settle(make_edition(entry)).items
    return item


def test_nothing_was_published_after_it_was_seen():
    """A claim from the future does not hold an entry at the top of every reader."""
    item = only(make_entry(published=DAY + timedelta(days=900)))
    assert (item.published, item.updated) == (DAY, DAY)


def test_without_claims_an_entry_dates_from_when_it_was_seen():
    """A missing date never becomes the time of rendering."""
    item = only(make_entry(published=None))
    assert (item.published, item.updated) == (DAY, DAY)


def test_a_year_that_no_web_had_is_no_date():
    """Some programs write the year 1 for what they do not know."""
    item = only(make_entry(published=datetime(1, 1, 1, tzinfo=UTC), updated=None))
    assert item.published == DAY


def test_a_change_that_we_saw_counts_as_an_update():
    """Whatever the source claims, readers learn of the revision."""
    later = DAY + timedelta(days=2)
    item = only(make_entry(revised_at=later, updated=DAY - timedelta(days=9)))
    assert item.updated == later
    assert item.published < DAY


def test_dates_are_in_utc_to_the_second():
    """A date without a zone is taken as UTC; fractions would say nothing."""
    naive = datetime(2026, 3, 1, 3, 4, 5, 678, tzinfo=UTC).replace(tzinfo=None)
    item = only(make_entry(published=naive))
    assert item.published == datetime(2026, 3, 1, 3, 4, 5, tzinfo=UTC)


def test_the_same_id_twice_costs_the_second_entry_only():
    """Ids are unique in a feed; what is left out is told of."""
    channel = settle(make_edition(make_entry(1), make_entry(2), make_entry(1, title="again")))
    assert [item.title for item in channel.items] == ["Story 1", "Story 2"]
    assert [flaw.code for flaw in channel.left_out] == ["entry-id-twice"]


def test_a_text_that_readers_refuse_costs_its_entry_only():
    """A text of ten megabytes would make libxml2 refuse the whole feed."""
    channel = settle(make_edition(make_entry(1, content="x" * 9_000_000), make_entry(2)))
    assert [item.title for item in channel.items] == ["Story 2"]
    assert [flaw.code for flaw in channel.left_out] == ["entry-too-long"]


def test_an_entry_without_title_is_called_by_its_beginning():
    """No reader shows an empty line; that it is none of the entry's is kept."""
    item = only(make_entry(title=" ", content="<p>The first words of it.</p>"))
    assert (item.title, item.is_titled) == ("The first words of it.", False)
    assert only(make_entry(title="", content="")).title == "The Gazette"


def test_an_entry_keeps_every_author_tag_and_enclosure_once():
    """Order stays, doubles go, what is empty goes."""
    item = only(make_full_entry(tags=("a", "", "b", "a")))
    assert [person.name for person in item.authors] == ["Ada Finch", "Bo Reed"]
    assert item.tags == ("a", "b")
    assert [(each.type, each.length) for each in item.attachments] == [
        ("audio/mpeg", 1234),
        ("video/mp4", None),
    ]
    assert item.language == "en-GB"


def test_a_document_of_our_own_disk_is_not_told_of():
    """Paths of the publisher's machine are nobody's business."""
    origin = only(make_entry(source="local")).origin
    assert origin.feed_url is None
    assert "home" not in origin.id


def test_a_source_with_a_key_in_its_address_is_named_without_it():
    """Neither its link nor its id tells it."""
    secret = "https://gazette.example/feed?token=abc"
    known = replace(SOURCES["gazette"], feed_url=secret, feed_id=secret)
    edition = replace(make_edition(make_entry()), sources={"gazette": known})
    (item,) = settle(edition).items
    assert item.origin.feed_url is None
    assert "abc" not in item.origin.id
    assert item.origin.title == "The Gazette"


def test_the_feed_is_as_new_as_its_newest_entry():
    """Not as the clock: the same store gives the same bytes."""
    early = make_entry(1, first_seen=DAY - timedelta(days=3), revised_at=DAY - timedelta(days=3))
    assert settle(make_edition(early)).updated < DAY
    assert settle(make_edition(early, make_entry(2, published=DAY))).updated == DAY


def test_the_ids_of_the_feed_depend_on_where_it_is_and_what_it_is_called():
    """Neither its title nor its entries change them."""
    one = settle(make_edition(make_entry(), title="One"))
    other = settle(make_edition(title="Other"))
    assert one.id == other.id == "http://feeds.example.org/feeds/all"
    moved = settle(replace(make_edition(), base_url="https://elsewhere.example/x/"))
    assert moved.id == "https://elsewhere.example/x/feeds/all"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://x.example/f?token=abc", "https://x.example/f?token=…"),
        ("https://x.example/f?a=1&X-Auth-Key=abc#top", "https://x.example/f?a=1&X-Auth-Key=…#top"),
        ("https://ada:pw@x.example/f", "https://…@x.example/f"),
        (
            "https://x.example/f?author=ada&keyword=sea",
            "https://x.example/f?author=ada&keyword=sea",
        ),
        ("https://x.example/@ada/f?a=b@c", "https://x.example/@ada/f?a=b@c"),
    ],
)
def test_only_what_is_secret_in_an_address_is_hidden(address, shown):
    """Of a search for an author or a keyword nothing is."""
    assert hide_secrets(f"moved to {address} today") == f"moved to {shown} today"
    assert (make_public(address) == address) == (address == shown)


def test_a_source_that_leads_to_what_is_shown_is_named_and_not_linked():
    """A planet's copy has the entry's own address: "Also" would lead back to where one is."""
    shown = make_entry()
    also = (
        Member(source="mirror", title="A copy", link=shown.entry.link),
        Member(source="mirror", title="Another", link="https://mirror.example/1"),
    )
    (item,) = settle(make_edition(replace(shown, also=also))).items
    assert [each.link for each in item.also] == [None, "https://mirror.example/1"]
    assert "Also: " in add_also(item)
    assert add_also(item).count("<a ") == 1
