"""Composition root: builds the real services, and nothing else does."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from aggregator.clock import SystemClock
from aggregator.config import Config
from aggregator.errors import StoreError
from aggregator.fetch.address import find_objection, read_spelled_address
from aggregator.fetch.candidates import find_declared
from aggregator.fetch.client import HttpFetcher
from aggregator.fetch.guard import guarded, open_socket
from aggregator.protocols import Clock
from aggregator.publish.files import FilePublisher
from aggregator.publish.hub import Hub
from aggregator.publish.ping import HubPing
from aggregator.publish.subscriptions import Book
from aggregator.records import Settings
from aggregator.running import open_workers
from aggregator.services import Services
from aggregator.site_configs import SiteConfigs
from aggregator.store.sql import SqlStore
from aggregator.web.leases import Leases
from aggregator.web.subscriber import Subscriber

FAREWELL = timedelta(seconds=2)
"""For what subscribers are being told when we stop."""


def public_folder(config: Config, storage: Path | str) -> Path:
    """Return where the published files lie: in the storage, or beside feeds.toml for a database."""
    return (storage if isinstance(storage, Path) else config.folder / "storage") / "public"


@asynccontextmanager
async def open_store(storage: Path) -> AsyncIterator[SqlStore]:
    """Open the storage alone, for what is done to it as a whole.

    Raises StoreError when it cannot be opened.
    """
    store = SqlStore.open(storage)
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def open_services(config: Config, storage: Path | str) -> AsyncIterator[Services]:
    """Open the storage and the network; both are given back at the end.

    Raises StoreError when the storage cannot be opened.
    """
    if isinstance(storage, Path):
        _make_folder(storage)
    clock = SystemClock()
    store = SqlStore.open(storage)
    fetcher = HttpFetcher(config.settings, clock)
    workers = open_workers()
    public = public_folder(config, storage)
    hub = _open_hub(config.settings, public, clock)
    states = await store.read_states()
    fetcher.keep_away(
        {state.url: state.not_before for state in states.values() if state.not_before is not None}
    )
    try:
        yield Services(
            settings=config.settings,
            sources=config.sources,
            outputs=config.outputs,
            clock=clock,
            fetcher=fetcher,
            store=store,
            publisher=FilePublisher(public, hub),
            workers=workers,
            jitter=random.random,
            find_feeds=find_declared,
            find_config=SiteConfigs(_folder(config.settings.site_rules)).find,
        )
    finally:
        if hub is not None:
            await hub.close(FAREWELL)
        await fetcher.close()
        await workers.close()
        await store.close()


def _open_hub(settings: Settings, public: Path, clock: SystemClock) -> Hub | HubPing | None:
    """Return what tells WebSub subscribers of changes, if the configuration wants it."""
    if not settings.hub:
        return None
    if settings.hub != "self":
        return HubPing(settings.hub, aiohttp.ClientSession(), clock)
    # Subscribers are strangers: they make us dial private addresses only when we are on one.
    own = read_spelled_address(urlsplit(settings.base_url).hostname or "")
    at_home = own is not None and find_objection(own, allow_private=False) is not None
    book = Book(public.parent / "websub.json")
    session = _open_session(allow_private=at_home)
    return Hub(f"{settings.base_url.rstrip('/')}/websub", book, session, clock)


def open_subscriber(settings: Settings, public: Path, clock: Clock) -> Subscriber:
    """Return what subscribes to the hubs that sources announce; hubs are strangers, too."""
    leases = Leases(public.parent / "leases.json")
    session = _open_session(allow_private=False)
    return Subscriber(settings.base_url, leases, session, clock, random.random)


def _open_session(*, allow_private: bool) -> aiohttp.ClientSession:
    factory = guarded(open_socket, allow_private=allow_private)
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(socket_factory=factory))


def _folder(path: str) -> Path | None:
    return Path(path) if path else None


def _make_folder(storage: Path) -> None:
    """Make the storage folder, for its owner only: it may hold what private sources said."""
    try:
        storage.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror
        if isinstance(error, FileExistsError | NotADirectoryError):
            why = "what is there is not a folder"
        why = f"cannot make the storage folder {storage}: {why}"
        raise StoreError(f"{why}; choose another with --storage") from error
