"""Take out of a picked part the blocks that are no article, by words and place. Pure."""

import re
from itertools import groupby

from aggregator.extract.blocks import Block, is_heading
from aggregator.extract.ending import is_closing, is_disclosure, until_label, without_notes
from aggregator.extract.headline import ALIKE, SAME, is_title
from aggregator.extract.memory import TemplateMemory, trace_of
from aggregator.extract.phrases import ASIDE, BYLINE, CALL, CAPTION, ELSEWHERE, SHORT
from aggregator.extract.survey import WIDE
from aggregator.text import words

PROSE = 80
"""Characters from which a block that is not a link is taken for a paragraph."""
_HELD = frozenset({"p", "li", "td", "th", "dt", "dd", "blockquote", "pre"})
"""Blocks in which articles have links of their own."""
_MARKS = "[(*\u2022\u25b6\u25ba\u2192\u00bb>-\u2013\u2014 "
"""What announcements begin with."""
LABEL = 25
"""Characters of a block that announces something and is not it."""
OPENING = 3
"""Blocks before the first paragraph in which captions are looked for."""
UNDER_PICTURE = 400
"""Characters that a caption may have."""
CONTENTS = 2
"""Headings that are listed before."""
COPY = 0.15
"""Of a text, said before: it is there twice."""
_SENTENCE = re.compile("[.!?\u2026\u3002\uff01\uff1f\u06d4][\"'\u201d\u2019\u00bb)\u300d]?$")
"""The end of one."""
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
    kept = until_label(_after_title(blocks, titles))
    if memory is not None and memory.pages:
        kept = _without_common(kept, memory)
    kept = [block for block in kept if not _is_aside(block)]
    kept = _without_repeats(_without_contents(kept))
    kept = _without_link_lists(kept)
    kept = _without_byline(_without_caption(kept))
    kept = _without_tail(_without_orphans(kept, blocks))
    # Copies and lists are gone now: what is left behind a label may be little.
    kept = _without_tail(without_notes(until_label(kept), authors))
    left = {id(block) for block in kept}
    for block in blocks:
        if id(block) not in left:
            block.remove()
    return kept


def is_prose(block: Block) -> bool:
    """Tell whether a block is a paragraph of an article, as far as its form tells."""
    if block.is_linked:
        return False
    text = block.text
    return len(text) >= (PROSE if text.isascii() else PROSE // 2) or is_dense(text)


def is_dense(text: str) -> bool:
    """Tell whether a text is a paragraph in a script whose letters say as much as words."""
    return len(text) >= PROSE // 4 and len(WIDE.findall(text)) * 2 > len(text)


def _after_title(blocks: list[Block], titles: list[list[str]]) -> list[Block]:
    """Leave out the title where it is said again, and the labels before it."""
    start = 0
    for number, block in enumerate(blocks):
        alike = SAME if is_prose(block) and not is_heading(block) else ALIKE
        if is_title(words(block.text), titles, alike):
            start = number + 1
        elif is_prose(block) and not (_is_caption(block) or BYLINE.match(block.text)):
            break
    return blocks[start:]


def _without_common(blocks: list[Block], memory: TemplateMemory) -> list[Block]:
    """Leave out what other pages of the site have too, but headings of what they have not."""
    blocks = _without_edges(blocks, memory)
    # An article's first paragraph is a teaser on other pages.
    lead = next((block for block in blocks if is_prose(block)), None)
    kept: list[Block] = []
    for block in reversed(blocks):
        is_label = (is_heading(block) or block.tag in _CELLS) and kept and not is_heading(kept[-1])
        is_common = memory.is_template if block is lead else memory.is_common
        if is_label or is_closing(block) or not is_common(trace_of(block.text)):
            kept.append(block)
    return kept[::-1]


def _without_edges(blocks: list[Block], memory: TemplateMemory) -> list[Block]:
    """Leave out labels that stood on any other page too, behind the last text that did not."""
    seen = [memory.is_known(trace_of(block.text)) for block in blocks]
    new = sum(len(block.text) for block, known in zip(blocks, seen, strict=True) if not known)
    fresh = [n for n, block in enumerate(blocks) if not seen[n] or is_prose(block)]
    # A page of which most is known is another's twin, or was learned from, and proves nothing.
    if not fresh or new * 2 < _length(blocks):
        return blocks
    return blocks[: fresh[-1] + 1]


def _is_aside(block: Block) -> bool:
    # What stands in a table, or plainly in a list, is one word of many.
    if len(block.text) >= SHORT or block.tag in _CELLS or (block.tag == "li" and not block.linked):
        return False
    text = block.text.lstrip(_MARKS)
    if block.is_linked and CALL.match(text):
        return True
    if block.linked * 2 > len(block.text) or len(block.text) <= LABEL:
        return bool(ASIDE.match(text) or ELSEWHERE.match(text))
    return ASIDE.match(text) is not None


def _without_contents(blocks: list[Block]) -> list[Block]:
    """Leave out a table of contents: links within the page that say what its headings say."""
    headings = {block.text for block in blocks if is_heading(block)}
    kept = [
        block
        for block in blocks
        if is_heading(block) or not block.within or block.text not in headings
    ]
    return kept if len(blocks) - len(kept) >= CONTENTS else blocks


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
    return block.text.endswith((":", "\uff1a")) and len(block.text) > LABEL


def _belongs(block: Block, length: int) -> bool:
    return block.tag in _HELD and length < _LONG_RUN.get(block.tag, 1000)


def _without_caption(blocks: list[Block]) -> list[Block]:
    """Leave out captions and disclosures that an article opens with."""
    end = 0
    while end + 1 < len(blocks) and end < OPENING and _is_frame(blocks[end]):
        end += 1
    return blocks[end:]


def _is_frame(block: Block) -> bool:
    return _is_caption(block) or is_disclosure(block)


def _is_caption(block: Block) -> bool:
    # A text with several sentences is more than a caption, whoever took the picture.
    if len(block.text) > UNDER_PICTURE or (is_dense(block.text) and len(block.text) > PROSE):
        return False
    return CAPTION.search(block.text[-SHORT:]) is not None


def _without_byline(blocks: list[Block]) -> list[Block]:
    """Leave out who wrote it, and when, before the first paragraph."""
    kept: list[Block] = []
    for number, block in enumerate(blocks):
        if not is_heading(block) and BYLINE.match(block.text):
            continue
        if is_prose(block):
            return kept + blocks[number:] if number else blocks
        kept.append(block)
    return blocks


def _without_orphans(kept: list[Block], blocks: list[Block]) -> list[Block]:
    """Leave out what is left of lists of links after the last paragraph: dates, sources."""
    last = next((block for block in reversed(kept) if is_prose(block)), None)
    if last is None:
        return kept
    end, place = kept.index(last) + 1, blocks.index(last) + 1
    # Short sentences right behind it belong to it.
    while end < len(kept) and kept[end] is blocks[place] and _is_sentence(kept[end]):
        end, place = end + 1, place + 1
    before = len(blocks) - place
    rest = len(kept) - end
    return kept[:end] if rest * 2 <= before else kept


def _is_sentence(block: Block) -> bool:
    return block.tag == "p" and len(block.text) > LABEL and bool(_SENTENCE.search(block.text))


def _without_tail(blocks: list[Block]) -> list[Block]:
    """Leave out headings and links after the last paragraph."""
    end = len(blocks)
    while end > 1 and (is_heading(blocks[end - 1]) or blocks[end - 1].is_linked):
        end -= 1
    return blocks[:end]
