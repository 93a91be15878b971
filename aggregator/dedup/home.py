"""Whether an entry's address is on its source's own site: only there a source speaks for it."""

from aggregator.records import Home
from aggregator.urls import is_same_site


def find_home(address: str | None, feed_url: str, home_page: str | None) -> Home:
    """Return how surely the page at an address is the source's own.

    `home_page` is what the feed names as its site (RSS channel link, Atom
    alternate): a claim, while the feed's own address is what the user chose.
    """
    if address is None or is_same_site(address, feed_url):
        return Home.OWN
    if home_page and is_same_site(address, home_page):
        return Home.CLAIMED
    return Home.ELSEWHERE
