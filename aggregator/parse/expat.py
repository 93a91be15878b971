"""The XML reader that feedparser is given: Expat, told to hand over text in one piece.

Without buffer_text Expat cuts text at each line and reference, and feedparser
pays for every piece. The name `create_parser` is what xml.sax asks a driver for.
"""

from typing import Any
from xml.sax.expatreader import ExpatParser


class _BufferingParser(ExpatParser):
    _parser: Any  # pyexpat's own, which ExpatParser makes at each reset

    def reset(self) -> None:
        super().reset()
        self._parser.buffer_text = True


def create_parser() -> ExpatParser:
    """Return a new reader, as xml.sax.make_parser wants it from a driver module."""
    return _BufferingParser()
