"""Take out of a picked part the blocks that are no article, by words and place. Pure."""

from aggregator.extract.blocks import Block
from aggregator.extract.phrases import ASIDE, SHORT
from aggregator.text import words

MOSTLY = 0.8
"""Of a block's text in links: such a block leads elsewhere."""


def trim(blocks: list[Block], titles: tuple[str, ...]) -> list[Block]:
    """Return the blocks that are left, and remove the others from their tree."""
    said = [words(title) for title in titles if title]
    kept = []
    for block in blocks:
        if _is_aside(block) or words(block.text) in said:
            block.remove()
        else:
            kept.append(block)
    return kept


def _is_aside(block: Block) -> bool:
    return len(block.text) < SHORT and ASIDE.match(block.text) is not None
