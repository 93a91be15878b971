"""When the page of an entry is asked for."""

import pytest

from aggregator.extract.teaser import needs_page
from aggregator.records import FullText, RawEntry

LONG = "The ice on the harbour was a foot thick and held the boats fast. " * 12


def entry(content="", summary=""):
    return RawEntry(identity="1", raw_hash="1", base="", content=content, summary=summary)


def test_always_and_never_are_taken_at_their_word():
    assert needs_page(entry(LONG), FullText.ALWAYS)
    assert not needs_page(entry(), FullText.NEVER)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<p>The harbour froze over.</p>",
        f"<p>{LONG}</p><p>And so …</p>",
        f"<p>{LONG}</p><p>And so [...]</p>",
        f"{LONG}<a href='/x'>Continue reading</a>",
        f"{LONG}<a href='/x'>Читать далее</a>",
        f"{LONG}<p>The post <a>Ice</a> appeared first on <a>Courier</a>.</p>",
    ],
)
def test_a_teaser_needs_its_page(content):
    assert needs_page(entry(content), FullText.AUTO)


@pytest.mark.parametrize("content", [f"<p>{LONG}</p>", "冰" * 200 + "。"])
def test_a_whole_article_in_the_feed_needs_no_page(content):
    assert not needs_page(entry(content), FullText.AUTO)
    assert not needs_page(entry(summary=content), FullText.AUTO)
