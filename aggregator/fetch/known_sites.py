"""Sites that tell by their addresses where their feeds are (pure).

Each row is a fact about one kind of site, found in its own documentation or in
the links of its own pages. Nothing here is asked for: a candidate is a guess
until it has answered.
"""

import re
from urllib.parse import urlsplit

from aggregator.records.base import record


@record
class Candidate:
    """An address that may be a feed's, and why we think so."""

    url: str
    how: str
    title: str = ""


@record
class _Site:
    """A kind of site: whose host and path match, the feeds of such a page."""

    how: str
    host: str
    """A host and its subdomains; `*.` before it: its subdomains only; empty: any."""
    path: str
    feeds: tuple[str, ...]
    """Templates: {origin}, {path} without its last slash, {0} … the groups of the path."""


def _site(how: str, host: str, path: str, *feeds: str) -> _Site:
    return _Site(how=how, host=host, path=path, feeds=feeds)


_VIDEOS = "https://www.youtube.com/feeds/videos.xml"
_NAME = r"([\w.-]+)"
_REPO = rf"/{_NAME}/{_NAME}"
_REPO_AT = "{origin}/{0}/{1}"
_SITES = (
    _site(
        "YouTube channel",
        "youtube.com",
        r"/channel/(UC[\w-]{22})(?:/.*)?",
        _VIDEOS + "?channel_id={0}",
    ),
    _site("YouTube user", "youtube.com", rf"/user/{_NAME}(?:/.*)?", _VIDEOS + "?user={0}"),
    _site(
        "YouTube playlist",
        "youtube.com",
        r"/(?:playlist|watch)\?(?:.*&)?list=([\w-]{12,})(?:&.*)?",
        _VIDEOS + "?playlist_id={0}",
    ),
    _site(
        "GitHub releases",
        "github.com",
        rf"{_REPO}/(?:releases|packages)(?:/.*)?",
        _REPO_AT + "/releases.atom",
    ),
    _site("GitHub tags", "github.com", rf"{_REPO}/tags", _REPO_AT + "/tags.atom"),
    _site(
        "GitHub commits",
        "github.com",
        rf"{_REPO}/(?:commits|tree)/([^?#]+)",
        _REPO_AT + "/commits/{2}.atom",
    ),
    _site("GitHub commits", "github.com", rf"{_REPO}/commits", _REPO_AT + "/commits.atom"),
    _site(
        "GitHub discussions",
        "github.com",
        rf"{_REPO}/discussions(?:/.*)?",
        _REPO_AT + "/discussions.atom",
    ),
    _site("GitHub wiki", "github.com", rf"{_REPO}/wiki(?:/.*)?", _REPO_AT + "/wiki.atom"),
    _site(
        "GitHub project",
        "github.com",
        rf"(?!/(?:orgs|topics|features)/){_REPO}",
        _REPO_AT + "/releases.atom",
        _REPO_AT + "/commits.atom",
        _REPO_AT + "/tags.atom",
    ),
    _site(
        "GitHub user",
        "github.com",
        r"/(?!explore|trending|topics|about|pricing|features)([\w-]+)",
        "{origin}/{0}.atom",
    ),
    _site(
        "GitLab project",
        "gitlab.com",
        rf"{_REPO}(?:/-/releases|/-/tags)?",
        _REPO_AT + "/-/releases.atom",
        _REPO_AT + "/-/tags?format=atom",
    ),
    _site(
        "Reddit",
        "reddit.com",
        r"/((?:r|u|user)/[\w+-]+(?:/(?:new|top|hot|rising|(?:comments|m)/[\w/]+))?)",
        "https://www.reddit.com/{0}/.rss",
    ),
    _site(
        "Medium", "medium.com", r"/(@?[\w.-]+(?:/tagged/[\w-]+)?)", "https://medium.com/feed/{0}"
    ),
    _site("Medium", "*.medium.com", r"/?", "{origin}/feed"),
    _site("Substack", "*.substack.com", r"/.*", "{origin}/feed"),
    _site("Substack", "substack.com", rf"/@{_NAME}(?:/.*)?", "https://{0}.substack.com/feed"),
    _site("WordPress", "*.wordpress.com", r"/?", "{origin}/feed/"),
    _site(
        "Blogger",
        "*.blogspot.com",
        r"/search/label/([^/?#]+)",
        "{origin}/feeds/posts/default/-/{0}",
    ),
    _site("Blogger", "*.blogspot.com", r"/.*", "{origin}/feeds/posts/default"),
    _site("Tumblr", "*.tumblr.com", r"/.*", "{origin}/rss"),
    _site("Bluesky", "bsky.app", r"/profile/([\w.:-]+)", "{origin}/profile/{0}/rss"),
    _site("Vimeo", "vimeo.com", r"/(?!\d+$)([\w-]+)", "{origin}/{0}/videos/rss"),
    _site("PyPI", "pypi.org", rf"/project/{_NAME}", "{origin}/rss/project/{0}/releases.xml"),
    _site(
        "arXiv",
        "arxiv.org",
        r"/(?:list|archive)/([\w.-]+)(?:/.*)?",
        "https://rss.arxiv.org/rss/{0}",
    ),
    _site("Stack Exchange tag", "", r"/questions/tagged/([^/?#]+)", "{origin}/feeds/tag/{0}"),
    _site("Lemmy community", "", r"/c/([\w]+(?:@[\w.-]+)?)", "{origin}/feeds/c/{0}.xml"),
    _site(
        "Mastodon",
        "",
        r"/(?:@|users/)([\w.]+?)(?:\.rss)?(?:/(?:with_replies|media))?",
        "{origin}/@{0}.rss",
    ),
    _site("Mastodon tag", "", r"/tags/(\w+)", "{origin}/tags/{0}.rss"),
    _site(
        "WordPress archive",
        "",
        r"(?:/[^?#]*)?/(?:category|tag|author)/[^?#]+(?<!/feed)",
        "{origin}{path}/feed/",
    ),
)

