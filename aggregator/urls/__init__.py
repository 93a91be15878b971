"""Addresses: taken apart, made absolute, freed of tracking, compared. Pure.

Every function is total: it takes any string and never raises. Nothing here asks
a server what an address means, and nothing is guessed that could make two
different articles look like one.
"""

from aggregator.urls.canonical import canonical_url
from aggregator.urls.redirectors import unwrap_redirector
from aggregator.urls.resolve import (
    absolute,
    host_of,
    is_home_page,
    is_same_site,
    is_web_url,
    site_of,
)
from aggregator.urls.tracking import strip_tracking

__all__ = [
    "absolute",
    "canonical_url",
    "host_of",
    "is_home_page",
    "is_same_site",
    "is_web_url",
    "site_of",
    "strip_tracking",
    "unwrap_redirector",
]
