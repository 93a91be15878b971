"""HTML of a feed or page → SafeHtml: the steps of cleaning, in their order.

Idempotent: what was cleaned once comes back unchanged. Total: a document that
no parser should see comes back as paragraphs of its text.
"""

from aggregator.clean.embeds import settle_embeds
from aggregator.clean.guard import find_bomb, legal_html
from aggregator.clean.images import settle_images
from aggregator.clean.links import settle_links
from aggregator.clean.prune import prune
from aggregator.clean.sanitize import sanitize_text, sanitize_tree
from aggregator.clean.titles import drop_title, settle_captions
from aggregator.clean.tree import PARSER_DEPTH, Sheet, is_cut, parse
from aggregator.records import USUAL_TRACKING, Decision, SafeHtml, Tracking
from aggregator.records.base import record
from aggregator.text import without_scripts

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


def clean_document(
    html: str,
    base: str,
    *,
    title: str = "",
    repeated: frozenset[str] = frozenset(),
    tracking: Tracking = USUAL_TRACKING,
) -> Cleaned:
    """Clean HTML, and say what was taken away or why only its text is left."""
    text = legal_html(html)
    sheet, reason = _parsed(text, base)
    sheet.title, sheet.repeated, sheet.tracking = title, repeated, tracking
    for step in STEPS:
        step(sheet)
    cleaned = sanitize_tree(sheet)
    return Cleaned(html=cleaned, decisions=(*reason, *_removed(sheet)))


def _parsed(text: str, base: str) -> tuple[Sheet, tuple[Decision, ...]]:
    """Return the tree of a text, or of the paragraphs that are left of what must not be parsed."""
    reason = find_bomb(text)
    if reason:
        text = without_scripts(text)  # the longest lines of code look like tags
        reason = find_bomb(text)
    if reason is None:
        body = parse(text)
        if text.count("<") < PARSER_DEPTH or not is_cut(body):
            return Sheet(body=body, base=base), ()
        reason = "elements nested too deep"
    decision = Decision(stage="clean", code="text-only", detail=reason)
    return Sheet(body=parse(sanitize_text(text)), base=base), (decision,)


def _removed(sheet: Sheet) -> tuple[Decision, ...]:
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(sheet.removed.items()) if count)
    return (Decision(stage="clean", code="removed", detail=told),) if told else ()
