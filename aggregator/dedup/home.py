"""Whether an entry's address is on its source's own site: only there a source speaks for it."""

from collections.abc import Iterable

from aggregator.records import Home
from aggregator.urls import is_same_site


def find_home(address: str | None, feed_url: str, home_pages: Iterable[str]) -> Home:
    """Return how surely the page at an address is the source's own.

    `home_pages` are on what seems to be its site, by what the feed says: a claim,
    while the feed's own address is what the user chose.
    """
    if address is None or is_same_site(address, feed_url):
        return Home.OWN
    if any(is_same_site(address, page) for page in home_pages):
        return Home.CLAIMED
    return Home.ELSEWHERE
