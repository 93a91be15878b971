"""What a site's pages have in common is learned, and what they have not is kept."""

import pytest

from aggregator.extract.article import extract_article
from aggregator.extract.memory import (
    MAX_BLOCKS,
    TemplateMemory,
    learn_page,
    read_memory,
    write_memory,
)
from aggregator.records import Article, Hints
from aggregator.text import line_key

CLOCKS = ("01/22/2025 03:02:40 am", "02/01/2025 11:17:05 pm", "02/03/2025 09:00:12 am")
BOX = "Make the Courier your homepage"
SLOGAN = "Harbour weather every hour on the hour, brought to you by the Courier and its friends."
TOPICS = ("ice on the harbour", "a flood in the valley", "the drought of the south")


def page(number, topic=None):
    """Lay out a page that has no structure at all: only its site's other pages can tell."""
    about = topic or TOPICS[number]
    told = (
        f"Nobody in the town remembers when {about} was last spoken of so much as this week.",
        f"The mayor said on Tuesday that {about} would cost the town more than it had saved.",
        f"Those who study {about} are less sure, and want to wait for the spring to know more.",
    )
    lines = (CLOCKS[number], BOX, *told, SLOGAN)
    return told, "".join(f"<p>{line}</p>" for line in lines)


def read(memory, number, address=None, topic=None):
    told, html = page(number, topic)
    url = address or f"http://courier.example/story/{number}"
    found = extract_article(f"<body>{html}</body>", url, memory=memory)
    assert isinstance(found, Article)
    return told, found.text.split("\n\n"), learn_page(memory, found, url)


def learned(count):
    memory = TemplateMemory()
    for number in range(count):
        *_, memory = read(memory, number)
    return memory


def test_what_two_other_pages_have_is_boilerplate():
    """After two other pages of the site, what they share is left out; clocks may run."""
    told, text, _ = read(learned(2), 2)
    assert text == list(told)


def test_a_paragraph_that_differs_in_its_numbers_only_is_news():
    """Results, notices and market reports are written to a pattern: the numbers are the news."""

    def report(number):
        return tuple(
            f"The {what} closed at {number * 37 + n} points on the harbour exchange after {number} "
            f"of its {n + 20} members had changed hands in the course of the day."
            for n, what in enumerate(("first index", "second index", "index of all ships"))
        )

    memory = TemplateMemory()
    for number in range(1, 5):
        lines = (*report(number), SLOGAN)
        url = f"http://courier.example/exchange/{number}"
        html = "<body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body>"
        found = extract_article(html, url, memory=memory)
        assert isinstance(found, Article)
        memory = learn_page(memory, found, url)
    assert found.text.split("\n\n") == list(report(4))


@pytest.mark.parametrize("cut", [None, 85], ids=["whole", "cut short"])
def test_a_paragraph_that_the_feed_gives_is_the_articles_own(cut):
    """A notice goes out under several addresses; the feed says what this one is about."""
    memory = learned(2)
    told, html = page(2)
    summary = SLOGAN if cut is None else f"{SLOGAN[:cut]} [\u2026]"
    url = "http://courier.example/story/2"
    found = extract_article(
        f"<body>{html}</body>", url, memory=memory, hints=Hints(summary=f"<p>{summary}</p>")
    )
    assert isinstance(found, Article)
    assert found.text.split("\n\n") == [*told, SLOGAN]


def test_one_other_page_proves_nothing():
    """A block is judged by several different pages, never by one."""
    told, text, _ = read(learned(1), 1)
    assert SLOGAN in text
    assert set(told) <= set(text)


def test_a_page_seen_again_does_not_erase_itself():
    """Neither its address nor, under another address, its text is learned from twice."""
    memory = learned(2)
    for address in (None, "http://courier.example/print/1", "http://courier.example/amp/1"):
        told, text, memory = read(memory, 1, address)
        assert text == list(told)
    assert memory.pages == 2


def test_a_page_without_an_article_teaches_nothing():
    found = extract_article("<p>Hello</p>", "http://courier.example/", memory=None)
    assert isinstance(found, Article)
    assert learn_page(TemplateMemory(), found, "http://courier.example/").pages == 0


def test_a_memory_is_written_and_read_back():
    """The same memory comes back, and the same memory gives the same bytes."""
    memory = learned(3)
    assert read_memory(write_memory(memory)) == memory
    assert write_memory(read_memory(write_memory(memory))) == write_memory(memory)


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{",
        b"[]",
        b'{"pages": 1}',
        b'{"blocks": 3}',
        b"\xff",
        b'{"pages": 1e999, "blocks": [], "addresses": []}',
    ],
)
def test_a_damaged_memory_is_an_empty_one(written):
    assert read_memory(written) == TemplateMemory()


