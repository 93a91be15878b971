"""What holds for a page: the source on its host, its site's rules, and what was learned of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.cli.session import Session
    from aggregator.config import Config
    from aggregator.records import SiteConfig, SiteRules, Source


@dataclass(slots=True)
class Context:
    """What a poll would extract a page with."""

    source: Source
    """The one on its host; without a name when there is none."""
    config: SiteConfig | None
    memory: bytes | None
    """None where nothing is to be learned of the site."""

    def rules(self) -> SiteRules:
        """Return the source's own rules, and those of its site's file."""
        from aggregator.records import SiteRules

        return SiteRules(select=self.source.select, strip=self.source.strip, config=self.config)


async def find_context(session: Session, config: Config, url: str, asked: str = "") -> Context:
    """Return what holds for the page of an address; `asked` is the one that led there.

    The source is that of what was asked for, if there is one: it is who asks. Rules and
    what was learned are those of where the page is.
    """
    from aggregator.site_configs import SiteConfigs

    source = find_source(config.sources, asked or url, url)
    folder = config.settings.site_rules
    rules = SiteConfigs(Path(folder) if folder else None).find(url)
    memory = await _read_memory(session.find_storage(config), url) if source.learn else None
    return Context(source=source, config=rules, memory=memory)


def find_source(sources: Sequence[Source], *urls: str) -> Source:
    """Return the source on the host of the first address that has one, or one without rules."""
    from aggregator.config.urls import name_by_host
    from aggregator.records import Source

    for url in urls:
        if urlsplit(url).hostname:
            for source in sources:
                if urlsplit(source.url).hostname and name_by_host(source.url) == name_by_host(url):
                    return source
    return Source(name="", url=urls[0])


async def _read_memory(storage: Path | str, url: str) -> bytes:
    """Return what the storage knows of a page's site; nothing where there is no storage yet."""
    if not isinstance(storage, Path) or not storage.is_dir():
        return b""
    # Only now: a page can be shown without a database.
    from aggregator.refinery import KIND
    from aggregator.store.engine import FILE
    from aggregator.urls import host_of
    from aggregator.wiring import open_store

    if not (storage / FILE).exists():
        return b""
    async with open_store(storage) as store:
        memos = await store.read_memos(KIND, [host_of(url)])
    return memos.get(host_of(url), b"")
