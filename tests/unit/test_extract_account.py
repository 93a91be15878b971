"""Rules of the account of a page: every text of it, kept or dropped, and why."""

import pytest

from aggregator.extract.account import account_for
from aggregator.extract.article import extract_article
from aggregator.extract.memory import TemplateMemory, learn_page
from aggregator.records import Article, SiteConfig, SiteRules

LINES = [
    f"Paragraph {word} of the story has something of its own to say, and at some length too."
    for word in ("one", "two", "three", "four", "five", "six")
]
STORY = "".join(f"<p>{line}</p>" for line in LINES[:5]) + f"<p>{LINES[5]}<br>And more of it.</p>"


def make_page(story, box=""):
    return (
        "<html><head><title>The story</title></head><body><nav class='menu'>Home News</nav>"
        f"<h1>The story</h1><article>{story}{box}</article><p class='ad'>Buy this now</p>"
        "<p>Copyright of the site</p></body></html>"
    ).encode()


def read(page, rules=SiteRules(), memory=None):  # noqa: B008 - frozen
    found = extract_article(page, "https://e.example/a", rules=rules, memory=memory)
    return {piece.text: piece.why for piece in account_for(page, found, rules, memory)}


def test_every_text_is_kept_or_has_a_reason():
    """The article's own lines are kept, however they are broken; the rest says why not."""
    told = read(make_page(STORY), SiteRules(strip=(".ad",)))
    assert [told[line] for line in LINES[:5]] == [""] * 5
    assert told[f"{LINES[5]}And more of it."] == ""
    assert told["Home News"] == "its name: nav.menu"
    assert told["Buy this now"] == "a rule: p.ad"
    assert told["Copyright of the site"] == "after the article"


def test_what_was_learned_of_the_site_is_told():
    """A text that stands on other pages of the site is dropped for that, and says so."""
    box = "<p>The Harbour Letter comes to you on each and every Friday morning at nine.</p>"
    memory = TemplateMemory()
    for about in ("harbour", "mountain", "railway"):
        story = "".join(
            f"<p>The {about} had {what} of its own, which all people of the {about} knew.</p>"
            for what in ("weather", "prices", "songs", "trouble", "an old clock")
        )
        url = f"https://e.example/{about}"
        found = extract_article(make_page(story, box), url, memory=memory)
        memory = learn_page(memory, found, url)
    told = read(make_page(STORY, box), memory=memory)
    assert told[box[3:-4]] == f"on {memory.pages} other pages of the site"
    assert told[LINES[0]] == ""


@pytest.mark.parametrize("character", ["\x01", "&#8;", "\uffff"])
def test_a_character_that_xml_forbids_is_in_no_text(character):
    """And what it stood in is known again without it."""
    page = make_page(STORY.replace("Paragraph one", f"Paragraph{character} one"))
    found = extract_article(page, "https://e.example/a")
    assert isinstance(found, Article)
    assert LINES[0] in found.text.split("\n\n")
    assert read(page)[LINES[0]] == ""


def test_what_a_rule_replaces_is_looked_for_as_it_is_then():
    """A site-config file may change words before the page is parsed."""
    rules = SiteRules(config=SiteConfig(replacements=(("Paragraph one", "The first of them"),)))
    told = read(make_page(STORY), rules)
    assert told[LINES[0].replace("Paragraph one", "The first of them")] == ""
    assert LINES[0] not in told
