"""Plain text: legal characters, whitespace, words for comparing, text of small HTML. Pure.

Whether a tag is safe is none of its business: `plain_text` is for HTML that was
cleaned, or that is shown to nobody.
"""

import re
import unicodedata
from html import unescape

_ILLEGAL = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
)
"""What XML 1.0 forbids (lone surrogates among it) or discourages (C1 controls, noncharacters)."""
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
# Looked for by itself first, then what is around it: so it costs little where there is none.
_APOSTROPHE = re.compile("['\u2018\u2019\u02bc\uff07`\u00b4](?<=\\w.)(?=\\w)")
# Scripts written without spaces are compared character by character.
_CJK = "\u2e80-\u2fdf\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(f"[{_CJK}]|[^\\W_{_CJK}]+")
_HIDDEN = re.compile(r"<(script|style|template|title)\b", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BREAK = re.compile(
    r"</?(?:p|div|br|hr|li|ul|ol|dl|dt|dd|h[1-6]|tr|t[dh]|table|pre|blockquote|figure|figcaption"
    r"|section|article|header|footer|aside|main|nav|details|summary|address|caption)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z!?][^<>]*>")


def legal(text: str) -> str:
    """Return the text without characters that no XML document may carry."""
    return text if text.isprintable() else _ILLEGAL.sub("", text)


def collapse(text: str) -> str:
    """Return the text as one line: legal characters, single spaces, none at the ends."""
    return " ".join(legal(text).split())


def fold(text: str) -> str:
    """Return the text as it is compared: no typography, no case (Unicode NFKC, casefold)."""
    if text.isascii():
        return _APOSTROPHE.sub("", text).lower()
    plain = _INVISIBLE.sub("", text)
    plain = _APOSTROPHE.sub("", unicodedata.normalize("NFKC", plain))
    return unicodedata.normalize("NFKC", plain.casefold())


def words(text: str) -> list[str]:
    """Return the words of a text for comparing, folded; CJK character by character."""
    return _WORD.findall(fold(text))


def line_key(line: str) -> str:
    """Return what two tellings of a template's line have in common: words without numbers."""
    return " ".join(word for word in words(line) if not word.isdigit())


FEW_WORDS = 8
"""Fewer words besides those of the title say nothing that a reader would miss."""

_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+")
_AROUND_LINKS = frozenset(
    """article url comments comment discuss discussion points score link source via submitted posted
    by to on in from r u read more continue reading full story kommentare weiterlesen mehr
    lire la suite commentaires leer más comentarios leggi tutto commenti leia mais lees verder
    читать далее комментарии 阅 读 全 文 评 论 続 き を 読 む コ メ ン ト""".split()
)


LURE = 48
"""Words; a text that breaks off before it has so many leads elsewhere, and is nothing by itself."""

_BROKEN_OFF = re.compile(r"(?:\.\.\.|\u2026)[\s)\]]*\Z")


def says_something(text: str, title: str) -> bool:
    """Tell whether a text says more than its title and where links lead: "12 comments".

    One that soon breaks off with an ellipsis does not: it wants to be read on elsewhere.
    """
    known = _AROUND_LINKS.union(words(title))
    said = words(_ADDRESS.sub(" ", text))
    if len(said) < LURE and _BROKEN_OFF.search(text):
        return False
    return sum(word not in known for word in said) >= FEW_WORDS


def shorten(text: str, limit: int) -> str:
    """Return one line of at most `limit` characters, cut at a word's end and marked so."""
    line = collapse(text)
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    cut = head.rfind(" ")
    # A script without spaces, or one endless word, is cut where the room ends.
    head = head[:cut] if cut > limit // 2 else head
    return head.rstrip(" ,;:.\u2013\u2014-") + "\u2026"


def plain_text(html: str) -> str:
    """Return the text of well-formed HTML, blocks on lines of their own; linear in its length."""
    text = html.replace("\n", " ")
    if "<" in text:
        if "<!--" in text:
            text = _COMMENT.sub("", text)
        text = without_scripts(text)
        text = _TAG.sub("", _BREAK.sub("\n", text))
    lines = (collapse(line) for line in unescape(text).split("\n"))
    return "\n".join(line for line in lines if line)


def without_scripts(html: str) -> str:
    """Cut out scripts, styles, templates and titles; one that is never closed stays.

    One pass over the text, no parsing: for texts that no parser should see yet.
    """
    kept: list[str] = []
    done = 0
    while opening := _HIDDEN.search(html, done):
        closing = re.compile(f"</{opening[1]}[^<>]*>", re.IGNORECASE).search(html, opening.end())
        if closing is None:
            break
        kept += (html[done : opening.start()], " ")
        done = closing.end()
    kept.append(html[done:])
    return "".join(kept)
