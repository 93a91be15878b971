"""What a poll needs of the world, handed in by wiring.py or by a test."""

from collections.abc import Callable
from dataclasses import dataclass, field

from aggregator.network import Network
from aggregator.protocols import Clock, Fetcher, Publisher, Store, Workers
from aggregator.records import Output, Settings, SiteConfig, Source


def find_no_feeds(page: bytes, url: str, content_type: str) -> tuple[str, ...]:
    """Find none: for services that are not to look for feeds."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What a poll needs of the world."""

    settings: Settings
    sources: tuple[Source, ...]
    outputs: tuple[Output, ...]
    clock: Clock
    fetcher: Fetcher
    store: Store
    publisher: Publisher
    workers: Workers
    jitter: Callable[[], float]
    """Uniform in [0, 1)."""
    network: Network = field(default_factory=Network)
    find_feeds: Callable[[bytes, str, str], tuple[str, ...]] = find_no_feeds
    """The feeds that a page declares: (page, its address, its Content-Type) → addresses."""
    find_config: Callable[[str], SiteConfig | None] = lambda _: None
    """The site-config file for an address."""
