"""The words of HTML that cleaned content may use, and what becomes of the others."""

GONE = (
    "script", "style", "template", "title", "meta", "link", "base", "head", "svg", "canvas",
    "input", "select", "textarea", "datalist", "optgroup", "option", "button", "label", "output",
    "progress", "meter", "dialog", "frame", "frameset", "noframes", "noembed", "applet", "param",
    "map", "area", "basefont", "bgsound", "keygen", "isindex", "audioworklet", "portal", "slot",
    "menuitem", "marquee-control", "amp-ad", "amp-analytics", "amp-pixel", "amp-auto-ads",
    "amp-sticky-ad", "amp-consent", "amp-sidebar", "amp-social-share", "fencedframe", "command",
)  # fmt: skip
"""Taken away with all that is in them, whatever that is: none of them holds an article."""

FORMATTING = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark",
     "q", "s", "samp", "small", "strong", "sub", "sup", "time", "u", "var"}
)  # fmt: skip
"""Phrasing elements that stay when there is something in them."""

RENAMED = {
    "acronym": "abbr",
    "strike": "s",
    "tt": "code",
    "listing": "pre",
    "xmp": "pre",
    "dir": "ul",
    "menu": "ul",
    "amp-img": "img",
    "image": "img",
    "amp-iframe": "iframe",
    "amp-video": "video",
    "amp-audio": "audio",
    "big": "span",
    "center": "div",
}

RUBY = frozenset({"ruby", "rb", "rt", "rtc", "rp"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
MEDIA = frozenset({"img", "iframe", "video", "audio", "math", "hr"})
"""What makes an element worth keeping that holds no text."""

PHRASING_ONLY = HEADINGS | {"p", "figcaption", "caption", "summary", "dt"}
"""Blocks that hold text and formatting, and no other block."""
TIGHT = frozenset({"li", "td", "th", "dd"})
"""Blocks whose text needs no paragraph of its own unless there are several."""
LOOSE = frozenset({"blockquote", "details"})
"""Blocks in which all text stands in paragraphs."""
WRAPPERS = frozenset(
    {"div", "section", "article", "main", "header", "footer", "aside", "nav", "address", "fieldset",
     "form", "hgroup", "body", "center", "legend", "search", "object", "noscript"}
)  # fmt: skip
"""Blocks that mean nothing in an article: what is in them stays."""
LISTS = frozenset({"ul", "ol", "dl"})
ROWS = frozenset({"thead", "tbody", "tfoot", "tr"})
BLOCKS = (
    PHRASING_ONLY | TIGHT | LOOSE | WRAPPERS | LISTS | ROWS
    | {"table", "figure", "pre", "hr", "colgroup", "col"}
)  # fmt: skip

MATH = frozenset(
    {"math", "mi", "mn", "mo", "ms", "mtext", "mrow", "mfrac", "msqrt", "mroot", "msub", "msup",
     "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts", "none", "mtable",
     "mtr", "mtd", "mspace", "mpadded", "mstyle", "mphantom", "menclose", "merror", "mfenced",
     "semantics"}
)  # fmt: skip
"""Presentation MathML (MathML Core and the rest of MathML 3 that readers know)."""
MATH_ATTRIBUTES = frozenset(
    {"accent", "accentunder", "alttext", "close", "columnalign", "columnspacing", "columnspan",
     "display", "displaystyle", "fence", "form", "height", "largeop", "linethickness", "lspace",
     "mathsize", "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "open",
     "rowalign", "rowspacing", "rowspan", "rspace", "scriptlevel", "separator", "separators",
     "stretchy", "symmetric", "width", "depth", "voffset"}
)  # fmt: skip

EVERYWHERE = frozenset({"dir", "lang", "id"})
FRAME = {
    "loading": "lazy",
    "referrerpolicy": "no-referrer",
    "sandbox": "allow-scripts allow-same-origin allow-popups allow-presentation",
}
"""What every frame says. Written by us too: nh3 adds what is missing in an order that changes."""

ATTRIBUTES = {
    "a": frozenset({"href", "title", "hreflang"}),
    "abbr": frozenset({"title"}),
    "audio": frozenset({"src", "controls", "preload"}),
    "blockquote": frozenset({"cite"}),
    "dfn": frozenset({"title"}),
    "del": frozenset({"cite", "datetime"}),
    "details": frozenset({"open"}),
    "iframe": frozenset({"src", "width", "height", "title", "allowfullscreen", *FRAME}),
    "img": frozenset({"src", "alt", "title", "width", "height"}),
    "ins": frozenset({"cite", "datetime"}),
    "ol": frozenset({"start", "reversed", "type"}),
    "li": frozenset({"value"}),
    "q": frozenset({"cite"}),
    "source": frozenset({"src", "type"}),
    "td": frozenset({"colspan", "rowspan", "headers", "align"}),
    "th": frozenset({"colspan", "rowspan", "headers", "scope", "align"}),
    "time": frozenset({"datetime"}),
    "video": frozenset({"src", "poster", "controls", "preload", "width", "height"}),
}
ALLOWED = (
    FORMATTING | RUBY | PHRASING_ONLY | TIGHT | LOOSE | LISTS | ROWS | MATH
    | {"table", "figure", "pre", "hr", "br", "wbr", "img", "iframe", "video", "audio", "source",
       "track", "div", "span"}
) - {"track", "none"}  # fmt: skip
"""Every element that leaves this stage."""
