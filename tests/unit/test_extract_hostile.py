"""Documents made to hurt: each ends as an outcome, and what can be read of it is read."""

import pytest

from aggregator.extract.article import extract_article
from aggregator.extract.memory import TemplateMemory, trace_of
from aggregator.records import Article, NoArticle

PROSE = "The harbour froze over on Tuesday night, and by morning forty boats stood fast in the ice."
ARTICLE = f"<article><p>{PROSE}</p><p>{PROSE[4:]}</p></article>"

CAPTION = "<div class=wp-caption><img src=x.jpg><p class=wp-caption-text>"
READABLE = {
    "open divs": "<div>" * 1_500 + ARTICLE,
    "open blockquotes": "<blockquote>" * 1_000 + ARTICLE,
    "misnested formatting": "<font><b><i>" * 400 + ARTICLE,
    "nested forms": "<form>" * 5_000 + ARTICLE,
    "empty paragraphs": "<p></p>" * 20_000 + ARTICLE,
    "comments": "<!-- x -->" * 20_000 + ARTICLE,
    "ampersands": "&" * 100_000 + ARTICLE,
    "control characters": "\x01\x00\x0b" * 10_000 + ARTICLE,
    "many names": f"<div class='{'a b ' * 20_000}'>{ARTICLE}</div>",
    "long style": f"<div style='{'display :' * 20_000}'>{ARTICLE}</div>",
    "deep JSON": f"<script type='application/ld+json'>{'[' * 50_000}</script>{ARTICLE}",
    "JSON of other shapes": '<script type="application/ld+json">[1, null, {"@type": 3}]</script>'
    + ARTICLE,
    "captions without end": "<div><img>" + "<p class=caption>x</p>" * 3_000 + "</div>" + ARTICLE,
    "headings without end": "<h1>Word word</h1>" * 5_000 + ARTICLE,
    "a title of parts": f"<title>{'word - ' * 10_000}</title>{ARTICLE}",
    "lone surrogates": "<p>\ud800</p>" * 10 + ARTICLE,
    "names that XML forbids": f"<div a\x01='1' data-\x02b=2 href=x><q c\x04>x</q>{ARTICLE}</div>",
    "characters that XML forbids": "".join(
        f"<div a\x01='1' href='{character}' title={character}>x<nav>x</nav>{character}</div>"
        for character in ("\x01", "\ufffe", "&#8;", "&#xFFFF;", "&#0031")
    )
    + ARTICLE,
    "hidden without end": "<p hidden>x</p>" * 5_000 + ARTICLE,
    "a byline of one long word": f"<article><p>By {'a' * 200}{' 1' * 40}</p>{ARTICLE}</article>",
    "a list from an endless number": f"<ol start={'9' * 5_000}><li>{PROSE}</ol>{ARTICLE}",
    "a list of many items": "<article><ol>"
    + "".join(f"<li>{PROSE} {number}" for number in range(20_000))
    + "</ol></article>",
    "links without end": "<ul>" + "<li><a href=/x>other story</a>" * 9_000 + "</ul>" + ARTICLE,
}
REFUSED = {
    "attributes": "<p " + "a=1 " * 100_000 + ">" + ARTICLE,
    "tags": "<p>" * 130_000,
    "length": "word " * 1_300_000,
    "line breaks": f"<article>{'line<br>' * 30_000}</article>",
}
UNCERTAIN = {
    "nested tables": "<table><tr><td>" * 5_000 + ARTICLE,
    "misnested tables": "<table><div>x" * 5_000,
    "misnested links": "<a><div>x" * 10_000,
    "open select": "<select>" * 10_000 + ARTICLE,
    "open svg": "<svg>" * 10_000 + ARTICLE,
    "open script": "<script>" * 10_000 + ARTICLE,
    "open comment": "<!--" + "-" * 100_000 + ARTICLE,
    "open quote": '<img alt="' + "<p>" * 10_000 + ARTICLE,
    "brackets": "<" * 100_000,
    "a frameset": "<frameset>" * 5_000 + ARTICLE,
    "deep divs": "<div>" * 60_000 + ARTICLE,
    "one long word": "<p>" + "冰" * 300_000 + "</p>",
    "nearly bylines": "<p>By " + "Aaaa, " * 5_000 + "</p>" + ARTICLE,
}


@pytest.mark.parametrize("page", READABLE.values(), ids=READABLE)
def test_an_article_is_read_through_what_surrounds_it(page):
    found = extract_article(page, "http://news.example/")
    assert isinstance(found, Article), found
    assert PROSE in found.text


@pytest.mark.parametrize("page", REFUSED.values(), ids=REFUSED)
def test_what_would_cost_too_much_is_refused_with_the_reason(page):
    found = extract_article(page, "http://news.example/")
    assert isinstance(found, NoArticle)
    assert "more than" in found.reason


@pytest.mark.parametrize("page", UNCERTAIN.values(), ids=UNCERTAIN)
def test_broken_documents_end_as_an_outcome(page):
    """No document raises, hangs or recurses; the time limit of tests is the judge."""
    assert isinstance(extract_article(page, "http://news.example/"), Article | NoArticle)


@pytest.mark.timeout(8)
@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 1_900 + "<nav>x</nav>" * 50_000 + ARTICLE,
        "<p>" + "<span class=share>" * 1_900 + "word <b>x</b>" * 20_000 + ARTICLE,
    ],
    ids=["many parts deep down", "shares in shares"],
)
def test_what_is_left_out_deep_down_is_told_in_one_walk(page):
    assert isinstance(extract_article(page, "http://news.example/"), Article)


@pytest.mark.timeout(8)
@pytest.mark.parametrize(
    "inside",
    ["<p>Few words</p>" + "<i></i>" * 58_000, "<h2>Few words</h2>" + "<i> </i>" * 58_000],
    ids=["nothing", "spaces"],
)
def test_the_title_is_looked_for_in_one_walk(inside):
    title = "<title>Forty boats stand fast in the ice</title>"
    page = f"{title}{'<div>' * 1_900}{inside}{'</div>' * 1_900}{ARTICLE}"
    assert isinstance(extract_article(page, "http://news.example/"), Article)


@pytest.mark.timeout(8)
@pytest.mark.parametrize(
    ("around", "inside"),
    [
        ("<span class=linenos>", "1 " * 60_000),
        ("<span class=linenos>", "1 " * 60_000 + "x"),
        ("<h1><div>", "word " * 40_000),
        (CAPTION, "<p>word word</p>" * 10_000),
        (CAPTION, "<div></div>" * 15_000),
    ],
    ids=["numbers", "what is not only numbers", "headings", "captions", "captions of nothing"],
)
def test_what_is_nested_is_not_read_anew_at_each_level(around, inside):
    page = around * (1_900 // around.count("<")) + inside + ARTICLE
    found = extract_article(page, "http://news.example/")
    assert isinstance(found, Article | NoArticle)


@pytest.mark.timeout(8)
def test_what_a_site_repeats_deep_down_is_told_in_one_walk():
    memory = TemplateMemory(pages=3, blocks={trace_of("menu"): (3, 3)})
    page = "<div>" * 1_900 + "<p>menu</p>" * 50_000 + ARTICLE
    found = extract_article(page, "http://news.example/", memory=memory)
    assert isinstance(found, Article)
