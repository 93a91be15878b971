"""What a document's server says of it in Link headers (RFC 8288): its WebSub hub, its own address.

Pure.
"""

import re
from dataclasses import replace

from aggregator.records import FeedInfo
from aggregator.urls import absolute

_TOKEN = r"[\w!#$%&'*+.^`|~-]+"
_VALUE = r'"(?:[^"\\]|\\.)*"|[^\s;,"]+'
_LINK = re.compile(rf"<([^<>]*)>((?:\s*;\s*{_TOKEN}(?:\s*=\s*(?:{_VALUE}))?)*)", re.ASCII)
_PARAMETER = re.compile(rf";\s*({_TOKEN})(?:\s*=\s*({_VALUE}))?", re.ASCII)


def add_told_links(info: FeedInfo, header: str | None, base: str) -> FeedInfo:
    """Return the info with the hub and the topic of the header in place of the document's own.

    Headers come first (W3C WebSub, 4): they are the server's latest word, and the only one
    that a feed can have which somebody else wrote.
    """
    told = find_links(header or "")
    hub, own = told.get("hub"), told.get("self")
    if hub is None:
        return info
    return replace(
        info,
        hub=absolute(hub, base),
        self_url=absolute(own, base) if own else info.self_url,
    )


def find_links(header: str) -> dict[str, str]:
    """Return relation → the first address that has it, of one or more Link headers."""
    found: dict[str, str] = {}
    for target, parameters in _LINK.findall(header):
        told = {name.lower(): value for name, value in _PARAMETER.findall(parameters)}
        for relation in told.get("rel", "").strip('"').lower().split():
            found.setdefault(relation, target.strip())
    return found
