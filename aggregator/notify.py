"""Tells systemd how the service is (sd_notify(3)); does nothing elsewhere."""

import socket
from collections.abc import Mapping


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
