"""Site-config files of Full-Text RSS, read and carried out."""

import pytest

from aggregator.extract.article import extract_article
from aggregator.extract.rule_tests import run_tests
from aggregator.extract.site_rules import config_names, parse_site_config
from aggregator.records import Article, NoArticle, SiteRules

FILE = """\
# The Courier
title: //h1[@class='head']
author: //span[@class='who']
date: //time/@datetime
body: //div[@id='gone']
body: //div[@id='text']

strip: //div[@class='ad']
strip_id_or_class: teaser
strip_image_src: /pixel.
prune: no
tidy: no
find_string: <blurb>
replace_string: <p>
replace_string(</blurb>): </p>
single_page_link: //a[@class='print']
if_page_contains: //div[@class='pages']
next_page_link: //a[@class='next']
native_ad_clue: //meta[@content='sponsored']
http_header(User-Agent): Mozilla/5.0
test_url: http://courier.example/1
test_contains: ice on the harbour
test_contains: forty boats
test_url: http://courier.example/2
"""
PAGE = """
<h1 class="head">Ice</h1><span class="who">I. Holm</span>
<time datetime="2016-01-08T11:14:00Z">today</time>
<div id="text"><blurb>Ice on the harbour.</blurb><div class="ad">Buy boats.</div>
<p class="big-teaser">More on ice.</p>
<p>Forty boats.</p><img src="/pixel.gif"><img src="/a.jpg"></div>
<p>Not the article, though it is quite long and looks like a paragraph of prose to anyone.</p>"""


def read(page, file=FILE, **rules):
    config = parse_site_config(file).config
    return extract_article(
        page, "http://courier.example/1", rules=SiteRules(config=config, **rules)
    )


def test_every_key_of_the_format_is_read():
    """A file of the format is read whole, without a complaint."""
    found = parse_site_config(FILE)
    config = found.config
    assert found.problems == ()
    assert config.body == ("//div[@id='gone']", "//div[@id='text']")
    assert config.replacements == (("<blurb>", "<p>"), ("</blurb>", "</p>"))
    assert config.single_page_link == (("//a[@class='print']", "//div[@class='pages']"),)
    assert config.next_page_link == (("//a[@class='next']", None),)
    assert config.http_header == (("User-Agent", "Mozilla/5.0"),)
    assert config.tests == (
        ("http://courier.example/1", ("ice on the harbour", "forty boats")),
        ("http://courier.example/2", ()),
    )
    assert config.prune is False


def test_a_site_config_is_carried_out():
    """The first body that finds text is the article, without what is stripped."""
    found = read(PAGE)
    assert isinstance(found, Article)
    assert found.text == "Ice on the harbour.\n\nForty boats."
    assert (found.method, found.title, found.author) == ("rule", "Ice", "I. Holm")
    assert found.published is not None
    assert found.published.isoformat() == "2016-01-08T11:14:00+00:00"
    assert "/a.jpg" in found.html
    assert "pixel" not in found.html


def test_the_users_own_selector_comes_first():
    found = read(PAGE, select=("p.big",), strip=(".who",))
    assert isinstance(found, Article)
    assert found.text.startswith("Ice on the harbour.")
    found = read("<div class=mine><p>Mine.</p></div>" + PAGE, select=("div.mine",))
    assert isinstance(found, Article)
    assert found.text == "Mine."


def test_an_advertisement_is_no_article():
    """native_ad_clue tells a paid page, which nobody subscribed to."""
    found = read('<meta content="sponsored">' + PAGE)
    assert isinstance(found, NoArticle)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("body //div", "line 1: is not key: value"),
        ("boddy: //div", 'line 1: unknown key boddy (did you mean "body"?)'),
        ("colour: red", "line 1: unknown key colour"),
        (
            "if_page_contains: //div",
            "line 1: if_page_contains without single_page_link or next_page_link",
        ),
        ("body:", "line 1: body says nothing"),
        ("body: //div[", "line 1: is not XPath"),
        ("body: //p[@id='\x01']", "line 1: is not XPath"),
        ("body: //p\0", "line 1: is not XPath"),
        ("body" + " " * 300_000 + "//p", "line 1: is not key: value"),
        ("replace_string: x", "line 1: replace_string without find_string"),
        ("test_contains: x", "line 1: test_contains before any test_url"),
    ],
)
def test_a_line_that_says_nothing_is_told_and_passed_over(line, told):
    """One bad line of two thousand files costs that line."""
    found = parse_site_config(f"{line}\nbody: //article\n")
    assert found.problems[0].detail.startswith(told)
    assert found.config.body == ("//article",)


