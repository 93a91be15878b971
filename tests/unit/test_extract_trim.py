"""What is taken out of the picked part, and what looks alike and stays."""

import json

import pytest

from aggregator.extract.article import extract_article
from aggregator.records import Article, Hints, NoArticle

URL = "http://news.example/world/story.html"
FIRST = "The harbour froze over on Tuesday night, and by morning forty boats stood fast in the ice."
SECOND = "Fishermen walked to their boats, which none of them had done since the winter of 1963."
THIRD = "“We will wait for the thaw,” said Ingrid Holm, who has run the harbour for twenty years."
PROSE = f"<p>{FIRST}</p><p>{SECOND}</p>"
ALL = [FIRST, SECOND, THIRD]


def paragraphs(body, head="", **asked):
    page = f"<html><head>{head}</head><body><div class='story-body'>{body}</div></body></html>"
    found = extract_article(page, URL, **asked)
    assert isinstance(found, Article), found
    return found.text.split("\n\n")


@pytest.mark.parametrize(
    "aside",
    [
        "<p>Advertisement</p>",
        "<p>Like Us on Facebook</p>",
        "<p>Share this</p>",
        "<p><a href='/x'>Read more: The winters of the century</a></p>",
        "<p><a href='/x'>Читайте также: Зима в гавани</a></p>",
        "<p><a href='/x'>Смотри также: Зима в гавани</a></p>",
        "<p><a href='/x'>Czytaj także: Zima w porcie</a></p>",
        "<p>责任编辑:林一</p>",
        "<div><a href='/x'>The winters of the century</a></div>",
        "<h3>Related</h3><ul>" + "<li><a href=/a>Another story</a></li>" * 4 + "</ul>",
        "<figure><img src='a.jpg'><figcaption>Boats in the ice.</figcaption></figure>",
        "<p>Tags: ice, harbour</p>",
        "<p>Related: Our <a href='/n'>weekly letter</a> tells what the coast talks about.</p>",
        "<p>Credit: Anna Dahl / The Courier</p>",
        "<p>By signing up, you confirm that you are 16 and agree to our terms of use.</p>",
        "<p>Mit der Anmeldung zum Newsletter stimmen Sie den Bedingungen zu.</p>",
        "<p>En vous inscrivant, vous acceptez nos conditions.</p>",
        "<p>Нажимая на кнопку, вы принимаете правила сайта.</p>",
        "<p>Thanks for signing up!</p>",
        "<p>In partnership with</p>",
        "<p>View this email in your browser</p>",
        "<div>Swipe right for more</div>",
        "<div>This field is for validation purposes and should be left unchanged.</div>",
        "<p>The boats at dawn, seen from the pier. Photo by: Anna Dahl</p>",
        "<p>圖說:漁船停在結冰的港口。</p>",
        "<h3>Figure 2.</h3>",
        "<p>Abbildung 3</p>",
        "<p>Share it!</p>",
        "<p>Pin for later</p>",
        "<ul><li><a href='/d'>digg this</a></li><li><a href='/s'>save to Pocket</a></li></ul>",
        "<div><a href='/p'>Prześlij</a> <a href='/d'>Drukuj</a></div>",
        "<div>Προβολή</div>",
    ],
)
def test_what_is_put_between_paragraphs_is_taken_out(aside):
    """Between paragraphs and after the last one alike."""
    assert paragraphs(PROSE + aside + f"<p>{THIRD}</p>") == ALL
    assert paragraphs(PROSE + f"<p>{THIRD}</p>" + aside) == ALL


