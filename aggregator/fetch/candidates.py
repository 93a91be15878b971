"""Documents looked at for feeds: what a page links to, what a document is (pure)."""

import re
from collections.abc import Iterator, Sequence
from html import unescape

from lxml import etree

from aggregator.dom import Element, decode, defuse, parse_document
from aggregator.fetch.known_sites import Candidate
from aggregator.urls import absolute

FEED_TYPES = frozenset(
    {
        "application/atom+xml",
        "application/rss+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/x-rss+xml",
        "application/xml",
        "text/xml",
        "text/rss",
        "application/json",
    }
)
_HEAD = 2**16
"""Characters of a document that are looked at to see what it is."""

# Atomic, as a prolog can be split in more ways than there is time to try.
_PROLOG = r"\s|<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^>\[]*+(?:\[[^\]]*\])?+[^>]*>"
_ROOT = re.compile(rf"\A(?>{_PROLOG})*+<([\w:.-]+)", re.S | re.I)
_TITLE = re.compile(
    r"<title[^>]{0,200}>\s{0,50}(?:<!\[CDATA\[)?(.{0,500}?)(?:\]\]>)?\s{0,50}</title", re.S | re.I
)
_JSON_FEED = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version')
_ROOTS = {"rss": "rss", "feed": "atom", "rdf:rdf": "rss", "atom:feed": "atom", "opml": "opml"}
_CHANNEL = re.compile(r'"(?:channelId|externalId|browseId)"\s*:\s*"(UC[\w-]{22})"')
_COMMENTS = re.compile(r"comment", re.I)
_FEED_LINK = re.compile(
    r"/(?:feed|rss|atom)s?/?\Z|\.(?:rss|atom|rdf)\Z"
    r"|/(?:feed|rss|atom|index)\.(?:xml|json)\Z|[?&]feed=",
    re.I,
)
_FEED_WORDS = re.compile(r"\b(?:rss|atom|feed|syndicat\w+)\b", re.I)


def name_format(body: bytes, content_type: str = "") -> str | None:
    """Return what a document is: rss, atom, json or opml; None for anything else."""
    text = decode(body[:_HEAD], content_type).lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return "json" if _JSON_FEED.search(text) else None
    root = _ROOT.match(text)
    return _ROOTS.get(root[1].lower()) if root else None


def read_title(body: bytes, content_type: str = "") -> str:
    """Return the first title in a feed, for showing; empty when there is none."""
    text = decode(body[:_HEAD], content_type)
    found = _TITLE.search(text) or re.search(r'"title"\s*:\s*"((?:[^"\\]|\\.)*)"', text)
    return " ".join(unescape(unescape(found[1])).split())[:200] if found else ""


def find_declared(page: bytes, url: str, content_type: str = "") -> tuple[str, ...]:
    """Return the addresses of the feeds that a page declares as its own; of comments last."""
    text, bomb = defuse(decode(page, content_type))
    root = None if bomb else parse_document(text)
    if root is None:
        return ()
    found = (*_declared(root, _find_base(root, url)), *_channel(text, url))
    return tuple(candidate.url for candidate in _in_order(found))


def find_links(page: bytes, url: str, content_type: str = "") -> tuple[Candidate, ...]:
    """Return the feeds that a page links to: declared ones, then the rest; of comments last."""
    text, bomb = defuse(decode(page, content_type))
    root = None if bomb else parse_document(text)
    if root is None:
        return ()
    base = _find_base(root, url)
    return _in_order((*_declared(root, base), *_channel(text, url), *_linked(root, base)))


def _in_order(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    unique = {candidate.url: candidate for candidate in reversed(found)}
    ordered = [unique.pop(candidate.url) for candidate in found if candidate.url in unique]
    return tuple(sorted(ordered, key=_is_of_comments))


def read_opml(document: bytes) -> tuple[Candidate, ...]:
    """Return the feeds that an OPML document lists, in its order."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(document, parser)
    except etree.XMLSyntaxError:
        return ()
    if root is None:
        return ()
    outlines = (outline for outline in root.iter("{*}outline") if outline.get("xmlUrl"))
    return tuple(
        Candidate(
            url=outline.get("xmlUrl", "").strip(),
            how="OPML",
            title=outline.get("title") or outline.get("text") or "",
        )
        for outline in outlines
    )


def _declared(root: Element, base: str) -> Iterator[Candidate]:
    """Yield what `<link>` declares: rel=alternate with a feed's type, or rel=feed."""
    for link in root.iter("link", "a"):
        words = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        is_alternate = "alternate" in words and kind in FEED_TYPES and "stylesheet" not in words
        if not is_alternate and "feed" not in words:
            continue
        target = absolute(_unfeed(link.get("href") or ""), base)
        # WordPress declares its API as an alternate in JSON.
        if target and not (kind == "application/json" and "/wp-json/" in target):
            how = "the page declares it"
            yield Candidate(url=target, how=how, title=(link.get("title") or "").strip())


def _linked(root: Element, base: str) -> Iterator[Candidate]:
    """Yield links that look like a feed's, or say so."""
    for link in root.iter("a"):
        href = _unfeed(link.get("href") or "")
        target = absolute(href, base) if href else None
        if target is None or not target.startswith("http"):
            continue
        texts = [str(text) for text in link.itertext()]
        said = " ".join([*texts, link.get("title") or "", link.get("class") or ""])
        if _FEED_LINK.search(target) or (len(said) < 60 and _FEED_WORDS.search(said)):
            yield Candidate(url=target, how="the page links to it", title=said.strip()[:80])


def _channel(text: str, url: str) -> Iterator[Candidate]:
    """Yield the feed of the YouTube channel that a page is of: handles do not tell it."""
    found = _CHANNEL.search(text) if "youtube.com/" in url else None
    if found:
        feed = f"https://www.youtube.com/feeds/videos.xml?channel_id={found[1]}"
        yield Candidate(url=feed, how="YouTube channel")


def _find_base(root: Element, url: str) -> str:
    for base in root.iter("base"):
        return absolute(base.get("href") or "", url) or url
    return url


def _unfeed(href: str) -> str:
    """Return `feed:https://…` and `feed://…` as the web address that is meant."""
    if href[:5].lower() != "feed:":
        return href
    rest = href[5:]
    return f"https:{rest}" if rest.startswith("//") else rest


def _is_of_comments(candidate: Candidate) -> bool:
    return bool(_COMMENTS.search(candidate.url) or _COMMENTS.search(candidate.title))
