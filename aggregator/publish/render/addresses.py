"""Makes addresses fit to be published: absolute URIs of ASCII, nothing secret in them. Pure."""

import re
from html import unescape
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit
from uuid import NAMESPACE_URL, uuid5

from aggregator.publish.render.characters import make_legal

_HIERARCHICAL = frozenset({"http", "https", "ftp", "gemini", "gopher"})
_OPAQUE = frozenset({"magnet", "mailto", "news", "tel", "xmpp", "geo", "doi"})
_SAFE = "/;:@&=+$-_.!~*'(),%"
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?|\[[0-9A-Fa-f:.]+\]")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_IN_HTML = re.compile(r'( (?:href|src|poster|cite)=")([^"]*)"')
_NO_URI = re.compile(r"&(?:quot|lt|gt);|[\s<>\\^`{|}]")
_SECRET_NAME = (
    r"token|key(?!words?\b)|auth(?!ors?\b)|secret|pass|pwd|credential|signature|\bsig\b|session|jwt"
)
_SECRET = re.compile(_SECRET_NAME, re.IGNORECASE)
_SECRET_VALUE = re.compile(
    rf"([?&;#][^?&;#=\s]*?(?:{_SECRET_NAME})[^?&;#=\s]*=)[^&;#\s\"'<>]+", re.IGNORECASE
)
_CREDENTIALS = re.compile(r"(?<=://)[^/?#@\s]+@")
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(?:-\d{2}(?:-\d{2})?)?:[\w;/?:@&=+$.!~*'(),%-]*", re.ASCII)


def make_uri(address: str | None) -> str | None:
    """Return the address as an absolute URI (RFC 3986), or None when it cannot be one.

    Characters outside ASCII are percent-encoded, the host by IDNA: Atom allows
    IRIs, but RSS, JSON Feed and many readers do not. A user and a password in
    it are left out. Addresses that run or show something by themselves
    (javascript:, data:) or lead to the publisher's disk (file:) are none.
    """
    text = make_legal(address or "").strip()
    try:
        parts = urlsplit(text)
        scheme, port = parts.scheme.lower(), parts.port
    except ValueError:
        return None
    if scheme in _OPAQUE:
        return f"{scheme}:{_quote(text[len(scheme) + 1 :], '?#')}"
    host = _make_host(parts.hostname or "")
    if scheme not in _HIERARCHICAL or host is None:
        return None
    place = host if port is None else f"{host}:{port}"
    fragment = _quote(parts.fragment, "?")
    return urlunsplit((scheme, place, _quote(parts.path), _quote(parts.query, "?"), fragment))


def make_public(address: str | None) -> str | None:
    """Return a source's address as a URI, or None when it seems to hold a secret of the user's.

    Many services give each subscriber an address with a key in it; whoever
    reads our outputs must not learn it.
    """
    uri = make_uri(address)
    if uri is None:
        return None
    names = [name for name, _ in parse_qsl(urlsplit(uri).query, keep_blank_values=True)]
    return None if any(_SECRET.search(name) for name in names) else uri


def hide_secrets(text: str) -> str:
    """Return the text with "…" where an address in it has a user and password, or a key's value.

    Told are the same addresses as by `make_public`, so the operator still sees which it is.
    """
    return _SECRET_VALUE.sub(r"\1…", _CREDENTIALS.sub("…@", text))


def make_id(claimed: str) -> str:
    """Return the id when it is a URI that any reader accepts, else one made from it.

    Ids are compared character by character (RFC 4287, 4.2.6.1), so nothing of a
    good one is changed.
    """
    if _UUID.fullmatch(claimed) or _TAG.fullmatch(claimed) or make_uri(claimed) == claimed:
        return claimed
    named = claimed.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    return f"urn:uuid:{uuid5(NAMESPACE_URL, named)}"


def repair_addresses(html: str) -> str:
    """Percent-encode, in the addresses of sanitised HTML, what no URI may hold (RFC 3986, 2)."""
    return _IN_HTML.sub(lambda match: match[1] + _NO_URI.sub(_encode, match[2]) + '"', html)


def _encode(match: re.Match[str]) -> str:
    return quote(unescape(match[0]), safe="")


def _quote(part: str, also_safe: str = "") -> str:
    return quote(_STRAY_PERCENT.sub("%25", part), safe=_SAFE + also_safe)


def _make_host(host: str) -> str | None:
    """Return the host in ASCII; None when it is no host."""
    if ":" in host:
        host = f"[{host}]"
    elif not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return host if _HOST.fullmatch(host) else None
