"""Where a source's own headers may go."""

import pytest

from aggregator.fetch.request import add_own, is_own_origin, page_headers
from aggregator.records import Secret, Source

OWN = [
    ("http://a.test/feed", "http://a.test/page"),
    ("http://a.test/feed", "http://A.test:80/page"),
    ("http://a.test/feed", "http://a.test./page"),
    ("http://a.test/feed", "https://a.test/page"),
    ("https://a.test/feed", "https://a.test:443/"),
    ("http://[::1]:8000/feed", "http://[::1]:8000/page"),
]
FOREIGN = [
    ("https://a.test/feed", "http://a.test/page"),
    ("http://a.test/feed", "http://a.test:8080/page"),
    ("http://a.test:8080/feed", "https://a.test/page"),
    ("http://a.test/feed", "https://a.test:8443/page"),
    ("http://a.test/feed", "http://b.a.test/page"),
    ("http://a.test/feed", "http://a.test.evil.test/"),
    ("http://a.test/feed", "http://a.test@evil.test/"),
    ("http://a.test/feed", "http://evil.test/?http://a.test/"),
    ("http://a.test/feed", "http://a.test:99999/"),
    ("http://a.test/feed", "ftp://a.test/"),
    ("file:///feed.xml", "http://a.test/"),
    ("file:///feed.xml", "file:///feed.xml"),
    ("http://a.test/feed", ""),
]


@pytest.mark.parametrize(("own", "url"), OWN)
def test_an_origin_is_scheme_host_and_port_or_its_host_made_safer(own, url):
    assert is_own_origin(url, own)


@pytest.mark.parametrize(("own", "url"), FOREIGN)
def test_any_other_origin_is_foreign(own, url):
    assert not is_own_origin(url, own)


@pytest.mark.parametrize(("own", "url"), FOREIGN)
def test_no_secret_goes_to_a_foreign_origin(own, url):
    source = Source(name="s", url=own, headers=(("Cookie", Secret("c")),), auth=Secret("u:p"))
    plain = page_headers("agent")
    assert add_own(plain, source, url) == plain


def test_what_the_user_sets_stands_before_what_we_send():
    source = Source(
        name="s",
        url="http://a.test/feed",
        headers=(("ACCEPT", Secret("text/x")), ("Authorization", Secret("Key k"))),
        auth=Secret("u:p"),
    )
    sent = add_own(page_headers("agent"), source, "http://a.test/page")
    assert sent.getall("accept") == ["text/x"]
    assert sent.getall("authorization") == ["Key k"]


@pytest.mark.parametrize(
    ("auth", "sent"),
    [
        ("me:pass", "Basic bWU6cGFzcw=="),
        ("Ann Lee:pass", "Basic QW5uIExlZTpwYXNz"),
        ("Bearer a:b.c", "Bearer a:b.c"),
        ("GoogleLogin abc", "GoogleLogin abc"),
        ("basic bWU6cGFzcw==", "basic bWU6cGFzcw=="),
    ],
)
def test_a_password_becomes_basic_and_a_scheme_stays(auth, sent):
    source = Source(name="s", url="http://a.test/feed", auth=Secret(auth))
    assert add_own(page_headers("agent"), source, source.url)["authorization"] == sent
