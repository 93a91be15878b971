"""What Link headers say of a feed: its hub and its own address."""

import pytest

from aggregator.parse.document import parse_feed
from aggregator.parse.linkheader import find_links
from tests.parse_fixtures import make_document, rss

HUB, TOPIC = "https://hub.example/", "https://blog.example/feed"
IN_DOCUMENT = (
    "<title>T</title><link>https://example.org/</link>"
    "<atom:link rel='hub' href='https://old.example/'/>"
    "<atom:link rel='self' href='https://example.org/self'/>"
)


@pytest.mark.parametrize(
    ("header", "links"),
    [
        (f'<{HUB}>; rel="hub", <{TOPIC}>; rel="self"', {"hub": HUB, "self": TOPIC}),
        (f"<{HUB}>;rel=hub,<{TOPIC}>;rel=self", {"hub": HUB, "self": TOPIC}),
        (f'<{HUB}>; title="a, <b>; rel=x"; REL="hub self"', {"hub": HUB, "self": HUB}),
        (f"<{HUB}>; rel=hub, <https://b.example/>; rel=hub", {"hub": HUB}),
        (f"<{HUB}>", {}),
        (f"{HUB}; rel=hub", {}),
        ("", {}),
        ("<" * 100_000, {}),
        ("<>" + ";a" * 50_000, {}),
    ],
)
def test_links_are_found_by_their_relation(header, links):
    """The first of each; what is no link is none, however long it is."""
    assert find_links(header) == links


def test_the_header_comes_before_the_document():
    """It is the server's latest word (W3C WebSub, 4)."""
    header = f'</hub>; rel="hub", <{TOPIC}>; rel="self"'
    info = parse_feed(make_document(rss("", IN_DOCUMENT), link=header)).info
    assert (info.hub, info.self_url) == ("https://example.org/hub", TOPIC)


@pytest.mark.parametrize("header", [None, '<https://x.example/>; rel="self"'])
def test_without_a_hub_in_the_header_the_document_counts(header):
    info = parse_feed(make_document(rss("", IN_DOCUMENT), link=header)).info
    assert (info.hub, info.self_url) == ("https://old.example/", "https://example.org/self")
