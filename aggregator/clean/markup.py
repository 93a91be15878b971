"""Small strings of HTML: tags opened, text escaped, emptiness told. Knows no tree's meaning."""

import re
from html import escape

from aggregator.clean.tree import Element
from aggregator.clean.vocabulary import ATTRIBUTES, EVERYWHERE, MATH, MATH_ATTRIBUTES

BREAK = "<br>"

_SPACES = re.compile(r"[ \t\n\r\f]+")
_NOT_SINGLE = re.compile(r"[\t\n\r\f]|  ")
# Begins where a run of white space does: from each place in it, the rest would be read again.
_BREAKS = re.compile(r"(?<![ \n])[ \n]*<br>[ \n]*(?:<br>[ \n]*)+")
_BLANK = " \t\n\r\f\u00a0\u200b\ufeff"
_SOLID = re.compile(rf"(?:^|>)[^<]*?[^<{_BLANK}]")
MEDIA_WRITTEN = re.compile(r'<(?:img|iframe|video|audio|math)\b| id="')

_VALUES = {
    "dir": re.compile(r"(?:ltr|rtl|auto)\Z", re.IGNORECASE),
    "lang": re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,4}\Z"),
    "width": re.compile(r"[1-9][0-9]{0,4}\Z"),
    "height": re.compile(r"[1-9][0-9]{0,4}\Z"),
    "colspan": re.compile(r"[1-9][0-9]{0,2}\Z"),
    "rowspan": re.compile(r"[1-9][0-9]{0,2}\Z"),
    "start": re.compile(r"-?[0-9]{1,9}\Z"),
    "value": re.compile(r"-?[0-9]{1,9}\Z"),
    "type": re.compile(r"[1aAiI]\Z|(?:audio|video)/[\w.+-]{1,60}\Z"),
    "align": re.compile(r"(?:left|right|center)\Z", re.IGNORECASE),
    "scope": re.compile(r"(?:row|col|rowgroup|colgroup)\Z", re.IGNORECASE),
}
"""What a value must look like; a table of 10^9 columns hangs whoever draws it."""
_MATH_VALUE = re.compile(r"[^<>&\"'\x00-\x1f]{0,200}\Z")
_NONE: frozenset[str] = frozenset()


def text(value: str | None, *, preformatted: bool = False) -> str:
    """Return text as HTML, its white space as HTML shows it."""
    if not value:
        return ""
    return escape(value if preformatted else _single_spaced(value), quote=False)


def _single_spaced(value: str) -> str:
    return _SPACES.sub(" ", value) if _NOT_SINGLE.search(value) else value


def is_blank(html: str) -> bool:
    """Tell whether there is nothing to see: no text, no media, no target of a link."""
    return not _SOLID.search(html) and not MEDIA_WRITTEN.search(html)


def is_media_only(html: str) -> bool:
    """Tell whether pictures, players and formulas are all there is."""
    return not _SOLID.search(html) and bool(MEDIA_WRITTEN.search(html))


def trim(html: str) -> str:
    """Return phrasing content without white space and line breaks at its ends."""
    if html.count(BREAK) > 1:
        html = _BREAKS.sub(BREAK + BREAK, html)
    html = _single_spaced(html).strip(_BLANK)
    while html.startswith(BREAK):
        html = html[len(BREAK) :].lstrip(_BLANK)
    while html.endswith(BREAK):
        html = html[: -len(BREAK)].rstrip(_BLANK)
    return html


def paragraphs(parts: list[str]) -> list[str]:
    """Split phrasing content where two line breaks stand for a paragraph's end."""
    found: list[list[str]] = [[]]
    broken = False
    for part in parts:
        if part == BREAK:
            if broken:
                found.append([])
            else:
                found[-1].append(part)
            broken = True
        else:
            found[-1].append(part)
            broken = broken and not part.strip(_BLANK)
    return [html for html in (trim("".join(each)) for each in found) if not is_blank(html)]


def opening(element: Element, tag: str | None = None) -> str:
    """Return the opening tag of an element with the attributes that it may keep."""
    name = tag or str(element.tag)
    if not element.attrib:
        return f"<{name}>"
    allowed = ATTRIBUTES.get(name, _NONE)
    parts = [f"<{name}"]
    for key, value in sorted(element.attrib.items()):
        attribute = str(key)
        if attribute in allowed or attribute in EVERYWHERE or is_math(name, attribute):
            parts.append(_attribute(attribute, str(value), name))
    return "".join(parts) + ">"


def is_math(name: str, attribute: str) -> bool:
    """Tell whether this is an attribute of MathML that stays."""
    return name in MATH and attribute in MATH_ATTRIBUTES


def _attribute(name: str, value: str, tag: str) -> str:
    pattern = _MATH_VALUE if tag in MATH and name != "alttext" else _VALUES.get(name)
    if pattern is not None and not pattern.match(value):
        return ""
    return f' {name}="{escape(_single_spaced(value).strip(), quote=True)}"'


def tight(html: str) -> str:
    """Return blocks without the tags of a paragraph that comes first and is the only one."""
    if not html.startswith("<p>") or html.find("<p>", 3) >= 0:
        return html
    return html[3:].replace("</p>", "", 1)
