"""Take out of a picked part the blocks that are no article, by words and place. Pure."""

from collections.abc import Sequence, Set
from itertools import groupby, takewhile

from aggregator.extract.blocks import MOSTLY, Block, is_heading
from aggregator.extract.ending import is_closing, until_label, without_notes
from aggregator.extract.forms import CELLS, LABEL, is_prose, is_sentence, length
from aggregator.extract.memory import PARAGRAPH, TemplateMemory, trace_of
from aggregator.extract.opening import after_title, without_byline, without_captions
from aggregator.extract.phrases import (
    ASIDE,
    ASKED,
    CALL,
    CONSENT,
    CREDIT,
    ELSEWHERE,
    REFERENCES,
    SHORT,
)
from aggregator.extract.repeats import without_contents, without_pulled, without_repeats
from aggregator.extract.said import Said
from aggregator.extract.survey import length_of

_HELD = frozenset({"p", "li", "td", "th", "dt", "dd", "blockquote", "pre"})
"""Blocks in which articles have links of their own."""
_MARKS = "[(*\u2022\u25b6\u25ba\u2192\u00bb>-\u2013\u2014 "
"""What announcements begin with."""
_NOTHING = Said()
_LONG_RUN = {"li": 3, "p": 5}
"""Links in a row that are a list of other articles; for headings 3, for others 1."""


def trim(
    blocks: list[Block],
    titles: Sequence[list[str]],
    authors: Sequence[list[str]],
    memory: TemplateMemory | None = None,
    said: Said = _NOTHING,
) -> list[Block]:
    """Return the blocks that are left, and remove the others from their tree.

    `titles` and `authors` are words, as they are compared; `said` is what the feed gives.
    """
    begun = until_label(after_title(blocks, titles))
    if memory is None or not memory.pages:
        kept = _settle(begun, blocks, authors)
    else:
        own = {id(block) for block in begun if said.has(block.text)}
        kept = _settle(_without_common(begun, memory, own), blocks, authors)
        if said.lines and said.is_most(kept):
            own |= {id(block) for block in begun if said.owns(block)}
            kept = _settle(_without_common(begun, memory, own), blocks, authors, own)
    left = {id(block) for block in kept}
    for block in blocks:
        if id(block) not in left:
            block.remove()
    return kept


def _settle(
    kept: list[Block],
    blocks: list[Block],
    authors: Sequence[list[str]],
    own: Set[int] = frozenset(),
) -> list[Block]:
    """Leave out of what is kept of the blocks what its words and its place tell.

    `own` are those that the feed gives, by their ids: short lines at the end, too.
    """
    kept = [block for block in kept if not _is_aside(block)]
    kept = without_pulled(without_repeats(without_contents(kept)))
    kept = _without_link_lists(kept)
    kept = without_byline(without_captions(kept))
    kept = _without_tail(_without_orphans(kept, blocks, own))
    # Copies and lists are gone now: what is left behind a label may be little.
    kept = without_notes(until_label(kept), authors)
    return _without_tail([block for block in kept if not _asks_consent(block)])


def _without_common(blocks: list[Block], memory: TemplateMemory, own: Set[int]) -> list[Block]:
    """Leave out what other pages of the site have too, but headings of what they have not.

    What the feed gives for this article is its `own`, wherever else it stands.
    """
    blocks = _without_edges(blocks, memory, own)
    # An article's first paragraph, however short, is a teaser on other pages.
    lead = next((block for block in blocks if is_prose(block)), None)
    kept: list[Block] = []
    for block in reversed(blocks):
        size = PARAGRAPH if block is lead else length_of(block.text)
        is_label = (is_heading(block) or block.tag in CELLS) and kept and not is_heading(kept[-1])
        is_shared = memory.is_boilerplate(trace_of(block.text), size)
        if is_label or is_closing(block) or not is_shared or id(block) in own:
            kept.append(block)
    return kept[::-1]


def _without_edges(blocks: list[Block], memory: TemplateMemory, own: Set[int]) -> list[Block]:
    """Leave out labels that stood on any other page too, behind the last text that did not."""
    seen = [memory.is_known(trace_of(block.text)) for block in blocks]
    new = sum(len(block.text) for block, known in zip(blocks, seen, strict=True) if not known)
    fresh = [
        n for n, block in enumerate(blocks) if not seen[n] or is_prose(block) or id(block) in own
    ]
    # A page of which most is known is another's twin, or was learned from, and proves nothing.
    if not fresh or new * 2 < length(blocks):
        return blocks
    return blocks[: fresh[-1] + 1]


def _is_aside(block: Block) -> bool:
    # What stands in a table, or plainly in a list, is one word of many.
    if len(block.text) >= SHORT or block.tag in CELLS or (block.tag == "li" and not block.linked):
        return False
    text = block.text.lstrip(_MARKS)
    if block.linked >= MOSTLY * len(block.text) and CALL.match(text):
        return True
    if block.linked * 2 > len(block.text) or len(block.text) <= LABEL:
        return bool(ASIDE.match(text) or ELSEWHERE.match(text) or CREDIT.search(text))
    return ASIDE.match(text) is not None or CREDIT.search(text) is not None


def _asks_consent(block: Block) -> bool:
    return len(block.text) < ASKED and CONSENT.match(block.text) is not None


def _without_link_lists(blocks: list[Block]) -> list[Block]:
    kept: list[Block] = []
    for (linked, heading), group in groupby(
        blocks, key=lambda block: (block.is_linked, is_heading(block))
    ):
        run = list(group)
        if not linked or (kept and _introduces(kept[-1]) and _is_item(run[0])):
            kept += run
        elif heading:
            kept += run if len(run) < 3 else []
        else:
            kept += [block for block in run if _belongs(block, len(run))]
    return kept


def _is_item(block: Block) -> bool:
    return block.tag == "li" or block.strings[0].find_parent("li") is not None


def _introduces(block: Block) -> bool:
    """Tell whether a block says that a list of the article's own follows."""
    if is_heading(block):
        return REFERENCES.match(block.text) is not None
    return block.text.endswith((":", "\uff1a")) and len(block.text) > LABEL


def _belongs(block: Block, count: int) -> bool:
    return block.tag in _HELD and count < _LONG_RUN.get(block.tag, 1000)


def _without_orphans(kept: list[Block], blocks: list[Block], own: Set[int]) -> list[Block]:
    """Leave out what is left of lists of links after the last paragraph: dates, sources."""
    last = next((block for block in reversed(kept) if is_prose(block)), None)
    if last is None:
        return kept
    end, place = kept.index(last) + 1, blocks.index(last) + 1
    # Short sentences right behind it belong to it, and what the feed gives.
    behind = zip(kept[end:], blocks[place:], strict=False)
    near = list(takewhile(lambda pair: pair[0] is pair[1] and _goes_on(pair[0], own), behind))
    end, place = end + len(near), place + len(near)
    before = len(blocks) - place
    rest = len(kept) - end
    return kept[:end] if rest * 2 <= before else kept


def _goes_on(block: Block, own: Set[int]) -> bool:
    return is_sentence(block) or id(block) in own


def _without_tail(blocks: list[Block]) -> list[Block]:
    """Leave out headings and links after the last paragraph."""
    end = len(blocks)
    while end > 1 and (is_heading(blocks[end - 1]) or blocks[end - 1].is_linked):
        end -= 1
        if is_heading(blocks[end]) and _introduces(blocks[end]) and end + 1 < len(blocks):
            return blocks
    return blocks[:end]
