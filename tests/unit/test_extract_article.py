"""What extract_article takes of a page, and what it leaves."""

import pytest

from aggregator.extract.article import extract_article
from aggregator.records import Article, Hints, NoArticle, SiteRules

URL = "http://news.example/world/story.html"
FIRST = "The harbour froze over on Tuesday night, and by morning forty boats stood fast in the ice."
SECOND = "Fishermen walked to their boats, which none of them had done since the winter of 1963."
THIRD = "“We will wait for the thaw,” said Ingrid Holm, who has run the harbour for twenty years."
PROSE = f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
HEAD = '<meta charset="utf-8"><title>Harbour Freezes Over</title>'


def extract(body, *, head=HEAD, hints=Hints(), rules=SiteRules()):  # noqa: B008 - frozen records
    page = f'<!DOCTYPE html><html lang="en"><head>{head}</head><body>{body}</body></html>'
    return extract_article(page.encode(), URL, hints, rules)


def paragraphs(body, **asked):
    found = extract(body, **asked)
    assert isinstance(found, Article), found
    return found.text.split("\n\n")


def test_paragraphs_stay_whole_and_in_order():
    """All paragraphs of an article come out, in order, with blank lines between."""
    assert paragraphs(f'<nav>Home</nav><div class="story-body">{PROSE}</div>') == [
        FIRST,
        SECOND,
        THIRD,
    ]


@pytest.mark.parametrize(
    "around",
    [
        "<nav><a href='/'>World</a> <a href='/b'>Business</a></nav>{}",
        "{}<footer>All rights reserved by the Courier</footer>",
        "{}<div class='comments'><p>I remember 1963 very well, my father skated to work.</p></div>",
        "{}<aside><p>Read our series on the winters of the century, in six parts.</p></aside>",
        "<div class='share-bar'><a href='#'>Share</a></div>{}",
        "{}<div id='newsletter-signup'><p>The best of the Courier in your inbox.</p></div>",
        "<div style='display: none'><p>Your session has expired: sign in again.</p></div>{}",
        "<form><p>Search our archive of a hundred years for people, places and boats.</p></form>{}",
    ],
)
def test_what_stands_around_an_article_is_left_out(around):
    assert paragraphs(around.format(f"<div>{PROSE}</div>")) == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize("tag", ["nav", "aside", "button", "footer", "form"])
def test_an_unclosed_element_that_encloses_the_article_does_not_take_it_away(tag):
    assert FIRST in paragraphs(f"<div>Courier<{tag}>Menu<div>{PROSE}</div></div>")


def test_a_heading_that_repeats_the_title_is_no_text():
    """Neither the page's own title nor the feed's is a paragraph of the article."""
    body = f"<article><h1>Harbour freezes over</h1><p>Ice in Oslo</p>{PROSE}</article>"
    assert paragraphs(body, hints=Hints(title="Ice in Oslo")) == [FIRST, SECOND, THIRD]


def test_a_caption_stays_a_caption_and_is_no_paragraph():
    """An element that a class names a caption becomes a figcaption beside its picture."""
    photo = '<div class="photo"><img data-src="/ice.jpg"><p class="imgcap">Boats in ice.</p></div>'
    found = extract(f'<div class="artbody">{photo}{PROSE}</div>')
    assert isinstance(found, Article)
    assert found.text == f"{FIRST}\n\n{SECOND}\n\n{THIRD}"
    assert 'data-src="/ice.jpg"' in found.html
    assert "Boats in ice.</figcaption></figure>" in found.html


def test_html_and_text_tell_the_same_paragraphs():
    """What is no text is not in the HTML either."""
    found = extract(f"<article>{PROSE}<p>Like Us on Facebook</p></article>")
    assert isinstance(found, Article)
    assert "Facebook" not in found.html + found.text


def test_a_rule_of_the_user_comes_first():
    """`select` is the article and `strip` is not, whatever else the page says."""
    body = f"<article>{PROSE}</article><div class='real'><p>Yes.</p><p class='no'>No.</p></div>"
    rules = SiteRules(select=(".absent", ".real"), strip=(".no",))
    found = extract(body, rules=rules)
    assert isinstance(found, Article)
    assert (found.text, found.method) == ("Yes.", "rule")


def test_a_rule_that_finds_nothing_falls_through():
    """Sites change: an aged rule does not cost the article."""
    body = f"<article>{PROSE}</article>"
    assert paragraphs(body, rules=SiteRules(select=(".gone",))) == [FIRST, SECOND, THIRD]


def test_the_page_tells_about_itself():
    """Title, author, date, language, image and canonical address come from the head."""
    head = """
      <base href="http://cdn.example/a/"><link rel="canonical" href="/world/story">
      <meta property="og:title" content="Harbour Freezes Over">
      <meta name="author" content="I. Holm">
      <meta property="og:image" content="ice.jpg">
      <meta property="article:published_time" content="2016-01-08T06:14:00-05:00">"""
    found = extract(PROSE, head=head)
    assert isinstance(found, Article)
    assert (found.title, found.author, found.language) == ("Harbour Freezes Over", "I. Holm", "en")
    assert found.base == "http://cdn.example/a/"
    assert found.image == "http://cdn.example/a/ice.jpg"
    assert found.canonical_url == "http://cdn.example/world/story"
    assert found.published is not None
    assert found.published.isoformat() == "2016-01-08T11:14:00+00:00"


