"""Lines that a feed hangs on its entries: "The post … appeared first on …", "Read more", flares.

Works on written blocks, so that what is judged is what a reader would see. A
line that says something is never taken for one: each pattern is a whole block.
"""

import re
from collections import Counter
from collections.abc import Iterable
from html import unescape

from aggregator.clean.markup import MEDIA_WRITTEN
from aggregator.clean.phrases import CREDITS, FURNITURE, MORE
from aggregator.clean.shares import is_share_link
from aggregator.text import line_key, plain_text, words
from aggregator.urls import is_home_page

_LONGEST = 400
"""Characters of a block that can be a leftover."""
_LABEL = 40
"""Characters beside share links that are their label."""

_NEVER = ("<pre", "<table", "<figure", "<h")
"""Blocks that are no line of a template, whatever they say."""

_LINK = re.compile(r'<a href="([^"]*)"[^<>]*>(.*?)</a>', re.DOTALL)
_ANYWHERE = re.compile("|".join((*CREDITS, *FURNITURE)), re.IGNORECASE | re.DOTALL)
_MORE = re.compile(rf"\W*(?:{'|'.join(MORE)})\W*", re.IGNORECASE)
_CREDITED = 2
"""Links of a line that says where an entry appeared: to it, and to the site."""
_MORE_LENGTH = 60
"""Characters of a last line that says no more than that there is more."""


def without_leftovers(
    blocks: list[str], repeated: frozenset[str] = frozenset(), title: str = ""
) -> tuple[list[str], int]:
    """Return the blocks without leftovers, and how many there were; never drops all there is.

    `repeated` are the lines that many entries of the source carry (find_repeated), `title` is
    the entry's.
    """
    kept = [block for block in blocks if not _is_leftover(block)]
    said = words(title)
    while kept and (
        _is_more_link(kept[-1]) or _is_repeated(kept[-1], repeated) or _is_credit(kept[-1], said)
    ):
        kept.pop()
    if not kept:
        return blocks, 0
    return kept, len(blocks) - len(kept)


def _is_leftover(block: str) -> bool:
    if block.startswith(_NEVER) or MEDIA_WRITTEN.search(block):
        return False
    if _is_share_bar(block):
        return True
    line = _line(block)
    return line is not None and bool(_ANYWHERE.fullmatch(line.rstrip(".\u3002 ")))


def _is_credit(block: str, title: list[str]) -> bool:
    """Tell whether the last block says, in whatever language, that an entry is of a site.

    It links the entry by its title, then the site, and has few words around that.
    """
    if not title or not block.startswith("<p") or MEDIA_WRITTEN.search(block):
        return False
    links = _LINK.findall(block)
    if len(links) != _CREDITED or words(plain_text(links[0][1])) != title:
        return False
    entry, site = (unescape(address) for address, _ in links)
    if is_home_page(entry) or not (is_home_page(site) or entry.startswith(f"{site.rstrip('/')}/")):
        return False
    return len(plain_text(_LINK.sub("", block))) <= _MORE_LENGTH


def _is_repeated(block: str, repeated: frozenset[str]) -> bool:
    """Tell whether the last block is one that the source hangs on its entries."""
    if not repeated or block.startswith(_NEVER) or MEDIA_WRITTEN.search(block):
        return False
    line = _line(block)
    return line is not None and line_key(line) in repeated


def _line(block: str) -> str | None:
    """Return the text of a block that is one line and short enough to be a leftover."""
    # Only links make a short line long; most blocks are ruled out without being read.
    if len(block) > _LONGEST * (8 if "<a " in block else 2):
        return None
    line = plain_text(block).replace("\n", " ")
    return line if 0 < len(line) <= _LONGEST else None


def _is_share_bar(block: str) -> bool:
    """Tell whether a block's links all post the page somewhere, and it says nothing else."""
    if "://" not in block and "mailto:?" not in block:
        return False
    links = _LINK.findall(block)
    if not links or not all(is_share_link(unescape(href)) for href, _ in links):
        return False
    return len(plain_text(_LINK.sub("", block))) <= _LABEL


def _is_more_link(block: str) -> bool:
    """Tell whether the last block only says that there is more elsewhere."""
    if not block.startswith("<p") or MEDIA_WRITTEN.search(block):
        return False
    line = _line(block)
    if line is None or len(line) > _MORE_LENGTH:
        return False
    return not words(line) or ("<a " in block and bool(_MORE.fullmatch(line)))


# --- lines that entries of one source have in common ----------------------------

_SHARE = 0.5
_FEWEST = 4
_LAST = 6
"""Lines at an entry's end; what is repeated further up is the author's own form."""
_WORDS = 3


def find_repeated(contents: Iterable[Iterable[str]]) -> frozenset[str]:
    """Return the keys of lines that half of a source's entries end with, and at least four.

    Each content is the lines of one entry; what stands at the end of so many
    of them was put there by the publisher's template.
    """
    counts: Counter[str] = Counter()
    total = 0
    for lines in contents:
        keys = {line_key(line) for line in list(lines)[-_LAST:] if len(line) <= _LONGEST}
        counts.update(key for key in keys if key.count(" ") >= _WORDS - 1)
        total += 1
    enough = max(_FEWEST, total * _SHARE)
    return frozenset(key for key, count in counts.items() if count >= enough)
