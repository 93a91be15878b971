"""Pictures: one address each, the real one, the best within bounds; pixels are gone."""

import pytest

from aggregator.clean.html import clean_html
from aggregator.clean.srcset import Candidate, best, read_srcset

BASE = "https://news.example/2026/story"
LAZY = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="


def picture(html):
    """Return the address of the only picture, or None."""
    cleaned = clean_html(f"<p>text</p>{html}", BASE)
    assert cleaned.count("<img") <= 1
    return cleaned.partition('src="')[2].partition('"')[0] or None


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img src="a.jpg">', "https://news.example/2026/a.jpg"),
        ('<img src="//cdn.example/a.jpg">', "https://cdn.example/a.jpg"),
        (f'<img src="{LAZY}" data-src="/a.jpg">', "https://news.example/a.jpg"),
        ('<img src="/blank.gif" data-original="/a.jpg">', "https://news.example/a.jpg"),
        ('<img src="/spacer.gif" data-lazy-src="/a.jpg">', "https://news.example/a.jpg"),
        ('<img data-srcset="/s.jpg 300w, /l.jpg 900w">', "https://news.example/l.jpg"),
        ('<img src="/s.jpg" srcset="/m.jpg 800w, /l.jpg 1600w, /xl.jpg 4000w">',
         "https://news.example/l.jpg"),
        ('<img src="/s.jpg" srcset="/s.jpg 1x, /d.jpg 2x, /t.jpg 3x">',
         "https://news.example/d.jpg"),
        ('<img src="/s.jpg" data-src="true">', "https://news.example/s.jpg"),
        (f'<img src="{LAZY}" data-lazy="/a.jpg"><noscript><img src="/a.jpg"></noscript>',
         "https://news.example/a.jpg"),
        (f'<div><img src="{LAZY}"></div><noscript><img src="/b.jpg"></noscript>',
         "https://news.example/b.jpg"),
        ('<noscript><img src="/c.jpg" alt="c"></noscript>', "https://news.example/c.jpg"),
        ('<img src="/a.jpg" style="width:0;height:0;min-width:100%">', "https://news.example/a.jpg"),
        (f'<img src="{LAZY}" new-lazy-src="/a.jpg?w=7" alt="/b.jpg">',
         "https://news.example/a.jpg?w=7"),
        (f'<img src="{LAZY}" title="/b.jpg" onerror="this.src=\'/c.jpg\'">', None),
        (f'<noscript><img src="/d.jpg"></noscript> <img src="{LAZY}" data-src="/d-20.jpg">',
         "https://news.example/d.jpg"),
        (f'<picture><source srcset="/w.webp 1200w"><img src="{LAZY}"></picture>',
         "https://news.example/w.webp"),
        ('<picture><source data-srcset="/w.webp"><img></picture>', "https://news.example/w.webp"),
        ('<picture><source srcset="/w.webp"><img src="/a.jpg"></picture>',
         "https://news.example/a.jpg"),
        ('<amp-img src="/a.jpg" width="600" height="400"></amp-img>', "https://news.example/a.jpg"),
        ('<img src="https://i.example/f_auto,w_600/a.jpg" '
         'srcset="https://i.example/f_auto,w_600/a.jpg 600w,https://i.example/w_900/a.jpg 900w">',
         "https://i.example/w_900/a.jpg"),
    ],
)  # fmt: skip
def test_a_picture_has_its_real_and_best_address(html, expected):
    assert picture(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        '<img src="/a.gif" width="1" height="1">',
        '<img src="/a.gif" width=0 height=0>',
        '<img src="/a.gif" height="1px">',
        '<img src="/a.gif" style="width:1px;height:1px">',
        '<img src="/a.gif" style="display: none">',
        '<img src="/a.gif" hidden>',
        '<img src="https://pixel.wp.com/b.gif?host=x">',
        '<img src="https://feeds.feedburner.com/~r/x/~4/y">',
        '<img src="https://www.facebook.com/tr?id=1&ev=PageView">',
        '<img src="https://stats.example/matomo.php?idsite=1">',
        '<img src="https://ad.doubleclick.net/ddm/x">',
        '<img src="https://medium.com/_/stat?event=post.clientViewed">',
        '<img src="https://counter.example/count.gif">',
        '<noscript><img src="https://www.facebook.com/tr?id=1" width=1 height=1></noscript>',
        f'<img src="{LAZY}">',
        '<img src="javascript:alert(1)">',
        "<img>",
    ],
)
def test_what_only_counts_or_shows_nothing_is_gone(html):
    assert picture(html) is None


def test_what_a_picture_shows_is_told_and_how_large_it_is():
    cleaned = clean_html(
        '<img src="a.jpg" alt=" A  cat " title="Cat" width="640" height="x">', BASE
    )
    assert 'alt="A cat"' in cleaned
    assert 'title="Cat"' in cleaned
    assert 'width="640"' in cleaned
    assert "height" not in cleaned


def test_an_emoji_that_is_a_picture_becomes_a_character():
    html = '<p>Hi <img class="emoji" alt="\U0001f600" src="https://s.w.org/e.png">!</p>'
    assert clean_html(html, BASE) == "<p>Hi \U0001f600!</p>"


def test_a_linked_picture_keeps_its_link():
    cleaned = clean_html('<a href="/full.jpg"><img src="/small.jpg"></a>', BASE)
    assert '<a href="https://news.example/full.jpg"' in cleaned
    assert 'src="https://news.example/small.jpg"' in cleaned


@pytest.mark.parametrize(
    ("srcset", "expected"),
    [
        ("a 1x, b 2x", [Candidate("a", density=1), Candidate("b", density=2)]),
        ("a 100w,b 200w", [Candidate("a", width=100), Candidate("b", width=200)]),
        ("a,b 2x", [Candidate("a,b", density=2)]),
        ("a, b 2x", [Candidate("a"), Candidate("b", density=2)]),
        ("  a  ", [Candidate("a")]),
        ("a 1.5x", [Candidate("a", density=1.5)]),
        ("a 100w 50h, b 2q", [Candidate("a", width=100), Candidate("b")]),
        (",,,", []),
        ("", []),
    ],
)
def test_a_srcset_is_read_as_browsers_read_it(srcset, expected):
    assert read_srcset(srcset) == expected


def test_the_best_picture_is_the_largest_within_bounds():
    assert best([Candidate("s", width=300), Candidate("m", width=1200)]) == "m"
    assert best([Candidate("l", width=3000), Candidate("xl", width=5000)]) == "l"
    assert best([Candidate("only")]) == "only"
    assert best([]) is None


@pytest.mark.parametrize(
    ("words", "stays"),
    [
        ("Please enable JavaScript to view the comments powered by Disqus.", False),
        ('Please enable JavaScript to view the <a href="https://d.example/">comments</a>.', False),
        ('<a href="https://poll.example/7">Take our poll</a>', True),
        ("The harbour froze over on Tuesday night. " * 9, True),
    ],
)
def test_what_asks_for_scripts_goes_and_what_stands_for_them_stays(words, stays):
    """A link leads to what a script would show; a long text is a page that scripts would build."""
    story = f"<p>{'It froze. ' * 20}</p>"
    cleaned = clean_html(f"{story}<noscript>{words}</noscript>", BASE)
    assert (cleaned != clean_html(story, BASE)) is stays
