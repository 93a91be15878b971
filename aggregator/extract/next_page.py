"""Articles in several parts: where the next part is, and the parts made one. Pure.

`rel=next` leads to the next part of an article on some sites and to the next
article on most: it is followed only to an address that is the same but for a
page number. A selector of the user's, or a site's rule, is taken at its word.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from aggregator.dom import Element, decode, defuse, parse_document
from aggregator.extract.blocks import find_blocks
from aggregator.extract.rules import find_link, select_link
from aggregator.extract.soup import soup_of
from aggregator.extract.write import write_inside
from aggregator.records import Article, SiteConfig
from aggregator.records.base import record
from aggregator.text import words
from aggregator.urls import absolute, is_same_site

MAX_PARTS = 10
"""Pages of one article that are asked for."""
REPEATED = 0.7
"""Of a part's text that earlier parts have: it is one of them again."""
_LABEL = 40
"""Characters; what is shorter may be said in every part."""

_PAGE = re.compile(
    r"(?:[?&](?:page|p|pg|pagenum|seite|start|part|paged|pageno)=\d+)|(?:/(?:page|p|seite|part)/?\d+)"
    r"|(?:[/_,-](?:p|page|seite)?\d{1,2}(?=/?(?:\.\w{2,5})?/?$))",
    re.IGNORECASE,
)


def find_next_page(
    page: bytes | str,
    url: str,
    selector: str | None = None,
    config: SiteConfig | None = None,
    *,
    content_type: str = "",
) -> str | None:
    """Return the absolute address of the article's next part, on the same site, or None."""
    root = _parse(page, content_type)
    if root is None:
        return None
    found = select_link(root, selector, url) if selector else None
    found = found or (find_link(root, config.next_page_link, url) if config else None)
    found = found or _find_rel_next(root, url)
    return found if found and found != url and is_same_site(found, url) else None


def find_whole_page(
    page: bytes | str, url: str, config: SiteConfig, *, content_type: str = ""
) -> str | None:
    """Return the address that holds the whole article, by the site's rules, or None."""
    root = _parse(page, content_type)
    found = find_link(root, config.single_page_link, url) if root is not None else None
    return found if found != url else None


@record
class Merged:
    """One article of several pages."""

    article: Article
    parts: int
    """Pages that it stands on."""


def merge_parts(parts: Sequence[Article]) -> Merged:
    """Return one article of its parts in order; what a part repeats is left out."""
    first = parts[0]
    count, html, text, dropped = 1, [first.html], [first.text], [*first.dropped]
    said = set(first.text.split("\n\n"))
    for part in parts[1:MAX_PARTS]:
        if _is_repeated(part, said) or not _is_same_article(first, part):
            break
        more_html, more_text = _without(part, said)
        count += 1
        html.append(more_html)
        text += more_text
        dropped += part.dropped
        said.update(more_text)
    whole = replace(first, html="\n".join(html), text="\n\n".join(text), dropped=tuple(dropped))
    return Merged(article=whole, parts=count)


def _parse(page: bytes | str, content_type: str) -> Element | None:
    html, reason = defuse(decode(page, content_type) if isinstance(page, bytes) else page)
    return None if reason else parse_document(html)


def _find_rel_next(root: Element, url: str) -> str | None:
    for link in root.iter("link", "a"):
        if "next" not in (link.get("rel") or "").lower().split():
            continue
        address = absolute(link.get("href") or "", url)
        if address and _without_number(address) == _without_number(url):
            return address
    return None


def _without_number(url: str) -> str:
    """Return an address without what says which page of an article it is."""
    return _PAGE.sub("", url.partition("#")[0]).rstrip("/?&")


def _is_same_article(first: Article, part: Article) -> bool:
    if not first.title or not part.title:
        return True
    one, other = set(words(first.title)), set(words(part.title))
    return len(one & other) * 2 >= min(len(one), len(other))


def _is_repeated(part: Article, said: set[str]) -> bool:
    again = sum(len(block) for block in part.text.split("\n\n") if block in said)
    return again >= REPEATED * len(part.text)


def _without(part: Article, said: set[str]) -> tuple[str, list[str]]:
    """Return the HTML and the paragraphs of a part without what was said before."""
    root = parse_document(part.html)
    if root is None:
        return "", []
    soup = soup_of(root)
    for block in find_blocks(soup):
        if len(block.text) >= _LABEL and block.text in said:
            block.remove()
    kept = [block for block in part.text.split("\n\n") if len(block) < _LABEL or block not in said]
    return write_inside(soup.body or soup), kept
