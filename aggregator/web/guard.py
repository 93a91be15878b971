"""Whom a server on loopback answers: those who asked for it by its own name.

A page elsewhere can make a browser on this machine ask 127.0.0.1 under a name
of its own (DNS rebinding) and read the answer. The Host header gives it away.
"""

from collections.abc import Callable
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import urlsplit


def make_host_check(base_url: str) -> Callable[[str], bool]:
    """Return a function that says whether a Host header names this server."""
    own = urlsplit(base_url).hostname or ""

    @lru_cache(maxsize=64)
    def is_ours(host: str) -> bool:
        try:
            name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
        except ValueError:
            return False
        return name in {own, "localhost"} or name.endswith(".localhost") or is_loopback(name)

    return is_ours


@lru_cache(maxsize=64)
def is_loopback(address: str) -> bool:
    """Say whether an address is one of this machine only."""
    try:
        return ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False
