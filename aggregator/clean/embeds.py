"""Players of other sites: kept when their host is known, else a link with a label."""

import re
from itertools import islice

from aggregator.clean.images import is_beacon
from aggregator.clean.tree import Element, Sheet, holds_more, note_around, text_of
from aggregator.clean.vocabulary import FRAME
from aggregator.standins import YOUTUBE_TAGS, find_video, is_post
from aggregator.urls import absolute, host_of, is_web_url, strip_tracking

_HOSTS_LIST = (
    "youtube.com youtube-nocookie.com player.vimeo.com w.soundcloud.com bandcamp.com "
    "open.spotify.com dailymotion.com geo.dailymotion.com player.twitch.tv clips.twitch.tv "
    "embed.ted.com archive.org embed.podcasts.apple.com embed.music.apple.com "
    "player.bilibili.com rutube.ru fast.wistia.net streamable.com codepen.io "
    "datawrapper.dwcdn.net flo.uri.sh e.infogram.com mixcloud.com player.megaphone.fm "
    "embed.acast.com embed.simplecast.com share.transistor.fm player.simplecast.com "
    "html5-player.libsyn.com tv.kakao.com embed.nicovideo.jp v.qq.com player.youku.com "
    "asciinema.org framatube.org openstreetmap.org embed.bsky.app "
    "players.brightcove.net"
)
HOSTS = frozenset(_HOSTS_LIST.split())
"""Hosts, with `www.` left off, whose frames show what an article tells about."""

MAX_FRAMES = 200
"""In one article; the others are dropped."""

MAX_PLAYERS = 50
"""And posts, of which what they hold is looked at: they nest."""
MAX_POST = 200
"""Elements in what a script would make a post of."""
_INSTEAD = 40
"""Words that a player may hold for who cannot play it; with more it was never closed."""

_NOISE = re.compile(
    r"doubleclick\.net|googlesyndication|amazon-adsystem|facebook\.com/(?:plugins/(?:like|share|page"
    r"|follow|comments)|v\d)|platform\.twitter\.com/widgets|disqus\.com|googletagmanager|recaptcha"
    r"|taboola|outbrain|adserver|/ads?[/.]|mailchi\.mp|list-manage\.com|newsletter|subscribe"
    r"|consent|addthis|sharethis|apester|livefyre|spot\.im|criteo",
    re.IGNORECASE,
)
_YOUTUBE = re.compile(
    r"https?://(?:www\.|m\.)?youtube(?:-nocookie)?\.com/(?:embed|v)/([\w-]{6,20})"
)
_LAZY = ("src", "data-src", "data-lazy-src", "data-litespeed-src", "data-cookieblock-src", "data")


def settle_embeds(sheet: Sheet) -> None:
    """Keep, link or drop each frame, object and player."""
    for number, element in enumerate(list(sheet.body.iter("iframe", "embed", "object"))):
        if number < MAX_FRAMES:
            _settle_frame(element, sheet)
        else:
            sheet.drop(element, "frame too many")
    _settle_videos(sheet)
    # Each once: players nest, and an outer one has the sources of all in it.
    playing: set[Element] = set()
    for source in sheet.body.iter("source"):
        _settle_address(source, "src", sheet.base)
        if source.get("src"):
            note_around(source, playing)
    players = list(sheet.body.iter("video", "audio"))
    for element in players:
        _settle_player(element, sheet, has_source=element in playing)
    _drop_fallbacks(players[:MAX_PLAYERS], sheet)
    _settle_posts(sheet)
    sheet.sweep()


def is_allowed_embed(url: str) -> bool:
    """Tell whether a frame of this address may be shown inside an article."""
    if not url.startswith("https://"):
        return False
    host = host_of(url).removeprefix("www.")
    if host in HOSTS:
        return True
    return host == "google.com" and url.startswith("https://www.google.com/maps/embed")


def _settle_frame(element: Element, sheet: Sheet) -> None:
    if element.tag == "object" and next(element.iter("embed", "iframe", "img"), None) is not None:
        element.tag = "div"
        return
    found = (
        absolute(element.get(name, ""), sheet.base) for name in _LAZY if name in element.attrib
    )
    url = next((each for each in found if each and is_web_url(each)), None)
    if url is None or _NOISE.search(url) or is_beacon(url) or _is_hidden(element):
        sheet.drop(element, "frame")
        return
    _show(element, url, sheet)


