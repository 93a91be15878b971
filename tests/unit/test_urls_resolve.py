"""Addresses are made absolute the way a browser does it, and nothing that runs gets through."""

import pytest

from aggregator.urls import absolute, host_of, is_home_page, is_same_site, is_web_url

BASE = "https://news.example/2026/story.html?page=2#top"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("photo.jpg", "https://news.example/2026/photo.jpg"),
        ("/photo.jpg", "https://news.example/photo.jpg"),
        ("../x/./y", "https://news.example/x/y"),
        ("../../../../x", "https://news.example/x"),
        ("//cdn.example/a", "https://cdn.example/a"),
        ("?page=3", "https://news.example/2026/story.html?page=3"),
        ("#notes", "https://news.example/2026/story.html?page=2#notes"),
        ("http://Other.Example:80/a", "http://other.example/a"),
        ("https://other.example:8443/a", "https://other.example:8443/a"),
        ("https:/other.example/a", "https://other.example/a"),
        ("https:///other.example/a", "https://other.example/a"),
        ("\\\\cdn.example\\a\\b?c=\\d", "https://cdn.example/a/b?c=%5Cd"),
        ("  https://a.example/ \n", "https://a.example/"),
        ("https://a.example/b\n\tc", "https://a.example/bc"),
        ("a b/ü?q=ä#ö", "https://news.example/2026/a%20b/%C3%BC?q=%C3%A4#%C3%B6"),
        ("/100%", "https://news.example/100%25"),
        ("/100%25", "https://news.example/100%25"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://[2001:db8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
        ("https://a.example", "https://a.example/"),
        ("https://a.example?x=1", "https://a.example/?x=1"),
        ("mailto:desk@news.example", "mailto:desk@news.example"),
        ("TEL:+4930123", "tel:+4930123"),
    ],
)
def test_an_address_leads_where_a_browser_would_go(url, expected):
    assert absolute(url, BASE) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "\u00a0javascript:alert(1)"[1:],
        "data:text/html,<script>",
        "vbscript:x",
        "blob:https://a.example/1",
        "about:blank",
        "file:///etc/passwd",
        "http://",
        "http://a b/",
        "http://a<b>.example/",
        "http://a.example:99999999/",
        "http://a.example:port/",
        "https://a.example/" + "x" * 10_000,
    ],
)
def test_what_must_not_be_followed_has_no_address(url):
    assert absolute(url, BASE) is None


def test_a_relative_address_without_a_base_leads_nowhere():
    assert absolute("photo.jpg", "") is None
    assert absolute("photo.jpg", "mailto:a@b.example") is None


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("https://a.example/x", True),
        ("HTTP://a.example", True),
        ("//a.example", False),
        ("mailto:a@a.example", False),
        ("https://", False),
        (" https://a.example", False),
        ("", False),
    ],
)
def test_an_address_on_the_web_has_http_and_a_host(url, answer):
    assert is_web_url(url) is answer


def test_a_host_has_neither_port_nor_user_nor_case():
    assert host_of("https://me:pw@News.Example.:8443/x") == "news.example"
    assert host_of("http://[::1]:80/") == "[::1]"
    assert host_of("no address") == ""


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("https://www.a.example/x", "http://blog.a.example/y", True),
        ("https://a.example", "https://b.example", False),
        ("https://one.co.uk/", "https://two.co.uk/", False),
        ("https://www.one.co.uk/", "https://one.co.uk/", True),
        ("https://ann.github.io/", "https://bob.github.io/", False),
        ("https://ann.substack.com/", "https://bob.substack.com/", False),
        ("", "", False),
    ],
)
def test_a_site_is_what_one_owner_has(one, other, answer):
    assert is_same_site(one, other) is answer


def test_a_home_page_names_no_page():
    assert is_home_page("https://a.example/")
    assert is_home_page("https://a.example")
    assert not is_home_page("https://a.example/?p=7")
    assert not is_home_page("https://a.example/a")
