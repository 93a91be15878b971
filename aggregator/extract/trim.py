"""Take out of a picked part the blocks that are no article, by words and place. Pure."""

from itertools import groupby

from aggregator.extract.blocks import Block, is_heading
from aggregator.extract.ending import without_ending
from aggregator.extract.headline import is_title
from aggregator.extract.memory import TemplateMemory, trace_of
from aggregator.extract.phrases import ASIDE, BYLINE, ELSEWHERE, SHORT
from aggregator.text import words

PROSE = 80
"""Characters from which a block that is not a link is taken for a paragraph."""
_HELD = frozenset({"p", "li", "td", "th", "dt", "dd", "blockquote", "pre"})
"""Blocks in which articles have links of their own."""
_MARKS = "[(*\u2022\u25b6\u25ba\u2192\u00bb>-\u2013\u2014 "
"""What announcements begin with."""
LABEL = 25
"""Characters of a block that announces something and is not it."""
COPY = 0.15
"""Of a text, said before: it is there twice."""
_CELLS = frozenset({"td", "th"})
"""Blocks that say the same in many tables."""
_LONG_RUN = {"li": 3, "p": 5}
"""Links in a row that are a list of other articles; for headings 3, for others 1."""


def trim(
    blocks: list[Block],
    titles: list[list[str]],
    authors: list[list[str]],
    memory: TemplateMemory | None = None,
) -> list[Block]:
    """Return the blocks that are left, and remove the others from their tree.

    `titles` and `authors` are words, as they are compared.
    """
    kept = _after_title(blocks, titles)
    if memory is not None and memory.pages:
        kept = _without_common(kept, memory)
    kept = [block for block in kept if not _is_aside(block)]
    kept = _without_repeats(kept)
    kept = _without_link_lists(kept)
    kept = _without_byline(kept)
    kept = _without_tail(_without_orphans(kept, blocks))
    kept = _without_tail(without_ending(kept, authors))
    left = {id(block) for block in kept}
    for block in blocks:
        if id(block) not in left:
            block.remove()
    return kept


def is_prose(block: Block) -> bool:
    """Tell whether a block is a paragraph of an article, as far as its form tells."""
    return (
        len(block.text) >= (PROSE if block.text.isascii() else PROSE // 2) and not block.is_linked
    )


def _after_title(blocks: list[Block], titles: list[list[str]]) -> list[Block]:
    """Leave out the title where it is said again, and the labels before it."""
    start = 0
    for number, block in enumerate(blocks):
        if is_title(words(block.text), titles):
            start = number + 1
        elif is_prose(block):
            break
    return blocks[start:]


def _without_common(blocks: list[Block], memory: TemplateMemory) -> list[Block]:
    """Leave out what other pages of the site have too, but headings of what they have not."""
    kept: list[Block] = []
    for block in reversed(blocks):
        is_label = (is_heading(block) or block.tag in _CELLS) and kept and not is_heading(kept[-1])
        if is_label or not memory.is_common(trace_of(block.text)):
            kept.append(block)
    return kept[::-1]


def _is_aside(block: Block) -> bool:
    if len(block.text) >= SHORT:
        return False
    text = block.text.lstrip(_MARKS)
    if block.linked * 2 > len(block.text) or len(block.text) <= LABEL:
        return bool(ASIDE.match(text) or ELSEWHERE.match(text))
    return ASIDE.match(text) is not None


def _without_repeats(blocks: list[Block]) -> list[Block]:
    """Leave out a second copy of the article: pages carry variants for other screens."""
    said: set[str] = set()
    kept = []
    for block in blocks:
        if block.text not in said:
            kept.append(block)
        if is_prose(block) and block.tag not in _CELLS:
            said.add(block.text)
    # A sentence said twice is the author's; a good part of the text is not.
    return kept if _length(kept) <= (1 - COPY) * _length(blocks) else blocks


def _length(blocks: list[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _without_link_lists(blocks: list[Block]) -> list[Block]:
    kept: list[Block] = []
    for (linked, heading), group in groupby(
        blocks, key=lambda block: (block.is_linked, is_heading(block))
    ):
        run = list(group)
        if not linked:
            kept += run
        elif heading:
            kept += run if len(run) < 3 else []
        else:
            kept += [block for block in run if _belongs(block, len(run))]
    return kept


def _belongs(block: Block, length: int) -> bool:
    return block.tag in _HELD and length < _LONG_RUN.get(block.tag, 1000)


def _without_byline(blocks: list[Block]) -> list[Block]:
    """Leave out who wrote it, and when, before the first paragraph."""
    first = next((number for number, block in enumerate(blocks) if is_prose(block)), 0)
    return [
        block for block in blocks[:first] if is_heading(block) or not BYLINE.match(block.text)
    ] + blocks[first:]


def _without_orphans(kept: list[Block], blocks: list[Block]) -> list[Block]:
    """Leave out what is left of lists of links after the last paragraph: dates, sources."""
    last = next((block for block in reversed(kept) if is_prose(block)), None)
    if last is None:
        return kept
    end = kept.index(last) + 1
    before = len(blocks) - blocks.index(last) - 1
    rest = len(kept) - end
    return kept[:end] if rest * 2 <= before else kept


def _without_tail(blocks: list[Block]) -> list[Block]:
    """Leave out headings and links after the last paragraph."""
    end = len(blocks)
    while end > 1 and (is_heading(blocks[end - 1]) or blocks[end - 1].is_linked):
        end -= 1
    return blocks[:end]
