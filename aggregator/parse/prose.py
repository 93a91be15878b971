"""Titles as plain text and bodies as HTML: by what they are, more than by what they say."""

import re
from html import escape, unescape

from aggregator.text import collapse

_NAMES = (
    "applet basefont bgsound blink marquee "
    "a abbr acronym address area article aside audio b base bdi bdo big blockquote body br "
    "button canvas caption center cite code col colgroup dd del details dfn dialog dir div dl "
    "dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 "
    "head header hgroup hr html i iframe img input ins kbd label legend li link main map mark "
    "math menu meta meter nav nobr noscript object ol optgroup option output p param picture "
    "pre progress q rp rt ruby s samp script section select small source span strike strong "
    "style sub summary sup svg table tbody td template textarea tfoot th thead time title tr "
    "track tt u ul var video wbr"
)
_HTML = frozenset(_NAMES.split())
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]{0,10})(?=[\s/>])[^<>]*>")
_COMMENT = re.compile(r"<!--.*?-->|<!DOCTYPE\b[^>]*>", re.DOTALL | re.IGNORECASE)
_BLANK_LINE = re.compile(r"\n\s*\n")
_PLAIN = frozenset({"text", "plain", "text/plain"})


def is_markup(text: str) -> bool:
    """Tell whether there is any tag of HTML in it; `vector<int>` and `<Enter>` are none."""
    return "<" in text and any(tag[1].lower() in _HTML for tag in _TAG.finditer(text))


def title_text(value: str, kind: str = "html") -> str:
    """Return a title as one line of plain text, its entities decoded once.

    RSS does not say whether titles are HTML, and publishers do both: tags of
    HTML go, anything else in angle brackets is text and stays.
    """
    if kind in _PLAIN:
        return collapse(value)
    if "<" in value:
        value = _TAG.sub(_unless_html, _COMMENT.sub("", value))
    return collapse(unescape(value))


def _unless_html(tag: re.Match[str]) -> str:
    return "" if tag[1].lower() in _HTML else tag[0]


def body_html(value: str, kind: str = "html") -> str:
    """Return a summary or content as HTML; what is not markup is escaped, so that it survives."""
    if kind in _PLAIN:
        return _paragraphs(value)
    if "<" in value and not is_markup(value):
        return value.replace("<", "&lt;")
    return value


def _paragraphs(text: str) -> str:
    """Return plain text as HTML that shows it the same way.

    Blogger cuts its HTML into plain summaries, and leaves `&nbsp;` in them.
    """
    text = text.replace("&nbsp;", "\u00a0")
    blocks = [block.strip() for block in _BLANK_LINE.split(text.strip())]
    lines = [escape(block, quote=False).replace("\n", "<br>") for block in blocks if block]
    if len(lines) == 1 and "<br>" not in lines[0]:
        return lines[0]
    return "".join(f"<p>{line}</p>" for line in lines)
