"""Which characters may stand in a published document. Pure; never shortens what is legal."""

import re
import textwrap
from html import unescape

# XML 1.0, 2.2 Char, without what the same section discourages: the C1 controls
# and the non-characters. Readers show them as boxes or refuse the feed.
_ILLEGAL = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# Overrides turn what follows them around, beyond the title they stand in.
_OVERRIDES = re.compile("[\u202d\u202e]")
_BREAK = re.compile("\r\n?|\x85")
_TAG = re.compile(r"<[^>]*>")
_INVISIBLE = re.compile(r"<(style|script|template)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)

LONGEST_LINE = 500
"""Characters of a title or a name; what is longer is a text, and no reader's list can show it."""


def make_legal(text: str) -> str:
    """Return the text without the characters that XML or readers refuse.

    Surrogate pairs are joined; lone ones, which cannot even be encoded, are
    among what is left out.
    """
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return _ILLEGAL.sub("", _BREAK.sub("\n", text))


def make_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Return the text as one legal line: spaces collapsed, bidi overrides gone, not too long."""
    line = " ".join(_OVERRIDES.sub("", make_legal(text)).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def make_plain(html: str) -> str:
    """Return the words of sanitised HTML, on one line."""
    return " ".join(unescape(_TAG.sub(" ", _INVISIBLE.sub(" ", html))).split())


def cut(text: str, longest: int) -> str:
    """Return the beginning of the text, cut between words where it has any."""
    line = make_line(text, longest * 4)
    return textwrap.shorten(line, longest, placeholder="…") if " " in line else line[:longest]
