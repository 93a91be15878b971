"""Pictures: the real one behind a lazy one, the best of several, and no counting pixels."""

import re
from collections.abc import Iterator
from itertools import islice

from aggregator.clean.srcset import Candidate, best, read_srcset
from aggregator.clean.tree import UNWRAP, Element, Sheet, holds_more, text_of
from aggregator.text import words
from aggregator.urls import absolute, host_of, is_web_url

MAX_IMAGES = 5_000
"""In one article; the others are dropped."""

LAZY_SOURCES = (
    "data-src", "data-lazy-src", "data-original", "data-original-src", "data-lazy", "data-url",
    "data-hi-res-src", "data-large-file", "data-image", "data-img-src", "data-actualsrc",
    "data-echo", "data-cfsrc", "data-ezsrc", "data-pin-media", "data-full-src", "data-orig-src",
    "data-lazyload", "data-delayed-url", "data-native-src", "data-runner-src", "data-raw-src",
    "data-srcsmall", "data-desktop-src", "data-default-src", "data-orig-file",
    "data-flickity-lazyload",
    "data-croporiginalsrc", "data-original-file", "lazy-src", "lazysrc", "loadsrc", "original",
)  # fmt: skip
"""Attributes in which scripts keep the picture that they will show, the likeliest first."""
LAZY_SRCSETS = ("data-srcset", "data-lazy-srcset", "data-original-set", "lazy-srcset")

_PLACEHOLDER = re.compile(
    r"(?:^data:|^about:|^blob:|^#|/(?:blank|spacer|placeholder|pixel|loading|loader|lazy|grey|gray"
    r"|transparent|clear|empty|dummy|1x1|trans|no-?image|img-placeholder|lazy[-_]?load\w*"
    r"|placeholder[-_]\w+)\.(?:gif|png|svg|jpe?g|webp)(?:$|\?)|/1x1[./_-])",
    re.IGNORECASE,
)
_PICTURE = re.compile(
    r"(?:https?:/|\.{0,2})/[^\s\"'()<>{},]{1,2000}\.(?:jpe?g|png|webp|avif|gif)"
    r"(?:\?[^\s\"'()<>{}]{0,500})?",
    re.IGNORECASE,
)
_TOLD = frozenset({"src", "srcset", "alt", "title", "longdesc", "usemap"})
"""Attributes that are looked at before, or are for people."""
_LOOKS_LIKE_URL = re.compile(r"[/.]")
_BEACON_HOSTS_LIST = (
    "doubleclick.net feedads.g.doubleclick.net feedsportal.com google-analytics.com "
    "googletagmanager.com googleadservices.com googlesyndication.com pixel.wp.com "
    "stats.wordpress.com stats.wp.com b.scorecardresearch.com sb.scorecardresearch.com "
    "scorecardresearch.com quantserve.com counter.theconversation.com pheedo.com "
    "statcounter.com bat.bing.com api.flattr.com pixel.parsely.com hits.sh "
    "visitor-badge.laobi.icu px.ads.linkedin.com analytics.twitter.com t.co "
    "pixel.propublica.org pixel.tapad.com sp.analytics.yahoo.com sitemeter.com mc.yandex.ru "
    "counter.yadro.ru top-fwz1.mail.ru hm.baidu.com vg07.met.vgwort.de met.vgwort.de ioam.de "
    "feedblitz.com imp.tradedoubler.com ad.zanox.com ir-na.amazon-adsystem.com "
    "amazon-adsystem.com cmp.quantcast.com rs.6sc.co trc.taboola.com tracking.feedpress.com "
    "tracking.feedpress.it mailtrack.io"
)
_BEACON_HOSTS = frozenset(_BEACON_HOSTS_LIST.split())
_BEACON_PATH = re.compile(
    r"feeds\.feedburner\.com/~|/feedburner\.com/|//feeds\.wordpress\.com/1\.0/|facebook\.com/tr\b"
    r"|medium\.com/_/stat|/(?:piwik|matomo)\.php|blogger\.googleusercontent\.com/tracker"
    r"|/(?:count|counter|tracking|tracker|pixel|beacon|webbug|open|b|mf|t|clear|1x1|blank|spacer"
    r"|transparent|impression)\.gif(?:$|\?)|/(?:tracking[_-]?)?pixel(?:$|[/?])"
    r"|/wf/open\?|/track/open|//[^/]*\.list-manage\.com/track/",
    re.IGNORECASE,
)
_TINY = re.compile(
    r"(?:^|;)\s*(width|height)\s*:\s*[01](?:\.\d+)?(?:px)?\s*(?:;|!|$)", re.IGNORECASE
)
_GROWN = re.compile(r"min-(?:width|height)\s*:\s*[1-9]", re.IGNORECASE)
"""Of no size by itself, a picture may be made to fill its frame."""
_EMOJI = re.compile(r"(?:^|[\s-])(?:wp-smiley|emoji|twemoji|emote)(?:$|[\s-])")
_PLAYERS = ("iframe", "video", "audio", "object", "embed")
_ASKING = 40
"""Words in which a page asks for scripts to be turned on."""
_MAX_EMOJI = 4
"""Characters of an alternative text that can be an emoji."""


def settle_images(sheet: Sheet) -> None:
    """Give each picture its one address, or take it away."""
    for noscript in list(sheet.body.iter("noscript")):
        _settle_twin(noscript, sheet)
    sheet.sweep()
    pictures: set[Element] = set()
    for number, image in enumerate(sheet.body.iter("img")):
        if number < MAX_IMAGES:
            _settle(image, sheet, pictures)
        else:
            sheet.drop(image, "picture too many")
    for picture in sheet.body.iter("picture", "source"):
        if picture.tag == "picture" or not _is_of_player(picture):
            picture.tag = UNWRAP
    sheet.sweep()


