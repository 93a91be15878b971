"""What the form of a block tells: paragraph, sentence, cell. Pure; no words are looked at."""

import re

from aggregator.extract.blocks import Block
from aggregator.extract.survey import WIDE

PROSE = 80
"""Characters from which a block that is not a link is taken for a paragraph."""
LABEL = 25
"""Characters of a block that announces something and is not it."""
CELLS = frozenset({"td", "th"})
"""Blocks that say the same in many tables."""
_SENTENCE = re.compile("[.!?\u2026\u3002\uff01\uff1f\u06d4][\"'\u201d\u2019\u00bb)\u300d]?$")
"""The end of one."""


def is_prose(block: Block) -> bool:
    """Tell whether a block is a paragraph of an article, as far as its form tells."""
    if block.is_linked:
        return False
    text = block.text
    return len(text) >= (PROSE if text.isascii() else PROSE // 2) or is_dense(text)


def is_dense(text: str) -> bool:
    """Tell whether a text is a paragraph in a script whose letters say as much as words."""
    return len(text) >= PROSE // 4 and len(WIDE.findall(text)) * 2 > len(text)


def is_sentence(block: Block) -> bool:
    """Tell whether a block is a short paragraph that ends as sentences do."""
    return block.tag == "p" and len(block.text) > LABEL and bool(_SENTENCE.search(block.text))


def length(blocks: list[Block]) -> int:
    """Return the characters of blocks together."""
    return sum(len(block.text) for block in blocks)
