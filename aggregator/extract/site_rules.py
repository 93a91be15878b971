"""Site-config files of Full-Text RSS: text → SiteConfig, and the names they go by. Pure.

The format is lines of `key: value` or `key(argument): value`; keys repeat. What
it says of HTTP, tidy and parsers is for others, or for nobody. Which files
there are is the caller's business: nothing here reads them.
"""

import re
from collections import defaultdict
from difflib import get_close_matches

from lxml import etree

from aggregator.records import Defect, LinkRule, SiteConfig
from aggregator.records.base import record
from aggregator.urls import host_of

# Possessive: files are read in the daemon's own process, and no line may hold it up.
_LINE = re.compile(r"(\w++)\s*+(?:\((.*?)\)\s*+)?:\s*+(.*)")
_XPATHS = ("body", "title", "author", "date", "strip", "native_ad_clue")
_TEXTS = ("strip_id_or_class", "strip_image_src")
_PAIRED = ("find_string", "replace_string")
_LINKS = ("single_page_link", "next_page_link")
_TESTS = ("test_url", "test_contains")
_OTHERS = ("prune", "http_header")
_CONDITION = "if_page_contains"
_IGNORED = frozenset(
    {
        "tidy", "parser", "autodetect_on_failure", "autodetect_next_page",
        "convert_double_br_tags", "dissolve", "footnotes", "insert_detected_image",
        "login_extra_fields", "login_password_field", "login_uri", "login_username_field",
        "move_into", "not_logged_in_xpath",
        "post_strip_attr", "requires_login", "single_page_link_in_feed", "skip_id_or_class",
        "skip_json_ld", "src_lazy_load_attr", "strip_attr", "strip_comments", "wrap_in",
    }
)  # fmt: skip
"""Keys of the format that need nothing of us: parsing, cleaning and logins are done elsewhere."""

HEADERS = ("user-agent", "referer", "cookie", "accept", "accept-language")
"""What a file may have sent to its site: how its pages look to whom, and nothing that decides
what a server, or a cache on the way, makes of the request."""
MAX_HEADER = 2000
"""Characters."""
LONGEST_HOST = 250
"""Characters; the name of no file is longer than 255, and names in DNS have 253 at most."""
SUGGESTED = 100
"""Lines of a file that are told what they may have meant: each costs a tenth of a millisecond."""


@record
class ReadConfig:
    """A file's rules, and the lines of it that could not be used."""

    config: SiteConfig
    problems: tuple[Defect, ...] = ()


def config_names(url: str) -> tuple[str, ...]:
    """Return the names of files that hold rules for an address, the closest first.

    `example.com.txt` is for that host and its www, `.example.com.txt` for all
    below it.
    """
    host = host_of(url).removeprefix("www.")
    if not 0 < len(host) <= LONGEST_HOST:
        return ()
    labels = host.split(".")
    above = (".".join(labels[number:]) for number in range(len(labels) - 1))
    return (f"{host}.txt", *(f".{name}.txt" for name in above))


def parse_site_config(text: str) -> ReadConfig:
    """Read a site-config file; a line that says nothing we know is told and passed over."""
    reader = _Reader()
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        stripped = line.strip()
        if stripped and not stripped.startswith(("#", "//")):
            reader.read(number, stripped)
    return ReadConfig(config=reader.config(), problems=tuple(reader.problems))


def _suggest(key: str) -> str:
    known = (*_XPATHS, *_TEXTS, *_PAIRED, *_LINKS, _CONDITION, *_TESTS, *_OTHERS, *_IGNORED)
    close = get_close_matches(key, known, 1, 0.7)
    return f' (did you mean "{close[0]}"?)' if close else ""


