"""Links that post a page somewhere: what tells them from links to read."""

import re
from html import unescape
from urllib.parse import unquote

from aggregator.urls import host_of

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

"""Hosts, with `www.` left off → what the rest of an address begins with that posts a page there."""
_MAIL = re.compile(r"mailto:\?(?:.*&)?(?:subject|body)=", re.IGNORECASE)


def is_share_link(href: str) -> bool:
    """Tell whether a link is there to post the page somewhere."""
    host = host_of(href).removeprefix("www.").removeprefix("m.")
    if host.endswith(".pinterest.com"):
        host = "pinterest.com"
    starts = _SHARE_HOSTS.get(host)
    if starts is None:
        return bool(_MAIL.match(href))
    rest = unquote(unescape(href).partition(host)[2]).lower()
    return rest.startswith(starts)
