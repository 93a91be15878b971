"""Where an article ends: what follows its last paragraph is left out. Pure.

Comments, other articles, notices and what is told of the writer. Each is known by
its first words, and only behind most of the text: what is meant by them in the
middle of an article is its own.
"""

from collections.abc import Sequence
from functools import lru_cache

from aggregator.extract.blocks import Block, is_heading
from aggregator.extract.closings import (
    BIO,
    DISCLOSURE,
    NOTICE,
    OTHERS,
    PAID,
    REPLIES,
    STILL,
    TALK,
    WRITER,
)
from aggregator.extract.forms import PROSE
from aggregator.extract.survey import length_of
from aggregator.text import words

LABEL = 60
"""Characters; a longer block announces nothing."""
NOTE = 900
"""Characters; a longer block is no notice, and tells of no writer."""
TALKED = 0.4
"""Of the text at most that may be comments, and that may follow an article else."""
FOLLOWING = 0.3
STEPS = 6
"""Blocks at the end that are looked at one by one."""
PARAGRAPHS = 2
"""In a row: the article goes on."""


def until_label(blocks: list[Block]) -> list[Block]:
    """Return the blocks before the label of what follows an article."""
    left = sum(map(_said, blocks))
    most = TALKED * left, FOLLOWING * left
    for number, block in enumerate(blocks):
        if number and left <= most[0] and is_closing(block):
            rest = blocks[number + 1 :]
            if PAID.match(block.text) or _is_talk(block, rest):
                return blocks[:number]
            if left <= most[1] and _announces(block, rest) and _is_first(block, blocks[:number]):
                return blocks[:number]
        left -= _said(block)
    return blocks


def is_closing(block: Block) -> bool:
    """Tell whether a block is a label of what follows articles."""
    return len(block.text) <= LABEL and _is_label(block.text)


@lru_cache(maxsize=4096)
def _is_label(text: str) -> bool:
    """Tell whether a text is one of the labels; each is asked about several times."""
    return any(label.match(text) for label in (TALK, OTHERS, WRITER, PAID))


def _said(block: Block) -> int:
    return max(len(block.text) - block.linked, 0)


def _is_talk(block: Block, rest: list[Block]) -> bool:
    """Tell whether comments follow: a chapter of a manual may be about others."""
    if block.linked or not TALK.match(block.text):
        return False
    heads = [other.text for other in rest if len(other.text) < PROSE]
    return not rest or any(map(REPLIES.search, heads))


def _announces(block: Block, rest: list[Block]) -> bool:
    """Tell whether a block is a label of what is no article, and what follows looks like that."""
    if block.tag in ("td", "th", "dt", "li", "pre"):
        return False
    if WRITER.match(block.text):
        return True
    return OTHERS.match(block.text) is not None and not _goes_on(block, rest)


def _is_first(block: Block, before: list[Block]) -> bool:
    """Tell whether a label stands here for the first time: others announce one link each."""
    return all(other.text != block.text for other in before)


def _goes_on(block: Block, rest: list[Block]) -> bool:
    """Tell whether paragraphs follow one another: lists of other articles have a title for each."""
    row = 0
    for other in rest:
        plain = other.tag == "p" and len(other.text) >= PROSE and other.linked * 2 < len(other.text)
        row = row + 1 if plain else 0
        if row == PARAGRAPHS or (plain and not is_heading(block)):
            return True
    return False


def without_notes(blocks: list[Block], authors: Sequence[list[str]]) -> list[Block]:
    """Return the blocks before notices and words on the writer; `authors` are words of names."""
    end = len(blocks)
    left = FOLLOWING * sum(len(block.text) for block in blocks)
    for number in range(len(blocks) - 1, max(0, len(blocks) - STEPS), -1):
        block = blocks[number]
        left -= len(block.text)
        if left < 0:
            break
        if _is_note(block, authors):
            end = number
        elif not STILL.match(block.text):
            # What goes on is a note only behind another.
            break
    return blocks[:end]


def is_disclosure(block: Block) -> bool:
    """Tell whether a block says that its links are paid for, and no more."""
    return length_of(block.text) < NOTE / 2 and DISCLOSURE.search(block.text) is not None


def _is_note(block: Block, authors: Sequence[list[str]]) -> bool:
    text = block.text
    if length_of(text) > NOTE or block.tag in ("td", "th", "pre"):
        return False
    if NOTICE.match(text) or BIO.match(text) or is_disclosure(block):
        return True
    said = words(text[:LABEL])
    return any(name == said[: len(name)] for name in authors)
