"""The last step, always: nothing that can run, load or disguise leaves this file.

The only place that makes SafeHtml. nh3 parses as browsers do (html5ever) and
lets through what vocabulary.py names and nothing else. It never sees HTML that
was not written by write.py, which keeps away what it cannot stand.
"""

import nh3

from aggregator.clean import markup
from aggregator.clean.embeds import is_allowed_embed
from aggregator.clean.guard import find_bomb
from aggregator.clean.links import write_settled
from aggregator.clean.titles import without_title
from aggregator.clean.tree import Sheet, is_cut, parse
from aggregator.clean.vocabulary import (
    ALLOWED,
    ATTRIBUTES,
    EVERYWHERE,
    GONE,
    MATH,
    MATH_ATTRIBUTES,
)
from aggregator.records import SafeHtml
from aggregator.text import legal, plain_text
from aggregator.urls.resolve import OTHER_SCHEMES, WEB

_LOOKED_AT = 1_000_000
"""Characters of a bomb that are looked at for text."""
_KEPT = 50_000
"""Characters of its text that are kept."""
_SANDBOX = "allow-scripts allow-same-origin allow-popups allow-presentation"


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
    set_tag_attribute_values={
        "iframe": {"sandbox": _SANDBOX, "loading": "lazy", "referrerpolicy": "no-referrer"}
    },
    link_rel="noopener noreferrer",
    url_schemes=set(WEB | OTHER_SCHEMES),
    url_relative=lambda url: url if url.startswith("#") else None,
)


def sanitize(html: str) -> SafeHtml:
    """Return the HTML without anything that is not known to be harmless.

    Never raises, whatever it is given; what cannot be parsed safely comes back
    as paragraphs of its text.
    """
    legal_html = legal(html)
    if find_bomb(legal_html):
        return sanitize_text(legal_html)
    body = parse(legal_html)
    return sanitize_text(legal_html) if is_cut(body) else sanitize_tree(Sheet(body=body, base=""))


def sanitize_tree(sheet: Sheet) -> SafeHtml:
    """Write a tree and sanitise what was written."""
    return SafeHtml(_CLEANER.clean(without_title(write_settled(sheet), sheet.title)))


def sanitize_text(html: str) -> SafeHtml:
    """Return the text of HTML that no parser should see, as paragraphs."""
    lines = plain_text(html[:_LOOKED_AT])[:_KEPT].split("\n")
    return SafeHtml("\n".join(f"<p>{markup.text(line)}</p>" for line in lines if line))
