"""What a page says of its article in JSON-LD (schema.org). Pure; wrong JSON says nothing."""

import json
from collections.abc import Iterator
from typing import Any

from aggregator.dom import Element
from aggregator.records.base import record

MAX_LENGTH = 500_000
"""Characters of one script; what is longer is no description of an article."""
_MAX_NODES = 2_000


@record
class Described:
    """The article as its publisher describes it; all of it claims."""

    title: str | None = None
    author: str | None = None
    published: str | None = None
    image: str | None = None
    language: str | None = None
    body: str | None = None


def read_jsonld(root: Element) -> Described | None:
    """Return the article that a page describes; of several, the first of the most telling."""
    found = [node for script in _scripts(root) for node in _nodes(script) if _is_article(node)]
    if not found:
        return None
    node = max(found, key=lambda one: ("articleBody" in one, "headline" in one))
    return Described(
        title=_text(node.get("headline")) or _text(node.get("name")),
        author=_name(node.get("author")),
        published=_text(node.get("datePublished")),
        image=_address(node.get("image")),
        language=_text(node.get("inLanguage")),
        body=_text(node.get("articleBody")),
    )


def _scripts(root: Element) -> Iterator[Any]:
    for script in root.iter("script"):
        if "ld+json" not in script.get("type", "") or not script.text:
            continue
        if len(script.text) > MAX_LENGTH:
            continue
        try:
            # Publishers leave line breaks in strings: strict JSON would refuse them.
            yield json.loads(script.text.strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue


def _nodes(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON is what it is
    """Yield the objects at the top, in lists and in @graph; never those inside of an article."""
    waiting = [value]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            yield one
            waiting.extend(one[key] for key in ("@graph", "mainEntity") if key in one)


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.endswith(("Article", "Posting")) for kind in kinds)


def _text(value: object) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    return value.strip() or None if isinstance(value, str) else None


def _name(value: object) -> str | None:
    names = value if isinstance(value, list) else [value]
    told = [_text(one.get("name")) if isinstance(one, dict) else _text(one) for one in names]
    return ", ".join(name for name in told if name) or None


def _address(value: object) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    return _text(value.get("url")) if isinstance(value, dict) else _text(value)
