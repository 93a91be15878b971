"""Binds the application to an address, and lets go of it. Says what to do when it cannot."""

import errno
import os
import re
import socket
import stat
from collections.abc import Mapping
from pathlib import Path

from aiohttp import web

from aggregator.errors import ConfigError

_TCP = re.compile(r"(?P<host>\[[0-9A-Fa-f:.%\w]+\]|[^\[\]:/]*):(?P<port>\d{1,5})")
_FAREWELL = 2.0
"""Seconds that answers under way get when the server closes."""

_KEEPALIVE = 30.0
"""Seconds that a connection may be idle."""


_FIRST_GIVEN = 3
"""SD_LISTEN_FDS_START of sd_listen_fds(3)."""

_EVERYBODY = 0o666
"""What is served is for everybody; who may reach the socket is the folder's affair."""

_REASONS = {
    errno.EADDRINUSE: "another program listens there (maybe another aggregator); "
    "stop it, or choose another listen in feeds.toml",
    errno.EACCES: "not allowed to this user; choose a port above 1023, a folder of its own, "
    "or let systemd open the socket",
    errno.EADDRNOTAVAIL: "this machine has no such address; choose one that it has, or 127.0.0.1",
    errno.ENOENT: "there is no such folder; make it, or choose another listen in feeds.toml",
}


class Server:
    """An application that is being served."""

    def __init__(self, runner: web.AppRunner, addresses: tuple[str, ...], own: Path | None) -> None:
        self._runner = runner
        self._own = own
        self.addresses = addresses
        """`http://host:port` or `unix:/path`, as bound: port 0 has become a real one."""

    async def close(self) -> None:
        """Stop listening, finish what is under way, and remove the socket's file if we made it."""
        await self._runner.cleanup()
        if self._own is not None:
            self._own.unlink(missing_ok=True)


async def serve(
    app: web.Application, listen: str, environ: Mapping[str, str] | None = None
) -> Server:
    """Serve the application at `host:port` or `unix:/path`.

    Sockets that systemd has opened already (sd_listen_fds(3)), told of in the
    environment, are served instead. Raises ConfigError when the address is
    none, is taken or is not allowed.
    """
    given = find_given_sockets(environ or {})
    target = None if given else _read(listen)
    runner = web.AppRunner(
        app,
        access_log=None,
        handle_signals=False,
        keepalive_timeout=_KEEPALIVE,
        shutdown_timeout=_FAREWELL,
        # What hubs sign are the bytes that they send, and some name a coding that is long undone.
        auto_decompress=False,
    )
    await runner.setup()
    try:
        if target is None:
            for each in given:
                await web.SockSite(runner, each).start()
        else:
            await _make_site(runner, target).start()
        if isinstance(target, Path):
            target.chmod(_EVERYBODY)
    except OSError as error:
        await runner.cleanup()
        raise ConfigError(_explain(listen, error)) from error
    own = target if isinstance(target, Path) else None
    return Server(runner, tuple(_name(address) for address in runner.addresses), own)


def find_given_sockets(environ: Mapping[str, str]) -> tuple[socket.socket, ...]:
    """Return the sockets that systemd hands to this process: descriptors 3 and on."""
    if environ.get("LISTEN_PID") != str(os.getpid()):
        return ()
    count = int(environ.get("LISTEN_FDS") or 0)
    return tuple(socket.socket(fileno=_FIRST_GIVEN + number) for number in range(count))


def _read(listen: str) -> Path | tuple[str, int]:
    """Return the path of a Unix socket, or host and port."""
    if listen.startswith("unix:"):
        return Path(listen.removeprefix("unix:"))
    match = _TCP.fullmatch(listen)
    if match is None or int(match["port"]) > 65535:
        why = f'"{listen}" is no address to listen at'
        raise ConfigError(f'{why}; give "127.0.0.1:8484", "[::1]:8484" or "unix:/path"')
    return match["host"].strip("[]"), int(match["port"])


def _make_site(runner: web.AppRunner, target: Path | tuple[str, int]) -> web.BaseSite:
    if isinstance(target, tuple):
        host, port = target
        return web.TCPSite(runner, host or None, port, reuse_address=True)
    _clear(target)
    return web.UnixSite(runner, target)


def _clear(path: Path) -> None:
    """Remove the socket that a killed server left; raise OSError when one is being served."""
    if not path.exists():
        return
    if not stat.S_ISSOCK(path.stat().st_mode):
        raise OSError(errno.EEXIST, "there is a file of that name")
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        try:
            probe.connect(os.fspath(path))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
            return
    raise OSError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE))


def _explain(listen: str, error: OSError) -> str:
    reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
    return f'cannot listen at "{listen}": {reason}'


def _name(address: object) -> str:
    if isinstance(address, tuple):
        host, port = address[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    return f"unix:{address}"
