"""The small fields of an entry: people, tags, files, language, fingerprint."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace

from aggregator.clean.images import is_beacon
from aggregator.records import Enclosure, Person, Place, Reply, Tracking
from aggregator.text import collapse, legal, shorten, words
from aggregator.urls import absolute, is_web_url, strip_tracking

MAX_TAGS = 40
MAX_TAG = 100
"""Characters."""
MAX_NAME = 200
"""Characters of an author's name."""
MAX_AUTHORS = 40

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}\Z")
_EMAIL = re.compile(r"[^\s@<>\"]{1,64}@[^\s@<>\"]{1,190}\Z")
_FEW = 8
"""Words; so few are no text that could be known again by them alone."""


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the tags, each once whatever its case, in their order."""
    found: dict[str, str] = {}
    for tag in tags:
        told = shorten(tag, MAX_TAG)
        if told:
            found.setdefault(told.casefold(), told)
    return tuple(found.values())[:MAX_TAGS]


def clean_authors(authors: Iterable[Person], base: str) -> tuple[Person, ...]:
    """Return the people, each once, with addresses that are addresses."""
    found: dict[str, Person] = {}
    for author in authors:
        email = collapse(author.email or "")
        name = shorten(author.name, MAX_NAME) or email
        if name:
            person = Person(
                name=name,
                email=email if _EMAIL.match(email) else None,
                uri=clean_address(author.uri, base),
            )
            found.setdefault(name.casefold(), person)
    return tuple(found.values())[:MAX_AUTHORS]


def clean_enclosures(
    enclosures: Iterable[Enclosure], base: str, tracking: Tracking
) -> tuple[Enclosure, ...]:
    """Return the files that are on the web, each once, with absolute addresses."""
    found: dict[str, Enclosure] = {}
    for each in enclosures:
        if address := clean_address(each.url, base):
            url = strip_tracking(address, tracking)
            made = Enclosure(
                url=url,
                type=collapse(each.type or "") or None,
                length=each.length if each.length and each.length > 0 else None,
                title=collapse(each.title or "") or None,
                duration=each.duration if each.duration and each.duration > 0 else None,
            )
            found.setdefault(url, made)
    return tuple(found.values())


def clean_replies(replies: Iterable[Reply], base: str) -> tuple[Reply, ...]:
    """Return what an entry answers, the pages with absolute addresses."""
    return tuple(
        Reply(ref=legal(each.ref), link=clean_address(each.link, base)) for each in replies
    )


def clean_place(place: Place | None) -> Place | None:
    """Return the place, its name on one line."""
    return place and replace(place, name=shorten(place.name or "", MAX_NAME) or None)


def clean_image(url: str | None, base: str) -> str | None:
    """Return a picture's address, absolute; None for a counting pixel."""
    found = clean_address(url, base)
    return None if found is None or is_beacon(found) else found


def clean_language(language: str | None) -> str | None:
    """Return a language tag (BCP 47), or None for what is none."""
    tag = (language or "").strip().replace("_", "-")
    return tag if _LANGUAGE.match(tag) else None


def fingerprint(title: str, text: str, address: str) -> str:
    """Hash the words of title and text; typography, case and markup do not count.

    A text of a few words is known by its address too: a title alone never
    makes two entries the same.
    """
    said = words(text)
    parts = [*words(title), "", *said]
    if len(said) < _FEW:
        parts += ["", address]
    return hashlib.sha256(" ".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def clean_address(url: str | None, base: str) -> str | None:
    """Return an address on the web, absolute; None for what is none."""
    found = absolute(url, base) if url else None
    return found if found and is_web_url(found) else None
