"""A raw entry and its article → the entry that is stored: the whole of stage 4.

Never gives a shorter text than the feed's own, and never leaves a field that a
document cannot carry.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from aggregator.clean import fields
from aggregator.clean.episode import clean_episode
from aggregator.clean.html import Cleaned, clean_document
from aggregator.clean.leftovers import find_repeated
from aggregator.clean.links import find_canonical, find_link
from aggregator.language import detect_language
from aggregator.records import Article, CleanEntry, Decision, Person, RawEntry, Setting, Tracking
from aggregator.records.base import record
from aggregator.text import collapse, legal, plain_text, says_something, shorten, words

MIN_QUALITY = 0.25
"""An article of less than this is no better than nothing."""
SUMMARY_LENGTH = 300
"""Characters."""
TITLE_LENGTH = 90
"""Characters of a title that is made of the text."""
LONGEST_TITLE = 4000
"""Characters of any title: titles are compared pair by pair while the store is held."""
MOSTLY = 0.5
"""Which share of an excerpt's runs of words is in its article."""
_AHEAD = timedelta(days=1)


@record
class _Text:
    """A candidate for an entry's content."""

    origin: str
    cleaned: Cleaned
    plain: str

    def size(self) -> int:
        return len(words(self.plain))


def clean_entry(
    raw: RawEntry, article: Article | None, setting: Setting, *, is_elsewhere: bool = False
) -> CleanEntry:
    """Make the entry that is stored of what the feed and, if there is one, the article say.

    Dates pass through; one that is ahead of the present by more than a day is told.
    With `is_elsewhere` the page is not the source's own: what the source says of
    it in its own words is the entry, and not what is there.
    """
    title = collapse(raw.title) or collapse(article.title or "" if article else "")
    own = _own(raw, title, setting)
    remark = is_elsewhere and article is not None and _is_remark(own, article, title)
    chosen, choice = _tell_remark(own) if remark else _choose(own, article, title, setting)
    tracking = setting.source.tracking
    link, canonical = find_link(raw.link, raw.base, tracking), find_address(raw, article, tracking)
    title = title or _made_title(chosen) or link or "(untitled)"
    language, told = _language(raw, article, chosen, setting)
    published = raw.published or (article.published if article else None)
    entry = CleanEntry(
        source=setting.source.name,
        identity=raw.identity,
        raw_hash=raw.raw_hash,
        entry_id=legal(raw.entry_id) if raw.entry_id else None,
        link=link,
        canonical_url=canonical,
        title=shorten(title, LONGEST_TITLE),
        authors=_authors(raw, article),
        tags=fields.clean_tags(raw.tags),
        published=published,
        updated=raw.updated,
        summary=_summary(raw, chosen, title),
        content=chosen.cleaned.html,
        fingerprint=fields.fingerprint(title, chosen.plain, canonical or raw.identity),
        language=language,
        image=_image(raw, article),
        enclosures=fields.clean_enclosures(raw.enclosures, raw.base, tracking),
        decisions=(choice, *chosen.cleaned.decisions, *told, *_ahead(published, setting.now)),
    )
    return _with_context(entry, raw, tracking)


def _with_context(entry: CleanEntry, raw: RawEntry, tracking: Tracking) -> CleanEntry:
    """Add where the entry stands: what is said of it, what it answers, its place and episode."""
    return replace(
        entry,
        comments=find_link(raw.comments, raw.base, tracking),
        comments_feed=fields.clean_address(raw.comments_feed, raw.base),
        replies_to=fields.clean_replies(raw.replies_to, raw.base),
        place=fields.clean_place(raw.place),
        episode=clean_episode(raw.episode, raw.base),
    )


def _made_title(text: _Text) -> str:
    """Return the beginning of the first line that says something."""
    return next((shorten(line, TITLE_LENGTH) for line in text.plain.split("\n") if words(line)), "")


# --- content -------------------------------------------------------------------


