"""Text: what may stand in a document, how it is compared, how it is shortened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from aggregator.text import collapse, fold, legal, plain_text, shorten, words


@given(st.text(alphabet=st.characters(codec=None), max_size=80))
def test_legal_text_can_stand_in_any_document(text):
    element = etree.Element("text")
    element.text = legal(text)
    assert etree.fromstring(etree.tostring(element)).text == (element.text or None)


def test_what_no_document_may_carry_is_left_out():
    assert legal("a\x00b\x0bc\ud800d\ufffee\ufdd0f\x9fg") == "abcdefg"


def test_a_line_is_one_line():
    assert collapse(" a\n\tb \u00a0 c\x00 ") == "a b c"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("It\u2019s \u201cfine\u201d \u2013 really\u2026", 'It\'s "fine" - really...'),
        ("co\u00adop\u200beration", "cooperation"),
        ("\ufb01ne", "fine"),
        ("STRASSE", "straße"),
        ("non\u00a0breaking", "non breaking"),
        ("cafe\u0301", "café"),
        ("\uff26\uff55\uff4c\uff4c", "full"),
    ],
)
def test_typography_does_not_change_words(one, other):
    assert words(one) == words(other)


def test_words_of_scripts_without_spaces_are_characters():
    assert words("今日は news だ") == ["今", "日", "は", "news", "だ"]


def test_different_words_stay_different():
    assert words("part 1") != words("part 2")
    assert words("resume") != words("résumé")


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_a_long_line_is_cut_at_the_end_of_a_word():
    assert shorten("one two three four", 12) == "one two…"
    assert shorten("one two, three", 9) == "one two…"
    assert shorten("short", 5) == "short"
    assert shorten("文" * 50, 10) == "文" * 9 + "…"


@given(st.text(max_size=200), st.integers(min_value=2, max_value=60))
def test_a_shortened_line_is_no_longer_than_asked(text, limit):
    assert len(shorten(text, limit)) <= limit


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a <b>b</b>c</p><p>d</p>", "a bc\nd"),
        ("a<br>b", "a\nb"),
        ("one\ntwo", "one two"),
        ("x &lt; y &amp;&nbsp;z", "x < y & z"),
        ("a<script>b</script>c<style>d</style>e", "a c e"),
        ("a<!-- <b> -->b", "ab"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("", ""),
    ],
)
def test_the_text_of_html_has_a_line_for_each_block(html, expected):
    assert plain_text(html) == expected


@pytest.mark.parametrize(
    "html", ["<script>" * 100_000, "<!--" * 200_000, "<" * 500_000, "&" * 500_000, "<p " * 200_000]
)
def test_the_text_of_a_bomb_is_read_in_one_pass(html):
    """Quadratic reading of any of these would run into the suite's time limit."""
    assert isinstance(plain_text(html), str)
