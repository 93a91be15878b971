"""HTML documents: decoded as browsers do, checked, parsed to trees by lxml. Pure.

libxml2 takes in milliseconds what makes other parsers hang, so it goes first.
What it cannot take is refused by cheap checks before it sees it. Nothing here
knows what an article is, or makes HTML safe.
"""

import codecs
import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

Element = etree._Element

MAX_BYTES = 6_000_000
"""Of one page; the longest real articles have under a million."""
MAX_TAGS = 120_000
MAX_ATTRIBUTES = 400
"""On one tag; real ones have under 60."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Possessive: a run of white space can be split in more ways than there is time to try.
_CHARSET = re.compile(rb"charset\s*+=\s*+[\"']?+\s*+([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]*?charset\s*+=\s*+[\"']?+\s*+([\w.:-]+)", re.IGNORECASE)
_XML = re.compile(rb"\A\s*<\?xml\b[^>]*?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_WIDE_CODECS = ("gb18030", "big5hkscs", "cp932", "cp949", "euc_jp", "euc_kr", "gbk", "big5")
"""Those whose bytes hardly ever fit by accident."""
_FIRST_END = re.compile(r"</(?:[bB][oO][dD][yY]|[hH][tT][mM][lL])")
_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_SHORT_END = 200
"""Characters behind the end of a document that hold no article."""
_CONTROL = re.compile("[\x80-\x9f]")
_PRESCAN = 4096
"""Bytes in which a declaration is looked for; browsers look in 1024, publishers put it later."""

# What a label means to a browser (WHATWG Encoding, 4.2), where Python takes it at its word.
_LABELS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "x-cp1251": "cp1251",
    # A declaration that was read as ASCII is not in UTF-16 (HTML, 13.2.3.2).
    "utf-16": "utf-8",
    "utf-16le": "utf-8",
    "utf-16be": "utf-8",
    "unicode": "utf-8",
}

_TRUSTED_NAMES = (
    "utf-8 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 cp866 cp932 cp949 "
    "gb18030 big5hkscs euc_jp iso2022_jp koi8-r koi8-u iso8859-2 iso8859-3 iso8859-4 iso8859-5 "
    "iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16 "
    "mac-roman mac-cyrillic johab"
)
TRUSTED = frozenset(_TRUSTED_NAMES.split())
"""Encodings of text that end in linear time, as Python calls them: `punycode` takes hours,
`idna` and `undefined` raise, UTF-7 smuggles markup past every check."""


def decode(page: bytes, content_type: str = "") -> str:
    """Return the text of a document: byte order mark, HTTP, meta, UTF-8, Windows-1252 in turn."""
    for mark, encoding in _BOMS:
        if page.startswith(mark):
            return page[len(mark) :].decode(encoding, "replace")
    for declared in _declared(page, content_type):
        if name := _codec(declared):
            return page.decode(name, "replace")
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError:
        return page.decode("cp1252", "replace")


def mend(html: str) -> str:
    """Return a document as its bytes meant it, where somebody read them as Latin-1.

    Publishers encode their pages twice, and archives decode everything alike. Text that
    happens to be UTF-8 when it is taken for bytes is never anything else; control characters
    where other encodings have letters tell the same.
    """
    for _ in range(2):
        if html.isascii():
            return html
        try:
            raw = html.encode("latin-1")
        except UnicodeEncodeError:
            return html
        try:
            html = raw.decode("utf-8")
        except UnicodeDecodeError:
            return _decode_again(raw, html)
    return html


def _decode_again(raw: bytes, html: str) -> str:
    declared = next(filter(None, map(_codec, _declared(raw, ""))), "utf-8")
    if declared in _WIDE_CODECS:
        try:
            return raw.decode(declared)
        except UnicodeDecodeError:
            return html
    if not _CONTROL.search(html):
        return html
    return raw.decode("cp1252" if declared == "utf-8" else declared, "replace")


def _declared(page: bytes, content_type: str) -> Iterator[str]:
    head = page[:_PRESCAN]
    header = content_type.encode("ascii", "replace")
    for pattern, text in ((_CHARSET, header), (_META, head), (_XML, head)):
        if found := pattern.search(text):
            yield found[1].decode("ascii", "replace").lower()


def _codec(label: str) -> str | None:
    try:
        found = codecs.lookup(_LABELS.get(label, label))
    except (LookupError, ValueError):
        return None
    return found.name if found.name in TRUSTED else None


def defuse(html: str) -> tuple[str, str | None]:
    """Return a document as it may be parsed, and None; or why it must not be. No parsing.

    Scripts hold text that looks like tags. Those that do are cut out, and not only
    passed over: what looks like a script may be none, and what is in it a bomb.
    """
    if len(html) > MAX_BYTES:
        return html, f"{len(html)} characters, more than {MAX_BYTES}"
    if (tags := html.count("<")) > MAX_TAGS:
        return html, f"{tags} tags, more than {MAX_TAGS}"
    if not is_overloaded(html):
        return html, None
    html = _SCRIPT.sub(lambda script: "" if is_overloaded(script[0]) else script[0], html)
    if is_overloaded(html):
        return html, f"more than {MAX_ATTRIBUTES} attributes on one tag"
    return html, None


def is_overloaded(html: str) -> bool:
    """Tell whether a tag has more attributes than any honest one: 100,000 hang libxml2 for 12 s."""
    return _OVERLOADED.search(html) is not None


# One that is not closed goes on to the end: it is not looked for again behind each other one.
_SCRIPT = re.compile(
    r"<script\b.*?(?:</script|\Z)|<style\b.*?(?:</style|\Z)", re.IGNORECASE | re.DOTALL
)
# One attribute as a tokenizer reads it. Possessive, so that no text is read twice.
# Behind a quoted value no space is needed.
_ATTRIBUTE = r"(?:[\s/]++|(?<=[\"']))[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?+"
_OVERLOADED = re.compile(rf"<[A-Za-z][^\s/<>]*+(?:{_ATTRIBUTE}){{{MAX_ATTRIBUTES + 1}}}")


ILLEGAL_REFERENCE = re.compile(
    r"&#(?:x0*+(?:[0-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f])"
    r"|0*+(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d));?",
    re.IGNORECASE | re.ASCII,
)
"""A reference to a character that XML forbids; those to surrogates a parser does not follow."""

# What XML forbids stays out of trees: lxml raises when it is asked to write it anywhere else.
# DEL stands for it, which is no space, so that no tag gets other attributes than were counted.
_LEGAL = bytes(
    code if code in b"\t\n\r" or code >= 32 else 32 if code == 12 else 127 for code in range(256)
)
_NO_CHARACTERS = ("\ufffe", "\uffff")


def parse_document(html: str) -> Element | None:
    """Return the root of a document; None when there is nothing in it.

    Comments and processing instructions are left out. The caller has had the
    text from `defuse`.
    """
    html = ILLEGAL_REFERENCE.sub("\x7f", _without_early_end(html))
    # Looked for in a string, whose wide characters are few: bytes would all be read.
    for wrong in _NO_CHARACTERS:
        html = html.replace(wrong, "\x7f")
    text = html.encode("utf-8", "replace").translate(_LEGAL)
    # A parser of its own for each document: they keep their errors.
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    if not text or text.isspace():
        return None
    return etree.fromstring(text, parser)


def _without_early_end(html: str) -> str:
    """Return a document without end tags of body and html: libxml2 stops there, browsers go on.

    Pages put together of parts have them after their header.
    """
    found = _FIRST_END.search(html)
    if found is None or len(html) - found.start() < _SHORT_END:
        return html
    return html[: found.start()] + _END.sub("", html[found.start() :])


def text_of(element: Element) -> str:
    """Return all text in an element, without its tail, as one line."""
    return " ".join("".join(map(str, element.itertext())).split())


def has_more_text(element: Element, most: int) -> bool:
    """Tell whether there are more characters of text in an element; no more of them is read."""
    left = most
    for text in element.itertext():
        left -= len(str(text).strip())
        if left < 0:
            return True
    return False


def has_more_elements(element: Element, most: int) -> bool:
    """Tell whether there are more elements in an element, itself counted; no more are visited."""
    return next(islice(element.iter(), most, None), None) is not None


def is_wide(element: Element, most: int) -> bool:
    """Tell whether an element has more than so many children; `len` would count them all."""
    return next(islice(element, most, None), None) is not None


def outermost(root: Element, *tags: str) -> list[Element]:
    """Return the elements of these tags in their order, none inside of another.

    Of 2,000 that are nested each would be read with all that is in it.
    """
    listed = list(root.iter(*tags))
    found = []
    number = 0
    while number < len(listed):
        found.append(listed[number])
        number += sum(1 for _ in listed[number].iter(*tags))
    return found


def drop(element: Element) -> None:
    """Take an element out of its tree; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if tail := element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
        element.tail = None
    parent.remove(element)
