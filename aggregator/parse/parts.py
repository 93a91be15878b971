"""Which items of a document are known already: one cheap pass that reads none of them.

An item's digest changes with its own bytes, and with what of its document
changes how it is read.
"""

import re
from hashlib import blake2b

from lxml import etree

from aggregator.parse.shape import Shape
from aggregator.parse.tree import Element, local

READING = b"1"
"""Changes when entries are read differently: every digest that was stored is then unknown."""

_INVENTED = re.compile(rb" xmlns:(ns\d+)=")

_HEIRLOOMS = frozenset({"link", "author", "managingeditor", "creator", "language"})
"""What of a header its entries may take for their own, or are compared with."""


def digest_items(shape: Shape, base: str) -> tuple[str, ...]:
    """Return the digest of each item, in their order; the same in every process."""
    context = blake2b(READING, digest_size=16)
    context.update(base.encode(errors="replace"))
    for element in (shape.root, shape.header):
        context.update(repr((element.tag, sorted(element.items()))).encode(errors="replace"))
    for child in shape.header:
        if local(child) in _HEIRLOOMS:
            context.update(_bytes(child))
    return tuple(_digest(item, context.digest()) for item in shape.items)


def _digest(item: Element, context: bytes) -> str:
    return blake2b(_bytes(item), key=context, digest_size=16).hexdigest()


def _bytes(element: Element) -> bytes:
    written: bytes = etree.tostring(element, encoding="utf-8", with_tail=False)
    # Prefixes that the serializer invents count up from item to item.
    for prefix in set(_INVENTED.findall(written)) if b" xmlns:ns" in written else ():
        for before, behind in ((b"<", b":"), (b"</", b":"), (b" xmlns:", b"=")):
            written = written.replace(before + prefix + behind, before + b"ns" + behind)
    return written
