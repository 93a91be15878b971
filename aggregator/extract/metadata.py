"""What a page says of itself: title, author, date, language, image, addresses. Pure.

Claims are taken as they are made; whether the feed's are better is the
pipeline's to say.
"""

from datetime import UTC, datetime

from aggregator.dom import Element, text_of
from aggregator.extract.jsonld import Described
from aggregator.records.base import record
from aggregator.text import collapse
from aggregator.urls import absolute

_TITLE = ("og:title", "twitter:title", "dc.title", "parsely-title")
_AUTHOR = ("author", "article:author", "dc.creator", "parsely-author", "sailthru.author")
_DATE = (
    "article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dc.date",
    "pubdate",
    "date",
)
_IMAGE = ("og:image:secure_url", "og:image", "twitter:image", "twitter:image:src")
_LONGEST_NAME = 120


@record
class Metadata:
    """A page's claims; addresses are absolute."""

    base: str
    title: str | None = None
    titles: tuple[str, ...] = ()
    """All that it calls itself: for readers, for search engines, for social networks."""
    author: str | None = None
    published: datetime | None = None
    language: str | None = None
    image: str | None = None
    canonical_url: str | None = None


def read_metadata(root: Element, url: str, described: Described | None) -> Metadata:
    """Return what the head of a page and its JSON-LD say."""
    said = _meta(root)
    known = described or Described()
    base = _base(root, url)
    image = _first(said, _IMAGE) or known.image
    titles = [said[name] for name in _TITLE if name in said]
    titles += [title for title in (known.title, _title(root)) if title]
    return Metadata(
        base=base,
        title=titles[0] if titles else None,
        titles=tuple(titles),
        author=_author(known.author) or _author(_first(said, _AUTHOR)),
        published=read_date(known.published) or read_date(_first(said, _DATE)),
        language=_language(root, said, known),
        image=absolute(image, base) if image else None,
        canonical_url=_canonical(root, said, base),
    )


def read_date(text: str | None) -> datetime | None:
    """Return an ISO 8601 date and time in UTC; one without a zone or of another form is None."""
    if not text or len(text) < len("2000-01-01T00:00Z"):
        return None
    try:
        found = datetime.fromisoformat(text.strip())
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _meta(root: Element) -> dict[str, str]:
    said: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = collapse(meta.get("content") or "")
        if name and content:
            said.setdefault(name.strip().lower(), content)
    return said


def _first(said: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((said[name] for name in names if name in said), None)


def _title(root: Element) -> str | None:
    found = next(root.iter("title"), None)
    return (collapse(text_of(found)) or None) if found is not None else None


def _author(name: str | None) -> str | None:
    if not name or "://" in name or len(name) > _LONGEST_NAME:
        return None
    return collapse(name) or None


def _language(root: Element, said: dict[str, str], known: Described) -> str | None:
    for claim in (root.get("lang"), known.language, said.get("og:locale")):
        if claim and claim.strip():
            return claim.strip().replace("_", "-")
    return None


def _base(root: Element, url: str) -> str:
    for element in root.iter("base"):
        if address := absolute(element.get("href") or "", url):
            return address
    return url


def _canonical(root: Element, said: dict[str, str], base: str) -> str | None:
    for link in root.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split():
            return absolute(link.get("href") or "", base)
    return absolute(said["og:url"], base) if "og:url" in said else None