@pytest.mark.parametrize("page", [b"", b"   ", b"<html></html>", b"<p></p>", b"<!-- only -->"])
def test_a_page_without_text_has_no_article(page):
    assert isinstance(extract_article(page, URL), NoArticle)


def test_a_title_is_known_by_all_names_that_the_page_gives_itself():
    """Social networks are told another title than readers."""
    head = '<title>Harbour frozen over for a week</title><meta property="og:title" content="Ice!">'
    body = f"<article><h1>Harbour frozen over for a week</h1>{PROSE}</article>"
    assert paragraphs(body, head=head) == [FIRST, SECOND, THIRD]


def test_a_name_of_boilerplate_takes_no_word_out_of_a_sentence():
    line = "They went to <a class='meta-tag' href='/i'>Ingrid Holm</a>, who had the keys of it."
    assert "Ingrid Holm, who had the keys" in paragraphs(f"<div>{PROSE}<p>{line}</p></div>")[-1]


def test_comments_in_a_program_stay():
    code = "<pre><code><span class='comment'># thaw the boats</span>\nthaw --all</code></pre>"
    assert "# thaw the boats" in paragraphs(f"<div>{PROSE}{code}</div>")[-1]


def test_the_lead_beside_the_body_belongs_to_the_article():
    """But not a standfirst, which is the publisher's summary of it."""
    lead = "Forty boats are stuck in the harbour, and it will take a week until they are free."
    page = f"<h1>Harbour Freezes Over</h1><div class='{{}}'><p>{lead}</p></div>"
    page += f"<div class='body-text'>{PROSE * 2}</div>"
    assert paragraphs(page.format("first"))[0] == lead
    assert paragraphs(page.format("standfirst"))[0] == FIRST


def test_the_introduction_in_the_frame_of_the_title_belongs_to_the_article():
    """It has several sentences; what has one is a summary of the article."""
    said = "Forty boats are stuck in the harbour, and it will take a week until they are free"
    page = "<header><h1>Harbour Freezes Over</h1><div><p>{}</p></div></header>"
    page += f"<div><div class='body-text'>{PROSE * 2}</div></div>"
    introduction = f"{said}. {said}. Nobody has seen such a thing."
    assert paragraphs(page.format(introduction))[:2] == [introduction, FIRST]
    assert paragraphs(page.format(f"{said}, and {said}, as nobody has seen."))[0] == FIRST


def test_words_that_a_lost_line_break_ran_together_are_read_apart():
    body = f"<p>{FIRST}<strong>Why it froze:</strong> the wind fell.</p>"
    assert "ice. Why it froze: the wind" in paragraphs(f"<div>{body}{PROSE}</div>")[0]


@pytest.mark.parametrize(
    "frame",
    [
        '<div class="caption"><img src="a.jpg"><span>Boats in the ice.</span></div>',
        '<img src="a.jpg" alt="Forty boats stand in the ice."><p>Forty boats stand in the ice.</p>',
    ],
)
def test_what_says_what_a_picture_says_is_its_caption(frame):
    found = extract(f'<div class="artbody">{frame}{PROSE}</div>')
    assert isinstance(found, Article)
    assert found.text == f"{FIRST}\n\n{SECOND}\n\n{THIRD}"
    assert "</figcaption>" in found.html


def test_pictures_whose_descriptions_begin_alike_all_keep_their_captions():
    said = [f"The harbour of Norvik in the ice, seen from the {side}" for side in ("north", "east")]
    pictures = "".join(f'<div><img src="/a.jpg" alt="{one}"><p>{one}</p></div>' for one in said)
    found = extract(f"<article>{pictures}{PROSE}</article>")
    assert [f">{one}</figcaption>" in found.html for one in said] == [True, True]


@pytest.mark.parametrize("frame", ["<article>{}</article>", "<div>{}</div>", "<main>{}</main>"])
@pytest.mark.parametrize(
    "lines",
    [
        ("The ferry is late today.",),
        ("The ferry is late today.", "It leaves at nine from the old pier.", "Dogs are welcome."),
    ],
)
def test_a_page_of_short_lines_has_an_article_of_low_quality(frame, lines):
    """A notice or a poem has no line as long as others' paragraphs; nor has what is no article."""
    body = frame.format("".join(f"<p>{line}</p>" for line in lines))
    found = extract(f"<nav><a href='/'>Home</a></nav>{body}<footer>All rights reserved</footer>")
    assert isinstance(found, Article)
    assert found.text.split("\n\n") == list(lines)
    assert found.quality <= 0.3
