"""What a new configuration changes in a daemon that runs, and what takes a restart. Pure."""

from dataclasses import fields, replace

from aggregator.records import Settings

AT_ONCE = frozenset({"interval", "min_interval", "max_interval", "retention", "keep_raw"})
"""Settings that are looked up whenever they are needed; the others are built in at the start."""


def heed(before: Settings, after: Settings) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings to go on with, and which keys of `[aggregator]` wait for a restart.

    Those that wait stay as they were everywhere: half of a new address would be worse than none.
    """
    waiting = tuple(
        each.name
        for each in fields(Settings)
        if each.name not in AT_ONCE and getattr(before, each.name) != getattr(after, each.name)
    )
    return replace(after, **{name: getattr(before, name) for name in waiting}), waiting
