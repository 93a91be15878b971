"""An article and the clean entry made of it: stages 3 and 4."""

from datetime import datetime
from enum import IntEnum

from aggregator.records.base import SafeHtml, record
from aggregator.records.feed import Defect, Enclosure, Episode, Person, Place, Reply
from aggregator.records.fetched import Fetched
from aggregator.records.settings import Source


@record
class Hints:
    """What the feed knows of an article before its page is read."""

    title: str | None = None
    summary: str | None = None
    """Text or HTML."""
    content: str | None = None
    """HTML."""
    repeated: frozenset[str] = frozenset()
    """Keys of lines that entries of the source carry word for word (text.line_key)."""
    author: str | None = None
    published: datetime | None = None
    language: str | None = None
    whole: bool = True
    """Whether the page is all of the article; the first of several may have less than the feed."""


LinkRule = tuple[str, str | None]
"""A rule that finds a link, and one that must find something for it to count, or None."""


@record
class SiteConfig:
    """What a site-config file of Full-Text RSS says of a site's pages; rules are XPath."""

    body: tuple[str, ...] = ()
    """Tried in turn."""
    title: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()
    strip_id_or_class: tuple[str, ...] = ()
    """Parts of names."""
    strip_image_src: tuple[str, ...] = ()
    """Parts of addresses."""
    replacements: tuple[tuple[str, str], ...] = ()
    """Strings of the document, and what they are replaced by before it is parsed."""
    prune: bool = True
    """Whether what a body rule finds is still freed of boilerplate."""
    single_page_link: tuple[LinkRule, ...] = ()
    next_page_link: tuple[LinkRule, ...] = ()
    native_ad_clue: tuple[str, ...] = ()
    http_header: tuple[tuple[str, str], ...] = ()
    tests: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Addresses, and what their articles must contain."""


@record
class SiteRules:
    """What a user says of a site's pages, in CSS."""

    select: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()
    config: SiteConfig | None = None
    """A file's rules for the site; `select` comes before its body rules."""


@record
class Setting:
    """What an entry is made in."""

    source: Source
    now: datetime
    repeated: frozenset[str] = frozenset()
    """Lines that entries of the source carry word for word."""
    home_pages: tuple[str, ...] = ()
    """Addresses on the site that seems to be the source's own, besides its feed's."""


@record
class Article:
    """The main content found in an entry's page; unsafe until cleaned."""

    html: str
    text: str
    """Plain text, one block a paragraph, blank lines between."""
    method: str
    """Which candidate won: `rule`, `json-ld`, `semantic`, `density` …"""
    quality: float
    """0 to 1: how sure the extractor is."""
    base: str
    title: str | None = None
    author: str | None = None
    published: datetime | None = None
    language: str | None = None
    image: str | None = None
    canonical_url: str | None = None
    """rel=canonical or og:url, absolute, whatever host it names."""
    dropped: tuple[Defect, ...] = ()
    """What was left out and why, in the order of the page."""
    seen: tuple[int, ...] = ()
    """Fingerprints of the page's blocks, for the memory of its site; none without one."""


@record
class ArticlePages:
    """The page of an article, or its pages in order, as they arrived."""

    parts: tuple[Fetched, ...]
    config: SiteConfig | None = None
    """A file's rules for their site."""


@record
class NoArticle:
    """The page holds no article that we can find."""

    reason: str


@record
class Decision:
    """One stage's decision on an entry, for `explain`."""

    stage: str
    code: str
    detail: str = ""


class Home(IntEnum):
    """Whether an entry's address is on its source's own site; the greater, the surer."""

    ELSEWHERE = 0
    """It links to somebody else's page: a planet, a link list, a blog that points to things."""
    CLAIMED = 1
    """The feed says that the site is its own, or most of its entries are there."""
    OWN = 2
    """The feed is of that site, or the entry has no address."""


@record
class Sketch:
    """What of a text is compared with others: samples, each the smallest of their hashes."""

    words: int
    """How many words the text has; of one that is too short, only the lead is sampled."""
    keys: tuple[int, ...] = ()
    """What others are looked up by: a text that shares two of them may be alike."""
    shingles: tuple[int, ...] = ()
    """Of its runs of three words."""
    size: int = 0
    """How many different runs of three words it has."""
    lead: tuple[int, ...] = ()
    """Of the runs of its first words alone."""
    numbers: tuple[int, ...] = ()
    """Of its words with digits: prices, dates, versions, scores."""
    names: tuple[int, ...] = ()
    """Of its words that are capitalised within a sentence."""
    slots: tuple[int, ...] = ()
    """Of its words with digits and its names, each with the words around it: where two texts say
    the same around a place, it tells whether they fill it alike."""
    is_bare: bool = False
    """Whether it says nothing besides its title and where links lead: "Comments"."""


@record
class CleanEntry:
    """An entry fit to be stored and published."""

    source: str
    identity: str
    raw_hash: str
    entry_id: str | None
    link: str | None
    """Absolute, without tracking parameters; where a reader is sent."""
    canonical_url: str | None
    """What two addresses of the same page have in common; a key, not a link."""
    title: str
    authors: tuple[Person, ...] = ()
    tags: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    summary: str = ""
    """Plain text."""
    content: SafeHtml
    fingerprint: str
    """Hash of the words of title and content; typography does not change it."""
    language: str | None = None
    image: str | None = None
    enclosures: tuple[Enclosure, ...] = ()
    comments: str | None = None
    comments_feed: str | None = None
    replies_to: tuple[Reply, ...] = ()
    place: Place | None = None
    episode: Episode | None = None
    """None for what is no part of a podcast."""
    sketch: Sketch | None = None
    """For telling near-duplicates; None when it was not made."""
    preferred: bool = False
    """Whether its source is to be shown for a story rather than others that tell it in full."""
    home: Home = Home.OWN
    """Whether its address is on its source's own site."""
    dropped: str | None = None
    """Why a filter of its source drops it; None when it is kept."""
    decisions: tuple[Decision, ...] = ()
