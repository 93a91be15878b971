"""Articles in several parts come out as one, in order, without repeating."""

import pytest

from aggregator.extract.article import extract_article
from aggregator.extract.next_page import find_next_page, find_whole_page, merge_parts
from aggregator.records import Article, SiteConfig

URL = "http://news.example/story.html"
INTRO = "This is the second of our reports on the winter that froze the harbour of the town."
PARTS = (
    "On Monday the ice reached the lighthouse, and the keeper walked home across the bay.",
    "On Tuesday the fishermen cut a channel to the sea, which had closed again by the evening.",
    "On Wednesday the thaw came, and with it the water that had been waiting up the valley.",
)


def part(text, title="The winter that froze the harbour"):
    page = f"<title>{title}</title><article><p>{INTRO}</p><p>{text}</p></article>"
    found = extract_article(page, URL)
    assert isinstance(found, Article)
    return found


@pytest.mark.parametrize(
    ("url", "href", "found"),
    [
        (URL, "/story.html?page=2", "http://news.example/story.html?page=2"),
        ("http://news.example/s/12345", "12345/2", "http://news.example/s/12345/2"),
        ("http://news.example/s/a/", "/s/a/page/2/", "http://news.example/s/a/page/2/"),
        ("http://news.example/s/a/2", "/s/a/3", "http://news.example/s/a/3"),
        ("http://news.example/s-1.html", "/s-2.html", "http://news.example/s-2.html"),
        (URL, "/another-story.html", None),
        ("http://news.example/s/12345", "/s/12346", None),
        (URL, "http://other.example/story.html?page=2", None),
        (URL, URL, None),
    ],
)
@pytest.mark.parametrize(
    "link", ['<link rel="next" href="{}">', '<a rel="nofollow next" href="{}">']
)
def test_rel_next_is_followed_to_another_page_of_the_same_article_only(url, href, found, link):
    """On most sites rel=next leads to the next article: that is no part of this one."""
    assert find_next_page(f"<body>{link.format(href)}x</body>", url) == found


def test_a_selector_of_the_user_is_taken_at_its_word():
    """What the user names is the next part, whatever its address; but for other sites."""
    page = '<a class="more" href="/part-two">Next</a><a class="out" href="http://x.example/">x</a>'
    assert find_next_page(page, URL, "a.more") == "http://news.example/part-two"
    assert find_next_page(page, URL, "a.out") is None
    assert find_next_page(page, URL, "a.none") is None


def test_a_site_config_knows_the_next_part_and_the_whole():
    """next_page_link and single_page_link are XPath, each with a condition or without."""
    page = '<a id="n" href="/b">2</a><a id="all" href="/print">Print</a>'
    config = SiteConfig(
        next_page_link=(("//a[@id='all']", "//div"), ("//a[@id='n']", "//a[@id='all']")),
        single_page_link=(("//a[@id='n']/@href", "//div"), ("//a[@id='all']/@href", None)),
    )
    assert find_next_page(page, URL, None, config) == "http://news.example/b"
    assert find_whole_page(page, URL, config) == "http://news.example/print"
    assert find_whole_page("<p>x</p>", URL, config) is None


def test_parts_make_one_article_and_what_they_repeat_is_said_once():
    merged = merge_parts([part(text) for text in PARTS]).article
    assert merged.text == "\n\n".join((INTRO, *PARTS))
    assert merged.html.count(INTRO) == 1
    assert [merged.html.index(text) for text in PARTS] == sorted(map(merged.html.index, PARTS))


def test_a_part_that_says_it_all_again_ends_the_article():
    """Some sites answer the number after the last with the last page again."""
    merged = merge_parts([part(PARTS[0]), part(PARTS[0]), part(PARTS[1])]).article
    assert merged.text == f"{INTRO}\n\n{PARTS[0]}"


def test_another_article_is_no_part():
    """A page with another title ends the article, wherever the link came from."""
    merged = merge_parts([part(PARTS[0]), part(PARTS[1], title="Mayor opens bridge")])
    assert merged.parts == 1
    assert PARTS[1] not in merged.article.text
