"""One pass over a tree: how much text, link text and prose each element holds. Pure.

Judges nothing; what is counted here is judged in prune and candidates.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from aggregator.dom import Element
from aggregator.extract.vocabulary import INLINE

WIDE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
"""Characters that say about as much as three of an alphabet."""

LONG_RUN = 60
"""Characters from which a run of text is more likely prose than a label."""


@dataclass(slots=True)
class Survey:
    """Counts for each element under a root, in document order; the root is number 0."""

    elements: list[Element] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    index: dict[Element | None, int] = field(default_factory=dict)
    text: list[int] = field(default_factory=list)
    """Characters of text in the element; wide ones count threefold."""
    link: list[int] = field(default_factory=list)
    """Those of them that stand in links."""
    prose: list[int] = field(default_factory=list)
    """Those that stand in long runs, mostly outside of links."""

    block: list[int] = field(default_factory=list)
    """The nearest block element, itself or around it."""

    def runs(self) -> dict[int, str]:
        """Return the text of each block element that has some of its own, as one line."""
        parts: dict[int, list[str]] = {}
        for number, element in enumerate(self.elements):
            if (inside := element.text) and not inside.isspace():
                parts.setdefault(self.block[number], []).append(inside)
            if number and (behind := element.tail) and not behind.isspace():
                parts.setdefault(self.block[self.parent[number]], []).append(behind)
        return {number: " ".join("".join(texts).split()) for number, texts in parts.items()}

    def discount(self, numbers: Sequence[int]) -> None:
        """Take what blocks themselves hold, and not what the blocks in them do, from all counts."""
        inner = [self._children(number) for number in numbers]
        for counts in (self.text, self.link, self.prose):
            gone = [0] * len(counts)
            for number, children in zip(numbers, inner, strict=True):
                gone[number] = counts[number] - sum(counts[child] for child in children)
            self._take(counts, gone)

    def settle_for_labels(self) -> None:
        """Take all text outside of links for prose: of a page that has none else."""
        self.prose = [max(text - link, 0) for text, link in zip(self.text, self.link, strict=True)]

    def own_prose(self, number: int) -> int:
        """Return the prose that an element holds itself, not in elements inside of it."""
        return self.prose[number] - sum(self.prose[child] for child in self._children(number))

    def _children(self, number: int) -> list[int]:
        return [self.index[child] for child in self.elements[number] if child in self.index]

    def subtract(self, numbers: Sequence[int]) -> None:
        """Take elements' counts from all that are around them, and their own and those inside.

        None of them is the root, or inside of another. One walk for all: many of them deep
        down would take one each.
        """
        for counts in (self.text, self.link, self.prose):
            gone = [0] * len(counts)
            for number in numbers:
                gone[self.parent[number]] += counts[number]
            self._take(counts, gone)
        for number in numbers:
            end = number + 1
            while end < len(self.parent) and self.parent[end] >= number:
                end += 1
            for counts in (self.text, self.link, self.prose):
                counts[number:end] = [0] * (end - number)

    def _take(self, counts: list[int], gone: list[int]) -> None:
        """Take from each element's count what is gone there, and from all that are around it."""
        for number in range(len(counts) - 1, 0, -1):
            if less := gone[number]:
                counts[number] -= less
                gone[self.parent[number]] += less
        counts[0] -= gone[0]

    def release(self) -> None:
        """Let go of the elements, the innermost first.

        When lxml lets go of one, it looks for others inside that somebody still holds:
        from the outermost inwards each would be looked at many times.
        """
        self.index.clear()
        self.elements.clear()


def survey(elements: list[Element]) -> Survey:
    """Count what a tree holds, whose elements these are, in document order."""
    index: dict[Element | None, int] = {one: number for number, one in enumerate(elements)}
    found = Survey(
        elements=elements,
        index=index,
        parent=[-1, *(index[element.getparent()] for element in elements[1:])],
        text=[0] * len(elements),
        link=[0] * len(elements),
    )
    _count(found)
    found.prose = [_prose(text, link) for text, link in zip(found.text, found.link, strict=True)]
    _accumulate(found)
    return found


def _count(found: Survey) -> None:
    """Count each run of text with its nearest block."""
    block, text, link = found.block, found.text, found.link
    linked: list[bool] = []
    for number, (element, above) in enumerate(zip(found.elements, found.parent, strict=True)):
        tag = element.tag
        here = block[above] if above >= 0 and tag in INLINE else number
        block.append(here)
        linked.append(tag == "a" or (above >= 0 and linked[above]))
        # Most runs are the white space between tags.
        if (inside := element.text) and not inside.isspace():
            length = length_of(inside)
            text[here] += length
            link[here] += linked[number] and length
        if above >= 0 and (behind := element.tail) and not behind.isspace():
            length = length_of(behind)
            text[block[above]] += length
            link[block[above]] += linked[above] and length


def lay_out(page: Survey) -> tuple[list[str], list[tuple[int, int]]]:
    """Return the runs of a page's text in order, and for each element which of them are in it.

    As long as nothing was taken out of the tree. White space in a row is one space, so
    that an element has at most about as many runs as it has characters of text.
    """
    runs: list[str] = []
    spans = [(0, 0)] * len(page.elements)
    around: list[int] = []

    def close() -> None:
        number = around.pop()
        spans[number] = (spans[number][0], len(runs))
        if number:
            _add_run(runs, page.elements[number].tail)

    for number, (element, above) in enumerate(zip(page.elements, page.parent, strict=True)):
        while around and around[-1] != above:
            close()
        spans[number] = (len(runs), 0)
        around.append(number)
        _add_run(runs, element.text)
    while around:
        close()
    return runs, spans


def _add_run(runs: list[str], text: str | None) -> None:
    if not text:
        return
    if not text.isspace():
        before, behind = text[0].isspace() * " ", text[-1].isspace() * " "
        runs.append(f"{before}{' '.join(text.split())}{behind}")
    elif runs and runs[-1] != " ":
        runs.append(" ")


def length_of(text: str) -> int:
    """Return the characters of a text without the white space around; wide ones count threefold."""
    length = len(text.strip())
    if not length or text.isascii():
        return length
    return length + 2 * len(WIDE.findall(text))


def _prose(text: int, link: int) -> int:
    if text < LONG_RUN or link * 2 > text:
        return 0
    return text - link


def _accumulate(found: Survey) -> None:
    parent, text, link, prose = found.parent, found.text, found.link, found.prose
    for number in range(len(parent) - 1, 0, -1):
        # What holds no text has neither links nor prose.
        if length := text[number]:
            above = parent[number]
            text[above] += length
            link[above] += link[number]
            prose[above] += prose[number]