def _choose(
    own: _Text, article: Article | None, title: str, setting: Setting
) -> tuple[_Text, Decision]:
    """Take the article if it is good and tells no less than the feed does."""
    if article is None:
        return own, _decision(own, "there is no article")
    if article.quality < MIN_QUALITY:
        return own, _decision(own, f"the article's quality is {article.quality:.2f}")
    found = _text("article", article.html, article.base, title, setting)
    if found.size() < own.size():
        return own, _decision(own, f"the article has {found.size()}")
    told = f"{article.method}, quality {article.quality:.2f}; the feed has {own.size()}"
    return found, _decision(found, told)


def _tell_remark(own: _Text) -> tuple[_Text, Decision]:
    return own, _decision(own, "they are about a page that is another's")


def _is_remark(own: _Text, article: Article, title: str) -> bool:
    """Tell whether a text says something of its own, and most of it is not in the article."""
    if not says_something(own.plain, title):
        return False
    said, told = _runs(own.plain), _runs(article.text)
    return len(said & told) < len(said) * MOSTLY


def _runs(text: str) -> set[tuple[str, str, str]]:
    said = words(text)
    return set(zip(said, said[1:], said[2:], strict=False))


def _own(raw: RawEntry, title: str, setting: Setting) -> _Text:
    """Return the longer of what the feed gives as content and as summary."""
    content = _text("feed", raw.content, raw.base, title, setting)
    if not raw.summary.strip():
        return content
    summary = _text("summary", raw.summary, raw.base, title, setting)
    return summary if summary.size() > content.size() else content


def _text(origin: str, html: str, base: str, title: str, setting: Setting) -> _Text:
    cleaned = clean_document(
        html, base, title=title, repeated=setting.repeated, tracking=setting.source.tracking
    )
    return _Text(origin=origin, cleaned=cleaned, plain=plain_text(cleaned.html))


def _decision(text: _Text, why: str) -> Decision:
    return Decision(
        stage="clean", code=f"content-{text.origin}", detail=f"{text.size()} words; {why}"
    )


def _summary(raw: RawEntry, chosen: _Text, title: str) -> str:
    """Return the feed's own summary in one paragraph, else the beginning of the content."""
    if raw.summary.strip() and chosen.origin != "summary":
        told = plain_text(clean_document(raw.summary, raw.base, title=title).html)
        if words(told) and words(told) != words(title):
            return shorten(told, SUMMARY_LENGTH)
    return shorten(chosen.plain, SUMMARY_LENGTH)


def repeated_lines(entries: Iterable[RawEntry]) -> frozenset[str]:
    """Return what many entries of one source carry word for word, for `clean_entry`.

    Give it all entries of a feed: where there are under four it finds nothing.
    """
    found = [clean_document(entry.content or entry.summary, entry.base) for entry in entries]
    return find_repeated(plain_text(each.html).split("\n") for each in found)


# --- the rest ------------------------------------------------------------------


def find_address(raw: RawEntry, article: Article | None, tracking: Tracking) -> str | None:
    """Return the key of the entry's address, by what its page says of itself if it was read."""
    return find_canonical(find_link(raw.link, raw.base, tracking), article, tracking)


def _authors(raw: RawEntry, article: Article | None) -> tuple[Person, ...]:
    found = fields.clean_authors(raw.authors, raw.base)
    if not found and article and article.author:
        found = fields.clean_authors((Person(name=article.author),), raw.base)
    return found


def _language(
    raw: RawEntry, article: Article | None, chosen: _Text, setting: Setting
) -> tuple[str | None, tuple[Decision, ...]]:
    """Return the declared language, else that of the text where that is asked for."""
    declared = fields.clean_language(raw.language or (article.language if article else None))
    if declared or not setting.source.detect_language:
        return declared, ()
    found = detect_language(f"{raw.title}\n{chosen.plain}")
    detail = f"{found or 'unknown'}, as its text has it; none is declared"
    return found, (Decision(stage="clean", code="language", detail=detail),)


def _image(raw: RawEntry, article: Article | None) -> str | None:
    own = fields.clean_image(raw.image, raw.base)
    return own or (fields.clean_image(article.image, article.base) if article else None)


def _ahead(published: datetime | None, now: datetime) -> tuple[Decision, ...]:
    if published is None or published <= now + _AHEAD:
        return ()
    return (Decision(stage="clean", code="date-ahead", detail=published.isoformat()),)
