"""Pages that were saved in a folder, found by their addresses.

A page is known by the name of its file, which is made of its address, or by what
it says of itself: `<link rel=canonical>`, `og:url`, or the comment with which browsers save.
"""

import re
from collections.abc import Iterator
from hashlib import blake2b
from html import unescape
from pathlib import Path

from aggregator.errors import ConfigError
from aggregator.urls import canonical_url

SUFFIXES = frozenset({".html", ".htm", ".xhtml"})
LONGEST = 150
HEAD = 100_000
"""Bytes of a page in which it says what its address is."""

_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")
_CLAIMS = (
    re.compile(rb"<!-- saved from url=\(\d+\)(\S+) -->"),
    re.compile(rb"<link\b(?=[^<>]*\brel=[\"']?canonical\b)[^<>]*?\bhref=[\"']?([^\"'\s>]+)", re.I),
    re.compile(rb"<meta\b(?=[^<>]*\bog:url\b)[^<>]*?\bcontent=[\"']?([^\"'\s>]+)", re.I),
)


def name_page(url: str) -> str:
    """Return the name of the file in which the page of an address is saved.

    `https://www.e.example/2024/news?id=7` → `www.e.example_2024_news_id_7.html`.
    """
    stem = _UNSAFE.sub("_", url.partition("://")[2] or url).strip("._")
    if len(stem) > LONGEST:
        stem = f"{stem[:LONGEST]}_{blake2b(url.encode(), digest_size=6).hexdigest()}"
    return f"{stem or 'page'}.html"


def save_page(folder: Path, url: str, page: bytes) -> Path:
    """Write a page into a folder, which is made, and return where; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name_page(url)
    path.write_bytes(page)
    return path


class SavedPages:
    """The pages in a folder. Raises ConfigError when it is none."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise ConfigError(
                f"{folder}: is no folder; save pages into one with `aggregator "
                "preview URL --save DIR`, and name it with --pages DIR"
            )
        self._folder = folder
        self._by_claim: dict[str, Path] | None = None

    def find(self, url: str) -> bytes | None:
        """Return the page of an address, if it was saved."""
        path = self._folder / name_page(url)
        if not path.is_file():
            path = self._claims().get(canonical_url(url), path)
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None

    def _claims(self) -> dict[str, Path]:
        if self._by_claim is None:
            self._by_claim = {}
            for path in sorted(self._folder.rglob("*")):
                if path.suffix.lower() in SUFFIXES and path.is_file():
                    for claim in _read_claims(path):
                        self._by_claim.setdefault(claim, path)
        return self._by_claim


def _read_claims(path: Path) -> Iterator[str]:
    """Return the addresses that a page gives as its own, as keys to compare by."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    for claim in _CLAIMS:
        if found := claim.search(head):
            yield canonical_url(unescape(found[1].decode("utf-8", "replace")))
