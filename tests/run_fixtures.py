"""What tests of the running daemon share: a folder to run it in, and looks at what it did."""

import hashlib
import sqlite3

import feedparser

from tests.e2e_fixtures import (
    get,
)

CONFIG = """
[aggregator]
listen = "127.0.0.1:{port}"
base_url = "http://127.0.0.1:{port}"
min_interval = "15m"

[[source]]
url = "{base}/feed.xml"
name = "log"
allow_private = true
full_text = "never"
"""

ITEM = """<item><title>Entry {n}</title><link>http://log.example/{n}</link>
<guid isPermaLink="false">log-{n}</guid><pubDate>Mon, {n:02} Jun 2020 10:00:00 GMT</pubDate>
<description>What happened on day {n} of the expedition, in a sentence.</description></item>"""


def make_feed(count):
    """Return an RSS document of so many entries."""
    items = "".join(ITEM.format(n=n) for n in range(count, 0, -1))
    return f'<rss version="2.0"><channel><title>Log</title>{items}</channel></rss>'.encode()


def titles(place):
    """Return what the served Atom feed has now; empty while nothing is served."""
    answer = get(place.atom)
    if answer is None or answer[0] != 200:
        return []
    return [entry.title for entry in feedparser.parse(answer[2]).entries]


def snapshot(place):
    """Return digest and mtime of every published file."""
    return {
        path.name: (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in place.public.rglob("*")
        if path.is_file()
    }


def count_rows(place):
    """Return how many entries are stored."""
    connection = sqlite3.connect(place.folder / "storage" / "aggregator.db")
    try:
        return connection.execute("select count(*) from entry").fetchone()[0]
    finally:
        connection.close()
