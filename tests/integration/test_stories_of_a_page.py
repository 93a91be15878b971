"""What several sources tell of one page: whose entry is shown, what joins it, what stays apart.

Each case is fetched in every order, and each order must show the same.
"""

import asyncio
from datetime import timedelta
from itertools import permutations
from xml.sax.saxutils import escape

import pytest

from aggregator.cycle import fetch_sources
from aggregator.records import FullText, Source
from tests.dedup_texts import GERMAN, article
from tests.pipeline_fixtures import entries, make_services

PAGE = "https://gazette.example/2026/ferry"
WHOLE = "</p><p>".join(article("the ferry", count=24).paragraphs)
OTHER = "</p><p>".join(article("another matter", GERMAN, 14).paragraphs)
TEASER = " ".join(WHOLE.replace("</p><p>", " ").split(" ")[:34]) + " ..."
QUOTE = article("the ferry", count=24).paragraphs[2]
REMARK = (
    "Not a day too early. I have crossed on that ferry every week since the war and nobody ever "
    "asked the people on board what they thought of it; now somebody did, and it shows. Read this:"
)
SHORT_REMARK = "My grandmother worked there, and this is the best thing written about it so far."
LURE = "The Gazette has found out what nobody on the ferry knew for all those years ..."
HNRSS = f"Article URL: {PAGE} Comments URL: https://talk.example/item?id=9 Points: 34 # Comments: 2"


def feed(*items, home=None):
    told = "".join(
        f"<item><guid isPermaLink='false'>{name}</guid><title>{escape(title)}</title>"
        f"<link>{link}</link>{more}<description>{escape(f'<p>{text}</p>')}</description></item>"
        for name, title, link, text, more in items
    )
    named = f"<link>{home}</link>" if home else ""
    head = f"<title>A feed</title>{named}<description>d</description>"
    return f"<rss version='2.0'><channel>{head}{told}</channel></rss>".encode()


def item(text, link=PAGE, title="The ferry", more=""):
    return title, link, text, more


def of(url, *items, home=None, **keys):
    """Return a source and its document."""
    name = url.split("/")[2].removesuffix(".example") + url.rpartition("/")[2]
    keys.setdefault("full_text", FullText.NEVER)
    document = feed(*((f"{name}-{n}", *each) for n, each in enumerate(items)), home=home)
    return Source(name=name, url=url, **keys), document


OWN = of("https://gazette.example/feed", item(WHOLE))
LURING = of("https://mirror.example/rss", item(LURE), item(OTHER, "https://else.example/2"))
OWN_TEASER = of("https://gazette.example/harbour", item("How the town got its ferry back."))
PLANET = of("https://planet.example/rss", item(WHOLE), item(OTHER, "https://else.example/1"))
NEWS = of(
    "https://talk.example/rss",
    item("Comments", more="<comments>https://talk.example/item?id=9</comments>"),
)
COUNTED = of("https://counted.example/rss", item(HNRSS))
REDDIT = of("https://red.example/rss", item("submitted by /u/some_body to r/ferries [link]"))
BLOG = of("https://blog.example/rss", item(f"{REMARK}</p><blockquote>{QUOTE}</blockquote><p>"))
NOTE = of("https://notes.example/rss", item(SHORT_REMARK, title="Ferry piece"))
HOSTILE = of("https://spam.example/rss", item(OTHER, title="Buy now"))
CLAIMING = of(
    "https://spam.example/rss", item(OTHER, title="Buy now"), home="https://gazette.example/"
)
ELSEWHERE_HOSTED = of("https://feeds.example/gazette", item(WHOLE), home="https://gazette.example/")


def shown_after(told, order):
    """Fetch one source after the other; return what is shown: source → who else tells it."""
    services = make_services(*(source for source, _ in told))
    for source, document in told:
        services.fetcher.put(source.url, document)
    for number in order:
        asyncio.run(fetch_sources(services, [told[number][0].name]))
        services.clock.advance(timedelta(minutes=5))
    return [
        (each.entry.source, each.entry.title, sorted(one.source for one in each.also))
        for each in entries(services)
        if each.entry.canonical_url == PAGE
    ]


def stories(*told):
    """Return what every order shows."""
    found = [sorted(shown_after(told, order)) for order in permutations(range(len(told)))]
    assert all(each == found[0] for each in found), found
    return [(source, also) for source, _, also in found[0]]


def test_the_entry_of_the_source_whose_page_it_is_is_shown_whoever_came_first():
    assert stories(OWN, PLANET) == [("gazettefeed", ["planetrss"])]