@pytest.mark.parametrize(
    "line",
    [
        "Share the ice with others, the old sailors used to say.",
        "Read more than the headline before you set out, the harbour master warns.",
        "Follow the ice to the lighthouse and you will see where it ends.",
        "By noon it was a foot thick.",
        "Advertising on the ice is forbidden.",
        "Figure 2 shows how thick it was.",
        "She took one more photo: the last boat.",
        "Powered by the wind, the ice moved on.",
        "By clicking her tongue, she told the dogs to walk on.",
        "Credit for the rescue belongs to the pilots.",
        "“Yes.”",
    ],
)
def test_sentences_that_begin_alike_stay(line):
    assert paragraphs(f"{PROSE}<p>{line}</p><p>{THIRD}</p>") == [FIRST, SECOND, line, THIRD]


@pytest.mark.parametrize(
    "line",
    [
        "By Ingrid Holm",
        "Published on 8 January 2016 at 11:14",
        "January 8, 2016",
        "14.02.2012 10:35",
        "2012年01月17日 19:27",
        "3 hours ago",
        "1,693 views",
    ],
)
def test_who_wrote_it_and_when_is_no_paragraph(line):
    """Before the first paragraph only: later on such a line may be the article's own."""
    assert paragraphs(f"<p>{line}</p>{PROSE}") == [FIRST, SECOND]
    assert line in paragraphs(f"{PROSE}<p>{line}</p><p>{THIRD}</p>")


def test_headings_lists_and_code_are_text():
    items = "<ul><li>Water</li><li>Mud</li></ul>"
    body = f"{PROSE}<h2>The thaw</h2>{items}<pre>ice = 0</pre><p>{THIRD}</p>"
    assert paragraphs(body) == [FIRST, SECOND, "The thaw", "Water", "Mud", "ice = 0", THIRD]


def test_items_of_a_numbered_list_have_their_numbers():
    """Plain text says what a reader of the page sees."""
    body = f"{PROSE}<ol start='3'><li>Water</li><li><p>Mud</p></li></ol><p>{THIRD}</p>"
    assert paragraphs(body) == [FIRST, SECOND, "3. Water", "4. Mud", THIRD]


def test_line_breaks_end_a_paragraph():
    assert paragraphs(f"{FIRST}<br><br>{SECOND}<br>{THIRD}") == ALL


def test_a_second_copy_for_other_screens_is_left_out():
    """Pages carry the same article twice; a refrain is said twice by its author."""
    assert paragraphs(f"<div>{PROSE}<p>{THIRD}</p></div><div>{PROSE}</div>") == ALL


def test_json_ld_is_heard_where_the_page_shows_something_else():
    """A page that is drawn by a script still says what its article is."""
    told = {"@type": "NewsArticle", "articleBody": "\n\n".join((FIRST, SECOND, THIRD))}
    head = f'<script type="application/ld+json">{json.dumps(told)}</script>'
    other = "<p>We use cookies to make this page better for you, as every other page does.</p>"
    assert paragraphs(other, head) == ALL
    last = "And so they waited, and the ice held until the first of March."
    assert paragraphs(f"{PROSE}<p>{THIRD}</p><p>{last}</p>", head) == [*ALL, last]


def test_a_page_with_less_than_the_feed_is_no_article():
    """Never a shorter text than the feed's own."""
    hints = Hints(content=f"{PROSE}<p>{THIRD}</p>" * 3)
    found = extract_article(f"<article>{PROSE}</article>", URL, hints)
    assert isinstance(found, NoArticle)
    assert "feed" in found.reason


def test_names_that_mislead_do_not_cost_the_article():
    """When almost nothing is left, the page is read again without heed to names."""
    body = "".join(f"<div class='sidebar promo'><p>{text}</p></div>" for text in ALL * 3)
    assert FIRST in paragraphs(body)


def test_the_feeds_summary_raises_the_alarm():
    """An article without the words of its summary is looked for again, without heed to names."""
    kinds = (
        "a nice",
        "a quick",
        "a safe",
        "a clever",
        "an honest",
        "a modern",
        "a quiet",
        "a fair",
    )
    said = "We use cookies to make this {} page for all of you, as every page does nowadays."
    other = "".join(f"<p>{said.format(kind)}</p>" for kind in kinds)
    page = f"<div class='text'>{other}</div><div class='promo'>{PROSE}<p>{THIRD}</p></div>"
    deaf, heard = (
        extract_article(page, URL, Hints(summary=said)) for said in (None, f"<p>{FIRST}</p>")
    )
    assert isinstance(deaf, Article)
    assert isinstance(heard, Article)
    assert FIRST not in deaf.text
    assert FIRST in heard.text


