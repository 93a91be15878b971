"""What is forgotten in time, so that the storage does not grow without end."""

from datetime import timedelta

from aggregator.records.base import record
from aggregator.refinery import KIND
from aggregator.services import Services

UNUSED = timedelta(days=90)
"""After which what was learned of a site's pages is forgotten."""
MOST_SITES = 5000
"""Of which something is known, a few kB each and 73 at most: the longest unused go first."""


@record
class Forgotten:
    """How much was forgotten."""

    entries: int
    """Old ones that no feed carries any more."""
    documents: int
    """What entries were made from, of entries that stay."""
    sites: int
    """Those of which it was forgotten what their pages have in common."""


async def forget_old(services: Services) -> Forgotten:
    """Forget what is older than the settings say (`keep`, `keep_for`, `keep_raw`), and sites
    that no source leads to any more.

    Raises StoreError when the storage fails.
    """
    settings, now = services.settings, services.clock.now()
    own = {each.name: each.keep_for for each in services.sources if each.keep_for is not None}
    entries = await services.store.prune(now, settings.retention, own)
    before = now - settings.keep_raw if settings.keep_raw else now
    documents = await services.store.prune_originals(before)
    sites = await services.store.prune_memos(KIND, now - UNUSED, MOST_SITES)
    return Forgotten(entries=entries, documents=documents, sites=sites)
