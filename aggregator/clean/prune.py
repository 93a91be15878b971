"""What is no part of an article wherever it stands: scripts, forms, share bars, what is hidden.

Never drops an element that holds most of the text: a tag that was not closed
makes a button or a form enclose the rest of the page.
"""

import re
from itertools import islice
from urllib.parse import unquote

from lxml import etree

from aggregator.clean.tree import UNWRAP, Element, Sheet, text_of, tokens
from aggregator.clean.vocabulary import GONE, RENAMED
from aggregator.urls import host_of

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
        r"(?:mw-editsection|screen-reader-text|screen-reader-only|sr-only|visually-?hidden|noprint"
        r"|headerlink|heading-anchor|header-anchor|anchorjs-link|katex-html|mjx-assistive-mml"
        r"|gutter|rouge-gutter|lineno|linenos|linenodiv|line-numbers-rows|copy-?button|copy-code)"
    ),
}
"""Kind → the classes and ids that say so, whole."""

_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_SHARE_HOSTS = {
    "facebook.com": ("/sharer", "/share.php", "/dialog/share", "/dialog/feed"),
    "twitter.com": ("/intent/", "/share", "/home?status"),
    "x.com": ("/intent/", "/share"),
    "linkedin.com": ("/sharearticle", "/sharing/", "/cws/share"),
    "pinterest.com": ("/pin/create",),
    "reddit.com": ("/submit",),
    "tumblr.com": ("/share", "/widgets/share"),
    "getpocket.com": ("/save", "/edit"),
    "wa.me": ("/?text",),
    "api.whatsapp.com": ("/send",),
    "web.whatsapp.com": ("/send",),
    "t.me": ("/share",),
    "telegram.me": ("/share",),
    "vk.com": ("/share.php",),
    "connect.ok.ru": ("/offer", "/dk"),
    "bsky.app": ("/intent/",),
    "threads.net": ("/intent/",),
    "news.ycombinator.com": ("/submitlink",),
    "digg.com": ("/submit",),
    "delicious.com": ("/save", "/post"),
    "stumbleupon.com": ("/submit",),
    "buffer.com": ("/add",),
    "bufferapp.com": ("/add",),
    "share.flipboard.com": ("/bookmarklet",),
    "service.weibo.com": ("/share",),
    "b.hatena.ne.jp": ("/add", "/entry"),
    "line.me": ("/r/msg", "/lineit"),
    "social-plugins.line.me": ("/lineit",),
    "addtoany.com": ("/",),
    "feeds.feedburner.com": ("/~ff/", "/~a/"),
    "feeds.wordpress.com": ("/1.0/",),
    "printfriendly.com": ("/print",),
    "share.diasporafoundation.org": ("/",),
}
_MARK = re.compile(r"[¶#§🔗⚓\s]{1,3}\Z")
_MAX_SHARE_LABEL = 40
"""Characters; a longer text around a share link is told to the reader."""
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
        kind, _, mode = (script.get("type") or "").partition(";")
        if kind.strip().lower() == "math/tex":
            left, right = (r"\[", r"\]") if "display" in mode else (r"\(", r"\)")
            script.text = f"{left}{script.text or ''}{right}"
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
    for text in element.itertext(with_tail=False):
        count += len(text.strip())
        if count >= enough:
            break
    return count


def _kind(element: Element) -> str | None:
    """Say what makes an element no part of an article."""
    tag = element.tag
    if tag in _ASKED:
        return str(tag)
    if tag == "a":
        return _kind_of_link(element)
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
    return bool(_HIDDEN.search(str(attributes.get("style", ""))))


def _kind_by_name(element: Element) -> str | None:
    for token in tokens(element):
        for kind, pattern in _KINDS.items():
            if pattern.fullmatch(token):
                return kind
    return None


def _kind_of_link(link: Element) -> str | None:
    href = link.get("href") or ""
    text = text_of(link)
    if href.startswith("#") and _MARK.match(text):
        return "heading mark"
    if is_share_link(href) and len(text.strip()) <= _MAX_SHARE_LABEL and _stands_alone(link):
        return "share link"
    return None if _kind_by_name(link) is None else "page furniture"


def is_share_link(href: str) -> bool:
    """Tell whether a link is there to post the page somewhere."""
    host = host_of(href).removeprefix("www.").removeprefix("m.")
    if host.endswith(".pinterest.com"):
        host = "pinterest.com"
    starts = _SHARE_HOSTS.get(host)
    if starts is None:
        return bool(re.match(r"mailto:\?(?:.*&)?(?:subject|body)=", href, re.IGNORECASE))
    rest = unquote(href.partition(host)[2]).lower()
    return rest.startswith(starts)


def _stands_alone(link: Element) -> bool:
    """Tell whether a link is no part of a sentence."""
    parent = link.getparent()
    if parent is None or parent.tag not in ("p", "div", "li", "td", "span", "ul", "body"):
        return True
    beside = [parent.text or "", *(child.tail or "" for child in islice(parent, _MAX_KEPT))]
    return sum(len(text.strip()) for text in beside) <= _MAX_SHARE_LABEL
