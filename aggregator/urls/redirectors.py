"""Links that go through somebody who counts: the address behind them, where it is in the link.

Short links and signed tokens hide their target; those are left to the fetcher.
"""

import base64
import binascii
import re
from functools import lru_cache
from urllib.parse import unquote

from aggregator.urls.parts import Parts, parameters, split
from aggregator.urls.resolve import absolute, host_of, is_web_url

MAX_HOPS = 5
"""Redirectors inside redirectors; more is a trap."""

BY_PARAMETER = {
    "anon.to": ("", ""),
    "awin1.com": ("/", "ued p"),
    "bing.com": ("/news/apiclick.aspx", "url"),
    "away.vk.com": ("/away.php", "to"),
    "click.linksynergy.com": ("/", "murl"),
    "dereferer.me": ("", ""),
    "disq.us": ("/url", "url"),
    "duckduckgo.com": ("/l/", "uddg"),
    "exit.sc": ("/", "url"),
    "getpocket.com": ("/redirect", "url"),
    "gitee.com": ("/link", "target"),
    "go.redirectingat.com": ("/", "url"),
    "go.skimresources.com": ("/", "url"),
    "google": ("/url", "q url"),
    "href.li": ("", ""),
    "l.facebook.com": ("/l.php", "u"),
    "l.instagram.com": ("/", "u"),
    "l.messenger.com": ("/l.php", "u"),
    "l.threads.com": ("/", "u"),
    "link.csdn.net": ("/", "target"),
    "link.juejin.cn": ("/", "target"),
    "link.zhihu.com": ("/", "target"),
    "linkedin.com": ("/redir/", "url"),
    "links.jianshu.com": ("/go", "to"),
    "lm.facebook.com": ("/l.php", "u"),
    "medium.com": ("/r/", "url"),
    "nullrefer.com": ("", ""),
    "out.reddit.com": ("/", "url"),
    "safelinks.protection.outlook.com": ("/", "url"),
    "shareasale.com": ("/r.cfm", "urllink"),
    "slack-redir.net": ("/link", "url"),
    "steamcommunity.com": ("/linkfilter/", "url u"),
    "t.umblr.com": ("/redirect", "z"),
    "viglink.com": ("/", "u"),
    "vk.com": ("/away.php", "to"),
    "weibo.cn": ("/sinaurl", "u"),
    "youtube.com": ("/redirect", "q"),
}
"""Host (and its subdomains) → (beginning of the path, names of the parameter that holds the
target, the likeliest first); without a name the whole query is the target."""

_YAHOO = re.compile(r"/RU=([^/]+)/R[KS]=")
_AMP_CACHE = re.compile(r"/(?:[cvi]/)(s/)?([^/]+\.[^/]+(?:/.*)?)\Z", re.DOTALL)
_GOOGLE_AMP = re.compile(r"/amp/(s/)?([^/]+\.[^/]+(?:/.*)?)\Z", re.DOTALL)
_PROOFPOINT_3 = re.compile(r"/v3/__(https?:/.+?)__;", re.DOTALL)
_GOOGLE = re.compile(r"(?:www\.)?google\.[a-z]{2,3}(?:\.[a-z]{2})?")


def unwrap_redirector(url: str) -> str:
    """Return the address behind known redirectors, or the same address."""
    for _ in range(MAX_HOPS):
        target = _behind(url)
        if target is None or target == url:
            return url
        url = target
    return url


def _behind(url: str) -> str | None:
    host = host_of(url)
    if not _is_known(host) or not is_web_url(url):
        return None
    parts = split(url)
    found = _from_parameter(host, parts) or _from_path(host, parts)
    target = absolute(found, "") if found else None
    return target if target and "." in host_of(target) and is_web_url(target) else None


@lru_cache(maxsize=1024)
def _is_known(host: str) -> bool:
    """Tell whether a host may be a redirector; nearly none is, and articles link to few hosts."""
    by_path = ("urldefense.com", "urldefense.proofpoint.com", "r.search.yahoo.com", "bing.com")
    return (
        _rule(host) is not None
        or host.removeprefix("www.") in by_path
        or host.endswith("cdn.ampproject.org")
    )


def _from_parameter(host: str, parts: Parts) -> str | None:
    rule = _rule(host)
    if rule is None or not parts.path.startswith(rule[0]) or parts.query is None:
        return None
    names = rule[1].split()
    if not names:
        return unquote(parts.query)
    found = {name: raw.partition("=")[2] for name, raw in reversed(parameters(parts.query))}
    for name in names:
        if found.get(name):
            return unquote(found[name])
    return None


def _rule(host: str) -> tuple[str, str] | None:
    if _GOOGLE.fullmatch(host):
        return BY_PARAMETER["google"]
    labels = host.split(".")
    for start in range(len(labels) - 1):
        if rule := BY_PARAMETER.get(".".join(labels[start:])):
            return rule
    return None


def _from_path(host: str, parts: Parts) -> str | None:
    if host == "urldefense.com":
        match = _PROOFPOINT_3.search(parts._replace(scheme=None, authority=None).join())
        return match[1] if match else None
    if host == "urldefense.proofpoint.com":
        return _proofpoint(parts)
    if host == "r.search.yahoo.com":
        match = _YAHOO.search(parts.path)
        return unquote(match[1]) if match else None
    if host == "bing.com" or host == "www.bing.com":
        return _bing(parts)
    return _from_amp_cache(host, parts)


def _proofpoint(parts: Parts) -> str | None:
    """Version 2 writes `-` for `%` and `_` for `/`."""
    for name, raw in parameters(parts.query):
        if name == "u" and parts.path.startswith("/v2/"):
            return unquote(raw[2:].translate({ord("-"): "%", ord("_"): "/"}))
    return None


def _bing(parts: Parts) -> str | None:
    """A click on a search result: the target in URL-safe base64 after `a1`."""
    for name, raw in parameters(parts.query):
        if name == "u" and raw.startswith("u=a1"):
            coded = raw[4:]
            try:
                return base64.urlsafe_b64decode(coded + "=" * (-len(coded) % 4)).decode()
            except (binascii.Error, ValueError):
                return None
    return None


def _from_amp_cache(host: str, parts: Parts) -> str | None:
    """Google's copies of AMP pages carry the publisher's address in their path."""
    if host.endswith(".cdn.ampproject.org") or host == "cdn.ampproject.org":
        match = _AMP_CACHE.match(parts.path)
    elif _GOOGLE.fullmatch(host):
        match = _GOOGLE_AMP.match(parts.path)
    else:
        return None
    if match is None:
        return None
    rest = parts._replace(scheme=None, authority=None, path="").join()
    return f"http{'s' if match[1] else ''}://{match[2]}{rest}"