def _is_hidden(element: Element) -> bool:
    return {element.get("width"), element.get("height")} & {"0", "1", "0px", "1px"} != set()


def _show(element: Element, url: str, sheet: Sheet) -> None:
    url = strip_tracking(_private(url), sheet.tracking)
    if is_allowed_embed(url):
        _become(element, "iframe", src=url, allowfullscreen="", **FRAME)
    else:
        label = " ".join((element.get("title") or "").split()) or host_of(url)
        _become(element, "a", href=url)
        element.text = label
        sheet.removed["frame made a link"] += 1


def _private(url: str) -> str:
    """Prefer https, and YouTube's player without cookies."""
    if match := _YOUTUBE.match(url):
        start = re.search(r"[?&]start=(\d{1,6})", url)
        return f"https://www.youtube-nocookie.com/embed/{match[1]}" + (
            f"?start={start[1]}" if start else ""
        )
    return (
        "https" + url[4:]
        if url.startswith("http:") and is_allowed_embed(f"https{url[4:]}")
        else url
    )


def _become(element: Element, tag: str, **attributes: str) -> None:
    """Make another element of one, with its size and nothing else of it."""
    for child in list(element):
        element.remove(child)
    element.text = None
    kept = {name: element.get(name, "") for name in ("width", "height", "title")}
    element.attrib.clear()
    element.tag = tag
    for name, value in {**attributes, **kept}.items():
        if value or name == "allowfullscreen":
            element.set(name, value)


def _settle_videos(sheet: Sheet) -> None:
    """Show the videos that only scripts would, but for what a frame beside them shows already."""
    shown = {frame.get("src", "").partition("?")[0] for frame in sheet.body.iter("iframe")}
    found = ((each, find_video(each)) for each in sheet.body.iter("div", *YOUTUBE_TAGS))
    for number, (element, video) in enumerate([each for each in found if each[1]]):
        url = _private(f"https://www.youtube.com/embed/{video}")
        if url in shown:
            sheet.drop(element, "player shown twice")
        elif number < MAX_FRAMES:
            _show(element, url, sheet)
        else:
            sheet.drop(element, "frame too many")


def _settle_player(element: Element, sheet: Sheet, *, has_source: bool) -> None:
    """Keep addresses of the web, controls, and nothing that loads or plays by itself."""
    _settle_address(element, "src", sheet.base)
    _settle_address(element, "poster", sheet.base)
    if element.get("src") is None and not has_source:
        sheet.drop(element, "player without address")
        return
    element.set("controls", "")
    element.set("preload", "none")


def _drop_fallbacks(players: list[Element], sheet: Sheet) -> None:
    """Leave nothing in players but their sources: the rest is for browsers that know none."""
    told = len(text_of(sheet.body).split()) if players else 0
    for player in players:
        if not holds_more(player, min(_INSTEAD, told // 2)):
            _drop_fallback(player)


def _drop_fallback(player: Element) -> None:
    sources = [source for source in player.iter("source") if source.get("src")]
    # The parser nests in a source what follows it.
    for element in (player, *sources):
        del element[:]
        element.text = None
    for source in sources:
        source.tail = None
        player.append(source)


def _settle_posts(sheet: Sheet) -> None:
    posts = (each for each in sheet.body.iter("blockquote") if is_post(each))
    for quote in list(islice(posts, MAX_PLAYERS)):
        _settle_post(quote, sheet)


def _settle_post(quote: Element, sheet: Sheet) -> None:
    """Make a link of a post that only a script would show: it holds no text, or says so."""
    # Posts do not nest; who nests them all the same makes each hold all the others.
    inside = list(islice(quote.iter(), MAX_POST + 1))
    if len(inside) > MAX_POST or holds_more(quote, 0):
        return
    link = next((each for each in inside if each.tag == "a" and each.get("href")), None)
    where = (quote.get("data-instgrm-permalink"), quote.get("cite"), link, quote.get("data-href"))
    found = (each.get("href") if isinstance(each, Element) else each for each in where)
    url = absolute(next(filter(None, found), ""), sheet.base)
    if url and is_web_url(url):
        _show(quote, url, sheet)


def _settle_address(element: Element, name: str, base: str) -> None:
    value = str(element.attrib.pop(name, "")) or (element.get("data-src") if name == "src" else "")
    url = absolute(value, base) if value else None
    if url and is_web_url(url):
        element.set(name, url)
