"""Where an article begins: what stands before its first paragraph is left out. Pure."""

from collections.abc import Sequence

from aggregator.extract.blocks import Block, is_heading
from aggregator.extract.ending import is_disclosure
from aggregator.extract.forms import PROSE, is_dense, is_prose
from aggregator.extract.headline import ALIKE, SAME, is_title
from aggregator.extract.phrases import BYLINE, CAPTION, SHORT
from aggregator.text import words

OPENING = 3
"""Blocks before the first paragraph in which captions are looked for."""
_TITLED = frozenset(("h1", "h2", "h3", "h4"))
"""Headings; smaller ones are also what bylines are set in."""
UNDER_PICTURE = 400
"""Characters that a caption may have."""


def after_title(blocks: list[Block], titles: Sequence[list[str]]) -> list[Block]:
    """Leave out the title where it is said again, and the labels before it."""
    start = 0
    for number, block in enumerate(blocks):
        alike = SAME if is_prose(block) and not is_heading(block) else ALIKE
        if is_title(words(block.text), titles, alike):
            start = number + 1
        elif is_prose(block) and not (_is_caption(block) or BYLINE.match(block.text)):
            break
    return blocks[start:]


def without_captions(blocks: list[Block]) -> list[Block]:
    """Leave out captions and disclosures that an article opens with."""
    end = 0
    while end + 1 < len(blocks) and end < OPENING and _is_frame(blocks[end]):
        end += 1
    return blocks[end:]


def without_byline(blocks: list[Block]) -> list[Block]:
    """Leave out who wrote it, and when, before the first paragraph."""
    kept: list[Block] = []
    for number, block in enumerate(blocks):
        if block.tag not in _TITLED and BYLINE.match(block.text):
            continue
        if is_prose(block):
            return kept + blocks[number:] if number else blocks
        kept.append(block)
    return blocks


def _is_frame(block: Block) -> bool:
    return _is_caption(block) or is_disclosure(block)


def _is_caption(block: Block) -> bool:
    # A text with several sentences is more than a caption, whoever took the picture.
    if len(block.text) > UNDER_PICTURE or (is_dense(block.text) and len(block.text) > PROSE):
        return False
    return CAPTION.search(block.text[-SHORT:]) is not None