@pytest.mark.parametrize(
    ("lines", "single", "following"),
    [
        ("next_page_link: //a\nif_page_contains: //b", (), (("//a", "//b"),)),
        (
            "single_page_link: //a\nnext_page_link: //i\nif_page_contains: //b",
            (("//a", None),),
            (("//i", "//b"),),
        ),
        (
            "single_page_link: //a\nsingle_page_link: //i[\nif_page_contains: //b",
            (("//a", None),),
            (),
        ),
    ],
    ids=["next page", "the nearer of two", "a rule that is no XPath"],
)
def test_a_condition_is_of_the_rule_for_a_link_before_it(lines, single, following):
    """And of no other: where that one cannot be used, nor can its condition."""
    config = parse_site_config(lines).config
    assert (config.single_page_link, config.next_page_link) == (single, following)


def test_rules_that_find_nothing_fall_through():
    """Rules age: half of them match no page of their host any more."""
    prose = "<p>The harbour froze over on Tuesday night, and forty boats stood fast in it.</p>"
    found = read(f"<article>{prose}</article>", "body: //div[@class='old']\n")
    assert isinstance(found, Article)
    assert found.method != "rule"


def test_a_host_that_nobody_can_have_has_no_file():
    """Of a thousand labels a thousand names were made, and tried and told of for each link."""
    assert config_names(f"http://{'a.' * 1000}example/") == ()


def test_a_host_has_its_own_file_and_those_of_its_domains():
    """The closest file is the first."""
    assert config_names("http://www.news.courier.example/a") == (
        "news.courier.example.txt",
        ".news.courier.example.txt",
        ".courier.example.txt",
    )
    assert config_names("not an address") == ()


def test_a_file_is_tested_on_saved_pages():
    """What its test_url and test_contains say is told where it does not hold."""
    config = parse_site_config(FILE).config
    pages = {"http://courier.example/1": PAGE.encode()}
    first, second = run_tests(config, pages.get)
    assert (first.url, first.outcome) == ("http://courier.example/1", "not contained")
    assert first.missing == ("ice on the harbour", "forty boats")
    assert (second.url, second.outcome) == ("http://courier.example/2", "no page")
    right = FILE.replace("ice on", "Ice on").replace("forty boats", "Forty boats")
    config = parse_site_config(right.replace("test_url: http://courier.example/2", "")).config
    assert [one.outcome for one in run_tests(config, pages.get)] == ["passed"]
    moved = {"http://courier.example/1": b"<p>Moved.</p>"}
    assert [one.outcome for one in run_tests(config, moved.get)] == ["no body"]


def test_a_test_may_be_of_words_on_a_further_page():
    """Pages of one article that were saved are read as one; those that were not are no failure."""
    rules = "body: //div[@id='t']\nnext_page_link: //a[@class='n']\ntest_url: http://e.example/a\n"
    config = parse_site_config(rules + "test_contains: the end of it").config
    start = (
        "<div id=t>The beginning of the story, in many words.</div><a class=n href=/a?p=2>on</a>"
    )
    end = "<div id=t>What came then, until the end of it was told.</div>"
    pages = {"http://e.example/a": start.encode(), "http://e.example/a?p=2": end.encode()}
    assert [one.outcome for one in run_tests(config, pages.get)] == ["passed"]
    del pages["http://e.example/a?p=2"]
    assert [one.outcome for one in run_tests(config, pages.get)] == ["not contained"]


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        ("http_header(referer): https://news.example/", True),
        ("http_header(Cookie): seen=1; wall=0", True),
        ("http_header(Host): other.example", False),
        ("http_header(Authorization): Bearer x", False),
        ("http_header(X-Forwarded-For): 127.0.0.1", False),
        ("http_header(User-Agent): Br\u00f6wser", False),
    ],
)
def test_only_harmless_headers_are_taken_from_a_file(line, sent):
    """A file of strangers' must not change whom a request is for, or who asks."""
    read = parse_site_config(line)
    assert (bool(read.config.http_header), bool(read.problems)) == (sent, not sent)
