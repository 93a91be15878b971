"""What of a page is in its article and what is not, piece by piece, and why. Pure.

For a person to look at. The extractor works on a tree that shrinks; here the
whole page is read once more, and each of its texts is looked for in the article.
"""

from aggregator.dom import Element, decode, defuse, parse_document
from aggregator.extract.memory import TemplateMemory, trace_of
from aggregator.extract.prune import prune_names, strip_machinery
from aggregator.extract.rules import replace_strings, strip_all
from aggregator.extract.survey import length_of, survey
from aggregator.records import Article, SiteRules
from aggregator.records.base import record
from aggregator.text import legal

SHORT = 40
"""Characters; so short a text is the article's only where it is a line of it, not a part of one."""


@record
class Piece:
    """A text of the page, in the order of the page."""

    text: str
    why: str = ""
    """Why it is not in the article; empty for what is."""


def account_for(
    page: bytes,
    found: Article,
    rules: SiteRules,
    memory: TemplateMemory | None,
    content_type: str = "",
) -> tuple[Piece, ...]:
    """Return every text of a page that an article was found on."""
    html, reason = defuse(decode(page, content_type))
    root = None if reason else parse_document(replace_strings(html, rules))
    if root is None:
        return ()
    texts = _read_texts(root, rules)
    kept = _Kept(found)
    places = [number for number, (text, _) in enumerate(texts) if kept.has(text)]
    first, last = (places[0], places[-1]) if places else (len(texts), len(texts))
    return tuple(
        Piece(text=text)
        if kept.has(text)
        else Piece(text=text, why=_tell(text, dropped, memory) or _place(number, first, last))
        for number, (text, dropped) in enumerate(texts)
    )


class _Kept:
    def __init__(self, article: Article) -> None:
        # Where lines break within a block, each side has its own idea of the space between.
        self._whole = _squeeze(article.text)
        self._lines = {_squeeze(line) for line in article.text.split("\n")}

    def has(self, text: str) -> bool:
        said = _squeeze(text)
        return said in self._lines or (len(said) >= SHORT and said in self._whole)


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _read_texts(root: Element, rules: SiteRules) -> list[tuple[str, str]]:
    """Return each text of the page with what dropped it, if a rule or a name did."""
    found = root.find("body")
    body = root if found is None else found
    strip_machinery(body)
    page = survey(list(body.iter()))
    runs = {number: text for number, text in page.runs().items() if text}
    strip_all(root, rules)
    ruled = {number for number in runs if not _is_in(page.elements[number], body)}
    prune_names(page)
    told = {}
    for number in runs:
        gone = not _is_in(page.elements[number], body)
        top = _name(_find_top(page.elements[number]))
        told[number] = (f"a rule: {top}" if number in ruled else f"its name: {top}") if gone else ""
    return [(legal(runs[number]), told[number]) for number in sorted(runs)]


def _is_in(element: Element, body: Element) -> bool:
    return element is body or any(above is body for above in element.iterancestors())


def _find_top(element: Element) -> Element:
    """Return the outermost element of what an element was taken out with."""
    return next(reversed(list(element.iterancestors())), element)


def _name(element: Element) -> str:
    """Write an element's tag and names, as CSS does."""
    names = (element.get("class") or "").split()[:2]
    id_ = element.get("id")
    return str(element.tag) + (f"#{id_}" if id_ else "") + "".join(f".{name}" for name in names)


def _tell(text: str, dropped: str, memory: TemplateMemory | None) -> str:
    if memory is not None and memory.is_boilerplate(trace_of(text), length_of(text)):
        count, _ = memory.blocks[trace_of(text)]
        return f"on {count} other pages of the site"
    return dropped


def _place(number: int, first: int, last: int) -> str:
    if number < first:
        return "before the article"
    return "after the article" if number > last else "no part of the text"
