"""What an article says more than once is left out where it is not meant to be read. Pure."""

from aggregator.extract.blocks import Block, is_heading
from aggregator.extract.forms import CELLS, is_prose, length
from aggregator.extract.vocabulary import HEADINGS

CONTENTS = 2
"""Headings that are listed before."""
PULLED = (50, 300)
"""Characters that a sentence may have which is shown twice."""
TWICE = 2
"""Times: what is said more often is a phrase of the article's."""
MOST_COMPARED = 5_000_000
"""Characters times blocks: on longer pages nobody looks for them."""
LEVELS = 3
"""Elements around a text that may be between it and its quotation."""
COPY = 0.15
"""Of a text, said before: it is there twice."""
_LARGE = HEADINGS | {"blockquote", "div", "q"}
"""What sentences are shown in that stand out."""
_QUOTES = "\"'\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019\u2026. "
"""What stands around a sentence that is quoted."""


def without_contents(blocks: list[Block]) -> list[Block]:
    """Leave out a table of contents: links within the page that say what its headings say."""
    headings = {block.text for block in blocks if is_heading(block)}
    kept = [
        block
        for block in blocks
        if is_heading(block) or not block.within or block.text not in headings
    ]
    return kept if len(blocks) - len(kept) >= CONTENTS else blocks


def without_repeats(blocks: list[Block]) -> list[Block]:
    """Leave out a second copy of the article: pages carry variants for other screens."""
    said: set[str] = set()
    kept = []
    for block in blocks:
        if block.text not in said:
            kept.append(block)
        if is_prose(block) and block.tag not in CELLS:
            said.add(block.text)
    # A sentence said twice is the author's; a good part of the text is not.
    return kept if length(kept) <= (1 - COPY) * length(blocks) else blocks


def without_pulled(blocks: list[Block]) -> list[Block]:
    """Leave out sentences that are shown once more, in large letters, beside their paragraph."""
    told = "\n".join(block.text for block in blocks)
    some = [block for block in blocks if _may_be_pulled(block)]
    if len(some) * len(told) > MOST_COMPARED:
        return blocks
    pulled = {
        id(block)
        for block in some
        if told.count(said := block.text.strip(_QUOTES)) == TWICE and _is_within(said, blocks)
    }
    return [block for block in blocks if id(block) not in pulled]


def _is_within(said: str, blocks: list[Block]) -> bool:
    """Tell whether a paragraph says this and more."""
    return any(len(other.text) > len(said) + PULLED[0] and said in other.text for other in blocks)


def _may_be_pulled(block: Block) -> bool:
    if not PULLED[0] <= len(block.text) <= PULLED[1]:
        return False
    return block.tag in _LARGE or _is_quoted(block)


def _is_quoted(block: Block) -> bool:
    above = block.strings[0].parent
    for _ in range(LEVELS):
        if above is None or above.name == "blockquote":
            break
        above = above.parent
    return above is not None and above.name == "blockquote"
