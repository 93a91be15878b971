"""The folder of site-config files that the user names (`site_rules`): read on demand, once each."""

import logging
from pathlib import Path

from aggregator.extract.site_rules import config_names, parse_site_config
from aggregator.records import SiteConfig

log = logging.getLogger(__name__)


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
        if path.name not in self._known:
            self._known[path.name] = _read_file(path)
        return self._known[path.name]


def _read_file(path: Path) -> SiteConfig | None:
    """Read a file; one that cannot be read is told of once, and is no reason to fail."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        log.warning("site_rules.failed", extra={"file": str(path), "reason": error.strerror})
        return None
    read = parse_site_config(text)
    if read.problems:
        told = {"file": str(path), "problems": len(read.problems)}
        log.warning("site_rules.flawed", extra=told | {"first": read.problems[0].detail})
    return read.config
