"""HTML of a feed or page → SafeHtml: the steps of cleaning, in their order.

Idempotent: what was cleaned once comes back unchanged. Total: a document that
no parser should see comes back as paragraphs of its text.
"""

from aggregator.clean.embeds import settle_embeds
from aggregator.clean.guard import find_bomb
from aggregator.clean.images import settle_images
from aggregator.clean.links import settle_links
from aggregator.clean.prune import prune
from aggregator.clean.sanitize import sanitize_text, sanitize_tree
from aggregator.clean.titles import drop_title, settle_captions
from aggregator.clean.tree import Sheet, is_cut, parse
from aggregator.records import Decision, SafeHtml
from aggregator.records.base import record
from aggregator.text import legal

STEPS = (
    prune,
    settle_images,
    settle_embeds,
    settle_links,
    drop_title,
    settle_captions,
)
"""Each works on the tree; writing it in normal form and nh3 come last."""


@record
class Cleaned:
    """Clean HTML, and what was done to it."""

    html: SafeHtml
    decisions: tuple[Decision, ...] = ()


def clean_html(html: str, base: str, *, title: str = "") -> SafeHtml:
    """Return the HTML clean and safe; `base` is what its addresses are relative to."""
    return clean_document(html, base, title=title).html


def clean_document(html: str, base: str, *, title: str = "") -> Cleaned:
    """Clean HTML, and say what was taken away or why only its text is left."""
    text = legal(html)
    if not text.strip():
        return Cleaned(html=SafeHtml(""))
    if reason := find_bomb(text):
        return _text_only(text, reason)
    sheet = Sheet(body=parse(text), base=base, title=title)
    if is_cut(sheet.body):
        return _text_only(text, "elements nested too deep")
    for step in STEPS:
        step(sheet)
    return Cleaned(html=sanitize_tree(sheet), decisions=_decisions(sheet))


def _text_only(html: str, reason: str) -> Cleaned:
    decision = Decision(stage="clean", code="text-only", detail=reason)
    return Cleaned(html=sanitize_text(html), decisions=(decision,))


def _decisions(sheet: Sheet) -> tuple[Decision, ...]:
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(sheet.removed.items()) if count)
    return (Decision(stage="clean", code="removed", detail=told),) if told else ()
