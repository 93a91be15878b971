"""The canonical URL: what two addresses of the same page have in common.

A key to compare by, never a link to send a reader to: the scheme is always
https, the mobile and AMP variants are folded, parameters stand in order. What
may tell two pages apart stays: `p`, `v`, `ref`, `id`, and fragments (without
them 83 different items of three captured feeds fall together).
"""

import re

from aggregator.records import USUAL_TRACKING, Tracking
from aggregator.urls.parts import Parts, parameters, split
from aggregator.urls.redirectors import unwrap_redirector
from aggregator.urls.resolve import absolute, host_of, is_web_url
from aggregator.urls.tracking import without_tracking

_ROUNDS = 8
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# Looked for where a run of slashes begins; what an address has of one letter is read once.
_INDEX = re.compile(r"(?<!/)(?:/+(?:index|default)\.(?:html?|php|aspx?|jsp))+/*\Z", re.IGNORECASE)
# A page called /topics/amp is about AMP; an article's address has a date, a number or hyphens.
_AMP_END = re.compile(r"(/(?=[^/\d-]*[-\d])[^/]*+)/amp/?\Z|\.amp(?=(?:\.html?)?\Z)")
_AMP_VALUES = frozenset({"amp", "amp=", "amp=1", "amp=true", "outputtype=amp", "amp_js_v=0.1"})
_FRONTS = ("www", "m", "mobile", "amp")
_ALIASES = {
    "old.reddit.com": "reddit.com",
    "new.reddit.com": "reddit.com",
    "twitter.com": "x.com",
    "youtube-nocookie.com": "youtube.com",
}


def canonical_url(url: str, own: Tracking = USUAL_TRACKING) -> str:
    """Return the key of an address; the key of a key is the key itself.

    `own` is what the user says of the parameters of a source's links.
    What is no address on the web comes back as it is, without spaces around it.
    """
    key = url.strip()
    for _ in range(_ROUNDS):
        following = _step(key, own)
        if following == key:
            return key
        key = following
    return key


def _step(url: str, own: Tracking) -> str:
    resolved = absolute(url, "")
    if resolved is None or not is_web_url(resolved):
        return url
    parts = split(unwrap_redirector(resolved))
    parts = without_tracking(parts._replace(authority=_authority(parts)), own)
    parts = _one_for_each_video(parts._replace(scheme="https"))
    query = _query(parts.query)
    path = _path(parts.path, has_query=bool(query))
    return Parts(
        "https", parts.authority, path, query, _escapes(parts.fragment or "") or None
    ).join()


def _authority(parts: Parts) -> str:
    """Return the host as the desktop's readers know it, and a port that is not the default."""
    host = host_of(parts.join())
    _, colon, port = (parts.authority or "").rpartition("]")[2].rpartition(":")
    port = f":{port}" if colon and port not in ("80", "443", "") else ""
    return _ALIASES.get(_desktop(host), _desktop(host)) + port


def _desktop(host: str) -> str:
    """Take `www.`, `m.`, `amp.` off the front, and Wikipedia's `m.` off its second place."""
    labels = host.split(".")
    while len(labels) > 2 and labels[0] in _FRONTS and not labels[-1].isdigit():
        labels = labels[1:]
    if len(labels) > 3 and labels[1] == "m":
        labels = [labels[0], *labels[2:]]
    if "blogspot" in labels[1:-1]:  # a blog answers under every country's ending
        labels = [*labels[: labels.index("blogspot", 1)], "blogspot", "com"]
    return ".".join(labels)


def _one_for_each_video(parts: Parts) -> Parts:
    """youtu.be/ID and youtube.com/shorts|embed|live/ID are youtube.com/watch?v=ID."""
    match = re.fullmatch(r"/(?:(?:shorts|embed|live|v)/)?([\w-]{11})/?", parts.path)
    on_youtube = parts.authority == "youtube.com" and parts.path.count("/") > 1
    if match is None or not (parts.authority == "youtu.be" or on_youtube):
        return parts
    query = "&".join(filter(None, (f"v={match[1]}", parts.query)))
    return parts._replace(authority="youtube.com", path="/watch", query=query)


def _query(query: str | None) -> str | None:
    """Put `name=value` parameters in order; a query of another shape stays as it is."""
    found = [
        (name, _escapes(raw)) for name, raw in parameters(query) if raw.lower() not in _AMP_VALUES
    ]
    if all("=" in raw for _, raw in found):
        found = sorted(found, key=lambda each: each[0])
    return "&".join(raw for _, raw in found) or None


def _path(path: str, *, has_query: bool) -> str:
    path = _AMP_END.sub(lambda match: match[1] or "", _escapes(path))
    if not has_query:
        path = _INDEX.sub("/", path)
    return path.rstrip("/") or "/"


def _escapes(text: str) -> str:
    """Decode what needs no escape and write the rest in upper case (RFC 3986, 6.2.2)."""
    return _ESCAPE.sub(_escape, text) if "%" in text else text


def _escape(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code in _UNRESERVED else match[0].upper()