def test_comments_longer_than_the_article_are_not_the_article():
    said = f"<div class='comment'><p>{FIRST[::-1]} {SECOND[::-1]}</p></div>" * 20
    page = f"<h1>Ice</h1><div><p>{FIRST}</p><p>{SECOND}</p></div><div id='comments'>{said}</div>"
    found = extract_article(f"<title>Ice</title><body>{page}</body>", URL)
    assert isinstance(found, Article)
    assert found.text == f"{FIRST}\n\n{SECOND}"


def test_a_list_that_a_sentence_announces_is_the_articles_own():
    """Be all its items links: a list of other articles is announced by no sentence."""
    items = "".join(f"<li><a href=/{name}>{name}</a></li>" for name in ("Alma", "Berta", "Cora"))
    intro = "The boats that were freed first are these:"
    body = f"{PROSE}<p>{intro}</p><ul>{items}</ul><p>{THIRD}</p>"
    assert paragraphs(body) == [FIRST, SECOND, intro, "Alma", "Berta", "Cora", THIRD]


def test_words_of_a_table_or_a_plain_list_are_no_asides():
    items = "<ul><li>Video</li><li>Instagram</li></ul><table><tr><td>Comments</td></tr></table>"
    body = f"{PROSE}{items}<p>{THIRD}</p>"
    assert paragraphs(body) == [FIRST, SECOND, "Video", "Instagram", "Comments", THIRD]


@pytest.mark.parametrize(
    "line",
    [
        "Опубликовано: 5 января 2012, 10:28",
        "Aktualisiert am 5. Januar 2012 um 10:28 Uhr",
        "Mis à jour le 5 janvier 2012 à 10h28",
        "Τελευταία ενημέρωση: 5 Ιανουαρίου 2012, 10:28",
        "更新时间 2012年1月5日",
        "Гавань во льду. Фото: Пелл",
        "Boats in the ice. Photograph: A. Pell/Reuters",
        "記者林一/攝影",
        "Medically reviewed by Ingrid Holm, MD, Editor in Chief, Harbour Health Letter; Knut Dahl",
        "By Ingrid Holm, CFP - Updated Sep 9, 2025 at 1:00 PM EST | Fact-checked by Knut Dahl",
        "On Behalf of Holm & Dahl | Apr 21, 2017 | Harbours",
        "Data dodania: 2012-01-09 12:43:12 Ostatnia aktualizacja: 2012-02-09 13:59:07",
    ],
)
def test_dates_and_captions_before_the_first_paragraph_are_left_out(line):
    assert paragraphs(f"<p>{line}</p>{PROSE}") == [FIRST, SECOND]


@pytest.mark.parametrize("heading", ["References", "Quellen", "Литература", "参考文献"])
def test_what_an_article_draws_on_is_its_own(heading):
    """Though it is a list of links, behind the last paragraph."""
    links = "<ul>" + "".join(f"<li><a href=/{n}>Ice report {n}</a></li>" for n in "abcd") + "</ul>"
    told = paragraphs(f"{PROSE}<h2>{heading}</h2>{links}")
    assert told == [FIRST, SECOND, heading, *(f"Ice report {n}" for n in "abcd")]
    assert paragraphs(f"{PROSE}<h2>More from the coast</h2>{links}") == [FIRST, SECOND]


def test_a_byline_set_as_a_small_heading_is_left_out_and_a_chapter_is_not():
    assert paragraphs(f"<h6>By Ingrid Holm</h6>{PROSE}") == [FIRST, SECOND]
    assert paragraphs(f"<h2>By Land</h2>{PROSE}") == ["By Land", FIRST, SECOND]


