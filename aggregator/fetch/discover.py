"""From any address to the feeds behind it: looked up, read off the page, then guessed.

A candidate counts once it has answered with a feed. As little is asked as
will do: the first kind of place where a feed is found ends the search.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from aggregator.fetch.candidates import find_links, name_format, read_opml, read_title
from aggregator.fetch.known_sites import Candidate, find_by_address, guess_by_path
from aggregator.fetch.request import is_own_origin
from aggregator.records import (
    FeedOutcome,
    Fetched,
    FetchFailed,
    Gone,
    RateLimited,
    Source,
    Validators,
)
from aggregator.records.base import record
from aggregator.urls import absolute

MOST_ASKED = 8
"""Candidates of one kind that are asked."""


class Asker(Protocol):
    """What is needed of a Fetcher."""

    async def fetch_feed(self, source: Source, validators: Validators) -> FeedOutcome:
        """Ask for the source's document."""


@record
class FoundFeed:
    """A feed that has answered."""

    url: str
    format: str
    """rss, atom or json."""
    title: str
    how: str
    """How it was found."""


@record
class Discovery:
    """What came of looking for feeds."""

    feeds: tuple[FoundFeed, ...] = ()
    """The likeliest first."""
    listed: tuple[Candidate, ...] = ()
    """What the document lists, when it is an OPML document: many sources, none asked yet."""
    reason: str = ""
    """Why there is none."""


async def discover_feeds(source: Source, asker: Asker) -> Discovery:
    """Find the feeds behind a source's address; its other keys (headers, proxy …) are used."""
    url = absolute(source.url, "")
    if url is None:
        return Discovery(reason=f"{source.url} is no address on the web")
    if feeds := await _ask_each(find_by_address(url), source, asker):
        return Discovery(feeds=feeds)
    outcome = await asker.fetch_feed(replace(source, url=url), Validators())
    if not isinstance(outcome, Fetched):
        return Discovery(reason=_tell(outcome, url))
    return await _look_at(outcome, source, asker)


async def _look_at(page: Fetched, source: Source, asker: Asker) -> Discovery:
    match name_format(page.body, page.content_type):
        case "opml":
            listed = read_opml(page.body)
            return Discovery(listed=listed, reason="" if listed else "the OPML lists no feeds")
        case str() as found:
            return Discovery(feeds=(_found(page, found, "it is a feed itself"),))
        case None:
            pass
    at = page.final_url
    links = find_links(page.body, at, page.content_type)
    for candidates in (links, find_by_address(at), guess_by_path(at)):
        if feeds := await _ask_each(candidates, source, asker):
            return Discovery(feeds=feeds)
    return Discovery(
        reason=f"no feed is at {at}, none is linked there, and none is in the usual places;"
        " `entries` of a source can read entries off a page without a feed"
    )


async def _ask_each(
    candidates: Iterable[Candidate], source: Source, asker: Asker
) -> tuple[FoundFeed, ...]:
    """Return those that answer with a feed; of guessed places, the first that does is enough."""
    feeds: dict[str, FoundFeed] = {}
    for number, candidate in enumerate(candidates):
        guessed = candidate.how == "a usual place"
        if (feeds and guessed) or (number >= MOST_ASKED and not guessed):
            break
        outcome = await asker.fetch_feed(_at(candidate.url, source), Validators())
        if isinstance(outcome, Fetched):
            found = name_format(outcome.body, outcome.content_type)
            if found and found != "opml":
                feeds.setdefault(outcome.final_url, _found(outcome, found, candidate.how))
    return tuple(feeds.values())


def _at(url: str, source: Source) -> Source:
    """Return the source at another address; on another origin without what opens this one."""
    if is_own_origin(url, source.url):
        return replace(source, url=url)
    return replace(source, url=url, headers=(), auth=None, ca=None, allow_private=False)


def _found(outcome: Fetched, form: str, how: str) -> FoundFeed:
    title = read_title(outcome.body, outcome.content_type)
    # Only a move for good is taken up: a temporary address is not to be subscribed to.
    return FoundFeed(url=outcome.moved_to or outcome.url, format=form, title=title, how=how)


def _tell(outcome: FeedOutcome, url: str) -> str:
    match outcome:
        case FetchFailed(reason=reason):
            return reason
        case RateLimited(status=status):
            return f"asked too often: status {status}; leave it alone for a while"
        case Gone(status=status):
            return f"gone: {url} asks not to be asked again (status {status})"
        case _:
            return f"no document came from {url}"
