"""What the user configured: sources, outputs, settings."""

from datetime import timedelta
from enum import StrEnum

from aggregator.records.base import record


class Secret:
    """A value that never shows itself in a repr, a log line or a traceback."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the value, for the one place that sends it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)


class FullText(StrEnum):
    """When the article's page is fetched."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Stories(StrEnum):
    """How duplicates across sources are folded in an output."""

    NEAR = "near"
    EXACT = "exact"
    OFF = "off"


@record
class EntrySelectors:
    """CSS selectors that find entries on a page without a feed."""

    item: str
    title: str | None = None
    link: str | None = None
    date: str | None = None
    content: str | None = None
    author: str | None = None


@record
class Tracking:
    """What of the addresses of a source's links is tracking there, besides what is everywhere.

    Names of parameters in lower case; one that ends with `*` is the beginning of names.
    """

    remove: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    """Stronger than `remove`, and than what is tracking everywhere."""


USUAL_TRACKING = Tracking()


@record
class Source:
    """One configured origin of entries (`[[source]]` of feeds.toml)."""

    name: str
    url: str
    title: str | None = None
    tags: tuple[str, ...] = ()
    full_text: FullText = FullText.AUTO
    select: tuple[str, ...] = ()
    strip: tuple[str, ...] = ()
    next_page: str | None = None
    entries: EntrySelectors | None = None
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    interval: timedelta | None = None
    """How often it is asked; None to adapt to its rhythm."""
    headers: tuple[tuple[str, Secret], ...] = ()
    auth: Secret | None = None
    proxy: Secret | None = None
    user_agent: str | None = None
    ca: str | None = None
    """A file of certificates (PEM) to trust for this source besides the system's."""
    allow_private: bool = False
    max_entries: int = 500
    resurface: bool = False
    preferred: bool = False
    """Whether its entries stand for the stories that they are of."""
    keep_for: timedelta | None = None
    """How long its entries are kept; None for as long as those of others (Settings.retention)."""
    detect_language: bool = False
    """Whether the language of an entry that declares none is told from its text."""
    honour_noindex: bool = False
    """Whether a page that asks not to be indexed is left alone."""
    learn: bool = True
    tracking: Tracking = USUAL_TRACKING


@record
class Output:
    """A published feed (`[[output]]` of feeds.toml)."""

    name: str
    title: str
    tags: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("atom", "rss", "json", "html")
    limit: int = 100
    max_age: timedelta | None = None
    """How long an entry stays, counted from when it was first seen; None for no bound."""
    per_source: int = 0
    stories: Stories = Stories.NEAR


@record
class Settings:
    """The `[aggregator]` table of feeds.toml."""

    listen: str = "127.0.0.1:8484"
    base_url: str = "http://127.0.0.1:8484"
    storage: str = "storage"
    contact: str = ""
    interval: timedelta = timedelta(hours=1)
    min_interval: timedelta = timedelta(minutes=15)
    max_interval: timedelta = timedelta(hours=24)
    concurrency: int = 64
    per_host: int = 2
    connect_timeout: timedelta = timedelta(seconds=10)
    """For the name, the connection and TLS together."""
    answer_timeout: timedelta = timedelta(seconds=20)
    """For the first byte of an answer, and between two pieces of it."""
    timeout: timedelta = timedelta(seconds=60)
    """For a whole document, redirects included."""
    max_size: int = 15
    """MiB of a document, decompressed."""
    min_rate: int = 512
    """Bytes a second that a document must come at."""
    max_header: int = 64
    """KiB of one header line of an answer."""
    max_redirects: int = 5
    site_rules: str = ""
    retention: timedelta = timedelta(days=180)
    keep_raw: timedelta | None = timedelta(days=30)
    """How long what entries were made from is kept; None for not at all."""
    hub: str = ""
    """WebSub: `self` for our own hub, the address of another, or empty for none."""
