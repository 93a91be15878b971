"""What in a document stands for what only a script would show: posts, formulas, players. Pure.

One list for extraction and cleaning: a network that only one of them knew would be
lost in the other.
"""

import re

from aggregator.dom import Element, has_more_elements, has_more_text

_POSTS = frozenset(
    ("twitter-tweet", "twitter-video", "instagram-media", "bluesky-embed", "mastodon-embed",
     "tiktok-embed", "reddit-embed-bq", "fb-post", "fb-video")
)  # fmt: skip


def is_post(quote: Element) -> bool:
    """Tell by its class whether a quotation is a post of a network, which its script would show."""
    return not _POSTS.isdisjoint((quote.get("class") or "").split())


def find_formula(script: Element) -> str | None:
    """Return between its signs the TeX that a script holds (MathJax 2), unless it is shown already.

    A page that was saved after its scripts ran shows it right before the script.
    """
    kind, _, mode = (script.get("type") or "").partition(";")
    if kind.strip().lower() != "math/tex" or _is_typeset(script.getprevious()):
        return None
    left, right = (r"\[", r"\]") if "display" in mode else (r"\(", r"\)")
    return f"{left}{script.text or ''}{right}"


def _is_typeset(shown: Element | None) -> bool:
    names = (shown.get("class") or "").split() if shown is not None else []
    return any(name.startswith("MathJax") and name != "MathJax_Preview" for name in names)


YOUTUBE_TAGS = ("amp-youtube", "lite-youtube", "youtube-video")
"""Elements that scripts define, and make players of."""
_YOUTUBE_NAMES = frozenset(("youtube-player", "rll-youtube-player", "lite-youtube"))
"""Classes of plain elements that scripts make players of: light embeds, those of WP Rocket."""
_YOUTUBE_ID = re.compile(r"[\w-]{11}\Z", re.ASCII)
_STAND_IN = 20
"""Elements in a plain one that stands for a player: a still picture, a button."""


def find_video(element: Element) -> str | None:
    """Return the id of the YouTube video that a script would make a player of an element for.

    A plain element must say that itself, and hold no words, and no player already.
    """
    if element.tag in YOUTUBE_TAGS:
        return _youtube_id(element, "data-videoid", "videoid")
    named = not _YOUTUBE_NAMES.isdisjoint((element.get("class") or "").split())
    video = _youtube_id(element, "data-youtube-id", *(("data-id", "data-videoid") if named else ()))
    return video if video and _stands_for_player(element) else None


def _youtube_id(element: Element, *names: str) -> str | None:
    values = (element.get(name) or "" for name in names)
    return next(filter(_YOUTUBE_ID.match, values), None)


def _stands_for_player(element: Element) -> bool:
    # Asked for in this order: nested in each other, they would be read through many times.
    if has_more_elements(element, _STAND_IN + 1):
        return False
    held = next(element.iter("iframe", "video", "object", "embed"), None)
    return held is None and not has_more_text(element, 0)
