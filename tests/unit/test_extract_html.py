"""What an article's HTML keeps: what cleaning needs, and what plain text has no room for."""

import pytest

from aggregator.clean.html import clean_html
from aggregator.extract.article import extract_article
from aggregator.records import Article

URL = "http://news.example/2026/story"
BEFORE, AFTER = (
    "".join(
        f"<p>On {day} the harbour froze a little more, and that evening {n} boats were stuck.</p>"
        for n, day in enumerate(days.split(), 7)
    )
    for days in ("Monday Tuesday Wednesday", "Thursday Friday Saturday")
)


def read(html):
    page = f"<title>The ice</title><article><h1>The ice</h1>{BEFORE}{html}{AFTER}</article>"
    found = extract_article(page, URL)
    assert isinstance(found, Article)
    return found


def cleaned(html):
    found = read(html)
    return clean_html(found.html, found.base, title="The ice")


@pytest.mark.parametrize(
    "picture",
    [
        '<picture><source srcset="/ice.webp"><img src="/ice.jpg"></picture>',
        '<picture><source srcset="/a.avif"><source srcset="/b.webp"><img src="/ice.jpg"></picture>',
        '<figure><picture><source srcset="/a.webp" /><img data-src="/ice.jpg"></picture></figure>',
    ],
)
def test_a_picture_with_several_sources_is_kept(picture):
    """The parser nests in a source what follows it, and writes no end of it."""
    assert 'src="http://news.example/ice.jpg"' in cleaned(picture)


def test_ruby_stays_above_the_letters_it_explains():
    assert "<ruby>\u6c37<rt>k\u014dri</rt></ruby>" in cleaned(
        "<p>Ice is <ruby>\u6c37<rt>k\u014dri</rt></ruby> in Japanese, which means cold as well.</p>"
    )


@pytest.mark.parametrize(
    ("script", "kept"),
    [
        (
            '<p>Ice weighs <script type="math/tex">m = \\rho V</script> in all.</p>',
            r"\(m = \rho V\)",
        ),
        ('<script type="math/tex; mode=display">F < m g</script>', r"\[F &lt; m g\]"),
    ],
)
def test_a_formula_in_a_script_is_text(script, kept):
    """MathJax typesets it in a browser; readers see the TeX."""
    assert kept in cleaned(script)


def test_a_formula_that_is_shown_already_is_not_told_twice():
    shown = '<span class="MathJax">E = mc2</span><script type="math/tex">E = mc^2</script>'
    line = f"<p>They say that {shown} holds for all that is, ice or not.</p>"
    for told in (cleaned(line), clean_html(line, URL)):
        assert "E = mc2" in told
        assert "mc^2" not in told


@pytest.mark.parametrize(
    "program",
    [
        '<table><tr><td class="rouge-gutter gl"><pre>1\n2</pre></td><td><pre>{}</pre></td></table>',
        '<table><tr><td class="linenos"><div class="linenodiv"><pre>1\n2</pre></div></td>'
        "<td><pre>{}</pre></td></table>",
        '<pre><span class="lineno">1 </span>{}<span class="lineno">2 </span></pre>',
    ],
)
def test_numbers_of_lines_are_no_part_of_a_program(program):
    assert "<pre>thaw(ice)\nwait()</pre>" in cleaned(program.format("thaw(ice)\nwait()"))


def test_a_column_that_only_has_such_a_name_stays():
    told = cleaned('<table><tr><td class="gutter">Boats<td>40<tr><td>Crews<td>12</table>')
    assert "Boats" in told


@pytest.mark.parametrize(
    "frame",
    [
        '<lite-youtube videoid="abcdefghijk"></lite-youtube>',
        '<amp-youtube data-videoid="abcdefghijk"></amp-youtube>',
        '<div class="youtube-player" data-id="abcdefghijk"></div>',
        '<div><div class="lite-youtube" data-videoid="abcdefghijk"><img src="/x.jpg"></div></div>',
        '<div data-youtube-id="abcdefghijk"><button><svg><path></path></svg></button></div>',
        '<div class="rll-youtube-player" data-id="abcdefghijk"></div><noscript>'
        '<iframe src="https://www.youtube.com/embed/abcdefghijk?feature=oembed"></iframe></noscript>',
    ],
)
def test_players_that_a_script_would_make_are_kept(frame):
    """Each once, and in a feed as on a page."""
    player = 'src="https://www.youtube-nocookie.com/embed/abcdefghijk"'
    assert cleaned(frame).count(player) == 1
    assert clean_html(f"{BEFORE}{frame}{AFTER}", URL).count(player) == 1


@pytest.mark.parametrize(
    "element",
    [
        '<div class="youtube-player" data-id="abcdefghijk"><p>The ice, seen from above.</p></div>',
        '<div class="card" data-id="abcdefghijk"></div>',
        '<div class="youtube-player" data-id="37"></div>',
    ],
)
def test_what_only_looks_like_a_player_is_none(element):
    """It holds words, is no player by its name, or names no video."""
    assert "iframe" not in cleaned(element)
    assert ("seen from above" in cleaned(element)) == ("seen from above" in element)


def test_a_quoted_post_is_part_of_the_article():
    """The network's name is in its class, which share bars have in theirs as well."""
    post = (
        '<blockquote class="twitter-tweet"><p lang="en">The ice is two feet thick.</p></blockquote>'
    )
    assert "two feet thick" in cleaned(post)
    assert "Share" not in cleaned('<div class="twitter-share">Share on Twitter</div>')
