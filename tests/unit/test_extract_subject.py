"""What is found on a page is the entry's article, all of it, or nothing."""

import pytest

from aggregator.extract.article import extract_article
from aggregator.extract.subject import hold_to_feed
from aggregator.records import Article, Hints, NoArticle, SiteRules

URL = "http://news.example/harbour-bell"
CONSENT = (
    "We and our partners store and access information on a device to show advertisements. " * 6
)
FOOTBALL = "The visitors scored twice before the break, and the referee had to be replaced. " * 6
BELL = (
    "The harbour bell, silent for eleven years, rings again since divers brought it up on Monday."
)
TITLE = "The harbour bell rings again"
HINTS = Hints(title=TITLE, summary=f"<p>{BELL}</p>")


def read(heading, text, hints=HINTS, rules=SiteRules()):  # noqa: B008 - frozen records
    page = f"<title>{heading}</title><article><h1>{heading}</h1><p>{text}</p></article>"
    return extract_article(page, URL, hints, rules)


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("We value your privacy", CONSENT),
        ("Late goals decide the derby", FOOTBALL),
        ("Page not found", "Sorry, the page that you are looking for does not exist any more."),
    ],
)
@pytest.mark.parametrize(
    "hints",
    [
        HINTS,
        Hints(title=TITLE, content=f"<p>{BELL}</p>"),
        Hints(title="Harbour bell rings again after silence"),
        Hints(summary=BELL),
    ],
    ids=["summary", "content", "title", "no title"],
)
def test_a_page_about_something_else_is_no_article(heading, text, hints):
    """A wall, an error that says 200, a redirect: the feed's own text is better than theirs."""
    found = read(heading, text, hints)
    assert isinstance(found, NoArticle)
    assert found.reason == "the page is about something else than the entry"


@pytest.mark.parametrize(
    ("heading", "text", "hints"),
    [
        (TITLE, FOOTBALL, HINTS),
        ("Glocke", f"{BELL} {FOOTBALL}", HINTS),
        ("Derby", FOOTBALL, Hints(title="Bell")),
        ("Derby", FOOTBALL, Hints(title="Bell", summary="<p>Read on.</p>")),
        ("Derby", FOOTBALL, Hints()),
    ],
    ids=["its title", "its text", "a short title", "a short summary", "nothing"],
)
def test_what_agrees_or_cannot_be_told_is_taken(heading, text, hints):
    """Remarks, teasers in other words and titles made for search engines deny nothing."""
    assert isinstance(read(heading, text, hints), Article)


def test_a_users_rule_is_taken_at_its_word():
    assert isinstance(read("Derby", FOOTBALL, HINTS, SiteRules(select=("p",))), Article)


@pytest.mark.parametrize("whole", [True, False])
def test_only_a_whole_article_is_held_to_the_feeds_length(whole):
    """The first of several pages may have less than the feed gives."""
    hints = Hints(title=TITLE, content=f"<p>{BELL} {FOOTBALL * 3}</p>", whole=whole)
    assert isinstance(read(TITLE, BELL, hints), NoArticle if whole else Article)


def test_pages_together_are_held_to_the_feeds_length():
    found = read(TITLE, BELL)
    assert isinstance(hold_to_feed(found, Hints(content=BELL)), Article)
    assert isinstance(hold_to_feed(found, Hints(content=f"{BELL} {FOOTBALL}")), NoArticle)
