"""Links: absolute, untracked, straight to where they lead; anchors within the article kept."""

import re
from collections.abc import Callable
from itertools import islice

from aggregator.clean.tree import Element, Sheet
from aggregator.clean.write import write
from aggregator.records import USUAL_TRACKING, Article, Tracking
from aggregator.urls import (
    absolute,
    canonical_url,
    is_home_page,
    is_same_site,
    is_web_url,
    strip_tracking,
    unwrap_redirector,
)

_ID = re.compile(r"[A-Za-z][\w:.-]{0,99}\Z", re.ASCII)


_ID_WRITTEN = re.compile(r'<[a-z][^<>]* id="([^"]*)"')
_ANCHOR_WRITTEN = re.compile(r'<a[^<>]* href="#([^"]*)"')
_MARK_LENGTH = 3
"""Characters."""
_MARK = re.compile(rf"[¶#§🔗⚓\s]{{1,{_MARK_LENGTH}}}\Z")
"""What stands at a heading to link to it."""
_SLUG = re.compile(r"-[^-]+-|\d{4,}")
"""What the last part of an article's address has: words joined by hyphens, or a number."""
_ROUNDS = 4
"""An id that goes may take an empty link with it, which was all that led to another id."""


def settle_links(sheet: Sheet) -> None:
    """Give each link the address it leads to; one that leads nowhere is text."""
    for link in sheet.body.iter("a"):
        if (link.get("href") or "").startswith("#") and _is_mark(link):
            sheet.drop(link, "heading mark")
    sheet.sweep()
    _settle_ids(sheet.body)
    ids = {element.get("id", "") for element in sheet.body.iter() if "id" in element.attrib}
    wanted = {_settle(link, sheet, ids) for link in sheet.body.iter("a")}
    for element in sheet.body.iter():
        if "id" in element.attrib and element.get("id") not in wanted:
            del element.attrib["id"]
    for quote in sheet.body.iter("blockquote", "q", "ins", "del"):
        _settle_cite(quote, sheet)


def _is_mark(link: Element) -> bool:
    """Tell whether a link is a mark; links nest, so no more of each is read than a mark has."""
    return _MARK.match("".join(map(str, islice(link.itertext(), _MARK_LENGTH + 1)))) is not None


def write_settled(sheet: Sheet, finish: Callable[[Sheet, list[str]], list[str]]) -> str:
    """Write the tree with the ids that links of it lead to, and with no link to an id it lacks.

    `finish` may leave out blocks of what was written.
    """
    html = "\n".join(finish(sheet, write(sheet)))
    for _ in range(_ROUNDS):
        ids, anchors = set(_ID_WRITTEN.findall(html)), set(_ANCHOR_WRITTEN.findall(html))
        if ids == anchors:
            break
        _forget(sheet, ids - anchors, anchors - ids)
        html = "\n".join(finish(sheet, write(sheet)))
    return html


def _forget(sheet: Sheet, ids: set[str], anchors: set[str]) -> None:
    """Take away these ids, and lead links to these anchors to the page itself."""
    for element in sheet.body.iter():
        if element.get("id") in ids:
            del element.attrib["id"]
        href = element.get("href") or ""
        if href.startswith("#") and href[1:] in anchors:
            _lead(element, absolute(href, sheet.base))


def _settle_ids(body: Element) -> None:
    """Keep each id once, if it is one; `<a name>` is the old way to write it."""
    seen: set[str] = set()
    for element in body.iter():
        name = element.get("id", element.get("name") if element.tag == "a" else None)
        if name is None:
            continue
        if _ID.match(str(name)) and name not in seen:
            seen.add(str(name))
            element.set("id", name)
        else:
            element.attrib.pop("id", "")


def _settle(link: Element, sheet: Sheet, ids: set[str]) -> str | None:
    """Settle a link; return the id that it leads to, if it stays within the article."""
    href = (link.get("href") or "").strip()
    anchor = _anchor(href, sheet.base)
    if anchor in ids:
        link.set("href", f"#{anchor}")
        return anchor
    url = absolute(href, sheet.base)
    if url is None or href == "#":
        _lead(link, None)
        return None
    direct = unwrap_redirector(url)
    clean = strip_tracking(direct, sheet.tracking)
    if direct != url:
        sheet.removed["redirector"] += 1
    if clean != direct:
        sheet.removed["tracking parameter"] += 1
    _lead(link, clean)
    return None


def _lead(link: Element, url: str | None) -> None:
    if url is None:
        link.attrib.pop("href", "")
    else:
        link.set("href", url)


def _anchor(href: str, base: str) -> str:
    """Return the id that a link names on its own page; "" when it leads elsewhere."""
    page, sign, anchor = href.partition("#")
    if not sign or (page and absolute(page, base) != base.partition("#")[0]):
        return ""
    return anchor


def _settle_cite(quote: Element, sheet: Sheet) -> None:
    cite = quote.attrib.pop("cite", "")
    url = absolute(str(cite), sheet.base) if cite else None
    if url:
        quote.set("cite", strip_tracking(url, sheet.tracking))


def find_link(url: str | None, base: str, tracking: Tracking = USUAL_TRACKING) -> str | None:
    """Return where a reader is sent: absolute, on the web, straight and untracked."""
    found = absolute(url, base) if url else None
    if found is None or not is_web_url(found):
        return None
    return strip_tracking(unwrap_redirector(found), tracking)


def find_canonical(
    link: str | None, article: Article | None, tracking: Tracking = USUAL_TRACKING
) -> str | None:
    """Return the key of an entry's address, by the page's own word where that can be trusted.

    A page that names another site's address, or no page but a whole site, is
    not believed; an entry that links to a whole site has no key, because many
    different ones do.
    """
    for url in (*_claims(link, article), link):
        if url and is_web_url(url) and not is_home_page(key := canonical_url(url, tracking)):
            return key
    return None


def _claims(link: str | None, article: Article | None) -> tuple[str, ...]:
    if article is None:
        return ()
    claimed = article.canonical_url
    if claimed and (is_same_site(claimed, link or "") or is_same_site(claimed, article.base)):
        return (claimed,)
    if not link or not is_web_url(article.base):
        return ()
    # The link led to another site, or to an article's address: where it ended is the page.
    leads_on = not is_same_site(link, article.base) or _is_of_article(article.base)
    return (article.base,) if leads_on else ()


def _is_of_article(url: str) -> bool:
    """Tell whether an address looks like an article's, and not like a wall on the way to it."""
    path, sign, _ = url.partition("?")
    last = path.rstrip("/").rpartition("/")[2]
    return not sign and _SLUG.search(last) is not None
