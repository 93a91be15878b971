"""Forms, share bars, comments, hidden things are gone; the article never is."""

import pytest

from aggregator.clean.guard import find_bomb
from aggregator.clean.html import clean_document, clean_html

BASE = "https://news.example/2026/story"
WORDS = "The article has a good many words, which is what makes it an article. " * 6


@pytest.mark.parametrize(
    "html",
    [
        "<form action=/s><p>Search</p><input></form>",
        "<button>Subscribe</button>",
        "<select><option>one<option>two</select>",
        "<textarea>x</textarea>",
        "<style>p{}</style>",
        "<script>x</script>",
        "<template><p>x</p></template>",
        "<svg><text>x</text></svg>",
        "<p hidden>x</p>",
        '<div style="display:none">x</div>',
        '<span aria-hidden="true">x</span>',
        '<div class="sharedaddy sd-sharing-enabled">Share</div>',
        '<div class="feedflare"><a href="http://feeds.feedburner.com/~ff/x">x</a></div>',
        '<div id="comments">First!</div>',
        '<div class="jp-relatedposts">Related</div>',
        '<div class="newsletter-signup">Sign up</div>',
        '<ins class="adsbygoogle">ad</ins>',
        '<span class="mw-editsection">[edit]</span>',
        '<span class="screen-reader-text">Opens in a new window</span>',
        '<p>Share: <a href="https://twitter.com/intent/tweet?url=x">Tweet</a></p>',
        '<ul><li><a href="https://www.facebook.com/sharer/sharer.php?u=x">f</a></li>'
        '<li><a href="https://www.linkedin.com/shareArticle?url=x">in</a></li></ul>',
        '<p><a href="mailto:?subject=x&amp;body=y">Email</a></p>',
        "<!-- note -->",
        "<iframe src='https://www.facebook.com/plugins/like.php?x'></iframe>",
        "<iframe src='https://ad.doubleclick.net/x'></iframe>",
    ],
)
def test_what_is_no_article_is_gone(html):
    assert clean_html(f"<p>{WORDS}</p>{html}", BASE) == f"<p>{WORDS.strip()}</p>"


@pytest.mark.parametrize(
    "tag", ["form", "button", "label", "div hidden", 'div class="comments"', "dialog", "svg"]
)
def test_a_tag_that_was_not_closed_takes_no_article_along(tag):
    assert WORDS.strip() in clean_html(f"<{tag}><p>{WORDS}</p>", BASE)


@pytest.mark.parametrize(
    "html",
    [
        '<p>They use <a href="https://twitter.com/intent/tweet">the intent page</a> for everything '
        "that their readers want to post.</p>",
        '<p class="comments-are-free">Opinion</p>',
        '<div class="row gutter"><p>In a grid</p></div>',
        '<div class="shared-memory"><p>On processes</p></div>',
        '<p><a href="https://twitter.com/ann/status/1">a post</a></p>',
        '<p><a href="https://www.reddit.com/r/x/comments/1">a thread</a></p>',
    ],
)
def test_what_only_looks_like_furniture_stays(html):
    assert clean_html(f"<p>{WORDS}</p>{html}", BASE).count("<p") == 2


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<iframe src="//www.youtube.com/embed/dQw4w9WgXcQ?autoplay=1"></iframe>',
         'src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"'),
        ('<iframe src="http://player.vimeo.com/video/1"></iframe>',
         'src="https://player.vimeo.com/video/1"'),
        ('<iframe data-src="https://w.soundcloud.com/player/?url=x"></iframe>',
         'src="https://w.soundcloud.com/player/?url=x"'),
        ('<object><embed src="https://www.youtube.com/v/dQw4w9WgXcQ"></object>',
         'src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"'),
        ('<lite-youtube videoid="dQw4w9WgXcQ"></lite-youtube>',
         'src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"'),
        ('<iframe src="https://charts.example/c/1" title="Chart of rain"></iframe>',
         '<a href="https://charts.example/c/1" title="Chart of rain" rel="noopener noreferrer">'
         "Chart of rain</a>"),
        ('<iframe src="https://charts.example/c/1"></iframe>', ">charts.example</a>"),
        ('<video src="v.mp4" autoplay poster="p.jpg"></video>',
         '<video controls="" poster="https://news.example/2026/p.jpg" preload="none" '
         'src="https://news.example/2026/v.mp4"></video>'),
        ('<video><source src="v.webm"><source src="v.mp4"><p>No player.</p></video>',
         '<video controls="" preload="none"><source src="https://news.example/2026/v.webm">'
         '<source src="https://news.example/2026/v.mp4"></video></p>'),
        ('<blockquote class="instagram-media" data-instgrm-permalink="https://i.example/p/1?utm_a=b">'
         "<div></div></blockquote>", '<a href="https://i.example/p/1" '),
        ('<blockquote class="tiktok-embed" cite="https://t.example/1"></blockquote>',
         ">t.example</a>"),
        ('<blockquote class="twitter-tweet"><a href="https://x.example/1"></a></blockquote>',
         ">x.example</a>"),
        ('<audio><source src="a.mp3" type="audio/mpeg">no player</audio>',
         '<source src="https://news.example/2026/a.mp3" type="audio/mpeg">'),
    ],
)  # fmt: skip
def test_players_of_known_hosts_stay_and_others_are_links(html, expected):
    assert expected in clean_html(f"<p>{WORDS}</p>{html}", BASE)