def test_names_of_icons_are_no_words():
    """Fonts of icons show them as pictures."""
    icon = "<span class='material-icons'>chevron_right</span>"
    assert paragraphs(f"{PROSE}<h3>What now? {icon}</h3><p>{THIRD}</p>")[2] == "What now?"


def test_a_short_last_sentence_in_a_dense_script_is_a_paragraph():
    """What follows the last paragraph is looked at anew, and a paragraph needs fewer letters."""
    first = "港口在星期二夜里结冰。到早上已有四十条船被困在冰中。渔民只好走到自己的船上去查看。"
    last = "只有等到天气转暖。港口的船才能够重新开动。"
    links = "<p><a href=/a>另一则新闻</a></p>" * 6
    body = f"<p>{first}</p><p>{first[::-1]}</p><p>{last}</p>{links}"
    assert paragraphs(body) == [first, first[::-1], last]


@pytest.mark.parametrize("tag", ["blockquote", "h3", "div"])
def test_a_sentence_shown_once_more_in_large_letters_is_left_out(tag):
    """But not one that only the large letters say."""
    own = "Nobody on the islands had ever seen the like of it, and some had seen a lot."
    told = f"<p>{FIRST} {SECOND}</p><{tag}>“{FIRST}”</{tag}><p>{THIRD}</p><{tag}>{own}</{tag}>"
    last = SECOND[::-1]
    assert paragraphs(f"{told}<p>{last}</p>") == [f"{FIRST} {SECOND}", THIRD, own, last]


def test_a_table_of_contents_is_left_out():
    """Links within the page that say what its headings say; other links within it stay."""
    contents = "<ul><li><a href='#ice'>The ice</a></li><li><a href='#thaw'>The thaw</a></li></ul>"
    note = "See <a href='#n1'>the note</a> on winters."
    body = f"{contents}<p>{FIRST}</p><h2 id=ice>The ice</h2><p>{SECOND}</p>"
    assert paragraphs(f"{body}<h2 id=thaw>The thaw</h2><p>{THIRD}</p><p>{note}</p>") == [
        FIRST,
        "The ice",
        SECOND,
        "The thaw",
        THIRD,
        "See the note on winters.",
    ]


def test_of_several_articles_on_a_page_the_one_with_the_title_is_meant():
    """Be the others longer together, and of the same class."""
    bridge = PROSE.replace("boat", "bridge") + f"<p>{THIRD}</p>"
    other = f"<article class=s><h2>Bridge opens</h2><div class=t>{bridge}</div></article>"
    body = f"<article class=s><h1>Ice</h1><div class=t>{PROSE}<p>{THIRD}</p></div></article>"
    page = f"<title>Ice in the old harbour</title><body>{body}{other * 3}</body>"
    found = extract_article(page.replace("<h1>Ice", "<h1>Ice in the old harbour"), URL)
    assert isinstance(found, Article)
    assert found.text.split("\n\n") == ALL


def test_a_title_in_a_script_without_spaces_is_found_on_its_page():
    """Its characters count threefold as text, and so they do as a title."""
    title = "火曜日の夜に古い港が凍りついた"
    ours = "港は火曜日の夜に凍りつき、朝には四十隻の船が氷の中で動けなくなっていた。"
    theirs = "橋は来年の春まで閉鎖され、住民は隣の町を通る道を使うように言われている。"
    body = f"<article class=s><h1>{title}</h1><div class=t><p>{ours * 3}</p></div></article>"
    other = f"<article class=s><h2>橋が閉鎖</h2><div class=t><p>{theirs * 4}</p></div></article>"
    page = f"<meta charset=utf-8><title>{title}</title><body>{body}{other * 3}</body>"
    found = extract_article(page, URL)
    assert isinstance(found, Article)
    assert found.text == ours * 3
