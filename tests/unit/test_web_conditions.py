"""What a request's headers ask for."""

from datetime import UTC, datetime

import pytest

from aggregator.web.conditions import is_unchanged, list_codings
from aggregator.web.guard import make_host_check

MODIFIED = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
SAME, EARLIER = "Thu, 05 Mar 2026 12:00:00 GMT", "Thu, 05 Mar 2026 11:59:59 GMT"


@pytest.mark.parametrize(
    ("header", "codings"),
    [
        ("", ()),
        ("gzip", ("gzip",)),
        ("gzip, deflate, br", ("br", "gzip")),
        ("GZIP;q=1.0, br;q=0", ("gzip",)),
        ("br;q=0.000, *", ("gzip",)),
        ("*;q=0", ()),
        ("identity", ()),
        ("gzip; q=0.5", ("gzip",)),
        (";;,q=,", ()),
    ],
)
def test_a_coding_is_used_only_when_the_client_takes_it(header, codings):
    """q=0 means never (RFC 9110, 12.4.2)."""
    assert list_codings(header) == codings


@pytest.mark.parametrize(
    ("headers", "unchanged"),
    [
        ({}, False),
        ({"If-None-Match": '"a"'}, True),
        ({"If-None-Match": 'W/"a"'}, True),
        ({"If-None-Match": '"b", W/"c", "a"'}, True),
        ({"If-None-Match": "*"}, True),
        ({"If-None-Match": '"b"'}, False),
        ({"If-None-Match": "a"}, False),
        ({"If-None-Match": '"b"', "If-Modified-Since": SAME}, False),
        ({"If-Modified-Since": SAME}, True),
        ({"If-Modified-Since": EARLIER}, False),
        ({"If-Modified-Since": "Thursday, 05-Mar-26 12:00:00 GMT"}, True),
        ({"If-Modified-Since": "yesterday"}, False),
        ({"If-Modified-Since": ""}, False),
    ],
)
def test_a_client_that_has_it_is_told_so(headers, unchanged):
    """Tags are compared weakly and count before dates; what cannot be read is as good as none."""
    assert is_unchanged(headers, '"a"', MODIFIED) is unchanged


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("127.0.0.1:8484", True),
        ("localhost", True),
        ("news.localhost:8484", True),
        ("[::1]:8484", True),
        ("feeds.example.org", True),
        ("FEEDS.example.org:443", True),
        ("feeds.example.org.", True),
        ("evil.example", False),
        ("127.0.0.1.evil.example", False),
        ("", False),
        ("[", False),
    ],
)
def test_a_host_is_ours_or_not(host, ours):
    """Loopback's names and that of base_url are; others are another page's trick."""
    assert make_host_check("https://feeds.example.org/x")(host) is ours
