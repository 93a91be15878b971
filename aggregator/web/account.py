"""The account of how everything is, as others than the operator may know it. Pure.

The pages can be seen by whoever reaches the server: nothing of this machine's disk is in them.
"""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from aggregator.publish.render.addresses import hide_secrets

_TEXTS = ("error", "notice", "next_poll_reason")


def make_public_account(status: Mapping[str, object]) -> dict[str, object]:
    """Return the account without the places of files, and without keys in addresses."""
    sources = status.get("sources")
    if not isinstance(sources, Sequence):
        return dict(status)
    return {**status, "sources": [_tell_source(source) for source in sources]}


def _tell_source(source: Mapping[str, object]) -> dict[str, object]:
    url = str(source.get("url") or "")
    is_file = url[:5].lower() == "file:"
    told = {**source, "url": None if is_file else hide_secrets(url)}
    for name in _TEXTS:
        if isinstance(text := source.get(name), str):
            told[name] = hide_secrets(_hide_place(text, url) if is_file else text)
    return told


def _hide_place(text: str, url: str) -> str:
    """Return the text with the file's name where it has its place or address."""
    path = unquote(urlsplit(url).path)
    name = PurePosixPath(path).name
    return text.replace(url, name).replace(path, name) if name else text
