"""The tests that a site-config file brings along, run on saved pages. Pure."""

from collections.abc import Callable
from enum import StrEnum

from aggregator.extract.article import extract_article
from aggregator.extract.next_page import MAX_PARTS, find_next_page, find_whole_page, merge_parts
from aggregator.records import Article, SiteConfig, SiteRules
from aggregator.records.base import record
from aggregator.text import collapse

FindPage = Callable[[str], bytes | None]
"""Address → the page that was saved of it, if there is one."""


class Outcome(StrEnum):
    """What came of a test."""

    PASSED = "passed"
    NO_PAGE = "no page"
    """The page of its address was not saved."""
    NO_BODY = "no body"
    """The file's rules find no article on it."""
    NOT_CONTAINED = "not contained"
    """The article is found, and has not all the texts that it must have."""


@record
class RuleTest:
    """A test_url of a file, and what came of it."""

    url: str
    outcome: Outcome
    missing: tuple[str, ...] = ()
    """The texts that the article does not contain."""


def run_tests(config: SiteConfig, find_page: FindPage) -> tuple[RuleTest, ...]:
    """Return what comes of each test of a file, in its order.

    A rule that finds nothing falls through in use; here that is a failure, for
    it is the rule that is tested. Further pages of an article are read as far
    as they were saved.
    """
    return tuple(_run_test(config, url, contains, find_page) for url, contains in config.tests)


def _run_test(
    config: SiteConfig, url: str, contains: tuple[str, ...], find_page: FindPage
) -> RuleTest:
    page = find_page(url)
    if page is None:
        return RuleTest(url=url, outcome=Outcome.NO_PAGE)
    found = _read_article(config, _list_parts(config, (url, page), find_page))
    if found is None:
        return RuleTest(url=url, outcome=Outcome.NO_BODY)
    text = collapse(found.text)
    missing = tuple(part for part in contains if collapse(part) not in text)
    outcome = Outcome.NOT_CONTAINED if missing else Outcome.PASSED
    return RuleTest(url=url, outcome=outcome, missing=missing)


def _read_article(config: SiteConfig, pages: list[tuple[str, bytes]]) -> Article | None:
    parts = []
    for url, page in pages:
        found = extract_article(page, url, rules=SiteRules(config=config))
        if isinstance(found, Article) and not (config.body and found.method != "rule"):
            parts.append(found)
        elif not parts:
            return None
    return merge_parts(parts).article


def _list_parts(
    config: SiteConfig, first: tuple[str, bytes], find_page: FindPage
) -> list[tuple[str, bytes]]:
    """Return the saved pages of an article with their addresses, in order."""
    whole = find_whole_page(first[1], first[0], config) if config.single_page_link else None
    if whole and (page := find_page(whole)):
        first = (whole, page)
    parts = [first]
    while len(parts) < MAX_PARTS:
        url, page = parts[-1]
        following = find_next_page(page, url, None, config)
        if following is None or following in {known for known, _ in parts}:
            break
        if (page_after := find_page(following)) is None:
            break
        parts.append((following, page_after))
    return parts
