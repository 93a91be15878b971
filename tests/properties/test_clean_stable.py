"""Cleaning takes every text, and what was cleaned once comes back unchanged."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from aggregator.clean.html import clean_html
from aggregator.clean.sanitize import sanitize
from aggregator.text import plain_text, words

BASE = "https://news.example/2026/story"
NAMES = """
a abbr article aside b blockquote br caption center cite code col dd del details dfn div dl dt em
embed fieldset figcaption figure font footer form h1 h2 h3 header hr i iframe img ins kbd label li
main mark math menu mi mn mo mrow msup nav nobr noscript object ol p picture pre q rp rt ruby s
section small source span strong sub summary sup svg table tbody td template tfoot th thead time
title tr tt u ul var video wbr xmp
"""
TAGS = st.sampled_from(NAMES.split())
ATTRIBUTES = st.sampled_from(
    [
        *("", "", "", ' class="caption"', ' id="n1"', ' href="#n1"', ' name="n1"', " hidden"),
        *(' href="/x?utm_source=y&id=1"', ' href="https://twitter.com/intent/tweet?x"'),
        *(' src="a.jpg"', ' src="//www.youtube.com/embed/abcdef"', ' data-src="b.jpg"'),
        *(' srcset="c.jpg 2x, d.jpg 800w"', ' width="1"', ' dir="rtl"', ' lang="de"'),
        *(' style="display:none"', ' alt="a &amp; b"', ' title="x > y"', ' class="sharedaddy"'),
        *(
            ' colspan="2"',
            ' start="3"',
            ' aria-hidden="true"',
            " =x<y",
            ' alt=" id=&quot;n1&quot;"',
        ),
    ]
)
TEXT = st.sampled_from(
    [
        *("word", " ", "\n", "two words", "&amp;", "&lt;b&gt;", "\u00a0", "x &", "a < b", "Title"),
        *("\n\n", "Share", "]]>", "<!-- c -->", "é", "</p>", "</a>", "</table>", "</div>"),
        *("<br><br>", "<br/>", "\u00b6", ' id="n1"', ' href="#n1"'),
    ]
)


def _element(parts):
    tag, attributes, inner = parts
    return f"<{tag}{attributes}>{''.join(inner)}</{tag}>"


def _open(parts):
    return f"<{parts[0]}{parts[1]}>"


TREES = st.recursive(
    TEXT | st.tuples(TAGS, ATTRIBUTES).map(_open),
    lambda inner: st.tuples(TAGS, ATTRIBUTES, st.lists(inner, max_size=5)).map(_element),
    max_leaves=25,
)
DOCUMENTS = st.lists(TREES, max_size=6).map("".join)


@settings(max_examples=500, deadline=None)
@given(DOCUMENTS)
@example("<p>a<wbr>b<table>c<tr><td>d")
@example("<figure><div><a href=/x><div><img src=a.jpg></div></a>text</div></figure>")
@example("<ul>a<li>b<ul><li>c</ul><ol></ol><p>d</ul>")
@example("<figure><div><img src=a.jpg></div><div><img src=b.jpg></div>c</figure>")
@example("<table><tr><td colspan=2>a<tr><td>&nbsp;<td></table>")
@example("<a href='#n1'><table><tr><td id=n1>x")
@example("<pre>\n\n\nx<div>y</div>z</pre>")
def test_cleaning_twice_changes_nothing(document):
    once = clean_html(document, BASE, title="Title")
    assert clean_html(once, BASE, title="Title") == once


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_any_text_can_be_cleaned(text):
    once = clean_html(text, BASE)
    assert clean_html(once, BASE) == once


@settings(max_examples=200, deadline=None)
@given(DOCUMENTS)
def test_sanitising_what_was_sanitised_changes_nothing(document):
    once = sanitize(document)
    assert sanitize(once) == once


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta"]), min_size=1, max_size=6), TAGS)
def test_text_in_paragraphs_is_never_lost(said, tag):
    """Whatever layout stands around a paragraph, its words are there afterwards."""
    gone = {"form", "label", "svg", "template", "title", "math", "mi", "mn", "mo", "mrow", "msup"}
    if tag in gone | {"iframe", "xmp", "object", "video", "embed", "img", "picture"}:
        return
    document = f"<{tag}><p>{' '.join(said)}</p></{tag}>"
    assert words(plain_text(clean_html(document, BASE))) == said
