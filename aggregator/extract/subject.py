"""Is what was found on a page what the feed's entry is about, and all of it? Pure.

A wall of consent, an error that says 200 and a redirect to the latest news hold
texts too, and good ones. They are known by having neither the title nor the
words of the entry. On 670 pages of 300 sites this is never so of an entry's own
page, and of nine in ten pages that are another's.
"""

from collections.abc import Sequence

from aggregator.extract.survey import WIDE
from aggregator.records import Article, Hints, NoArticle
from aggregator.text import plain_text, words

LEAST = 0.8
"""Of the words that the feed gives: a page with fewer is not the whole article."""
TITLED = 0.5
"""Of the title's telling words on the page: it is the entry's."""
TOLD = 0.35
"""Of the telling words of the feed's text in the article: fewer, and it is another's."""
FEW = 8
"""Telling words; a shorter text of the feed proves nothing."""
SHORT = 4
"""Telling words; a shorter title proves nothing alone."""
LONG = 4
"""Letters; a shorter word tells nothing of what a text is about."""


def is_another(article: Article, names: Sequence[str], hints: Hints) -> bool:
    """Tell whether an article is about something else than the feed's entry.

    `names` are what the page calls itself: its titles and headings.
    """
    title = _telling(hints.title or "")
    there = {word for name in names for word in words(name)}
    if title and _share(title, there) >= TITLED:
        return False
    told = _telling(max(_told(hints), key=len))
    if not title and not told:
        return False
    there.update(words(article.text))
    if title and _share(title, there) >= TITLED:
        return False
    if len(told) >= FEW:
        return _share(told, there) < TOLD
    return len(title) >= SHORT and title.isdisjoint(there)


def hold_to_feed(article: Article, hints: Hints) -> Article | NoArticle:
    """Return the article, unless the feed gives more of it; a user's rule is taken at its word."""
    if not hints.content:
        return article
    told = plain_text(hints.content)
    if article.method == "rule" or len(words(article.text)) >= LEAST * len(words(told)):
        return article
    return NoArticle(reason="the feed gives more of the article than the page")


def _told(hints: Hints) -> tuple[str, str]:
    return plain_text(hints.summary or ""), plain_text(hints.content or "")


def _telling(text: str) -> set[str]:
    """Return the words of a text that tell what it is about: no articles, no prepositions."""
    return {word for word in words(text) if len(word) >= LONG or WIDE.match(word)}


def _share(some: set[str], there: set[str]) -> float:
    return len(some & there) / len(some)
