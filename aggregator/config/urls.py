"""Checks the addresses of feeds.toml. Asks nothing of the network."""

import re
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from aggregator.records import Secret

_PROXIES = ("http", "https", "socks4", "socks4a", "socks5", "socks5h")
_CREDENTIALS = re.compile(r"(://)[^/@\s]+@")
_UNPRINTABLE = re.compile(r"[\x00-\x20\x7f]")


def read_source_url(text: str, folder: Path) -> str:
    """Return an http(s) address as it is, a file: address as an absolute one.

    A relative file: address is relative to the folder of feeds.toml. Raises ValueError.
    """
    if text.startswith("file:"):
        return (folder / _read_file_path(text)).resolve().as_uri()
    return read_web_url(text)


def read_web_url(text: str) -> str:
    """Return an http(s) address as it is; raises ValueError that says what is wrong with it."""
    parts = _split(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"must be an http(s): or file: address{_guess(text, parts)}")
    return text


def read_proxy(text: str) -> str:
    """Return a proxy's address as it is; raises ValueError, without the address: it is a secret."""
    parts = _split(text)
    if parts.scheme not in _PROXIES or not parts.hostname:
        raise ValueError(f"must be the address of a proxy ({', '.join(_PROXIES)})")
    return text


def split_credentials(url: str) -> tuple[str, Secret | None]:
    """Take `user:password@` out of an address, so that it is never shown or stored."""
    parts = urlsplit(url)
    if parts.username is None:
        return url, None
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return bare, Secret(f"{unquote(parts.username)}:{unquote(parts.password or '')}")


def hide_credentials(text: str) -> str:
    """Return a text fit to be shown: without what stands before the @ of an address."""
    return _CREDENTIALS.sub(r"\1…@", text)


def fold_address(url: str) -> str:
    """Return what two ways to write one address have in common: RFC 3986, 6.2.2.1, no fragment."""
    scheme, separator, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}{separator}{host.lower()}{slash}{path}".partition("#")[0]


def name_by_host(url: str) -> str:
    """Make a source's name of its address: the host without `www.`, or the file's name."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return re.sub(r"[^\w.-]+", "-", Path(unquote(parts.path)).stem) or "file"
    return re.sub(r"^(www|feeds?|rss)\.(?=[^.]+\.)", "", (parts.hostname or "").replace(":", "-"))


def _read_file_path(text: str) -> Path:
    rest = text.removeprefix("file:")
    if not rest.startswith("//"):
        return Path(rest).expanduser()
    host, slash, path = rest[2:].partition("/")
    if host not in ("", "localhost"):
        raise ValueError(f'must be a file of this machine, not of "{host}"')
    return Path(slash + unquote(path))


def _split(text: str) -> SplitResult:
    if _UNPRINTABLE.search(text):
        raise ValueError("must be an address without spaces")
    parts = urlsplit(text)
    _ = parts.port  # raises ValueError: "Port out of range 0-65535"
    return parts


def _guess(text: str, parts: SplitResult) -> str:
    if parts.scheme == "feed":
        rest = text.removeprefix("feed:")
        meant = "https:" + rest if rest.startswith("//") else rest
    elif "://" not in text and re.match(r"[\w-]+(\.[\w-]+)+(/|:\d|$)", text):
        meant = f"https://{text}"
    else:
        return ""
    return f' (did you mean "{meant}"?)'
