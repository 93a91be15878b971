"""The address functions take every string, and doing them twice changes nothing."""

from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.urls import (
    absolute,
    canonical_url,
    host_of,
    is_home_page,
    is_same_site,
    is_web_url,
    strip_tracking,
    unwrap_redirector,
)

PIECES = st.sampled_from(
    ["http:", "https:", "//", "/", "www.", "m.", "amp.", "a.example", "google.com", "youtu.be",
     ":80", ":443", ":8443", "?", "&", "=", "#", "utm_source=x", "url", "q=", "amp", "/amp", ".amp",
     "index.html", "..", ".", "%2e", "%2F", "%", "%41", "%zz", "[", "]", "[::1]", "@", "\\", " ",
     "\t", "é", "\ud800", "javascript:", "data:", "mailto:a@b", "blogspot", ".co.uk", "+", "~",
     "https%3A%2F%2Fb.example%2Fx", "l.facebook.com/l.php?u=", "watch?v=dQw4w9WgXcQ",
     "/dQw4w9WgXcQ", "/shorts/", ":~:text=", "amp;", ";", "1"]
)  # fmt: skip
URLS = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(PIECES, max_size=10).map(lambda parts: "https://" + "".join(parts)),
)


@given(URLS, URLS)
def test_no_string_makes_an_address_function_raise(url, base):
    assert absolute(url, base) is None or isinstance(absolute(url, base), str)
    assert isinstance(host_of(url), str)
    assert is_web_url(url) in (True, False)
    assert is_home_page(url) in (True, False)
    assert is_same_site(url, base) == is_same_site(base, url)


@given(URLS, URLS)
def test_an_absolute_address_stays_as_it_is(url, base):
    once = absolute(url, base)
    if once is not None:
        assert absolute(once, base) == once
        assert once.isascii()
        assert not any(character.isspace() for character in once)


@given(URLS)
def test_tracking_is_gone_after_one_pass(url):
    once = strip_tracking(url)
    assert strip_tracking(once) == once
    assert len(once) <= len(url)


@given(URLS)
def test_what_is_behind_a_redirector_is_on_the_web(url):
    once = unwrap_redirector(url)
    assert once == url or is_web_url(once)


@given(URLS)
@example("https://a.example/a/amp/amp/amp/amp/amp/amp/amp/amp/amp/amp-1/amp/amp/amp/amp/amp/amp")
@example("https://a.example" + "/index.html" * 20)
def test_the_key_of_a_key_is_the_key(url):
    once = canonical_url(url)
    assert canonical_url(once) == once
