"""Pages that mark their entries up (microformats2), read by mf2py within a weight."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from aggregator.parse.document import parse_feed
from aggregator.records import Enclosure, ParseFailed, Person, Place, Reply
from tests.parse_fixtures import make_document, parsed

OTHER = "<article class=h-entry><a class='u-url p-name' href=/other>Other</a></article>"
LINK = "<a class='u-url p-name' href=/a>A</a>"


def page(entry, head="", feed="<h1 class=p-name>Log</h1>"):
    return (
        f"<html><head><title>Page</title>{head}</head><body><div class=h-feed>{feed}{OTHER}{entry}"
        "</div></body></html>"
    )


def second(inside, **around):
    feed = parsed(page(f"<article class=h-entry>{inside}</article>", **around))
    assert len(feed.entries) == 2
    return feed.entries[1]


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("<time class=dt-published datetime=2026-01-05T10:30Z>x</time>", (10, 30)),
        (
            "<p class=dt-published><b class=value>2026-01-05</b> <b class=value>10:30</b>",
            (10, 30),
        ),
        (
            "<p class=dt-published><time class=value datetime=2026-01-05>Mon</time> "
            "<b class=value>7:30pm</b>",
            (19, 30),
        ),
        (
            "<p class=dt-published><b class=value>2026-01-05</b><b class=value>10:30</b>"
            "<b class=value>+02:00</b>",
            (8, 30),
        ),
    ],
)
def test_dates_are_put_together_of_their_values(said, moment):
    assert second(LINK + said).published == datetime(2026, 1, 5, *moment, tzinfo=UTC)


def test_what_is_implied_is_read():
    """A lone link is the name and the address, a lone picture is the picture."""
    entry = second("<a href=/implied>The name</a>")
    assert (entry.title, entry.link) == ("The name", "https://example.org/implied")
    assert second("<img src=/p.jpg alt=x>").image == "https://example.org/p.jpg"


def test_a_note_has_no_title():
    entry = second("<a class=u-url href=/n>#</a><div class='p-name e-content'>Only words</div>")
    assert (entry.title, entry.content) == ("", "Only words")


@pytest.mark.parametrize(
    "said",
    [
        "<a class='p-author h-card' href=https://ann.example/>Ann</a>",
        "<a class='p-author h-card' href=https://ann.example/><img src=/a.jpg alt=Ann></a>",
        "<p class='p-author h-card'><a class='u-url p-name' href=https://ann.example/>Ann</a>",
    ],
)
def test_authors_are_read_from_their_cards(said):
    assert second(LINK + said).authors == (Person(name="Ann", uri="https://ann.example/"),)


def test_an_entry_without_author_has_that_of_its_feed():
    card = "<a class='p-author h-card' href=https://ann.example/>Ann</a>"
    assert second(LINK, feed=card).authors == (Person(name="Ann", uri="https://ann.example/"),)
    elsewhere = f"<a class=u-author href=https://ann.example/></a>{LINK}"
    named = page(f"<article class=h-entry>{elsewhere}</article>").replace(
        "</body>", "<a class=h-card href=https://ann.example/>Ann</a></body>"
    )
    assert parsed(named).entries[1].authors[0].name == "Ann"


def test_answers_files_places_and_tags_are_kept():
    entry = second(
        f"{LINK}<a class=u-in-reply-to href=https://bo.example/1>Bo</a>"
        "<p class='u-in-reply-to h-cite'><a class=u-url href=https://bo.example/2>Bo</a></p>"
        "<video class=u-video src=/v.mp4></video><i class=p-category>sea</i>"
        "<p class='p-location h-geo'><data class=p-latitude value=45.2></data>"
        "<data class=p-longitude value=-71.9></data></p>"
    )
    first, other = "https://bo.example/1", "https://bo.example/2"
    assert entry.replies_to == (Reply(ref=first, link=first), Reply(ref=other, link=other))
    assert entry.enclosures == (Enclosure(url="https://example.org/v.mp4"),)
    assert entry.place == Place(shape="point", degrees=(45.2, -71.9))
    assert entry.tags == ("sea",)


def test_the_names_of_before_are_known():
    """Millions of pages still say hentry, entry-title and vcard."""
    old = (
        "<div class=hentry><h2 class=entry-title><a rel=bookmark href=/#>T#</a></h2>"
        "<p class='author vcard'><b class=fn>Ann</b></p><p class=entry-content>old</p></div>"
    )
    feed = parsed(f"<html><body>{old.replace('#', '1')}{old.replace('#', '2')}</body></html>")
    assert [each.title for each in feed.entries] == ["T1", "T2"]
    assert feed.entries[0].link == "https://example.org/1"
    assert feed.entries[0].authors == (Person(name="Ann"),)


def test_a_page_that_declares_a_feed_is_left_to_its_feed():
    head = "<link rel=alternate type=application/rss+xml href=/rss>"
    body = page(f"<p class=h-entry>{LINK}</p>", head)
    assert isinstance(parse_feed(make_document(body)), ParseFailed)


@pytest.mark.parametrize(
    "bomb",
    [
        "<div class='h-entry p-name e-content'>" * 60,
        "<div class='p-name p-a p-b p-c'>" * 200 + "x" * 500_000,
        "<p class=h-entry>x" * 100_000,
        "<div class='h-entry'>" * 500,
    ],
)
def test_what_would_keep_the_reader_busy_is_not_shown_to_it(bomb):
    """Microformats that are properties of one another are read once for each property."""
    outcome = parse_feed(make_document(page(bomb)))
    assert isinstance(outcome, ParseFailed)


def test_nothing_that_could_fetch_is_loaded_for_feeds():
    code = (
        "import sys; from tests.parse_fixtures import *; parsed(rss('<item/>')); "
        "print(sys.modules.keys() & {'requests', 'mf2py', 'urllib3', 'html5lib'})"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
