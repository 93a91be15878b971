"""When the page of an entry is asked for."""

import pytest

from aggregator.extract.teaser import needs_page
from aggregator.records import FullText, RawEntry

LONG = "The ice on the harbour was a foot thick and held the boats fast. " * 12


CREDIT = "<p>The post <a>Ice</a> appeared first on <a>Courier</a>.</p>"


def entry(content="", summary="", title="Ice"):
    told = {"content": content, "summary": summary, "title": title}
    return RawEntry(identity="1", raw_hash="1", base="", **told)


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
        f"<p>{LONG}</p><p>And so […]</p>{CREDIT}",
        f"<p>{LONG}<a>Continue reading</a></p>{CREDIT}",
    ],
)
def test_a_teaser_needs_its_page(content):
    assert needs_page(entry(content), FullText.AUTO)


@pytest.mark.parametrize("content", [f"<p>{LONG}</p>", "冰" * 200 + "。", f"<p>{LONG}</p>{CREDIT}"])
def test_a_whole_article_in_the_feed_needs_no_page(content):
    assert not needs_page(entry(content), FullText.AUTO)
    assert not needs_page(entry(summary=content), FullText.AUTO)


@pytest.mark.parametrize(("usual", "needed"), [(0, False), (300, False), (1500, True)])
def test_a_text_far_shorter_than_is_usual_is_a_teaser(usual, needed):
    """A feed may cut its texts without a sign of it; what its other entries came to tells."""
    assert needs_page(entry(LONG), FullText.AUTO, usual) is needed
    assert not needs_page(entry(LONG), FullText.NEVER, usual)
