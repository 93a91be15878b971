"""Authors, from the names and addresses that feeds mix up."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from aggregator.parse.prose import title_text
from aggregator.records import Person
from aggregator.urls import is_web_url

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
# RSS 2.0 writes `lawyer@boyer.net (Lawyer Boyer)`, mail `Lawyer Boyer <lawyer@boyer.net>`.
_EMPTY = re.compile(r"\(\s*\)|<\s*>|\bmailto:", re.IGNORECASE)
_LENGTH = 200
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


def people_of(told: Iterable[Mapping[str, Any]]) -> tuple[Person, ...]:
    """Return the authors that feedparser tells of, each once."""
    people: dict[str, Person] = {}
    for each in told:
        person = read_person(each.get("name") or "", each.get("email"), each.get("href"))
        if person:
            people.setdefault(person.name.casefold(), person)
    return tuple(people.values())
