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


def needs_page(entry: RawEntry, mode: FullText) -> bool:
    """Tell whether the entry's page is to be fetched; only the feed's text is looked at."""
    match mode:
        case FullText.ALWAYS:
            return True
        case FullText.NEVER:
            return False
        case FullText.AUTO:
            return is_teaser(entry)


def is_teaser(entry: RawEntry) -> bool:
    """Tell whether the feed gives the start of an article only.

    So it is when the text is short, ends in an ellipsis, or asks to read on.
    """
    text = plain_text(max(entry.content, entry.summary, key=len)).rstrip()
    if len(words(text)) < SHORT:
        return True
    return bool(_CUT.search(text) or READ_ON.search(text[-_TAIL:]))
