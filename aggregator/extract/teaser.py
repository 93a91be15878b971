"""Is what a feed gives of an entry a teaser, so that the article must come from its page? Pure."""

import re

from aggregator.extract.phrases import READ_ON
from aggregator.records import FullText, RawEntry
from aggregator.text import plain_text, words

SHORT = 120
"""Words; a text with fewer may be whole, but as often it is the start of one."""

_CUT = re.compile(
    r"(?:\.\.\.|\u2026|\[\s*(?:\.\.\.|\u2026|&hellip;)?\s*\]|\(more\)|\u00bb|\u2192|>>)\s*\Z"
)
_TAIL = 160
"""Characters at the end in which an invitation to read on is looked for."""


RATIO = 1 / 3
"""Of the words that the source's entries usually have in full: with fewer it is a teaser."""
_CREDIT = 100
"""Characters besides the title in a last line that says where the entry appeared first."""


def needs_page(entry: RawEntry, mode: FullText, usual: int = 0) -> bool:
    """Tell whether the entry's page is to be fetched; only the feed's text is looked at.

    `usual` is how many words the source's entries have when they are whole; 0 when unknown.
    """
    match mode:
        case FullText.ALWAYS:
            return True
        case FullText.NEVER:
            return False
        case FullText.AUTO:
            return is_teaser(entry, usual)


def is_teaser(entry: RawEntry, usual: int = 0) -> bool:
    """Tell whether the feed gives the start of an article only.

    So it is when the text is short, by itself or beside what is usual of the source, ends in
    an ellipsis, or asks to read on.
    """
    text = plain_text(max(entry.content, entry.summary, key=len)).rstrip()
    if len(words(text)) < max(SHORT, RATIO * usual):
        return True
    text = _without_credit(text, entry.title)
    return bool(_CUT.search(text) or READ_ON.search(text[-_TAIL:]))


def _without_credit(text: str, title: str) -> str:
    """Leave out a last line that names the entry: "The post X appeared first on Y"."""
    before, _, last = text.rpartition("\n")
    said = words(title)
    if not said or not before or len(last) > len(title) + _CREDIT:
        return text
    return before.rstrip() if set(said) <= set(words(last)) else text
