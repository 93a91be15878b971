"""The last step, always: nothing that can run, load or disguise leaves this file.

The only place that makes SafeHtml. nh3 parses as browsers do (html5ever) and
lets through what vocabulary.py names and nothing else. It never sees HTML that
was not written by write.py, which keeps away what it cannot stand.
"""

import nh3

from aggregator.clean import markup
from aggregator.clean.embeds import is_allowed_embed, settle_embeds
from aggregator.clean.guard import find_bomb, legal_html
from aggregator.clean.images import settle_images
from aggregator.clean.leftovers import without_leftovers
from aggregator.clean.links import settle_links, write_settled
from aggregator.clean.titles import without_title
from aggregator.clean.tree import Sheet, is_cut, parse
from aggregator.clean.vocabulary import (
    ALLOWED,
    ATTRIBUTES,
    EVERYWHERE,
    FRAME,
    GONE,
    MATH,
    MATH_ATTRIBUTES,
)
from aggregator.records import USUAL_TRACKING, SafeHtml, Tracking
from aggregator.text import plain_text
from aggregator.urls.resolve import OTHER_SCHEMES, WEB

_LOOKED_AT = 1_000_000
"""Characters of a bomb that are looked at for text."""
_KEPT = 50_000
"""Characters of its text that are kept."""


def _filtered(tag: str, attribute: str, value: str) -> str | None:
    """Hold what is loaded with the page to the web, and frames to their allowlist."""
    if attribute not in {"src", "poster"}:
        return value
    if tag == "iframe":
        return value if is_allowed_embed(value) else None
    return value if value.startswith(("https://", "http://")) else None


_CLEANER = nh3.Cleaner(
    tags=set(ALLOWED),
    clean_content_tags=set(GONE) - set(ALLOWED),
    attributes={
        "*": set(EVERYWHERE),
        **{tag: set(names) for tag, names in ATTRIBUTES.items()},
        **{tag: set(MATH_ATTRIBUTES) for tag in MATH & ALLOWED},
    },
    attribute_filter=_filtered,
    set_tag_attribute_values={"iframe": FRAME},
    link_rel="noopener noreferrer",
    url_schemes=set(WEB | OTHER_SCHEMES),
    url_relative=lambda url: url if url.startswith("#") else None,
)


def sanitize(html: str, tracking: Tracking = USUAL_TRACKING) -> SafeHtml:
    """Return the HTML without anything that is not known to be harmless.

    Never raises, whatever it is given; what cannot be parsed safely comes back
    as paragraphs of its text.
    """
    text = legal_html(html)
    if find_bomb(text):
        return sanitize_text(text)
    sheet = Sheet(body=parse(text), base="", tracking=tracking)
    if is_cut(sheet.body):
        return sanitize_text(text)
    for settle in (settle_images, settle_embeds, settle_links):
        settle(sheet)
    return sanitize_tree(sheet)


def sanitize_tree(sheet: Sheet) -> SafeHtml:
    """Write a tree and sanitise what was written."""
    return SafeHtml(_CLEANER.clean(write_settled(sheet, _finish)))


def _finish(sheet: Sheet, blocks: list[str]) -> list[str]:
    """Leave out what only shows as a block: leftovers of the feed, the title once more."""
    kept, count = without_leftovers(blocks, sheet.repeated, sheet.title)
    sheet.removed["leftover"] = count
    return without_title(kept, sheet.title)


def sanitize_text(html: str) -> SafeHtml:
    """Return the text of HTML that no parser should see, as paragraphs."""
    lines = plain_text(html[:_LOOKED_AT])[:_KEPT].split("\n")
    return SafeHtml("\n".join(f"<p>{markup.text(line)}</p>" for line in lines if line))
