"""What is stored of an entry: the best of what the feed and the page tell, fit for any document."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from aggregator.clean.entry import LONGEST_TITLE, clean_entry, repeated_lines
from aggregator.records import (
    Article,
    Enclosure,
    Episode,
    EpisodeFile,
    Person,
    Place,
    RawEntry,
    Reply,
    Setting,
    Source,
    Tracking,
)

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
SOURCE = Source(name="news", url="https://news.example/feed")
BASE = "https://news.example/2026/story"
RAW = RawEntry(
    identity="story-1",
    raw_hash="h",
    entry_id="tag:news.example,2026:1",
    link=f"{BASE}?utm_source=rss",
    base=BASE,
    title="Rain",
    summary="<p>It rained on Monday.</p>",
)
LONG = "It rained on Monday, and on Tuesday it rained again, as it does here in May. " * 5
ARTICLE = Article(
    html=f"<p>{LONG}</p>", text=LONG, method="density", quality=0.9, base=BASE, title="Rain"
)


def clean(raw=RAW, article=None):
    return clean_entry(raw, article, Setting(source=SOURCE, now=NOW))


def test_a_language_that_nobody_declares_is_told_from_the_text_where_that_is_asked():
    german = "Der Ausschuss hört in der kommenden Woche weitere Zeugen, die Brücke bleibt gesperrt."
    raw = replace(RAW, title="Regen", summary=f"<p>{german}</p>")
    asked = Setting(source=replace(SOURCE, detect_language=True), now=NOW)
    assert clean(raw).language is None
    entry = clean_entry(raw, None, asked)
    assert entry.language == "de"
    assert [each.detail for each in entry.decisions if each.code == "language"] == [
        "de, as its text has it; none is declared"
    ]
    declared = clean_entry(replace(raw, language="fr"), None, asked)
    assert declared.language == "fr"
    assert clean_entry(replace(RAW, title="", summary="42"), None, asked).language is None


@pytest.mark.parametrize(
    ("ended", "key"),
    [
        ("https://news.example/2026/05/rain-in-may-again", "/2026/05/rain-in-may-again"),
        ("https://news.example/archive/184467", "/archive/184467"),
        ("https://news.example/cookie-consent", "/?p=7"),
        ("https://news.example/login?next=rain-in-may-again", "/?p=7"),
        ("https://news.example/", "/?p=7"),
    ],
)
def test_where_a_link_ended_is_its_page_unless_it_ended_at_a_wall(ended, key):
    """Different articles behind one wall are not at one address."""
    raw = replace(RAW, link="https://news.example/?p=7")
    article = replace(ARTICLE, base=ended, canonical_url=None)
    assert clean(raw, article).canonical_url == f"https://news.example{key}"


def code(entry):
    return entry.decisions[0].code


def test_a_good_article_is_the_content():
    entry = clean(article=ARTICLE)
    assert "Tuesday" in entry.content
    assert code(entry) == "content-article"
    assert "density, quality 0.90" in entry.decisions[0].detail


def test_the_feeds_own_text_is_never_shortened():
    entry = clean(replace(RAW, content=f"<p>{LONG * 3}</p>"), ARTICLE)
    assert code(entry) == "content-feed"
    assert len(entry.content) > len(LONG) * 2


def test_a_doubtful_article_is_not_taken():
    entry = clean(article=replace(ARTICLE, quality=0.1))
    assert code(entry) == "content-summary"
    assert entry.content == "<p>It rained on Monday.</p>"


def test_the_longer_of_content_and_summary_is_the_feeds_own_text():
    assert code(clean(replace(RAW, content="<p>Rain.</p>"))) == "content-summary"
    assert code(clean(replace(RAW, content=f"<p>{LONG}</p>"))) == "content-feed"


def test_a_summary_is_one_short_paragraph():
    entry = clean(replace(RAW, summary=f"<p>One.</p><p>{LONG}</p>", content=f"<p>{LONG * 2}</p>"))
    assert entry.summary.startswith("One. It rained")
    assert len(entry.summary) <= 300
    assert entry.summary.endswith("…")
    assert "<" not in entry.summary


def test_without_a_summary_the_content_begins_it():
    assert clean(replace(RAW, summary="", content=f"<p>{LONG}</p>")).summary.startswith("It rained")


def test_a_summary_that_is_the_title_is_none():
    raw = replace(RAW, summary="Rain", content="<p>It rained on Monday here.</p>")
    assert clean(raw).summary == "It rained on Monday here."


@pytest.mark.parametrize(
    ("raw", "article", "title"),
    [
        (RAW, None, "Rain"),
        (replace(RAW, title=" Rain\n &\tsun\x00 "), None, "Rain & sun"),
        (replace(RAW, title=""), replace(ARTICLE, title="From the page"), "From the page"),
        (replace(RAW, title=""), None, "It rained on Monday."),
        (replace(RAW, title="", summary=""), None, BASE),
        (replace(RAW, title="", summary="", link=None), None, "(untitled)"),
    ],
)
def test_an_entry_always_has_a_title(raw, article, title):
    assert clean(raw, article).title == title


def test_a_title_without_end_is_cut_but_told_apart_by_all_of_it():
    one, other = (clean(replace(RAW, title="Rain " * 10_000 + end)) for end in ("falls", "stops"))
    assert len(one.title) <= LONGEST_TITLE
    assert one.title.startswith("Rain Rain")
    assert one.fingerprint != other.fingerprint


def test_a_link_is_where_a_reader_is_sent():
    assert clean().link == BASE
    assert clean(replace(RAW, link="/other?fbclid=1")).link == "https://news.example/other"
    assert clean(replace(RAW, link="javascript:alert(1)")).link is None
    assert clean(replace(RAW, link=None)).link is None
    wrapped = "https://www.google.com/url?q=https://a.example/x"
    assert clean(replace(RAW, link=wrapped)).link == "https://a.example/x"


@pytest.mark.parametrize(
    ("claimed", "expected"),
    [
        (None, "https://news.example/2026/story"),
        ("https://www.news.example/story-of-rain", "https://news.example/story-of-rain"),
        ("https://other.example/stolen", "https://news.example/2026/story"),
        ("https://news.example/", "https://news.example/2026/story"),
        ("not an address", "https://news.example/2026/story"),
    ],
)
def test_a_page_is_believed_about_its_address_while_it_stays_on_its_site(claimed, expected):
    assert clean(article=replace(ARTICLE, canonical_url=claimed)).canonical_url == expected


def test_where_a_redirect_ended_is_the_page():
    raw = replace(RAW, link="https://feedproxy.example/~r/1")
    assert clean(raw, ARTICLE).canonical_url == "https://news.example/2026/story"


def test_an_entry_that_links_to_a_whole_site_has_no_key():
    assert clean(replace(RAW, link="https://news.example/")).canonical_url is None
    assert clean(replace(RAW, link=None)).canonical_url is None


def test_a_fingerprint_knows_words_and_nothing_else():
    one = clean(replace(RAW, title="It\u2019s rain", content=f"<p>{LONG}</p>"))
    other = clean(
        replace(RAW, title="IT'S RAIN", content=f"<div><b>{LONG}</b></div>", identity="2")
    )
    assert one.fingerprint == other.fingerprint
    assert clean(replace(RAW, content=f"<p>{LONG} More.</p>")).fingerprint != one.fingerprint


def test_a_title_alone_makes_no_two_entries_the_same():
    one = clean(replace(RAW, summary=""))
    other = clean(replace(RAW, summary="", link="https://news.example/2026/other"))
    assert one.fingerprint != other.fingerprint


def test_people_and_tags_are_told_once():
    authors = (
        Person(name=" Ann  Lee ", email="ann@news.example", uri="/ann"),
        Person(name="ann lee"),
        Person(name="", email="bob@news.example"),
        Person(name="Cy", email="not an address", uri="javascript:x"),
        Person(name=" "),
    )
    entry = clean(replace(RAW, authors=authors, tags=(" Rain ", "rain", "", "River\x00")))
    assert entry.authors == (
        Person(name="Ann Lee", email="ann@news.example", uri="https://news.example/ann"),
        Person(name="bob@news.example", email="bob@news.example"),
        Person(name="Cy"),
    )
    assert entry.tags == ("Rain", "River")


def test_the_pages_author_is_taken_where_the_feed_names_none():
    assert clean(article=replace(ARTICLE, author="Ann")).authors == (Person(name="Ann"),)
    raw = replace(RAW, authors=(Person(name="Bob"),))
    assert clean(raw, replace(ARTICLE, author="Ann")).authors == (Person(name="Bob"),)


def test_files_are_on_the_web():
    files = (
        Enclosure(url="/a.mp3", type=" audio/mpeg ", length=10, duration=60),
        Enclosure(url="/a.mp3"),
        Enclosure(url="ftp://news.example/a"),
        Enclosure(url="javascript:x"),
        Enclosure(url="https://news.example/b.mp3", length=-1, duration=0),
    )
    assert clean(replace(RAW, enclosures=files)).enclosures == (
        Enclosure(url="https://news.example/a.mp3", type="audio/mpeg", length=10, duration=60),
        Enclosure(url="https://news.example/b.mp3"),
    )


def test_a_picture_is_no_pixel():
    assert clean(replace(RAW, image="/a.jpg")).image == "https://news.example/a.jpg"
    assert clean(replace(RAW, image="https://pixel.wp.com/b.gif")).image is None
    assert clean(article=replace(ARTICLE, image="/b.jpg")).image == "https://news.example/b.jpg"


def test_a_language_is_one():
    assert clean(replace(RAW, language="pt_BR")).language == "pt-BR"
    assert clean(replace(RAW, language="<b>")).language is None


def test_dates_pass_and_one_that_is_ahead_is_told():
    early, late = NOW - timedelta(days=9), NOW + timedelta(days=9)
    assert clean(replace(RAW, published=early, updated=NOW)).published == early
    assert clean(replace(RAW, published=early, updated=NOW)).updated == NOW
    entry = clean(replace(RAW, published=late))
    assert entry.published == late
    assert entry.decisions[-1].code == "date-ahead"


def test_no_field_carries_what_no_document_may():
    dirty = "a\x00\x0b\ud800b"
    entry = clean(
        replace(
            RAW, title=dirty, summary=dirty, content=dirty, tags=(dirty,), entry_id=dirty,
            authors=(Person(name=dirty),), link=f"https://news.example/{dirty}",
        )
    )  # fmt: skip
    told = (entry.title, entry.summary, entry.content, *entry.tags, entry.entry_id, entry.link)
    for text in (*told, entry.authors[0].name):
        assert not {"\x00", "\x0b", "\ud800"} & set(text)


def test_lines_that_all_entries_of_a_source_carry_are_gone():
    told = [f"<p>Story {n} of the day is about rain.</p><p>Support us all!</p>" for n in "abcdef"]
    raws = [replace(RAW, summary="", content=html) for html in told]
    entry = clean_entry(
        raws[0], None, Setting(source=SOURCE, now=NOW, repeated=repeated_lines(raws))
    )
    assert entry.content == "<p>Story a of the day is about rain.</p>"


def test_an_episodes_files_are_on_the_web_and_each_once():
    """Addresses are absolute; what could run or lies on a disk is left out."""
    said = Episode(
        season=2,
        image="/cover.jpg",
        transcripts=(
            EpisodeFile(url="/t.vtt", type=" text/vtt ", language="en_GB", rel="alternate"),
            EpisodeFile(url="/t.vtt"),
            EpisodeFile(url="javascript:alert(1)"),
        ),
        chapters=EpisodeFile(url="file:///etc/passwd"),
    )
    kept = clean(replace(RAW, episode=said)).episode
    assert (kept.season, kept.image) == (2, "https://news.example/cover.jpg")
    assert [each.url for each in kept.transcripts] == ["https://news.example/t.vtt"]
    assert kept.chapters is None
    assert clean(replace(RAW, episode=Episode(chapters=said.chapters))).episode is None


def test_what_an_entry_answers_and_where_it_is_pass_through():
    said = replace(
        RAW,
        comments_feed="/c.rss",
        replies_to=(Reply(ref="tag:a", link="javascript:x"), Reply(ref="b", link="/b")),
        place=Place(shape="point", degrees=(1, 2), name=" The\n Quay "),
    )
    kept = clean(said)
    assert kept.comments_feed.startswith("https://")
    assert [each.link is None for each in kept.replies_to] == [True, False]
    assert kept.place == Place(shape="point", degrees=(1, 2), name="The Quay")


def test_what_is_tracking_for_a_source_is_gone_everywhere_and_what_is_not_stays():
    """From the entry's address, its key, its files, and the links in its text."""
    raw = replace(
        RAW,
        link="https://e.example/a?ref=feed&utm_id=7&utm_source=x",
        content='<p>See <a href="https://e.example/b?ref=feed&amp;utm_id=8">more</a> of it.</p>',
        enclosures=(Enclosure(url="https://e.example/a.mp3?ref=feed"),),
    )
    own = replace(SOURCE, tracking=Tracking(remove=("ref",), keep=("utm_id",)))
    entry = clean_entry(raw, None, Setting(source=own, now=NOW))
    assert entry.link == "https://e.example/a?utm_id=7"
    assert entry.canonical_url == "https://e.example/a?utm_id=7"
    assert 'href="https://e.example/b?utm_id=8"' in entry.content
    assert entry.enclosures[0].url == "https://e.example/a.mp3"
