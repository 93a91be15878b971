"""`aggregator prune`, `backup`, `restore` and `migrate`: the storage itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from aggregator.cli.session import Session, Verb, pass_session
from aggregator.cli.tell import tell_json, tell_line
from aggregator.errors import StoreError

if TYPE_CHECKING:
    from aggregator.config import Config
    from aggregator.upkeep import Forgotten


@click.command(cls=Verb)
@pass_session
def prune(session: Session) -> None:
    """Forget old entries that no feed carries any more.

    How old is said in feeds.toml: keep for entries, or keep_for of their source, and keep_raw for
    the documents that they were made from. What was learned of a site goes when no page of it
    was read for 90 days. The daemon does it by itself; space goes back to the disk.
    """
    from aggregator.running import run_async

    session.start_log()
    forgotten = run_async(_prune(session, session.load_config()))
    if session.as_json:
        told = {"entries": forgotten.entries, "documents": forgotten.documents}
        tell_json({**told, "sites": forgotten.sites})
        return
    others = f"documents of {forgotten.documents} others, templates of {forgotten.sites} sites"
    tell_line(f"forgotten: {forgotten.entries} entries, {others}")


async def _prune(session: Session, config: Config) -> Forgotten:
    from aggregator.upkeep import forget_old
    from aggregator.wiring import open_services

    async with open_services(config, session.find_storage(config)) as services:
        await services.store.sync_sources(services.sources)
        return await forget_old(services)


@click.command(cls=Verb)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@pass_session
def backup(session: Session, file: Path) -> None:
    """Copy the database into FILE, while it is in use.

    The copy is one file, complete in itself. Published files are not in it: they are made again
    of what is.
    """
    from aggregator.running import run_async

    session.start_log()
    run_async(_back_up(_find_folder(session), file))
    _tell_done(session, f"backed up to {file}", {"file": str(file), "bytes": file.stat().st_size})


async def _back_up(folder: Path, file: Path) -> None:
    from aggregator.wiring import open_store

    async with open_store(folder) as store:
        await store.backup(file)


@click.command(cls=Verb)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace the database that is there.")
@pass_session
def restore(session: Session, file: Path, *, force: bool) -> None:
    """Put a backup in the place of the database.

    Stop the daemon first. A FILE that is damaged, or of a newer version, changes nothing.
    """
    from aggregator.lockfile import only_daemon
    from aggregator.store.backup import check_backup, restore_database
    from aggregator.store.engine import FILE

    session.start_log()
    folder = _find_folder(session)
    path = folder / FILE
    check_backup(file)
    if path.exists() and not force:
        raise StoreError(f"{path} is there already; --force replaces it (make a backup first)")
    with only_daemon(folder):  # none may begin meanwhile, either
        restore_database(folder, file)
    _tell_done(session, f"restored {path} from {file}", {"file": str(file), "database": str(path)})


@click.command(cls=Verb)
@pass_session
def migrate(session: Session) -> None:
    """Bring the database to the form that this version knows.

    Every command does so by itself; here it is done before a daemon is started.
    """
    from aggregator.running import run_async
    from aggregator.store.migrate import revisions

    session.start_log()
    folder = _find_folder(session)
    run_async(_open(folder))
    schema = revisions()[-1]
    _tell_done(session, f"{folder} is at schema {schema}", {"schema": schema})


async def _open(folder: Path) -> None:
    from aggregator.wiring import open_store

    async with open_store(folder):
        pass


def _find_folder(session: Session) -> Path:
    storage = session.find_storage(session.load_config())
    if isinstance(storage, Path):
        return storage
    raise StoreError("only a storage in a folder can be copied; use the database's own tools")


def _tell_done(session: Session, line: str, facts: dict[str, object]) -> None:
    if session.as_json:
        tell_json(facts)
    else:
        tell_line(line)
