"""A picked part as a row of blocks: runs of text between block tags and line breaks. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

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


@dataclass(slots=True)
class Block:
    """A run of text and the strings that it is made of."""

    tag: str
    """The nearest block element."""
    strings: list[NavigableString] = field(default_factory=list)
    linked: int = 0
    """Characters of it in links."""
    text: str = ""

    def remove(self) -> None:
        """Take the text out of the tree."""
        for string in self.strings:
            string.extract()
        self.strings.clear()
        self.text = ""


def soup_of(html: str) -> BeautifulSoup:
    """Return the soup of a picked part."""
    return BeautifulSoup(html, "lxml")


def find_blocks(root: Tag) -> list[Block]:
    """Return the blocks of text under a root, in order; those without text are left out."""
    walker = _Walker()
    walker.walk(root)
    walker.close()
    for block in walker.blocks:
        block.text = " ".join("".join(block.strings).split())
    return [block for block in walker.blocks if block.text]


class _Walker:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.current: Block | None = None
        self.pre = 0

    def walk(self, root: Tag) -> None:
        """Visit every node once, without recursion: documents nest deeper than Python does."""
        stack: list[tuple[Iterator[object], str, bool]] = [(iter(root.contents), root.name, False)]
        while stack:
            children, tag, linked = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                if stack and stack[-1][1] is not tag:
                    self.close()
            elif isinstance(child, Tag):
                self._enter(child, tag, stack, linked=linked)
            elif type(child) is NavigableString:
                self._add(child, tag, linked=linked)

    def _enter(
        self, child: Tag, tag: str, stack: list[tuple[Iterator[object], str, bool]], *, linked: bool
    ) -> None:
        name = child.name
        if name in LEFT_OUT:
            return
        if name in INLINE:
            if name == "br":
                self.close()
            elif child.contents:
                stack.append((iter(child.contents), tag, linked or name == "a"))
            return
        self.close()
        if child.contents:
            # A string of its own for each element: `is` tells blocks apart.
            stack.append((iter(child.contents), str(child.name + ""), linked))

    def _add(self, string: NavigableString, tag: str, *, linked: bool) -> None:
        if self.current is None:
            if string.isspace():
                return
            self.current = Block(tag=tag)
            self.blocks.append(self.current)
        self.current.strings.append(string)
        if linked:
            self.current.linked += len(string.strip())

    def close(self) -> None:
        self.current = None


def is_heading(block: Block) -> bool:
    """Tell whether a block is a heading."""
    return block.tag in HEADINGS
