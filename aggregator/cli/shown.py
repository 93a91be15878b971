"""What `aggregator preview` shows of a page.

Loads the extractor: import it only where it is used.
"""

from typing import Any

from aggregator.cli.pages import tell_article
from aggregator.extract.account import account_for
from aggregator.extract.article import extract_article
from aggregator.extract.memory import COMMON, read_memory
from aggregator.extract.next_page import find_next_page, find_whole_page
from aggregator.records import Article, SiteConfig, SiteRules


def show_page(
    page: bytes,
    url: str,
    content_type: str,
    rules: SiteRules,
    memory: bytes | None,
    next_page: str | None,
) -> dict[str, Any]:
    """Extract a page as a poll would, with what is known of its site; in a worker.

    `memory` is None where nothing is to be learned of the site, `next_page` is a selector.
    """
    known = None if memory is None else read_memory(memory)
    found = extract_article(page, url, rules=rules, content_type=content_type, memory=known)
    told = tell_article(found, "html", "")
    learned = None
    if known is not None:
        common = sum(count >= COMMON for count, _ in known.blocks.values())
        learned = {"pages": known.pages, "repeated": common}
    told["learned"] = learned
    if isinstance(found, Article):
        told["pieces"] = account_for(page, found, rules, known, content_type)
    config = rules.config or SiteConfig()
    told["single_page"] = find_whole_page(page, url, config, content_type=content_type)
    told["next_page"] = find_next_page(page, url, next_page, config, content_type=content_type)
    return told
