"""The soup of a picked part: lxml parses, BeautifulSoup's objects are made of its tree. Pure.

BeautifulSoup's own builder is told of each tag and string by a call out of the
parser, and keeps books on namespaces and open tags: that costs twice what the
objects do. Nor is the part written and parsed once more: libxml2 escapes the
white space around addresses when it writes them, and some text twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from bs4 import BeautifulSoup, Tag
from bs4.builder import LXMLTreeBuilder  # type: ignore[attr-defined] # named at run time only
from bs4.element import NavigableString

from aggregator.dom import Element

_SPACES = BeautifulSoup.ASCII_SPACES


def soup_of(part: Element) -> Tag:
    """Return what holds a picked part as soup: a body itself, a document around anything else."""
    # All values are text: nothing has to be made of them.
    builder = LXMLTreeBuilder(multi_valued_attributes=None, attribute_dict_class=dict)
    soup = BeautifulSoup("", builder=builder)
    top = _Gardener(soup, builder).plant(part)
    return top if top.name == "body" else soup


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
        self._kinds = builder.string_containers
        self._void = builder.empty_element_tags or ()
        self._spaced = builder.preserve_whitespace_tags
        self._latest: Tag | NavigableString | None = None

    def plant(self, root: Element) -> Tag:
        """Make all objects in document order, without recursion; return the outermost."""
        top = _Level(self._soup, root, iter(()), NavigableString, spaced=False)
        stack = [self._enter(root, top)]
        planted = stack[0].tag
        while stack:
            level = stack[-1]
            child = next(level.children, None)
            if child is None:
                stack.pop()
                if stack and (tail := level.element.tail):
                    self._add(tail, stack[-1])
            elif len(child) or child.text:
                stack.append(self._enter(child, level))
            else:
                self._make(child, level.tag)
                if tail := child.tail:
                    self._add(tail, level)
        return planted

    def _enter(self, element: Element, around: _Level) -> _Level:
        tag = self._make(element, around.tag)
        kind = self._kinds.get(tag.name, around.kind)
        spaced = around.spaced or tag.name in self._spaced
        level = _Level(tag, element, iter(element), kind, spaced)
        if text := element.text:
            self._add(text, level)
        return level

    def _make(self, element: Element, around: Tag) -> Tag:
        name = str(element.tag)
        # Without the builder, which would look for character sets to replace each time.
        tag = Tag(
            self._soup,
            name=name,
            parent=around,
            previous=self._latest,
            can_be_empty_element=name in self._void,
            preserve_whitespace_tags=self._spaced,
            interesting_string_types=Tag.MAIN_CONTENT_STRING_TYPES,
        )
        tag.attrs = dict(cast("list[tuple[str, str]]", element.items()))
        around.contents.append(tag)
        self._latest = tag
        return tag

    def _add(self, text: str, level: _Level) -> None:
        if text.isspace() and not level.spaced and not text.strip(_SPACES):
            text = "\n" if "\n" in text else " "
        string = level.kind(text)
        string.setup(level.tag, self._latest)
        level.tag.contents.append(string)
        self._latest = string
