"""Where an article ends, and what looks like its end and is not."""

import pytest

from aggregator.extract.article import extract_article
from aggregator.records import Article, Hints

URL = "http://news.example/world/story.html"
LINES = [
    "The harbour froze over on Tuesday night, and by morning forty boats stood fast in the ice.",
    "Fishermen walked to their boats, which none of them had done since the winter of 1963.",
    "“We will wait for the thaw,” said Ingrid Holm, who has run the harbour for twenty years.",
    "The ferry to the islands has been cancelled until the weekend, and the mail goes by air.",
    "Nobody was hurt, but two pilots were taken off their launch by helicopter before midnight.",
    "Forecasters expect milder air from the west on Friday, and rain over the hills by Sunday.",
]
PROSE = "".join(f"<p>{line}</p>" for line in LINES)
OTHER = "<h4><a href=/b>Bridge opens</a></h4><p>The bridge was opened after a year of work.</p>"
COMMENT = "<p>Knut, 4 May 2024</p><p>My father skated to work that winter, to the mill.</p>"


def paragraphs(body, hints=Hints()):  # noqa: B008 - frozen record
    found = extract_article(f"<body><div class='story-body'>{body}</div></body>", URL, hints)
    assert isinstance(found, Article), found
    return found.text.split("\n\n")


@pytest.mark.parametrize(
    "ending",
    [
        f"<h3>Related stories</h3>{OTHER}",
        f"<h3>Mehr zum Thema</h3>{OTHER}",
        f"<h3>Dans la même rubrique</h3>{OTHER}",
        f"<h3>Te puede interesar</h3>{OTHER}",
        f"<h3>Ti potrebbe interessare</h3>{OTHER}",
        f"<h3>Leia também</h3>{OTHER}",
        f"<h3>Najnowsze</h3>{OTHER}",
        f"<h3>Новости по теме</h3>{OTHER}",
        f"<h3>Σχετικά άρθρα</h3>{OTHER}",
        f"<h3>İlgili haberler</h3>{OTHER}",
        f"<h3>مواضيع ذات صلة</h3>{OTHER}",
        f"<h3>相关新闻</h3>{OTHER}",
        f"<h3>関連記事</h3>{OTHER}",
        f"<h3>관련 기사</h3>{OTHER}",
        f"<h3>Comments (1)</h3>{COMMENT}",
        f"<div>2 Kommentare</div>{COMMENT}",
        f"<p>Комментарии</p>{COMMENT}",
        "<h3>About the author</h3><p>He lives near the harbour with two cats and a boat.</p>",
        "<p>Ingrid Dahl is a reporter for the Courier and has covered the coast since 2004.</p>",
        "<p>Republished from the Courier print edition, January 2012.</p>",
        "<p>If you buy something through our links, we may earn a commission.</p>",
        "<p>Reporting by Knut Holm; editing by Anna Dahl</p>",
        "<p>【责任编辑 : 林一】</p>",
        f'<h3>More "Frozen Coast" posts</h3>{OTHER}',
        f"<h3>If you enjoyed this story, you might like</h3>{OTHER}",
        "<p>This story about the ice was written by Anna Dahl and produced by the Courier.</p>",
        "<p>Contact staff writer Anna Dahl at 555-0100, or by letter to the harbour office.</p>",
        "<p>a.dahl@courier.example</p>",
        "<p>(555) 555-0100</p>",
        "<p>If you enjoyed this story, please consider a gift to the Courier.</p>",
        "<p>資料來源:http://courier.example/ice</p>",
        "<p>(內容由港口日報提供。未經授權不得轉載。)</p>",
        "<p>港口日報現已開設Facebook專頁。快來與朋友分享。</p>",
        "<p>文/林一</p>",
    ],
)
def test_what_follows_the_last_paragraph_is_left_out(ending):
    """Other articles, comments, notices and words on the writer, in many languages."""
    assert paragraphs(PROSE + ending) == LINES


@pytest.mark.parametrize(
    "line",
    [
        "Comments on the plan may be sent to the harbour office until the end of the month.",
        "Related stories of frozen harbours are told in every village along this coast, he said.",
        "Holm is a name that one meets on every second boat along this coast.",
        "This story about the ice will be told for years.",
    ],
)
def test_a_last_paragraph_that_begins_alike_stays(line):
    assert paragraphs(f"{PROSE}<p>{line}</p>") == [*LINES, line]


def test_a_label_after_which_the_article_goes_on_is_no_end():
    body = f"<p>{LINES[0]}</p><h3>Read more</h3>{PROSE}"
    assert paragraphs(body)[-1] == LINES[-1]


def test_a_label_that_stands_several_times_is_no_end():
    """Each announces a link between two paragraphs."""
    label = "<h5>Related: <a class='link-suggestion' href='/b'>Bridge opens</a></h5>"
    chapters = [f"<h2>Day {n}</h2><p>{line}</p>{label}" for n, line in enumerate(LINES, 1)]
    told = [part for n, line in enumerate(LINES, 1) for part in (f"Day {n}", line)]
    assert paragraphs("".join(chapters)) == told


def test_a_chapter_about_comments_is_not_taken_for_comments():
    """Comments have heads: who wrote them, when, and how to answer."""
    said = "A line that begins with a hash sign is passed over by the tool, and so are empty lines."
    chapter = f"<h2>Comments</h2><p>{said}</p>"
    assert "hash sign" in paragraphs(PROSE + chapter)[-1]


def test_words_on_a_writer_whom_the_feed_names_are_left_out():
    """At the end, and in any words; a paragraph in the middle stays."""
    about = "<p>Ingrid Dahl wuchs am Hafen auf und schreibt seit zwanzig Jahren über die Küste.</p>"
    known = Hints(author="Ingrid Dahl")
    assert paragraphs(PROSE + about, known) == LINES
    assert len(paragraphs(about + PROSE, known)) == len(LINES) + 1


@pytest.mark.parametrize(
    "label",
    [
        "Already a subscriber?",
        "This article is exclusive to Courier+ subscribers",
        "Dieser Artikel ist nur für Abonnenten",
        "Cet article est réservé aux abonnés",
        "Contenido exclusivo para suscriptores",
        "Pozostało 70% artykułu",
    ],
)
def test_what_is_said_to_those_who_do_not_pay_is_left_out(label):
    offer = "<p>Monthly</p><p>$39</p><p>Unlimited access to all that our reporters write.</p>"
    assert paragraphs(f"{PROSE}<h3>{label}</h3>{offer}") == LINES


def test_a_disclosure_that_an_article_opens_with_is_left_out():
    said = "All products are chosen by our editors. If you buy something, we may earn a commission."
    assert paragraphs(f"<p>{said}</p>{PROSE}") == LINES


def test_an_element_of_a_publishers_own_is_known_by_its_tag():
    box = "<newsletter-box><p>The best of the Courier in your inbox daily.</p></newsletter-box>"
    assert paragraphs(PROSE.replace("<p>Nobody", f"{box}<p>Nobody")) == LINES


def test_words_on_a_writer_go_on():
    """A second paragraph about her is no article either, and without the first it is one."""
    more = "<p>She has written three books on winters and lives by the sea.</p>"
    about = "<p>(Ingrid Dahl is an Editor at the Courier.</p>"
    assert paragraphs(PROSE + about + more) == LINES
    assert len(paragraphs(PROSE + more)) == len(LINES) + 1
