"""The daemon: starts, listens to signals, ends. Its work is in `jobs`; it knows no feeds."""

import asyncio
import signal
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from aggregator.config import Config, find_storage, load_config
from aggregator.daemon.jobs import Daemon
from aggregator.lockfile import only_daemon
from aggregator.running import run_async
from aggregator.services import Services
from aggregator.wiring import open_services, public_folder


def run(
    config_path: Path,
    storage_option: str | None,
    environ: Mapping[str, str],
    announce: Callable[[Services], None] | None = None,
) -> int:
    """Run until SIGTERM or SIGINT; return the exit status. `announce` is called when it is ready.

    Raises ConfigError or StoreError when it cannot start, as beside another daemon.
    """
    config = load_config(config_path, environ)
    storage = find_storage(storage_option, config, environ)
    # Before anything is opened: not even a migration happens under the daemon that works there.
    with only_daemon(storage) if isinstance(storage, Path) else nullcontext():
        return run_async(_run(config, storage, environ, announce or _announce))


async def _run(
    config: Config,
    storage: Path | str,
    environ: Mapping[str, str],
    announce: Callable[[Services], None],
) -> int:
    stop = asyncio.Event()
    async with open_services(config, storage) as services:
        daemon = Daemon(services, partial(load_config, config.path, environ), environ)
        daemon.watch(partial(_look_at, config.path))
        _on_signals(daemon, stop)
        server = await daemon.start(public_folder(config, storage))
        announce(services)
        try:
            await stop.wait()
        finally:
            await daemon.stop(server)
    return 0


def _look_at(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file does; None while it is not there (an editor at work)."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino)


def _announce(services: Services) -> None:
    """Tell whoever started it by hand what to do next."""
    base = services.settings.base_url.rstrip("/")
    if services.settings.listen:
        print(f"Serving {base}/", flush=True)
    for output in services.outputs:
        if output.formats:
            print(f"Subscribe to {base}/feeds/{output.name}.{output.formats[0]}", flush=True)


def _on_signals(daemon: Daemon, stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, lambda: asyncio.ensure_future(daemon.reload()))
