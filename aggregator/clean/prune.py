"""What is no part of an article wherever it stands: scripts, forms, share bars, what is hidden.

Never drops an element that holds most of the text: a tag that was not closed
makes a button or a form enclose the rest of the page.
"""

import re
from functools import lru_cache

from lxml import etree

from aggregator.clean.tree import UNWRAP, Element, Sheet, tokens
from aggregator.clean.vocabulary import GONE, RENAMED
from aggregator.standins import find_formula

_ALWAYS = ("script", "style", "template", "title", "head", "noframes", "noembed")
_ASKED = frozenset(GONE) - frozenset(_ALWAYS) | {"form"}
_KINDS = {
    "share bar": re.compile(
        r"(?:sharedaddy|sd-(?:sharing|social)[\w-]*|addtoany_[\w-]*|a2a_kit|addthis[\w-]*"
        r"|(?:post|article|entry|social|page)-?_?shar(?:e|es|ing)[\w-]*|share-?_?(?:bar|buttons?|links"
        r"|icons|tools|this)|sharing-?(?:buttons?|links)|social-?(?:links|icons|buttons|bar|media-links)"
        r"|ssba[\w-]*|essb_[\w-]*|heateor_[\w-]*|feedflare|wpcnt|wabtn_container|shareaholic-[\w-]*"
        r"|swp_social_panel[\w-]*|dpsp-[\w-]*|et_social_[\w-]*|mashsb-[\w-]*|synved-social[\w-]*"
        r"|printfriendly[\w-]*|tweet-?button|fb-like|twitter-share-button|reddit-button)"
    ),
    "comments": re.compile(
        r"(?:comments(?:-area|-list|-section|-wrapper)?|comment-?list|commentlist|disqus_thread"
        r"|respond|comment-(?:respond|form|reply)[\w-]*|fb-comments)"
    ),
    "related list": re.compile(
        r"(?:jp-relatedposts|yarpp[\w-]*|related-?_?(?:posts|articles|stories|links|content)"
        r"|crp_related|rp4wp-[\w-]*|wp_rp_[\w-]*|zemanta-[\w-]*|outbrain[\w-]*|ob_[\w-]*"
        r"|taboola[\w-]*|trc_related[\w-]*|recommended-(?:posts|articles|stories))"
    ),
    "newsletter box": re.compile(
        r"(?:newsletter[\w-]*|mc_embed_signup|mailchimp[\w-]*|subscribe-(?:box|form|widget)"
        r"|subscription-widget[\w-]*|wp-block-jetpack-subscriptions[\w-]*|signup-form|button-wrapper)"
    ),
    "advertisement": re.compile(
        r"(?:adsbygoogle|ad-(?:container|wrapper|slot|unit|banner)|advert|advertisement|advertising"
        r"|google-auto-placed|dfp-ad[\w-]*|sponsor(?:ed)?-(?:post|content|links?)-?box)"
    ),
    "page furniture": re.compile(
        r"(?:mw-editsection|screen-reader-text|screen-reader-only|sr-only|visually-?hidden"
        r"|headerlink|heading-anchor|header-anchor|anchorjs-link|katex-html|mjx-assistive-mml"
        r"|td\.gutter|rouge-gutter|crayon-nums|lineno|linenos|linenodiv|line-numbers-rows|copy-?button|copy-code)"
    ),
}
"""Kind → the classes and ids that say so, whole."""

_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_MAX_KEPT = 20
"""Elements that may be spared for holding most of the text."""
_MUCH = 250
"""Characters; what holds less is not spared, however little the rest holds."""


def prune(sheet: Sheet) -> None:
    """Take away what is no part of an article."""
    _keep_formulas(sheet.body)
    for tag in _ALWAYS:
        sheet.removed[tag] += sum(1 for _ in sheet.body.iter(tag))
    etree.strip_elements(sheet.body, *_ALWAYS, with_tail=False)
    for element in sheet.body.iter(*RENAMED):
        element.tag = RENAMED[str(element.tag)]
    _walk(sheet, max(_MUCH, _length(sheet.body) // 2))
    sheet.sweep()


def _keep_formulas(body: Element) -> None:
    """MathJax reads TeX from scripts; a reader without it reads the TeX."""
    for script in body.iter("script"):
        if formula := find_formula(script):
            script.text = formula
            script.tag = UNWRAP


def _walk(sheet: Sheet, most: int) -> None:
    spared = 0
    walker = etree.iterwalk(sheet.body, events=("start",))
    for _, element in walker:
        kind = _kind(element)
        if kind is None:
            continue
        if spared < _MAX_KEPT and _length(element, most) < most:
            sheet.drop(element, kind)
            walker.skip_subtree()
        else:
            spared += 1
            if element.tag in _ASKED:
                element.tag = "div"


def _length(element: Element, enough: int = 1 << 30) -> int:
    """Count the characters of text in an element, up to what is enough to know."""
    count = 0
    for text in element.itertext():
        count += len(text.strip())
        if count >= enough:
            break
    return count


def _kind(element: Element) -> str | None:
    """Say what makes an element no part of an article."""
    tag = element.tag
    if tag in _ASKED:
        return str(tag)
    if tag in ("body", "pre", "code", "math"):
        return None
    if _is_hidden(element):
        return "hidden"
    if "class" in element.attrib or "id" in element.attrib:
        return _kind_by_name(element)
    return None


def _is_hidden(element: Element) -> bool:
    attributes = element.attrib
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if attributes.get("aria-hidden") == "true" and next(element.iter("img"), None) is None:
        return element.tag != "img"
    return "style" in attributes and bool(_HIDDEN.search(str(attributes["style"])))


def _kind_by_name(element: Element) -> str | None:
    for token in tokens(element):
        # A gutter is a column of line numbers in a table, and white space anywhere else.
        told = f"{element.tag}.{token}" if token == "gutter" else token
        if kind := _kind_of_token(told):
            return kind
    return None


@lru_cache(maxsize=4096)
def _kind_of_token(token: str) -> str | None:
    """Say what an element of this class is; a page has few classes and uses them often."""
    return next((kind for kind, pattern in _KINDS.items() if pattern.fullmatch(token)), None)
