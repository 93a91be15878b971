"""The folder of site-config files that the user names (`site_rules`): read on demand, once each."""

import errno
import logging
import os
from pathlib import Path

from aggregator.extract.site_rules import ReadConfig, config_names, parse_site_config
from aggregator.records import SiteConfig

log = logging.getLogger(__name__)

MAX_FILE = 500_000
"""Bytes; the longest of the two thousand that are shared have under 20,000."""


class SiteConfigs:
    """Finds the rules for an address; none without a folder."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._known: dict[str, SiteConfig | None] = {}

    def find(self, url: str) -> SiteConfig | None:
        """Return the rules of the closest file for an address, or None."""
        if self._folder is None:
            return None
        for name in config_names(url):
            if config := self._read(self._folder / name):
                return config
        return None

    def _read(self, path: Path) -> SiteConfig | None:
        if path.name in self._known:
            return self._known[path.name]
        # What is not there is looked for again: links lead to hosts without end.
        if not os.path.lexists(path):
            return None
        self._known[path.name] = _read_file(path)
        return self._known[path.name]


def read_site_config(path: Path) -> ReadConfig:
    """Read a file that others may have written: raises OSError for what cannot be one.

    A link may lead anywhere: to a device without an end, or to a pipe that nobody writes to.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is not a file", str(path))
    with path.open("rb") as file:
        read = file.read(MAX_FILE + 1)
    if len(read) > MAX_FILE:
        raise OSError(errno.EFBIG, f"it has more than {MAX_FILE:,} bytes", str(path))
    return parse_site_config(read.decode("utf-8", "replace"))


def _read_file(path: Path) -> SiteConfig | None:
    """Read a file; one that cannot be read is told of once, and is no reason to fail."""
    try:
        read = read_site_config(path)
    except OSError as error:
        log.warning("site_rules.failed", extra={"file": str(path), "reason": error.strerror})
        return None
    if read.problems:
        told = {"file": str(path), "problems": len(read.problems)}
        log.warning("site_rules.flawed", extra=told | {"first": read.problems[0].detail})
    return read.config
