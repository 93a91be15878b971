"""Nothing of a hostile fragment survives cleaning, as another parser reads the result."""

from urllib.parse import urlsplit

import pytest
from lxml import etree, html

from aggregator.clean.embeds import is_allowed_embed
from aggregator.clean.html import clean_html
from aggregator.clean.sanitize import sanitize
from aggregator.clean.vocabulary import ALLOWED, ATTRIBUTES, EVERYWHERE, MATH, MATH_ATTRIBUTES
from tests.clean_fixtures import FRAGMENTS

BASE = "http://page.example/story"
SET_BY_US = {"rel", "sandbox", "loading", "referrerpolicy"}
SCHEMES = {"http", "https", "mailto", "tel", "sms", "xmpp", "irc", "ircs", "geo", "magnet", "news",
           "sip", "sips", "ftp"}  # fmt: skip


def survivors(cleaned):
    """Return what must not be in cleaned HTML."""
    found = []
    for element in html.document_fromstring(f"<html><body>{cleaned}").iter(etree.Element):
        if element.tag in ("html", "body"):
            continue
        if element.tag not in ALLOWED:
            found.append(f"<{element.tag}>")
        allowed = ATTRIBUTES.get(element.tag, set()) | EVERYWHERE | SET_BY_US
        if element.tag in MATH:
            allowed |= MATH_ATTRIBUTES
        found += [f"{element.tag}[{name}]" for name in element.attrib if name not in allowed]
        found += [url for url in _addresses(element) if not _is_harmless(element, url)]
    return found


def _addresses(element):
    names = ("href", "src", "poster", "cite")
    return [element.get(name) for name in names if name in element.attrib]


def _is_harmless(element, url):
    if element.tag == "iframe":
        return is_allowed_embed(url)
    if url.startswith("#"):
        return element.tag == "a"
    return urlsplit(url).scheme in SCHEMES and url.isascii()


def test_the_corpus_is_as_large_as_promised():
    assert len({fragment for _, fragment in FRAGMENTS}) >= 300


@pytest.mark.parametrize("clean", [sanitize, lambda fragment: clean_html(fragment, BASE)])
@pytest.mark.parametrize("fragment", [pytest.param(each, id=name) for name, each in FRAGMENTS])
def test_no_hostile_fragment_survives(fragment, clean):
    assert survivors(clean(fragment)) == []


def test_the_check_sees_what_survives():
    """A corpus proves nothing to a check that finds nothing."""
    seen = [name for name, fragment in FRAGMENTS if survivors(fragment)]
    assert len(seen) > len(FRAGMENTS) * 0.7


@pytest.mark.parametrize("fragment", [pytest.param(each, id=name) for name, each in FRAGMENTS])
def test_a_hostile_fragment_takes_no_text_around_it_along(fragment):
    cleaned = clean_html(f"<p>before</p><div>{fragment}</div><p>after</p>", BASE)
    assert "before" in cleaned


NO_CHARACTERS = (
    "&#8;",
    "&#0;",
    "&#1",
    "&#x1F;",
    "&#xB;",
    "&#xfffe;",
    "&#65535;",
    "&#xd800;",
    "\x01",
)
WRITTEN_ANEW = (
    '<p>a#b</p><img src="http://a.example/x.png" alt="a#b">',
    '<p>a#b</p><img class=emoji src="http://a.example/x.png" alt="a#">',
    '<p>a#b</p><iframe src="https://foo.example/x" title="a#b"></iframe>',
    '<p>a#b</p><a id="a#b" href="http://a.example/#a#b">x</a>',
    '<p>a#b</p><img data-src=//a.example/b alt="#"><noscript><img src=//a.example/b></noscript>',
)


@pytest.mark.parametrize("character", NO_CHARACTERS)
@pytest.mark.parametrize("fragment", WRITTEN_ANEW)
def test_a_character_that_xml_forbids_is_no_trouble_however_it_is_written(fragment, character):
    """A parser follows the reference, and a tree cannot be given what it found there."""
    before, mark, after = fragment.partition("<p>a#b")
    cleaned = clean_html(
        before + mark.replace("#", character) + after.replace("#", character), BASE
    )
    assert cleaned.startswith("<p>a")
    assert not any(ord(letter) < 32 and letter != "\n" for letter in cleaned)
