"""Tells systemd how the service is (sd_notify(3)); does nothing elsewhere."""

import os
import socket
from collections.abc import Mapping
from datetime import timedelta


def notify(environ: Mapping[str, str], *assignments: str) -> bool:
    """Send assignments such as READY=1 to the service manager.

    Returns whether there was one to tell. A manager that does not listen is no
    reason for a daemon to fail, so errors of the socket are swallowed.
    """
    address = environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    # A leading @ stands for the abstract namespace (unix(7)).
    target = "\0" + address[1:] if address.startswith("@") else address
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
            channel.sendto("\n".join(assignments).encode(), target)
    except OSError:
        return False
    return True


def find_watchdog_interval(environ: Mapping[str, str]) -> timedelta | None:
    """Return how often to send WATCHDOG=1 (sd_watchdog_enabled(3)): twice in the time after which
    the service manager would end this process; None when it does not watch it."""
    limit = environ.get("WATCHDOG_USEC", "")
    if environ.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    if not limit.isdecimal() or int(limit) == 0:
        return None
    return timedelta(microseconds=int(limit)) / 2
