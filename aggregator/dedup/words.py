"""The words of an entry's text."""

import re
from html import unescape

from aggregator.records import CleanEntry

_TAG = re.compile(r"""<(?:[^<>"]|"[^"]*")*>""")
_WORD = re.compile(r"\w+")


def plain_text(html: str) -> str:
    """Return the text of sanitised HTML: well-formed, so its tags can be told by their looks."""
    return unescape(_TAG.sub(" ", html))


def count_words(entry: CleanEntry) -> int:
    """Return how many words the entry's title and content have."""
    return len(_WORD.findall(entry.title)) + len(_WORD.findall(plain_text(entry.content)))
