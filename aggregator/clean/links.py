"""Links: absolute, untracked, straight to where they lead; anchors within the article kept."""

import re

from aggregator.clean.tree import UNWRAP, Element, Sheet
from aggregator.records import Article
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


def settle_links(sheet: Sheet) -> None:
    """Give each link the address it leads to; one that leads nowhere is text."""
    _name_anchors(sheet.body)
    ids = {element.get("id", "") for element in sheet.body.iter() if "id" in element.attrib}
    wanted: set[str] = set()
    for link in sheet.body.iter("a"):
        _settle(link, sheet, ids, wanted)
    for element in sheet.body.iter():
        _settle_id(element, wanted)
    for quote in sheet.body.iter("blockquote", "q", "ins", "del"):
        _settle_cite(quote, sheet.base)


def _name_anchors(body: Element) -> None:
    """Write the old `<a name>` as an id."""
    for link in body.iter("a"):
        if "id" not in link.attrib and link.get("name"):
            link.set("id", link.get("name", ""))


def _settle(link: Element, sheet: Sheet, ids: set[str], wanted: set[str]) -> None:
    href = (link.get("href") or "").strip()
    anchor = _anchor(href, sheet.base)
    if anchor in ids and _ID.match(anchor):
        link.set("href", f"#{anchor}")
        wanted.add(anchor)
        return
    url = absolute(href, sheet.base)
    if url is None or href == "#":
        link.attrib.pop("href", "")
        return
    direct = unwrap_redirector(url)
    clean = strip_tracking(direct)
    if direct != url:
        sheet.removed["redirector"] += 1
    if clean != direct:
        sheet.removed["tracking parameter"] += 1
    link.set("href", clean)


def _anchor(href: str, base: str) -> str:
    """Return the id that a link names on its own page; "" when it leads elsewhere."""
    page, sign, anchor = href.partition("#")
    if not sign or (page and page != base.partition("#")[0]):
        return ""
    return anchor


def _settle_id(element: Element, wanted: set[str]) -> None:
    """Keep an id that a link of the article leads to, once."""
    name = element.attrib.get("id")
    if name is None:
        return
    if str(name) in wanted:
        wanted.discard(str(name))
    else:
        del element.attrib["id"]
    if element.tag == "a" and not element.get("href") and "id" not in element.attrib:
        element.tag = UNWRAP


def _settle_cite(quote: Element, base: str) -> None:
    cite = quote.attrib.pop("cite", "")
    url = absolute(str(cite), base) if cite else None
    if url:
        quote.set("cite", strip_tracking(url))


def find_link(url: str | None, base: str) -> str | None:
    """Return where a reader is sent: absolute, on the web, straight and untracked."""
    found = absolute(url, base) if url else None
    if found is None or not is_web_url(found):
        return None
    return strip_tracking(unwrap_redirector(found))


def find_canonical(link: str | None, article: Article | None) -> str | None:
    """Return the key of an entry's address, by the page's own word where that can be trusted.

    A page that names another site's address, or no page but a whole site, is
    not believed; an entry that links to a whole site has no key, because many
    different ones do.
    """
    for url in (*_claims(link, article), link):
        if url and is_web_url(url) and not is_home_page(key := canonical_url(url)):
            return key
    return None


def _claims(link: str | None, article: Article | None) -> tuple[str, ...]:
    if article is None:
        return ()
    claimed = article.canonical_url
    if claimed and (is_same_site(claimed, link or "") or is_same_site(claimed, article.base)):
        return (claimed,)
    # The link led to another site: where it ended is the page.
    if link and is_web_url(article.base) and not is_same_site(link, article.base):
        return (article.base,)
    return ()
