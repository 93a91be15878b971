"""The names that publishers give to what is, and what is not, an article. Facts only."""

import re

INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del",
        "dfn", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "math", "nobr", "q",
        "rp", "rt", "ruby", "s", "samp", "small", "source", "span", "strike", "strong", "sub",
        "sup", "time", "tt", "u", "var", "wbr"
    }
)  # fmt: skip
"""Elements whose text belongs to the block around them."""

NEVER = frozenset(
    {
        "script", "style", "template", "link", "meta", "input", "select", "textarea", "option",
        "optgroup", "button", "datalist", "canvas", "map", "area", "base", "dialog", "menu",
        "progress", "meter"
    }
)  # fmt: skip
"""Elements that hold nothing of an article, whatever is in them."""

OUTSIDE = frozenset({"nav", "footer", "aside", "form"})
"""Elements that stand around an article; an unclosed one may hold it."""

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

_B = r"(?:^|[\s_-])"
_E = r"(?=$|[\s_-])"

# Tokens are matched in class, id and role, in lower case, camelCase taken apart.
BOILERPLATE = re.compile(
    _B
    + "(?:"
    + "|".join(
        (
            # sharing and following
            r"shar(?:e|es|ing|ers?)(?:-?(?:bar|box|buttons?|links?|this|tools?|icons?|daddy))?",
            r"sharethis|addthis|addtoany|a2a|social(?:s|-?\w+)?|sociable|follow(?:-?us)?",
            r"facebook|twitter|tweet|pinterest|whatsapp|telegram|fb-\w+|fb",
            # more to read
            r"related(?:-?\w+)?|relations|recommend(?:ed|ation|ations|s)?|recirc(?:ulation)?",
            r"read-?(?:more|next|also)|more-?(?:stories|articles|news|posts|from|on|links|like)",
            r"see-?also|also-?(?:like|read)|you-?may|up-?next|next-?up|trending|popular|latest",
            r"most-?(?:read|popular|viewed|shared|recent)|recent-?\w+|similar|outbrain|taboola",
            r"zergnet|mgid|teasers?|yarpp|crp|jp-relatedposts|post-?nav(?:igation)?|prev-?next",
            r"nextprev|siblings?|suggest(?:ed|ions?)|read-?on|further-?reading",
            # asking for something
            r"newsletters?|subscri(?:be|ption|ptions|ber)|sign-?(?:up|in)|opt-?in|mailchimp|mc4wp",
            r"hs-?form|lead-?(?:form|magnet)|cta|call-?to-?action|donat(?:e|ion)|paywall|piano",
            r"promo(?:s|tion|tions|box|ted)?|sponsor(?:ed|s)?|advert(?:s|isement|isements|ising)?",
            r"ads?|ad-?(?:slot|box|unit|container|wrapper|block|space|zone|placeholder|label)",
            r"google-?ads?|adsense|dfp|banner|commercial|affiliate-?(?:box|disclosure)",
            # talk
            r"comments?|comments?[_-]\w+|js-comments|commtree|komentarz\w*|opinie|kommentare?",
            r"commentaires?|comentarios?|commenti|kommentarii|pinglun|sxolia|reacties",
            r"disqus|disqus-thread|respond|reply|replies|livefyre|discuss(?:ion)?|feedback|survey",
            # in other languages
            r"reklam[ay]|pub|publicite|publicidad|pubblicita|werbung|anzeigen?|guanggao|diafimisi",
            r"polecamy|powiazane|udostepnij|tagi|teilen|empfehlung(?:en)?|partage[rs]?|compartir",
            r"condividi|relacionad[ao]s?|correlat[io]|fenxiang|tuijian|xiangguan|sxetika|podelitsya",
            # around the page
            r"nav(?:s|bar|igation|-\w+)?|menus?|menu-?\w+|breadcrumbs?|crumbs?|bread|pagination",
            r"story-?highlights|video-?(?:details|meta|info|title)|photo-?credit|media-?credit",
            r"mw-editsection|edit-?(?:section|link)|nav-?box|mw-jump-link|cat-?links",
            r"pager|page-?nav(?:i)?|page-?numbers|paging|sidebars?|side-?(?:bar|col|column|rail)",
            r"rail|right-?(?:rail|col|column)|footer|foot|site-?(?:header|footer)|masthead|topbar",
            r"toolbars?|skip-?(?:link|nav|to)|search-?(?:form|box)|login|contentinfo|complementary",
            r"cookies?|consent|gdpr|ccpa|onetrust|modals?|pop-?ups?|tooltip|back-?to-?top",
            r"disclaimer|copyright",
            # about the article
            r"tags?|tag-?(?:list|links|cloud)|tagged|keywords|topics|categor(?:y|ies)(?:-?links?)?",
            r"cat-?links|by-?line|(?:post|entry|article)-?(?:meta|footer|info|date|tags)|meta",
            r"authors?|author-?(?:box|bio|info|card|name|profile|desc|details)|bio|about-?author",
            r"post-?author|contributors?|dateline|pub-?date|publish(?:ed)?-?(?:date|on)|timestamp",
            r"print-?(?:button|link|page|this)|email|rating|ratings|votes?|post-?views",
            r"read(?:ing)?-?time|toc|table-?of-?contents|lwptoc|ez-toc-container|jump-?links",
            # not seen
            r"sr-only|visually-?hidden|screen-?reader(?:-text)?|noprint|slideout|off-?canvas",
            r"offscreen|preloader|material-(?:icons?|symbols?)(?:-\w+)?",
        )
    )
    + ")"
    + _E
)

WHOLE = frozenset(
    {
        "widget", "widgets", "widget_text", "widget-area", "widgetarea", "hidden", "hide",
        "invisible", "d-none", "display-none", "notice", "alert", "legal", "tools", "overlay",
        "lightbox", "print", "meta", "info", "links", "list-links", "fb", "tw",
    }
)  # fmt: skip
"""Names that say so only when they are a whole one: themes make others of them."""

BODY = re.compile(
    _B
    + "(?:"
    + "|".join(
        (
            r"article-?(?:body|content|text|copy|inner|main|detail|entry|page)(?:-?\w+)?",
            r"(?:entry|post|story|blog|news|single|page|main|body)-?(?:body|content|text|copy)",
            r"(?:blog|news|single)-?(?:post|article|entry)-?(?:body|content|text)",
            r"articlebody|post-?(?:full-)?content|story-?(?:body|text|content)|storytext|rich-?text",
            r"wysiwyg|prose|td-post-content|entry|c-entry-content|field-name-body|node-content",
            r"(?:article-?)?full-?(?:text|story|article|content)|news-?(?:full|detail|item)-?text",
            r"richtext|markdown(?:-body)?|e-content|content-?body|text-?content|body-?text|newstext",
        )
    )
    + ")"
    + _E
)
"""Names of the element that holds an article's text and little else."""

STANDFIRST = re.compile(
    _B + r"(?:\w+-)?(?:standfirst|dek|deck|sub-?(?:title|head(?:line|ing)?)|excerpt|summary"
    r"|syn(?:opsis)?"
    r"|strap(?:line)?|tagline|kicker)" + _E
)
"""Names of what a publisher says of an article between its title and its text."""

CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def lowered(names: str) -> str:
    """Return names in lower case, articleBody as article-body."""
    # Most are; and no page has the names of another, so that caches do not help.
    return names if names.islower() else CAMEL.sub("-", names).lower()


def hyphenated(names: str) -> str:
    """Return names in one spelling: articleBody, article_body and article__body alike."""
    return lowered(names).replace("__", "-").replace("_", "-")
