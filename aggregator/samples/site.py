"""A sample site: what its folder says, and the documents made of that. Serves nothing."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import jinja2
from markupsafe import Markup

Entry = Mapping[str, Any]

FEEDS = {
    "feed.rss": "application/rss+xml; charset=utf-8",
    "feed.atom": "application/atom+xml; charset=utf-8",
    "feed.json": "application/feed+json",
}
"""A site's feed is the template of one of these names, served as this type."""

HOME = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{{ site.title }}</title>
<link rel="alternate" type="{{ kind }}" title="{{ site.title }}" href="feed"></head>
<body><h1>{{ site.title }}</h1><ul>
{% for entry in entries %}<li><a href="articles/{{ entry.slug }}">{{ entry.title }}</a></li>
{% endfor %}</ul></body></html>"""
"""The front page of a site that has none of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One sample site, at the address where it is served."""

    name: str
    title: str
    base: str
    """Its address, without a slash at the end."""
    entries: Mapping[str, Entry]
    """What it tells, newest first, by slug."""
    folder: Traversable


def list_sites() -> tuple[str, ...]:
    """Return the names of the packaged sites."""
    return tuple(sorted(folder.name for folder in _sites().iterdir() if folder.is_dir()))


def read_site(name: str, base: str) -> Site:
    """Read a site's folder; `base` is where it is going to be served."""
    folder = _sites() / name
    told = tomllib.loads((folder / "entries.toml").read_text(encoding="utf-8"))
    entries = sorted(told["entry"], key=lambda entry: _moment(entry["date"]), reverse=True)
    return Site(
        name=name,
        title=told["title"],
        base=base,
        entries={entry["slug"]: _with_paragraphs(entry) for entry in entries},
        folder=folder,
    )


def find_feed(site: Site, sites: Mapping[str, Site]) -> tuple[str, str] | None:
    """Return the site's feed and its type, or None for a site without one."""
    for name, kind in FEEDS.items():
        if (site.folder / name).is_file():
            return _render(_read(site, name), site, sites), kind
    return None


def render_home(site: Site, sites: Mapping[str, Site]) -> str:
    """Return the site's front page."""
    own = (site.folder / "index.html").is_file()
    kind = next((FEEDS[name] for name in FEEDS if (site.folder / name).is_file()), "")
    return _render(
        _read(site, "index.html") if own else HOME, site, sites, kind=kind.partition(";")[0]
    )


def render_page(site: Site, sites: Mapping[str, Site], slug: str) -> str:
    """Return the page of an entry of the site."""
    return _render(_read(site, "page.html"), site, sites, entry=site.entries[slug])


def render_config(sites: Mapping[str, Site], *, listen: str, base_url: str) -> str:
    """Return a feeds.toml that follows the sites and publishes at base_url."""
    text = (files("aggregator.samples") / "feeds.toml").read_text(encoding="utf-8")
    return _environment().from_string(text).render(sites=sites, listen=listen, base_url=base_url)


def _sites() -> Traversable:
    return files("aggregator.samples") / "sites"


def _read(site: Site, name: str) -> str:
    return (site.folder / name).read_text(encoding="utf-8")


def _render(text: str, site: Site, sites: Mapping[str, Site], **more: object) -> str:
    environment = _environment()
    environment.filters["media_size"] = lambda name: len(
        (site.folder / "media" / name).read_bytes()
    )
    facts = {"site": site, "sites": sites, "base": site.base, "entries": site.entries.values()}
    return environment.from_string(text).render(facts | more)


def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["rfc822"] = lambda at: format_datetime(_moment(at), usegmt=True)
    environment.filters["rfc3339"] = lambda at: _moment(at).isoformat().replace("+00:00", "Z")
    # Jinja's own tojson escapes < and >, which no feed in the wild does.
    environment.filters["tojson"] = _to_json
    return environment


def _to_json(value: object) -> Markup:
    return Markup(json.dumps(value, ensure_ascii=False))


def _moment(day: date) -> datetime:
    """TOML has days as well as moments; a day starts at midnight, UTC."""
    return day if isinstance(day, datetime) else datetime.combine(day, time(), UTC)


def _with_paragraphs(entry: Entry) -> Entry:
    return {**entry, "paragraphs": entry["body"].strip().split("\n")}
