"""What is said about an entry, and what it answers: comments, their feed and number, replies.

Elements of RSS, of wfw (CommentAPI) and of RFC 4685 (Atom Threading).
"""

from collections.abc import Iterator, Mapping

from lxml import etree

from aggregator.parse.named import Named, first_text
from aggregator.parse.tree import Element, elements_of
from aggregator.records import Reply
from aggregator.urls import absolute, is_web_url

_SLASH = "http://purl.org/rss/1.0/modules/slash/"
_THREAD = "http://purl.org/syndication/thread/1.0"
_TOTALS = (f"{{{_SLASH}}}comments", f"{{{_THREAD}}}total")
_COUNTERS = (
    f"{{{_SLASH}}}*",
    f"{{{_THREAD}}}total",
    "{http://search.yahoo.com/mrss/}community",
)
_COUNT, _UPDATED = f"{{{_THREAD}}}count", f"{{{_THREAD}}}updated"
_COUNTED = etree.XPath("//*[@t:count or @t:updated]", namespaces={"t": _THREAD})
_FEED_TYPES = ("application/atom+xml", "application/rss+xml", "application/feed+json")
_MOST = 20


def take_counters(root: Element) -> Mapping[Element, int]:
    """Take out of a tree what changes while the entry stays the same.

    Returns how many comments each item had: numbers that move by themselves
    (comments, views, votes) would make a popular entry look new at every poll.
    """
    counts: dict[Element, int] = {}
    for element in root.iter(*_TOTALS):
        _note(counts, element.getparent(), element.text)
    if _THREAD in root.nsmap.values():
        for link in elements_of(_COUNTED(root)):
            _note(counts, link.getparent(), link.get(_COUNT))
            for name in (_COUNT, _UPDATED):
                link.attrib.pop(name, "")
    etree.strip_elements(root, *_COUNTERS, with_tail=False)
    return counts


def read_comments_feed(named: Named, base: str) -> str | None:
    """Return the address of the feed of an item's comments."""
    links = [link.get("href", "") for link in named.get("feed link", ()) if _is_replies_feed(link)]
    for address in (first_text(named, "wfw commentrss"), *links):
        url = absolute(address, base) if address else None
        if url and is_web_url(url):
            return url
    return None


def _is_replies_feed(link: Element) -> bool:
    rel, kind = link.get("rel", ""), link.get("type", "")
    return rel.rpartition("/")[2] == "replies" and kind.partition(";")[0] in _FEED_TYPES


def read_replies_to(named: Named, base: str) -> tuple[Reply, ...]:
    """Return the entries that an item answers, each once."""
    found = {reply.ref: reply for reply in _replies(named, base)}
    return tuple(found.values())[:_MOST]


def _replies(named: Named, base: str) -> Iterator[Reply]:
    for element in named.get("thr in-reply-to", ()):
        href = element.get("href", "").strip()
        link = absolute(href, base) if href else None
        # `ref` is required; Mastodon's and others' bridges give the page alone.
        if ref := element.get("ref", "").strip() or link:
            yield Reply(ref=ref, link=link if link and is_web_url(link) else None)


def _note(counts: dict[Element, int], item: Element | None, text: str | None) -> None:
    text = (text or "").strip()
    if item is not None and text.isascii() and text.isdigit() and len(text) < 10:
        counts.setdefault(item, int(text))
