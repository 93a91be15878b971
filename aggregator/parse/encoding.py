"""Bytes to text: the encoding that a document really has, whatever it and its server say.

Only encodings of text that end in linear time are ever tried: `punycode` takes
hours for ten megabytes, and UTF-7 smuggles markup past every check.
"""

import codecs
import re
from dataclasses import replace

from aggregator.dom import TRUSTED
from aggregator.parse.guess import guess_encoding
from aggregator.records import Defect

# The longer mark first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The first character of XML or JSON, seen through each encoding (XML 1.0, appendix F).
_SIGNS = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"{\0", "utf-16-le"),
    (b"\0{", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']\s*([A-Za-z0-9._:-]{1,40})")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)

_SHIFT = b"\x1b$"
"""What switches to Japanese in ISO-2022-JP."""
_LETTER = re.compile("[\x80-\ufffc]")

# What publishers write, and the superset that it means in practice (WHATWG Encoding, 4.2).
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "euc_jis_2004": "euc_jp",
}


def decode(body: bytes, content_type: str) -> tuple[str, tuple[Defect, ...]]:
    """Return the document as text, without a byte order mark, and what was wrong with it.

    Bytes that are UTF-8 are taken for it, whatever is declared: text in any
    other encoding almost never is by accident. Never raises.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace"), ()
    for sign, encoding in _SIGNS:
        if body.startswith(sign):
            return body.decode(encoding, "replace"), ()
    declared = _declared(body, content_type)
    if _SHIFT in body and (text := _decode_shifted(body, declared)) is not None:
        return text, ()
    try:
        return body.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        return _decode_other(body, declared, error)


def _decode_shifted(body: bytes, declared: list[str]) -> str | None:
    """Return a text of ISO-2022-JP, whose Japanese looks like ASCII; None for what is none."""
    if "iso2022_jp" in declared:
        return body.decode("iso2022_jp", "replace")
    try:
        return body.decode("iso2022_jp")
    except UnicodeDecodeError:
        return None


def _declared(body: bytes, content_type: str) -> list[str]:
    """Return the trusted encodings that the server and the document name, in this order."""
    names = [match[1] for match in _CHARSET.finditer(content_type[:1000])]
    if match := _DECLARED.search(body[:1000]):
        names.append(match[1].decode("ascii"))
    known = (_known(name) for name in names)
    return [name for name in known if name]


def _known(name: str) -> str | None:
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    codec = _MEANT.get(codec, codec)
    return codec if codec in TRUSTED else None


def _decode_other(
    body: bytes, declared: list[str], error: UnicodeDecodeError
) -> tuple[str, tuple[Defect, ...]]:
    for name in declared:
        if name != "utf-8":
            try:
                return body.decode(name), ()
            except UnicodeDecodeError:
                continue
    detail = f"byte {body[error.start]:#04x} at {error.start} is not valid in {error.encoding}"
    defect = Defect(code="encoding", detail=detail)
    text = body.decode("utf-8", "replace")
    wrong = text.count("\ufffd")
    right = len(_LETTER.findall(text))
    if ("utf-8" in declared or not declared) and wrong <= right:
        return text, (defect,)  # a letter cut in half costs that letter, not the whole text
    legacy = next((name for name in declared if name != "utf-8"), None)
    if legacy is not None:
        return body.decode(legacy, "replace"), (defect,)
    guessed = _known(guess_encoding(body)) or "cp1252"
    told = f"{detail}; read as {guessed}"
    return body.decode(guessed, "replace"), (replace(defect, detail=told),)