def test_a_frame_can_do_little():
    """Whatever it says itself; and always in the same order, so that the same bytes come out."""
    frame = (
        '<iframe sandbox="allow-top-navigation" src="https://player.vimeo.com/video/1"></iframe>'
    )
    assert clean_html(frame, BASE) == (
        '<p><iframe allowfullscreen="" loading="lazy" referrerpolicy="no-referrer" '
        'sandbox="allow-scripts allow-same-origin allow-popups allow-presentation" '
        'src="https://player.vimeo.com/video/1"></iframe></p>'
    )


def test_the_line_numbers_of_code_are_gone():
    html = (
        '<table><tr><td class="gutter"><pre>1\n2</pre></td><td class="code"><pre>a\n  b</pre></td>'
        "</tr></table>"
    )
    assert clean_html(f"<p>{WORDS}</p>{html}", BASE).endswith("<pre>a\n  b</pre>")


def test_what_was_taken_away_is_told():
    cleaned = clean_document("<p>x</p><script>y</script><img src=a width=1 height=1>", BASE)
    (told,) = cleaned.decisions
    assert (told.stage, told.code, told.detail) == ("clean", "removed", "1 pixel, 1 script")


@pytest.mark.parametrize(
    "bomb",
    [
        "<p " + " ".join(f"a{n}=1" for n in range(500)) + ">words",
        '<p x="<" ' + " ".join(f"a{n}" for n in range(500)) + ">words",
        "<br>" * 70_000 + "words",
        "words " + "&" * 300_000,
        "<i>" * 3_000 + "words",
    ],
)
def test_a_bomb_is_left_as_its_text_and_the_reason_told(bomb):
    cleaned = clean_document(bomb, BASE)
    assert cleaned.decisions[0].code == "text-only"
    assert "words" in cleaned.html
    assert "<br" not in cleaned.html


def test_a_long_line_of_code_is_no_bomb():
    code = " ".join(f"a{n}<e;i{n}" for n in range(2_000))
    assert clean_html(f"<script>{code}</script><p>words</p>", BASE) == "<p>words</p>"


def test_an_article_is_no_bomb():
    assert find_bomb(f"<p class='a b' id=x>{WORDS}</p>" * 1_000) is None


@pytest.mark.parametrize(
    "player",
    [
        '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>',
        '<lite-youtube videoid="abcdefghijk"></lite-youtube>',
        '<div data-youtube-id="abcdefghijk"></div>',
    ],
)
def test_no_article_has_players_without_end(player):
    """However they are written: readers load each."""
    assert clean_html(f"{player}<p>x</p>" * 300, BASE).count("<iframe") == 200
