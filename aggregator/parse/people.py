"""Authors, from the names and addresses that feeds mix up."""

import re
from collections.abc import Collection
from itertools import islice

from aggregator.parse.prose import title_text
from aggregator.parse.tree import Element, local
from aggregator.parse.vocabulary import split_tag
from aggregator.records import Person
from aggregator.urls import is_web_url

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
# RSS 2.0 writes `lawyer@boyer.net (Lawyer Boyer)`, mail `Lawyer Boyer <lawyer@boyer.net>`.
_EMPTY = re.compile(r"\(\s*\)|<\s*>|\bmailto:", re.IGNORECASE)
_LENGTH = 200
_MANY = 500
_NAMES = frozenset({"author", "creator"})
_NOBODY = frozenset({"", "noreply", "no-reply", "nobody", "unknown"})


def read_person(name: str, email: str | None = None, uri: str | None = None) -> Person | None:
    """Return the author that a name and its addresses tell of; None when they tell of nobody."""
    name = title_text(name)[: _LENGTH * 2]
    if found := _EMAIL.search(name):
        email = email or found[0]
        name = _EMPTY.sub("", name.replace(found[0], "")).strip()
        if name.startswith("(") and name.endswith(")"):
            name = name[1:-1].strip()
    name = name or (email or "").partition("@")[0]
    if name.casefold() in _NOBODY:
        return None
    email = email if email and _EMAIL.fullmatch(email) else None
    return Person(name=name[:_LENGTH], email=email, uri=uri if uri and is_web_url(uri) else None)


def read_people(parent: Element, names: Collection[str] = _NAMES) -> tuple[Person, ...]:
    """Return the authors among an element's children, each once.

    feedparser is not asked: it gives one author's address to the next.
    """
    people: dict[str, Person] = {}
    for child in islice(parent, _MANY):
        family, name = split_tag(str(child.tag))
        if family in ("feed", "dc") and name in names and (person := _person(child)):
            people.setdefault(person.name.casefold(), person)
    return tuple(people.values())


def _person(element: Element) -> Person | None:
    said = {local(part): (part.text or "").strip() for part in element}
    uri = said.get("uri") or said.get("url")
    return read_person(said.get("name") or element.text or "", said.get("email"), uri)
