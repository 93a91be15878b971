"""When a source's new address is believed (RFC 9110, 15.4.2 and 15.4.9).

A permanent redirect is followed at once and believed late: a captive portal, a
parked domain or a mistake of an hour must not cost us a source. 302, 303 and
307 are never believed; the fetch stage does not report them.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from aggregator.records import Move

CONFIRMATIONS = 3
"""How often in a row the same new address has to be told."""

CONFIRMED_OVER = timedelta(days=1)
"""How long there has to be between the first and the last of them."""


def note_move(before: Move | None, moved_to: str | None, now: datetime) -> Move | None:
    """Return what is known of a source's new address after one more answer.

    An answer without a permanent redirect, or with another one, starts anew.
    """
    if moved_to is None:
        return None
    if before is None or before.to != moved_to:
        return Move(to=moved_to, since=now, times=1)
    return Move(to=moved_to, since=before.since, times=before.times + 1)


def find_adoptable(
    move: Move | None, current: str, taken: Collection[str], now: datetime
) -> tuple[str | None, str | None]:
    """Return the address to ask from now on, or why a confirmed one is not taken; or neither.

    `taken` are the addresses of the other sources: two sources never become one
    by themselves. Nobody is led from https back to http.
    """
    if move is None or move.times < CONFIRMATIONS or now - move.since < CONFIRMED_OVER:
        return None, None
    if move.to in taken:
        return None, f"moved to {move.to}, which is another source already: remove one of them"
    if current.startswith("https:") and not move.to.startswith("https:"):
        return None, f"moved to {move.to}, which is not secure: not followed for good"
    return move.to, None
