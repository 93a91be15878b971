"""Documents for the tests of parse, and the fewest words to parse them."""

from datetime import UTC, datetime

from aggregator.parse.document import parse_feed
from aggregator.records import Fetched, ParsedFeed

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://example.org/feed.xml"
NAMESPACES = (
    'xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def make_document(body, **over):
    told = {
        "url": URL,
        "final_url": URL,
        "status": 200,
        "content_type": "application/xml",
        "body": body if isinstance(body, bytes) else body.encode(),
        "fetched_at": NOW,
    }
    return Fetched(**told | over)


def parsed(body, **options):
    outcome = parse_feed(make_document(body), **options)
    assert isinstance(outcome, ParsedFeed), outcome
    return outcome


def rss(items, header="<title>T</title><link>https://example.org/</link>"):
    return (
        f'<?xml version="1.0"?><rss version="2.0" {NAMESPACES}><channel>{header}{items}'
        "</channel></rss>"
    )


def atom(entries, header="<title>T</title><id>urn:feed</id>", attributes=""):
    return (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" '
        f"{attributes}>{header}{entries}</feed>"
    )


def entry_of(item, **options):
    """Return the only entry of an RSS feed with this item."""
    (entry,) = parsed(rss(f"<item>{item}</item>"), **options).entries
    return entry
