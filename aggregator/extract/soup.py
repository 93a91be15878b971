"""The soup of a picked part: lxml parses, BeautifulSoup's objects are made of its tree. Pure.

BeautifulSoup's own builder is told of each tag and string by a call out of the
parser, and keeps books on namespaces and open tags: that costs twice what the
objects do.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from bs4 import BeautifulSoup, Tag
from bs4.builder import LXMLTreeBuilder  # type: ignore[attr-defined]
from bs4.element import NavigableString
from lxml import etree

from aggregator.dom import Element

_SPACES = BeautifulSoup.ASCII_SPACES


def soup_of(html: str) -> BeautifulSoup:
    """Return the soup of a picked part, as BeautifulSoup makes it of the same HTML."""
    return BeautifulSoup(html, builder=_TreeBuilder(multi_valued_attributes=None))


class _TreeBuilder(LXMLTreeBuilder):  # type: ignore[misc] # bs4.builder makes the name at run time
    def feed(self, markup: str | bytes) -> None:
        """Parse, and plant the tree into the soup."""
        parser = etree.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
        root = etree.fromstring(markup, parser)
        if root is not None:
            _Gardener(cast(BeautifulSoup, self.soup), self).plant(root)


@dataclass(slots=True)
class _Level:
    """An element whose children are being planted."""

    tag: Tag
    element: Element
    children: Iterator[Element]
    kind: type[NavigableString]
    """What strings in it are: those of scripts and rubies are no text."""
    spaced: bool
    """Whether white space in it means something."""


class _Gardener:
    def __init__(self, soup: BeautifulSoup, builder: LXMLTreeBuilder) -> None:
        self._soup = soup
        self._builder = builder
        self._latest: Tag | NavigableString | None = None

    def plant(self, root: Element) -> None:
        """Make all objects in document order, without recursion."""
        top = _Level(self._soup, root, iter(()), NavigableString, spaced=False)
        stack = [self._enter(root, top)]
        while stack:
            level = stack[-1]
            child = next(level.children, None)
            if child is not None:
                inner = self._enter(child, level)
                if len(child):
                    stack.append(inner)
                elif child.tail:
                    self._add(child.tail, level)
                continue
            stack.pop()
            if stack and level.element.tail:
                self._add(level.element.tail, stack[-1])

    def _enter(self, element: Element, around: _Level) -> _Level:
        name = str(element.tag)
        attributes = dict(cast("list[tuple[str, str]]", element.items()))
        tag = Tag(self._soup, self._builder, name, None, None, attributes, around.tag, self._latest)
        around.tag.contents.append(tag)
        self._latest = tag
        kind = self._builder.string_containers.get(name, around.kind)
        spaced = around.spaced or name in self._builder.preserve_whitespace_tags
        level = _Level(tag, element, iter(element), kind, spaced)
        if element.text:
            self._add(element.text, level)
        return level

    def _add(self, text: str, level: _Level) -> None:
        if not level.spaced and not text.strip(_SPACES):
            text = "\n" if "\n" in text else " "
        string = level.kind(text)
        string.setup(level.tag, self._latest)
        level.tag.contents.append(string)
        self._latest = string
