"""Whatever an entry holds, the feed is valid and says it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from aggregator.publish.check import find_flaw
from aggregator.publish.render import FORMATS, render
from aggregator.publish.render.addresses import make_uri
from aggregator.publish.render.characters import make_legal
from aggregator.records import Person
from tests.publish_fixtures import make_edition, make_entry

TEXT = st.text(st.characters(codec=None))
ANY = st.fixed_dictionaries(
    {
        "title": TEXT,
        "summary": TEXT,
        "content": TEXT,
        "link": st.none() | TEXT,
        "id": TEXT,
        "tags": st.lists(TEXT, max_size=3).map(tuple),
        "language": st.none() | TEXT,
        "authors": st.lists(
            st.builds(Person, name=TEXT, email=st.none() | TEXT, uri=st.none() | TEXT), max_size=2
        ).map(tuple),
    }
)


@pytest.mark.parametrize("format", FORMATS)
@given(fields=ANY)
@settings(max_examples=60, deadline=None)
def test_any_entry_gives_a_fit_feed(format, fields):
    """No text costs the feed, and none costs the entry."""
    publication = render(make_edition(make_entry(**fields), make_entry(2)), format)
    assert find_flaw(publication) is None
    assert not publication.left_out


@given(text=TEXT)
@settings(max_examples=200, deadline=None)
def test_content_comes_back_as_it_went_in(text):
    """Content is escaped once, in each format: what a reader decodes is what we had."""
    edition = make_edition(make_entry(content=text))
    expected = make_legal(text).strip()
    if not expected:
        return
    atom = etree.fromstring(render(edition, "atom").body)
    assert atom.findtext(".//{*}content") == expected
    rss = etree.fromstring(render(edition, "rss").body)
    assert rss.findtext("channel/item/description") == expected
    assert json.loads(render(edition, "json").body)["items"][0]["content_html"] == expected


@given(text=TEXT)
@settings(deadline=None)
def test_making_legal_twice_changes_nothing_more(text):
    """What is legal stays as it is."""
    once = make_legal(text)
    assert make_legal(once) == once


@given(text=TEXT | st.builds("https://{}/{}?{}".format, TEXT, TEXT, TEXT))
@settings(deadline=None)
def test_an_address_is_ascii_and_stays_as_it_is(text):
    """An address that was made is one."""
    uri = make_uri(text)
    if uri is not None:
        assert uri.isascii()
        assert " " not in uri
        assert make_uri(uri) == uri
