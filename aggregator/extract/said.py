"""What the feed gives for an article, for comparing it with what stands on its page. Pure.

What other pages of a site have too is no article (memory.py), but for what the
feed gives as this one's: a notice goes out under several addresses, and many
recipes have a step of the same words.
"""

from aggregator.extract.blocks import Block
from aggregator.extract.forms import length
from aggregator.extract.memory import LABEL, plain_form
from aggregator.records import Hints
from aggregator.records.base import record
from aggregator.text import line_key, plain_text

AGREED = 0.5
"""Of an article's text that stands in the feed's content, which then is no mere teaser."""
_CUT = "[]().\u2026 "
"""What feeds put where they cut a text short."""


@record
class Said:
    """The feed's texts, as they are compared (memory.plain_form)."""

    texts: tuple[str, ...] = ()
    """Summary and content."""
    content: str = ""
    lines: frozenset[str] = frozenset()
    """Those of the content that the source's entries do not repeat."""

    def has(self, paragraph: str) -> bool:
        """Tell whether a paragraph is in one of the texts, or begins with all of it.

        A label is never said so: feeds repeat some in each of their entries.
        """
        plain = plain_form(paragraph)
        if len(plain) < LABEL:
            return False
        return any(plain in text or _begins(plain, text.rstrip(_CUT)) for text in self.texts)

    def owns(self, block: Block) -> bool:
        """Tell whether a block, however short, is a line of the content and of no template."""
        return bool(self.lines) and plain_form(block.text) in self.lines

    def is_most(self, article: list[Block]) -> bool:
        """Tell whether the content has most of an article: then its short lines are meant."""
        found = [block for block in article if plain_form(block.text) in self.content]
        return bool(found) and length(found) >= AGREED * length(article)


def read_said(hints: Hints) -> Said:
    """Return what the feed says of an article."""
    content = plain_text(hints.content or "")
    texts = (plain_text(hints.summary or ""), content)
    own = (line for line in content.split("\n") if line_key(line) not in hints.repeated)
    return Said(
        texts=tuple(plain_form(text) for text in texts if text),
        content=plain_form(content),
        lines=frozenset(plain for line in own if (plain := plain_form(line))),
    )


def _begins(paragraph: str, text: str) -> bool:
    return len(text) >= LABEL and paragraph.startswith(text)
