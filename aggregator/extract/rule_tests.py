"""The tests that a site-config file brings along, run on saved pages. Pure."""

from collections.abc import Mapping

from aggregator.extract.article import extract_article
from aggregator.records import Article, Defect, SiteConfig, SiteRules
from aggregator.text import collapse


def run_tests(config: SiteConfig, pages: Mapping[str, bytes]) -> tuple[Defect, ...]:
    """Return what fails of a file's test_url and test_contains; pages that were not saved do too.

    A rule that finds nothing falls through in use; here that is a failure, for
    it is the rule that is tested.
    """
    failures = []
    for url, contains in config.tests:
        if url not in pages:
            failures.append(Defect(code="no-page", detail=url))
            continue
        found = extract_article(pages[url], url, rules=SiteRules(config=config))
        if not isinstance(found, Article) or (config.body and found.method != "rule"):
            failures.append(Defect(code="no-body", detail=url))
            continue
        text = collapse(found.text)
        missing = [part for part in contains if collapse(part) not in text]
        failures += [Defect(code="not-contained", detail=f"{url}: {part}") for part in missing]
    return tuple(failures)
