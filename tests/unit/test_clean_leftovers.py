"""Lines that a feed hangs on its entries are gone; lines that say something never are."""

import pytest

from aggregator.clean.html import clean_document, clean_html
from aggregator.clean.leftovers import find_repeated
from aggregator.text import line_key

BASE = "https://news.example/2026/story"
BODY = "<p>It rained on Monday, and the river rose by a metre.</p>"
LINK = '<a href="https://news.example/2026/story">{}</a>'


@pytest.mark.parametrize(
    "line",
    [
        f"<p>The post {LINK.format('Rain')} appeared first on <a href=/>News</a>.</p>",
        f"<p>The post {LINK.format('Rain')} first appeared on <a href=/>News</a>.</p>",
        f"<p>Der Beitrag {LINK.format('Regen')} erschien zuerst auf <a href=/>News</a>.</p>",
        f"<p>L\u2019article {LINK.format('Pluie')} est apparu en premier sur <a href=/>N</a>.</p>",
        f"<p>L'articolo {LINK.format('Pioggia')} proviene da <a href=/>N</a>.</p>",
        f"<p>投稿 {LINK.format('雨')} は <a href=/>N</a> に最初に表示されました。</p>",
        "<p>Сообщение Дождь появились сначала на Новости.</p>",
        "<p>Inlägget Regn dök först upp på Nyheter.</p>",
        "<p>Ya\u011fmur yaz\u0131s\u0131 ilk önce N üzerinde ortaya ç\u0131kt\u0131.</p>",
        f"<p>{LINK.format('Read more')}</p>",
        f"<p>{LINK.format('Continue reading')} &rarr;</p>",
        f"<p>{LINK.format('Read the full article on News')[:-4]}</a></p>".replace(" on News", ""),
        f"<p>{LINK.format('Weiterlesen')} …</p>",
        f"<p>{LINK.format('Lire la suite')}</p>",
        f"<p>{LINK.format('Читать далее')}</p>",
        f"<p>{LINK.format('続きを読む')}</p>",
        f"<p>[{LINK.format('…')}]</p>",
        "<p>Share this:</p>",
        "<p>Like this: Like Loading...</p>",
        "<p>Advertisement</p>",
        "<p>Story continues below advertisement</p>",
        "<p>* * *</p>",
        "<p><a href='https://x.com/intent/post?u=x'>X</a> "
        "<a href='https://www.reddit.com/submit?url=x'>Reddit</a></p>",
    ],
)
def test_a_line_that_says_nothing_is_gone(line):
    assert clean_html(BODY + line, BASE) == BODY


@pytest.mark.parametrize("site", ["https://news.example/", "/2026/", "https://other.example"])
def test_a_credit_is_known_in_any_language_by_its_links(site):
    """The entry by its title, then its site: whatever is said around them."""
    credit = (
        f"<p>Artikolen {LINK.format('Rain &amp; wind')} kom fram på <a href='{site}'>N</a>!</p>"
    )
    assert clean_html(BODY + credit, BASE, title="Rain & wind") == BODY
    assert clean_html(credit + BODY, BASE, title="Rain & wind") != BODY


@pytest.mark.parametrize(
    "line",
    [
        f"<p>See {LINK.format('Snow')} on <a href='/'>News</a>.</p>",
        f"<p>See {LINK.format('Rain')} and <a href='/2026/snow'>Snow</a>.</p>",
        f"<p>{LINK.format('Rain')} is what we called it, though <a href='/'>News</a> had said that "
        "it would be a storm.</p>",
        "<p><a href='/'>Rain</a> and <a href='/'>News</a></p>",
    ],
)
def test_a_line_with_other_links_or_more_words_is_no_credit(line):
    assert "</a>" in clean_html(BODY + line, BASE, title="Rain")


def test_leftovers_go_one_after_another():
    more = f"<p>{LINK.format('Read more')}</p><p>Share this:</p><p>…</p>"
    assert clean_html(BODY + more, BASE) == BODY


@pytest.mark.parametrize(
    "line",
    [
        "<p>Read more slowly.</p>",
        "<p>The post office appeared first.</p>",
        "<p>More</p>",
        f"<p>{LINK.format('Read more about the river in our report of last year')}</p>",
        "<p>Share this post with those who live by the river.</p>",
        "<h2>Continue reading</h2>",
        "<pre>Loading...</pre>",
        "<p>Advertisements were banned in 1965.</p>",
    ],
)
def test_a_line_that_says_something_stays(line):
    assert line.split(">")[1].split("<")[0] in clean_html(BODY + line, BASE)


def test_what_is_all_there_is_stays():
    assert clean_html("<p>Share this:</p>", BASE) == "<p>Share this:</p>"


def test_a_link_to_more_that_is_not_the_end_stays():
    html = f"<p>{LINK.format('Read more')}</p><p>It rained.</p>"
    assert "Read more" in clean_html(html, BASE)


def test_lines_at_the_end_of_most_entries_are_of_the_template():
    entries = [
        ["What is it", f"Story {n}", "Support us on Patreon!", f"Sponsored by {n} good friends"]
        for n in range(6)
    ]
    found = find_repeated(entries)
    assert line_key("Support us on Patreon!") in found
    assert line_key("Sponsored by 17 good friends") in found
    assert line_key("Another thing here") not in found


def test_what_is_repeated_further_up_is_the_authors_form():
    entries = [["What it was like", *(f"Line {n} of {m}" for n in range(9))] for m in "abcdef"]
    assert line_key("What it was like") not in find_repeated(entries)


def test_a_repeated_line_goes_from_the_end_only():
    repeated = find_repeated([["Support us on Patreon!"]] * 4)
    html = "<p>Support us on Patreon!</p><p>It rained.</p><p>Support us on Patreon!</p>"
    cleaned = clean_document(html, BASE, repeated=repeated).html
    assert cleaned == "<p>Support us on Patreon!</p>\n<p>It rained.</p>"


def test_few_entries_have_no_template():
    assert find_repeated([["The same line"]] * 3) == frozenset()
    assert find_repeated([]) == frozenset()


def test_a_signature_is_no_template():
    assert find_repeated([["Cheers,", "Ann"]] * 9) == frozenset()


def test_a_line_twice_in_one_entry_counts_once():
    lines = ["la la la"] * 4
    assert find_repeated([lines, ["a"], ["b"], ["c"], ["d"]]) == frozenset()
