"""Ill-formed XML made well-formed, as text, without losing what a reader would see.

Each repair is for something that real feeds do. All of them are linear, and
none is made to a document that is well-formed as it came.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from html import escape
from html.entities import html5

_DOCTYPE = re.compile(r"<!DOCTYPE\s+[^\[>]{0,1000}", re.IGNORECASE)
_PROLOG = re.compile(r"\s{0,1000}(<\?|<!--)")
_SOMETHING = re.compile(r"\S")
_ENTITY = re.compile(
    r"<!ENTITY\s+([A-Za-z][\w.-]{0,60})\s+(?:\"([^\"&%<]{0,500})\"|'([^'&%<]{0,500})')"
)
_REFERENCE = re.compile(
    r"&(?!(?:lt|gt|amp|quot|apos);)(?:#(\d{1,8});|#[xX]([0-9A-Fa-f]{1,8});|([A-Za-z][A-Za-z0-9_.-]{0,60});)?"
)
_LONE_AND = re.compile("&(?![#A-Za-z])")
_LONE_LESS = re.compile(r"<(?![A-Za-z_/!?])")
_TAG = re.compile(r"<[A-Za-z][^<>]*>")
_UNQUOTED = re.compile(r"(\"[^\"]*\"|'[^']*')|=\s*([^\s\"'<>]+)")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_OPENING = re.compile(
    r"<\?xml\b|<(?:[A-Za-z]\w{0,20}:)?(?:rss|feed|rdf|channel)(?=[\s>])", re.IGNORECASE
)
_LEAF = re.compile(
    r"<((?:(?!media:)[A-Za-z]\w{0,20}:)?(?:title|description|summary|subtitle|content|encoded|body|tagline))"
    r"(?:\s[^<>]*)?(?<!/)>",
    re.IGNORECASE,
)
_BOUNDARY = (
    r"</?(?:[A-Za-z]\w{0,20}:)?(?:item|entry|channel|rss|feed|pubDate|guid|description|published"
    r"|updated|encoded)(?=[\s>/])|<link>"
)
"""Where a text that was never closed has ended at the latest."""
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_COMMENT_END = "-->"
_RAW = re.compile(r"<!\[CDATA\[|<!--")
_EXPANDED = 1 << 20
"""Characters that all references to one declared entity may become."""
_DECLARED = 100
_LONGEST = 8_000_000
"""Characters."""
_REPAIRS = 400_000


def without_doctype(text: str) -> tuple[str, dict[str, str]]:
    """Return the document without its DOCTYPE, and the plain entities that it declared.

    No DTD ever reaches a parser: entities that hold entities are how a
    kilobyte becomes a gigabyte.
    """
    match = _DOCTYPE.match(text, _after_prolog(text))
    if match is None:
        return text, {}
    end = match.end()
    if text[end : end + 1] == "[":
        closing = re.compile(r"\]\s*>").search(text, end)
        if closing is None:
            return text, {}
        subset = text[end : closing.start()]
        declared = {
            name: one or other
            for name, one, other in _ENTITY.findall(subset)[:_DECLARED]
            if text.count(f"&{name};") * len(one or other) < _EXPANDED
        }
        return text[: match.start()] + text[closing.end() :], declared
    return text[: match.start()] + text[end + 1 :], {}


def _after_prolog(text: str) -> int:
    """Return where declarations and comments end and the DOCTYPE or the root begins."""
    done = 0
    while opening := _PROLOG.match(text, done):
        closing = "?>" if opening[1] == "<?" else _COMMENT_END
        end = text.find(closing, opening.end())
        if end < 0:
            break
        done = end + len(closing)
    first = _SOMETHING.search(text, done)
    return first.start() if first else done


def without_junk(text: str) -> str:
    """Return the document from its declaration or root on.

    PHP puts its warnings, and editors put blank lines, before `<?xml`.
    """
    match = _OPENING.search(text[: 1 << 16])
    return text[match.start() :] if match else text


def is_mendable(text: str) -> bool:
    """Tell whether there is not too much to repair: what is longer is no feed that broke."""
    return len(text) <= _LONGEST and text.count("&") + text.count("<") <= _REPAIRS


def mend(text: str, entities: Mapping[str, str]) -> str:
    """Repair characters, references, lone `<` and unquoted attributes outside of CDATA."""
    text = _ILLEGAL.sub("", text)
    text = _LONE_AND.sub("&amp;", text) if _CDATA not in text else text

    def fix(markup: str) -> str:
        markup = _REFERENCE.sub(lambda match: _reference(match, entities), markup)
        markup = _LONE_LESS.sub("&lt;", markup)
        return _TAG.sub(_quoted, markup)

    return _outside_cdata(text, fix)


def wrap_text(text: str) -> str:
    """Take the markup inside elements that hold text for text.

    HTML that nobody escaped (`<description>one <br> two</description>`) is
    read as the publisher meant it, and its tags can no longer swallow items.
    """
    made: list[str] = []
    done = 0
    while opening := _LEAF.search(text, done):
        start = opening.end()
        end, after = _end_of(text, start, f"</{opening[1]}>")
        if end < 0:
            break
        made += (text[done:start], _as_text(text[start:end]), f"</{opening[1]}>")
        done = after
    made.append(text[done:])
    return "".join(made)


def _end_of(text: str, start: int, closing: str) -> tuple[int, int]:
    """Return where a text ends and where to go on; -1 when it never does."""
    while found := _ends(closing).search(text, start):
        if found[0] == _CDATA:
            start = text.find(_CDATA_END, found.end())
            if start < 0:
                return -1, -1
        else:
            return found.start(), found.end() if found[0] == closing else found.start()
    return -1, -1


@lru_cache(maxsize=256)
def _ends(closing: str) -> re.Pattern[str]:
    # One search for all: several would each run to the end of the document, every time.
    return re.compile(rf"{closing}|<!\[CDATA\[|{_BOUNDARY}", re.IGNORECASE)


def _as_text(inner: str) -> str:
    return _outside_cdata(inner, _escaped) if "<" in inner else inner


def _escaped(inner: str) -> str:
    return escape(inner, quote=False) if "<" in inner else inner


def _reference(match: re.Match[str], entities: Mapping[str, str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if decimal or hexadecimal:
        return _character(int(decimal) if decimal else int(hexadecimal, 16))
    meant = entities.get(name or "") or html5.get(f"{name};")
    if meant is None:
        return "&amp;" + match[0][1:]
    return escape(meant)


def _character(number: int) -> str:
    if 0x80 <= number <= 0x9F:
        # The numbers of Windows-1252, which every browser takes for what was meant.
        return bytes([number]).decode("cp1252", "ignore")
    legal = number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE
    return f"&#{number};" if legal or 0x10000 <= number <= 0x10FFFF else ""


def _quoted(match: re.Match[str]) -> str:
    if "=" not in match[0]:
        return match[0]
    return _UNQUOTED.sub(lambda found: found[1] or f'="{found[2]}"', match[0])


def _outside_cdata(text: str, fix: Callable[[str], str]) -> str:
    return "".join(piece if is_raw else fix(piece) for is_raw, piece in _pieces(text))


def _pieces(text: str) -> Iterator[tuple[bool, str]]:
    """Split into (is CDATA, text); comments are left out. A comment that never closes is markup."""
    done = 0
    while opening := _RAW.search(text, done):
        closing = _CDATA_END if opening[0] == _CDATA else _COMMENT_END
        end = text.find(closing, opening.end())
        if end < 0 and opening[0] == _CDATA:
            yield False, text[done : opening.start()]
            yield True, text[opening.start() :] + closing  # the document was cut off in a text
            return
        if end < 0:
            break
        yield False, text[done : opening.start()]
        done = end + len(closing)
        if opening[0] == _CDATA:
            yield True, text[opening.start() : done]
    yield False, text[done:]