def test_feeds_of_one_site_tell_one_page_with_other_words_and_the_full_text_is_shown():
    assert stories(OWN_TEASER, OWN) == [("gazettefeed", ["gazetteharbour"])]


@pytest.mark.parametrize("link", [NEWS, COUNTED, REDDIT, LURING])
def test_a_link_that_says_nothing_itself_is_listed_with_the_page(link):
    assert stories(link, OWN) == [("gazettefeed", [link[0].name])]


def test_links_to_a_page_that_no_source_has_are_one():
    ((_, also),) = stories(NEWS, COUNTED, REDDIT)
    assert len(also) == 2


def test_what_a_link_list_adds_to_a_page_is_the_talk_about_it():
    services = make_services(OWN[0], NEWS[0])
    for source, document in (OWN, NEWS):
        services.fetcher.put(source.url, document)
    asyncio.run(fetch_sources(services))
    (shown,) = entries(services)
    assert [each.link for each in shown.also] == ["https://talk.example/item?id=9"]


@pytest.mark.parametrize("remark", [BLOG, NOTE])
def test_a_remark_about_a_page_is_an_article_of_its_own(remark):
    told = stories(remark, OWN, NEWS)
    assert told == sorted([("gazettefeed", ["talkrss"]), (remark[0].name, [])])


def test_two_remarks_about_one_page_are_two_articles():
    assert stories(BLOG, NOTE) == [("blogrss", []), ("notesrss", [])]


def test_a_teaser_of_somebody_elses_page_is_no_remark():
    teaser = of("https://planet.example/short", item(TEASER))
    assert stories(teaser, OWN) == [("gazettefeed", ["planetshort"])]


@pytest.mark.parametrize("liar", [HOSTILE, CLAIMING])
def test_another_text_under_a_page_that_is_not_its_own_swallows_nothing(liar):
    """Not even with a link that joins both to one address."""
    assert stories(liar, OWN, NEWS) == [("gazettefeed", ["talkrss"]), ("spamrss", [])]


def test_a_feed_that_is_served_elsewhere_speaks_for_the_site_that_it_names():
    assert stories(ELSEWHERE_HOSTED, PLANET, NEWS) == [("feedsgazette", ["planetrss", "talkrss"])]


def test_a_feed_whose_entries_are_all_on_one_site_speaks_for_it():
    items = [item(OTHER, f"https://gazette.example/{n}", f"Matter {n}") for n in range(4)]
    old = of("https://old-name.example/feed", item(WHOLE), *items)
    assert stories(old, PLANET) == [("old-namefeed", ["planetrss"])]


def test_a_source_that_its_user_prefers_is_shown_before_the_page_itself():
    source, document = PLANET
    preferred = Source(name=source.name, url=source.url, full_text="never", preferred=True)
    assert stories(OWN, (preferred, document)) == [("planetrss", ["gazettefeed"])]


# --- with pages ------------------------------------------------------------------


PAGE_HTML = (
    "<html><head><title>The ferry</title></head><body><article><h1>The ferry</h1>"
    f"<p>{WHOLE}</p></article></body></html>"
)


def with_page(*told):
    services = make_services(*(source for source, _ in told))
    for source, document in told:
        services.fetcher.put(source.url, document)
    services.fetcher.put(PAGE, PAGE_HTML.encode(), "text/html")
    asyncio.run(fetch_sources(services))
    return entries(services)


def test_the_page_of_a_link_that_says_nothing_is_its_content():
    (shown,) = with_page(of("https://talk.example/rss", item("Comments"), full_text=FullText.AUTO))
    assert shown.entry.sketch.words > 200


def test_a_remark_is_not_replaced_by_the_page_that_it_is_about():
    """It has few words, so its page is read; but that is not what its author wrote."""
    told = with_page(
        of("https://notes.example/rss", item(SHORT_REMARK), full_text=FullText.AUTO), OWN
    )
    assert sorted(each.entry.source for each in told) == ["gazettefeed", "notesrss"]
    note = next(each.entry for each in told if each.entry.source == "notesrss")
    assert "grandmother" in note.content
    assert "about a page that is another's" in str(note.decisions)


def test_the_own_page_of_a_summary_in_other_words_is_read():
    (shown,) = with_page(
        of("https://gazette.example/rss", item(SHORT_REMARK), full_text=FullText.AUTO)
    )
    assert "grandmother" not in shown.entry.content