class _Reader:
    def __init__(self) -> None:
        self.lists: defaultdict[str, list[str]] = defaultdict(list)
        self.find: str | None = None
        self.replacements: list[tuple[str, str]] = []
        self.links: dict[str, list[LinkRule]] = {key: [] for key in _LINKS}
        self.linked: list[LinkRule] | None = None
        """The rules that end with the latest one for a link; None where that is none we can use."""
        self.headers: list[tuple[str, str]] = []
        self.tests: list[tuple[str, list[str]]] = []
        self.prune = True
        self.problems: list[Defect] = []

    def read(self, number: int, line: str) -> None:
        found = _LINE.fullmatch(line)
        if not found:
            self._complain(number, "is not key: value")
            return
        key, argument, value = found[1].lower(), found[2], found[3].strip()
        if key in _IGNORED:
            return
        if not value and key != "replace_string":
            self._complain(number, f"{key} says nothing")
        elif key in _XPATHS:
            self._read_xpath(number, key, value)
        elif key in _TEXTS:
            self.lists[key].append(value.strip("\"'"))
        elif key in _PAIRED:
            self._read_pair(number, key, argument, value)
        elif key in (*_LINKS, _CONDITION):
            self._read_link(number, key, value)
        else:
            self._read_other(number, key, argument, value)

    def _read_xpath(self, number: int, key: str, value: str) -> None:
        if self._is_xpath(number, value):
            self.lists[key].append(value)

    def _read_pair(self, number: int, key: str, argument: str | None, value: str) -> None:
        if key == "find_string":
            self.find = value
        elif key == "replace_string":
            # `replace_string(this): that` says both at once.
            find = argument or self.find
            self.find = None
            if find:
                self.replacements.append((find, value))
            else:
                self._complain(number, "replace_string without find_string")

    def _read_link(self, number: int, key: str, value: str) -> None:
        """Take a rule for a link, or the condition of the one before; other rules have none."""
        if key == _CONDITION:
            if self.linked is None:
                self._complain(number, f"{key} without {' or '.join(_LINKS)}")
            elif self._is_xpath(number, value):
                self.linked[-1] = (self.linked[-1][0], value)
        elif self._is_xpath(number, value):
            self.linked = self.links[key]
            self.linked.append((value, None))
        else:
            self.linked = None

    def _read_test(self, number: int, key: str, value: str) -> None:
        if key == "test_url":
            self.tests.append((value, []))
        elif self.tests:
            self.tests[-1][1].append(value)
        else:
            self._complain(number, "test_contains before any test_url")

    def _read_other(self, number: int, key: str, argument: str | None, value: str) -> None:
        if key in _TESTS:
            self._read_test(number, key, value)
        elif key == "prune":
            self.prune = value.lower() not in ("no", "false", "0")
        elif key == "http_header" and argument:
            self._read_header(number, argument.strip(), value)
        else:
            suggestion = _suggest(key) if len(self.problems) < SUGGESTED else ""
            self._complain(number, f"unknown key {key}{suggestion}")

    def _read_header(self, number: int, name: str, value: str) -> None:
        """Take a header that may be sent; a file of strangers' must not speak for us in others."""
        if name.lower() not in HEADERS:
            self._complain(number, f"http_header {name} is not sent, only {', '.join(HEADERS)}")
        elif not (value.isascii() and value.isprintable()) or len(value) > MAX_HEADER:
            self._complain(number, f"http_header {name} must be printable ASCII, {MAX_HEADER} long")
        else:
            self.headers.append((name, value))

    def _is_xpath(self, number: int, value: str) -> bool:
        try:
            etree.XPath(value)
        except (etree.XPathError, ValueError) as error:  # the latter for control characters
            self._complain(number, f"is not XPath: {error}")
            return False
        return True

    def _complain(self, number: int, what: str) -> None:
        self.problems.append(Defect(code="site-config", detail=f"line {number}: {what}"))

    def config(self) -> SiteConfig:
        return SiteConfig(
            **{key: tuple(self.lists[key]) for key in (*_XPATHS, *_TEXTS)},
            replacements=tuple(self.replacements),
            prune=self.prune,
            single_page_link=tuple(self.links["single_page_link"]),
            next_page_link=tuple(self.links["next_page_link"]),
            http_header=tuple(self.headers),
            tests=tuple((url, tuple(contains)) for url, contains in self.tests),
        )