def test_a_memory_is_bounded():
    """However long a site is followed, its memory stays of one size and forgets the oldest."""
    memory = learned(2)
    for number in range(60):
        found = Article(
            html="",
            text=f"story {'x' * number}",
            method="",
            quality=1.0,
            base="",
            seen=tuple(range(number * 100, number * 100 + 100)),
        )
        memory = learn_page(memory, found, f"http://courier.example/{number}")
    assert len(memory.blocks) == MAX_BLOCKS
    assert 5_999 in memory.blocks
    assert 0 not in memory.blocks


def test_a_first_paragraph_that_other_pages_tease_is_kept():
    """Long texts are boilerplate where most of the pages have them, not where two have."""
    memory = learned(3)
    teaser = "Nobody saw the bear come over the ice, and nobody saw it leave the island again."
    for number in range(2):
        html = f"<p>{teaser}</p>" + page(number, f"the price of boat number {number}")[1]
        url = f"http://courier.example/bears/{number}"
        found = extract_article(f"<body>{html}</body>", url, memory=memory)
        assert isinstance(found, Article)
        memory = learn_page(memory, found, url)
    told, html = page(2, "the white bear of the island")
    html = f"<body><p>{teaser}</p>{html}</body>"
    found = extract_article(html, "http://courier.example/bear", memory=memory)
    assert isinstance(found, Article)
    assert found.text.split("\n\n") == [teaser, *told]


def test_what_reports_on_a_story_repeat_is_kept():
    """Each of them says what went before; three of a site's seven pages are about one story."""
    memory = learned(3)
    before = (
        "The harbour bridge fell in the night of 3 March, when a ship that had lost its rudder "
        "ran into the pier in the middle; nobody was hurt.",
        "It had been built ninety years ago by the grandfathers of those who drive over it to the "
        "factories on the other side each morning.",
    )
    for number in range(3):
        told, html = page(number, f"the {number + 2}. plan for the bridge")
        html = html.replace(
            f"<p>{SLOGAN}", "".join(f"<p>{one}</p>" for one in before) + "<p>" + SLOGAN
        )
        url = f"http://courier.example/bridge/{number}"
        found = extract_article(f"<body>{html}</body>", url, memory=memory)
        assert isinstance(found, Article)
        assert found.text.split("\n\n") == [*told, *before]
        memory = learn_page(memory, found, url)


STEPS = ("Preheat the oven to 200 degrees.", "Chop the onions.", "Serve hot.")
OFFER = "Get our cook book."


def recipe(number):
    """Lay out a recipe whose steps are those of the site's others; only its dish is its own."""
    dish = (
        f"The {TOPICS[number]} pie is what the grandmother of the house made on Sundays.",
        f"It takes {number + 2} pounds of what the sailors call {TOPICS[number]}, and patience.",
    )
    return (*dish, *STEPS), (*dish, *STEPS, OFFER, BOX)


def read_recipe(number, memory, **hints):
    html = "".join(f"<p>{line}</p>" for line in recipe(number)[1])
    url = f"http://courier.example/recipes/{number}"
    found = extract_article(f"<body>{html}</body>", url, Hints(**hints), memory=memory)
    assert isinstance(found, Article)
    return found.text.split("\n\n"), learn_page(memory, found, url)


def cook(**hints):
    memory = TemplateMemory()
    for number in range(2):
        _, memory = read_recipe(number, memory)
    return read_recipe(2, memory, **hints)[0]


def feed_content(*lines):
    return "".join(f"<p>{line}</p>" for line in lines)


def test_short_lines_are_kept_where_the_feed_gives_most_of_the_article():
    """Many recipes have a step of the same words; the feed knows that this one has it, too."""
    told, _ = recipe(2)
    assert cook(content=feed_content(*told)) == list(told)


def test_a_line_that_each_entry_has_is_not_kept():
    """What the source repeats in its entries is its template there as it is on its pages."""
    told, _ = recipe(2)
    repeated = frozenset({line_key(OFFER)})
    assert cook(content=feed_content(*told, OFFER), repeated=repeated) == list(told)


def test_a_teaser_keeps_no_short_lines():
    """A feed that gives little of an article has labels of its own: its lines prove nothing."""
    told, _ = recipe(2)
    assert cook(content=feed_content(told[0][:20], OFFER, BOX)) == list(told[:2])
