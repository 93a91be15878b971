"""Links lead straight to where they lead; anchors stay within the article."""

import pytest

from aggregator.clean.html import clean_html

BASE = "https://news.example/2026/story"
REL = 'rel="noopener noreferrer"'


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("other", "https://news.example/2026/other"),
        ("/a?utm_source=rss&amp;id=7", "https://news.example/a?id=7"),
        ("https://www.google.com/url?q=https%3A%2F%2Fa.example%2Fx%3Ffbclid%3D1",
         "https://a.example/x"),
        ("mailto:desk@news.example", "mailto:desk@news.example"),
        ("https://a.example/?ref=x&amp;p=1", "https://a.example/?ref=x&amp;p=1"),
        ("#nowhere", "https://news.example/2026/story#nowhere"),
        ("/2026/story#nowhere", "https://news.example/2026/story#nowhere"),
    ],
)  # fmt: skip
def test_a_link_is_absolute_straight_and_untracked(href, expected):
    cleaned = clean_html(f'<p><a href="{href}" onclick="x()" target="_blank">there</a></p>', BASE)
    assert cleaned == f'<p><a href="{expected}" {REL}>there</a></p>'


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "", "#", "foo:bar"])
def test_a_link_that_leads_nowhere_is_text(href):
    assert clean_html(f'<p>a <a href="{href}">b</a> c</p>', BASE) == "<p>a b c</p>"


def test_footnotes_lead_there_and_back():
    html = (
        '<p>Text<sup id="r1"><a href="#f1">1</a></sup></p>'
        '<ol><li id="f1">Note <a href="https://news.example/2026/story#r1">back</a></li></ol>'
    )
    cleaned = clean_html(html, BASE)
    for piece in ('id="r1"', 'href="#f1"', 'id="f1"', 'href="#r1"'):
        assert piece in cleaned


@pytest.mark.parametrize("page", ["", "https://news.example/2026/story", "/2026/story", "story"])
def test_a_link_to_a_place_in_the_article_stays_in_it(page):
    """However its address is written: full, from the root of the site, or relative."""
    cleaned = clean_html(f'<p><a href="{page}#s">below</a></p><h2 id="s">Section</h2>', BASE)
    assert cleaned == f'<p><a href="#s" {REL}>below</a></p>\n<h2 id="s">Section</h2>'


def test_an_old_anchor_is_an_id():
    cleaned = clean_html('<p><a href="#x">to x</a></p><p><a name="x">x</a></p>', BASE)
    assert f'<a id="x" {REL}>x</a>' in cleaned
    assert 'href="#x"' in cleaned


def test_an_id_that_nothing_leads_to_is_gone():
    assert clean_html('<p id="lead">text</p>', BASE) == "<p>text</p>"


def test_the_mark_that_links_a_heading_is_gone():
    html = '<h2 id="s">Section <a href="#s">¶</a></h2><p>text</p>'
    assert clean_html(html, BASE) == "<h2>Section</h2>\n<p>text</p>"


def test_a_link_around_blocks_goes_into_them():
    html = '<a href="/x"><h2>Head</h2><div>words</div></a>'
    link = f'<a href="https://news.example/x" {REL}>'
    assert clean_html(html, BASE) == f"<h2>{link}Head</a></h2>\n<p>{link}words</a></p>"


def test_a_quotation_keeps_its_source():
    cleaned = clean_html('<blockquote cite="/q?utm_id=1"><p>q</p></blockquote>', BASE)
    assert '<blockquote cite="https://news.example/q">' in cleaned