_ELSEWHERE = (
    "youtube.com",
    "medium.com",
    "tiktok.com",
    "substack.com",
    "threads.net",
    "github.com",
)
"""Sites with addresses like others' that mean something else."""

WELL_KNOWN = (
    "feed", "feed/", "rss", "rss.xml", "atom.xml", "feed.xml", "index.xml", "rss/", "feed.json",
    "feeds/posts/default", "?feed=rss2", "index.rdf", "feed.atom", "feed.rss",
)  # fmt: skip
"""Where feeds lie that no page links to, the likeliest first."""


def find_by_address(url: str) -> tuple[Candidate, ...]:
    """Return the feeds of a page of a known kind of site; the surest first, none twice."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    path = parts.path.rstrip("/") or "/"
    target = path + (f"?{parts.query}" if parts.query else "")
    names = {"origin": f"{parts.scheme}://{parts.netloc}", "path": path}
    for site in _SITES:
        match = re.fullmatch(site.path, target) or re.fullmatch(site.path, path)
        if match and _is_host(host, site.host):
            return tuple(
                Candidate(url=feed.format(*match.groups(), **names), how=site.how)
                for feed in site.feeds
            )
    return ()


def guess_by_path(url: str) -> tuple[Candidate, ...]:
    """Return the places where feeds commonly lie: beside the page first, then at the top."""
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    beside = parts.path.rstrip("/")
    folders = [f"{origin}{beside}/"] if beside and "." not in beside.rpartition("/")[2] else []
    folders.append(f"{origin}/")
    places = dict.fromkeys(f"{folder}{name}" for folder in folders for name in WELL_KNOWN)
    return tuple(Candidate(url=place, how="a usual place") for place in places)


def _is_host(host: str, wanted: str) -> bool:
    if not wanted:
        return not any(host == other or host.endswith(f".{other}") for other in _ELSEWHERE)
    if wanted.startswith("*."):
        return host.endswith(wanted[1:])
    return host == wanted or host.endswith(f".{wanted}")
