"""Relative addresses made absolute the way a browser does it (WHATWG URL); questions to them."""

import re
from urllib.parse import quote

from aggregator.urls.parts import Parts, split, without_dot_segments

WEB = frozenset({"http", "https"})
OTHER_SCHEMES = frozenset(
    {"mailto", "tel", "sms", "xmpp", "irc", "ircs", "geo", "magnet", "news", "sip", "sips", "ftp"}
)
"""Besides the web's own: what a reader can do something with, and nothing that runs."""

MAX_LENGTH = 8192
"""Characters; longer ones are data in disguise."""

_JUNK = "".join(map(chr, range(0x21))) + "\x7f\u200b\ufeff"
_INVISIBLE = re.compile(r"[\t\n\r]")
_BAD_HOST = re.compile(r"[\x00-\x20\x7f\"#%/:<>?@\[\\\]^`{|}]")
_PORT = re.compile(r"[0-9]{0,5}")
_IPV4 = re.compile(r"[0-9.]+")
_IPV6 = re.compile(r"\[[0-9A-Fa-f:.]+\]")
_SAFE = "%/:?@!$&'()*+,;=-._~"
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SHARED = (
    "github.io gitlab.io blogspot.com wordpress.com tumblr.com substack.com medium.com netlify.app "
    "vercel.app pages.dev herokuapp.com livejournal.com typepad.com neocities.org bearblog.dev "
    "ghost.io wixsite.com weebly.com blog.ir hatenablog.com hatenablog.jp"
)
_SHARED_SITES = frozenset(_SHARED.split())
"""Domains whose subdomains belong to different people."""


def is_web_url(url: str) -> bool:
    """Tell whether this is an absolute http(s) address with a host."""
    parts = split(url)
    return (parts.scheme or "").lower() in WEB and bool(_host(parts)) and url == url.strip(_JUNK)


def host_of(url: str) -> str:
    """Return the host of an address, in lower case, without port and final dot; "" without one."""
    return _host(split(url.strip()))


def is_home_page(url: str) -> bool:
    """Tell whether an address names a whole site and no page of it."""
    parts = split(url)
    return parts.path in ("", "/") and not parts.query and not parts.fragment


def is_same_site(one: str, other: str) -> bool:
    """Tell whether two addresses are of the same site, whatever the subdomain."""
    site = site_of(one)
    return bool(site) and site == site_of(other)


def site_of(url: str) -> str:
    """Return the part of an address's host that one owner has, as far as names tell."""
    return _site(host_of(url))


def absolute(url: str, base: str) -> str | None:
    """Return the address that a browser would go to from a page at `base`, or None.

    None is for what leads nowhere or must not be followed: javascript:, data:
    and every scheme that is neither the web's nor a reader's own business.
    """
    cleaned = _INVISIBLE.sub("", url.strip(_JUNK))
    if not cleaned or len(cleaned) > MAX_LENGTH:
        return None
    parts = split(cleaned)
    scheme = (parts.scheme or "").lower()
    if scheme in OTHER_SCHEMES:
        return _quoted(parts._replace(scheme=scheme)).join()
    if scheme and scheme not in WEB:
        return None
    return _resolved(split(_with_slashes(cleaned)), split(_with_slashes(base.strip(_JUNK))))


def _with_slashes(url: str) -> str:
    """Turn backslashes into the slashes that browsers take them for, before any query."""
    head = re.split(r"[?#]", url, maxsplit=1)[0]
    if "\\" not in head:
        return url
    return head.replace("\\", "/") + url[len(head) :]


def _resolved(parts: Parts, base: Parts) -> str | None:
    """Resolve by RFC 3986, 5.2.2; None unless the result is an address on the web."""
    target = _target(parts, base)
    scheme = (target.scheme or "").lower()
    authority = _authority(target.authority or "", scheme)
    if scheme not in WEB or authority is None:
        return None
    path = without_dot_segments(target.path) or "/"
    return _quoted(target._replace(scheme=scheme, authority=authority, path=path)).join()


def _target(parts: Parts, base: Parts) -> Parts:
    if parts.scheme and not parts.authority:
        # `https:/host` and `https:///host` name a host to a browser, `https:page` a page.
        parts = _slashed(parts) if parts.path.startswith("/") else parts._replace(scheme=None)
    if parts.scheme:
        return parts
    if parts.authority is not None:
        return parts._replace(scheme=base.scheme)
    if parts.path.startswith("/"):
        path = parts.path
    elif parts.path:
        path = base.path[: base.path.rfind("/") + 1] or "/"
        path += parts.path
    else:
        query = base.query if parts.query is None else parts.query
        return base._replace(query=query, fragment=parts.fragment)
    return Parts(base.scheme, base.authority, path, parts.query, parts.fragment)


def _slashed(parts: Parts) -> Parts:
    authority, slash, path = parts.path.lstrip("/").partition("/")
    return parts._replace(authority=authority, path=slash + path)


def _authority(authority: str, scheme: str) -> str | None:
    """Return a valid authority with its host in ASCII; None for one that cannot be dialled."""
    userinfo, at, rest = authority.rpartition("@")
    host, port = _host_and_port(rest)
    if not host or not _PORT.fullmatch(port):
        return None
    if not _IPV6.fullmatch(host):
        host = _ascii_host(host)
        if _BAD_HOST.search(host) or not host.isascii():
            return None
    default = {"http": "80", "https": "443"}.get(scheme)
    return f"{userinfo}{at}{host}" + (f":{port}" if port and port != default else "")


def _host_and_port(rest: str) -> tuple[str, str]:
    if rest.startswith("["):
        host, _, port = rest.partition("]")
        return f"{host}]", port.removeprefix(":")
    host, _, port = rest.partition(":")
    return host, port


def _ascii_host(host: str) -> str:
    if host.isascii() or len(host) > 253:
        return host.lower()
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.lower()


def _host(parts: Parts) -> str:
    rest = (parts.authority or "").rpartition("@")[2]
    return _host_and_port(rest)[0].lower().rstrip(".").removesuffix("[]")


def _site(host: str) -> str:
    if _IPV4.fullmatch(host) or ":" in host:
        return host
    labels = host.split(".")
    short = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    shared = ".".join(labels[-2:]) in _SHARED_SITES
    return ".".join(labels[-3 if short or shared else -2 :])


def _quoted(parts: Parts) -> Parts:
    """Percent-encode what may not stand in an address; what is encoded stays as it is."""
    return parts._replace(
        path=_quote(parts.path),
        query=None if parts.query is None else _quote(parts.query),
        fragment=None if parts.fragment is None else _quote(parts.fragment),
    )


def _quote(text: str) -> str:
    if "%" in text:
        text = _LONE_PERCENT.sub("%25", text)
    return quote(text, safe=_SAFE, errors="replace")