def _is_of_player(source: Element) -> bool:
    return next(source.iterancestors("video", "audio"), None) is not None


def _settle_twin(noscript: Element, sheet: Sheet) -> None:
    """Keep one of a lazy picture and its twin for readers without scripts: the latter."""
    images = list(islice(noscript.iter("img"), 2))
    if not images:
        # Unclosed ones hold whole pages, others among them: what asks is the innermost.
        if next(islice(noscript.iter("noscript"), 1, None), None) is None:
            _settle_words(noscript, sheet)
        return
    noscript.tag = UNWRAP
    if len(images) > 1 or _is_pixel(images[0]):
        return
    beside = ((noscript.getprevious(), False), (noscript.getnext(), True))
    for other, follows in beside:
        gap = noscript.tail if follows else other.tail if other is not None else None
        lazy = None if other is None or (gap or "").strip() else _find_lazy(other)
        if other is not None and lazy is not None:
            for name in ("alt", "title", "width", "height"):
                if name in lazy.attrib and name not in images[0].attrib:
                    images[0].set(name, lazy.get(name, ""))
            sheet.drop(other, "lazy twin")
            return


def _settle_words(noscript: Element, sheet: Sheet) -> None:
    """Drop what only asks for scripts; a link stands for what they show, and a page for itself."""
    said = words(text_of(noscript))
    linked = [word for link in noscript.iter("a") for word in words(text_of(link))]
    if said == linked or len(said) > _ASKING or next(noscript.iter(*_PLAYERS), None) is not None:
        return
    if holds_more(sheet.body, 2 * len(said)):
        sheet.drop(noscript, "noscript")


def _find_lazy(element: Element) -> Element | None:
    """Return the lazy picture that an element is, or holds and nothing before it."""
    image = element if element.tag == "img" else next(element.iter("img"), None)
    if image is None or not _is_lazy(image) or (element.text or "").strip():
        return None
    return image


def _is_lazy(image: Element) -> bool:
    if _PLACEHOLDER.search(image.get("src") or "data:"):
        return True
    return any(name in image.attrib for name in (*LAZY_SOURCES, *LAZY_SRCSETS))


def _settle(image: Element, sheet: Sheet, pictures: set[Element]) -> None:
    """Settle an image; `pictures` are the picture elements that an image was found in."""
    alt = " ".join((image.get("alt") or "").split())
    if alt and len(alt) <= _MAX_EMOJI and _EMOJI.search(image.get("class") or ""):
        image.text = alt
        image.tag = UNWRAP
        return
    url = _address(image, sheet.base, pictures)
    if url is None:
        sheet.drop(image, "picture without address")
    elif _is_pixel(image) or is_beacon(url):
        sheet.drop(image, "pixel")
    else:
        image.set("src", url)
        image.set("alt", alt)


def _address(image: Element, base: str, pictures: set[Element]) -> str | None:
    """Return the best address of a picture, absolute."""
    for url in _addresses(image, pictures):
        found = absolute(url, base)
        if found and is_web_url(found) and not _PLACEHOLDER.search(url):
            return found
    return None


def _addresses(image: Element, pictures: set[Element]) -> Iterator[str]:
    """Yield addresses, the best first."""
    sets = [*_srcsets(image)]
    src = image.get("src") or ""
    lazy = [image.get(name, "") for name in LAZY_SOURCES if name in image.attrib]
    lazy = [url for url in lazy if _LOOKS_LIKE_URL.search(url)]
    chosen = best(candidate for srcset in sets for candidate in read_srcset(srcset))
    if chosen:
        yield chosen
    yield from lazy
    yield src
    for srcset in sets:
        yield from (candidate.url for candidate in read_srcset(srcset))
    yield from _from_sources(image, pictures)
    yield from _from_any(image)


def _from_any(image: Element) -> Iterator[str]:
    """Yield what looks like a picture's address, wherever it stands: scripts invent names anew."""
    for name, value in image.attrib.items():
        if name not in _TOLD and _PICTURE.fullmatch(str(value).strip()):
            yield str(value).strip()


def _srcsets(image: Element) -> Iterator[str]:
    for name in (*LAZY_SRCSETS, "srcset"):
        if image.get(name):
            yield image.get(name, "")


def _from_sources(image: Element, pictures: set[Element]) -> Iterator[str]:
    """Yield what the sources of a picture element offer; the parser nests pictures in them.

    They are the first image's, which is the only one of an honest picture.
    """
    picture = next(image.iterancestors("picture"), None)
    if picture is None or picture in pictures:
        return
    pictures.add(picture)
    candidates: list[Candidate] = []
    for source in picture.iter("source"):
        for srcset in _srcsets(source):
            candidates += read_srcset(srcset)
    chosen = best(candidates)
    if chosen:
        yield chosen
    yield from (candidate.url for candidate in candidates)


def _is_pixel(image: Element) -> bool:
    sizes = [_size(image.get(name)) for name in ("width", "height")]
    if all(size is not None and size <= 2 for size in sizes) or 0 in sizes:
        return True
    one_is_tiny = any(size is not None and size <= 1 for size in sizes)
    if one_is_tiny and None in sizes:
        return True
    style = image.get("style") or ""
    return _TINY.search(style) is not None and _GROWN.search(style) is None


def _size(value: str | None) -> int | None:
    digits = (value or "").strip().lower().removesuffix("px")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else None


def is_beacon(url: str) -> bool:
    """Tell whether an address belongs to those who count readers."""
    host = host_of(url)
    labels = host.split(".")
    if any(".".join(labels[start:]) in _BEACON_HOSTS for start in range(len(labels) - 1)):
        return True
    return bool(_BEACON_PATH.search(url))
