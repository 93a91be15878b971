"""What is forgotten in time, so that the storage does not grow without end."""

from aggregator.records.base import record
from aggregator.services import Services


@record
class Forgotten:
    """How much was forgotten."""

    entries: int
    """Old ones that no feed carries any more."""
    documents: int
    """What entries were made from, of entries that stay."""


async def forget_old(services: Services) -> Forgotten:
    """Forget what is older than the settings say (`keep`, `keep_for`, `keep_raw`).

    Raises StoreError when the storage fails.
    """
    settings, now = services.settings, services.clock.now()
    own = {each.name: each.keep_for for each in services.sources if each.keep_for is not None}
    entries = await services.store.prune(now, settings.retention, own)
    before = now - settings.keep_raw if settings.keep_raw else now
    return Forgotten(entries=entries, documents=await services.store.prune_originals(before))
