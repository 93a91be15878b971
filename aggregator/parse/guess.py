"""The encoding of a document that does not say it, guessed from its letters by chardet."""

import re

import chardet

_TAG = re.compile(rb"<[^<>]{0,2000}>")
_LOOKED_AT = 1 << 20
_ENOUGH = 1 << 14
"""Bytes of text, which are judged in a few milliseconds."""
_MARKS = re.compile(
    rb"[\0-\x7f\x80\x82\x84\x85\x91-\x97\x99\xa0\xa3\xa7\xa9\xab\xad\xae\xb0\xb7\xbb]*"
)
"""Quotes, dashes and signs that are the same in all of Windows's encodings."""
_POSSIBLE = (
    "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp874 cp866 cp932 cp949 gb2312 "
    "gb18030 big5 big5hkscs shift_jis euc-jp euc_jis_2004 euc-kr iso-8859-1 iso8859-2 iso8859-5 "
    "iso8859-6 iso8859-7 iso8859-8 iso8859-9 koi8-r koi8-u tis-620"
).split()
"""What pages are written in, and nothing of the Macs and mainframes of the eighties."""


def guess_encoding(body: bytes) -> str:
    """Return the name of the encoding that the text of a document is most likely in.

    Only its text is looked at, at most 16 KB of it: markup is ASCII and says
    nothing. Text without letters outside ASCII is that of Windows-1252.
    """
    lines = _TAG.sub(b"\n", body[:_LOOKED_AT]).split(b"\n")
    text = b"\n".join(line.strip() for line in lines if not line.isascii())[:_ENOUGH]
    if _MARKS.fullmatch(text):
        return "cp1252"
    found = chardet.detect(text, include_encodings=_POSSIBLE, compat_names=False)
    return found["encoding"] or "cp1252"
