"""The names that feeds use: which family each namespace belongs to, whatever its prefix is."""

from functools import lru_cache

from lxml import etree

from aggregator.parse.tree import Element, rename

_NAMESPACES = {
    "http://www.w3.org/2005/atom": "feed",
    "http://purl.org/atom/ns#": "feed",
    "http://purl.org/rss/1.0/": "feed",
    "http://purl.org/rss/1.0/modules/rss091#": "feed",
    "http://my.netscape.com/rdf/simple/0.9/": "feed",
    "http://blogs.law.harvard.edu/tech/rss": "feed",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "https://podcastindex.org/namespace/1.0": "podcast",
    "https://github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md": "podcast",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.pheedo.com/namespace/pheedo": "feedburner",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://purl.org/syndication/thread/1.0": "thr",
    "http://wellformedweb.org/commentapi/": "wfw",
    "http://www.georss.org/georss": "georss",
    "http://www.georss.org/georss/10": "georss",
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo",
    "http://www.sitemaps.org/schemas/sitemap/0.9": "sitemap",
    "http://www.google.com/schemas/sitemap-news/0.9": "news",
}
_ATTRIBUTES = frozenset({"about", "base", "lang", "href", "url", "type"})
"""Those that are of use without the prefix that nobody declared."""
_PREFIXES = {"rss": "feed", "atom": "feed", "pheedo": "feedburner"} | {
    family: family for family in _NAMESPACES.values()
}
"""What a prefix means that a document uses without declaring it."""

_HOMES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/CommentAPI/",
    "georss": "http://www.georss.org/georss",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
}
"""Where the elements of a prefix belong that a document uses without declaring it."""


@lru_cache(maxsize=2048)
def split_tag(tag: str) -> tuple[str, str]:
    """Return the family (`feed`, `dc`, `media` … or `other`) and the local name, in lower case."""
    if tag.startswith("{"):
        space, _, name = tag[1:].partition("}")
        space = space.lower()
        if "backend.userland.com/rss" in space:
            return "feed", name.lower()
        return _NAMESPACES.get(space, "other"), name.lower()
    prefix, colon, name = tag.partition(":")
    if colon:
        return _PREFIXES.get(prefix.lower(), "other"), name.lower()
    return "feed", tag.lower()


def settle_names(root: Element) -> None:
    """Give every name a namespace that it is legal with, in a tree that had to be recovered.

    Prefixes that nobody declared, and a feed's own elements in a namespace
    that nobody knows, are taken for what they look like.
    """
    own = root.nsmap.get(root.prefix) if split_tag(root.tag)[0] == "other" else None
    for element in root.iter():
        _settle(element, str(element.tag), own)
    etree.cleanup_namespaces(root)  # one with a space in it makes Python's own SAX reader raise


def _settle(element: Element, tag: str, own: str | None) -> None:
    if own is not None and tag.startswith("{" + own + "}"):
        rename(element, tag.rpartition("}")[2])
    elif ":" in tag and not tag.startswith("{"):
        family, name = split_tag(tag)
        home = _HOMES.get(family)
        spoken = name.rpartition(":")[2]
        plain = spoken if family == "feed" else "other"
        rename(element, f"{{{home}}}{spoken}" if home else plain)
    for key, value in element.items():
        if ":" in str(key) and not str(key).startswith("{"):
            del element.attrib[key]
            if (name := str(key).rpartition(":")[2]) in _ATTRIBUTES:
                element.set(name, value)
