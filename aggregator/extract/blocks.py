"""A picked part as a row of blocks: runs of text between block tags and line breaks. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from bs4 import Tag
from bs4.element import NavigableString, PageElement

from aggregator.extract.vocabulary import HEADINGS, INLINE

LEFT_OUT = frozenset(
    (
        "figcaption",
        "script",
        "style",
        "noscript",
        "iframe",
        "svg",
        "video",
        "audio",
        "object",
        "caption",
        "button",
        "picture",
        "math",
    )
)
"""Elements whose text is shown with a picture or a player, or is no text."""


_LOWER = "a-z\u00df-\u00ff\u03b1-\u03c9\u0430-\u044f"
_ENDING = re.compile(rf"(?:[{_LOWER}]{{4}}|[{_LOWER})][.:;!?])\Z")
"""The end of a word or a sentence, not of an abbreviation."""
DIGITS = 9
"""Of the number that a list begins with; no list is longer, and Python reads no more than 4,300."""
MOSTLY = 0.8
"""Of a block's text in links: such a block leads elsewhere."""


@dataclass(slots=True, eq=False)
class Block:
    """A run of text and the strings that it is made of."""

    tag: str
    """The nearest block element."""
    strings: list[NavigableString] = field(default_factory=list)
    linked: int = 0
    """Characters of it in links."""
    text: str = ""
    label: str = ""
    """The number of an item in a list that is numbered."""
    within: bool = False
    """Whether a link of it leads to a place in the same page."""

    def remove(self) -> None:
        """Take the text out of the tree."""
        for string in self.strings:
            string.extract()
        self.strings.clear()
        self.text = ""

    @property
    def is_linked(self) -> bool:
        """Whether nearly all of it is a link to elsewhere."""
        return self.linked >= MOSTLY * len(self.text) and not self.within


def find_blocks(root: Tag) -> list[Block]:
    """Return the blocks of text under a root, in order; those without text are left out."""
    walker = _Walker()
    walker.walk(root)
    for block in walker.blocks:
        block.text = " ".join("".join(_apart(block.strings)).split())
    return [block for block in walker.blocks if block.text]


def _apart(strings: list[NavigableString]) -> list[str]:
    """Return strings as they are read: where a line break was lost, with a space for it."""
    if len(strings) == 1:
        return list(strings)
    told: list[str] = [strings[0]]
    for before, after in pairwise(strings):
        if after[0].isupper() and after[1:2].islower() and _ENDING.search(before):
            told.append(" ")
        told.append(after)
    return told


@dataclass(slots=True)
class _Level:
    """An element whose children are being visited."""

    children: Iterator[PageElement]
    block: Tag
    """The nearest block element: itself or one around it."""
    link: str | None
    """Where the link around leads, if there is one."""
    passed: int = 0
    """Elements among them that were visited."""


class _Walker:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.current: Block | None = None
        self.label = ""

    def walk(self, root: Tag) -> None:
        """Visit every node once, without recursion: documents nest deeper than Python does."""
        stack = [_Level(iter(root.contents), root, None)]
        while stack:
            level = stack[-1]
            child = next(level.children, None)
            if child is None:
                stack.pop()
                if stack and stack[-1].block is not level.block:
                    self.current = None
            elif isinstance(child, Tag):
                if inner := self._enter(child, level):
                    stack.append(inner)
                level.passed += 1
            elif type(child) is NavigableString:
                self._add(child, level)

    def _enter(self, child: Tag, level: _Level) -> _Level | None:
        name = child.name
        if name in LEFT_OUT:
            return None
        if name not in INLINE:
            self.current = None
            if name == "li":
                self.label = _number(child, level.passed)
            elif name != "p":
                self.label = ""
            return _Level(iter(child.contents), child, level.link)
        if name == "br":
            self.current = None
            return None
        link = str(child.get("href") or "") if name == "a" else level.link
        return _Level(iter(child.contents), level.block, link)

    def _add(self, string: NavigableString, level: _Level) -> None:
        if self.current is None:
            if string.isspace():
                return
            self.current = Block(tag=level.block.name, label=self.label)
            self.label = ""
            self.blocks.append(self.current)
        self.current.strings.append(string)
        if level.link is not None:
            self.current.linked += len(string.strip())
            self.current.within = self.current.within or level.link.startswith("#")


def _number(item: Tag, before: int) -> str:
    """Return the number of an item behind so many other elements of its list, if it is numbered."""
    around = item.parent
    if around is None or around.name != "ol":
        return ""
    start = str(around.get("start") or "1")
    return f"{int(start) + before}. " if start.isdecimal() and len(start) <= DIGITS else ""


def is_heading(block: Block) -> bool:
    """Tell whether a block is a heading."""
    return block.tag in HEADINGS
