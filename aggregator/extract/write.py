"""Soup → HTML, plainly. Pure.

BeautifulSoup's own writer can do more, and costs as much as parsing did.
Comments, scripts and style sheets are left out; nothing is made safe here.
"""

from collections.abc import Iterator

from bs4 import Tag
from bs4.element import NavigableString, PageElement, RubyParenthesisString, RubyTextString

_VOID = frozenset(
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
        "source", "track", "wbr",
    }
)  # fmt: skip

_TEXTS = (NavigableString, RubyTextString, RubyParenthesisString)
"""Strings that are shown; the last two are no text of the article's, but stand above it."""


def write_inside(root: Tag) -> str:
    """Return the HTML of what is in an element; takes any depth."""
    out: list[str] = []
    stack: list[tuple[Iterator[PageElement], str]] = [(iter(root.contents), "")]
    while stack:
        children, closing = stack[-1]
        child = next(children, None)
        if child is None:
            out.append(closing)
            stack.pop()
        elif type(child) in _TEXTS:
            out.append(_escape(str(child)))
        elif isinstance(child, Tag):
            out.append(_opening(child))
            # libxml2 nests in a `source` what follows it: the picture itself, as a rule.
            end = "" if child.name in _VOID else f"</{child.name}>"
            stack.append((iter(child.contents), end))
    return "".join(out)


def _opening(tag: Tag) -> str:
    if not tag.attrs:
        return f"<{tag.name}>"
    told = "".join([f' {name}="{_quote(str(value))}"' for name, value in tag.attrs.items()])
    return f"<{tag.name}{told}>"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quote(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
