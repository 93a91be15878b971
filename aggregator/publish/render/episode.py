"""What a podcast's episode has besides: settled, and as elements for Atom and RSS. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from aggregator.publish.render.addresses import make_uri
from aggregator.publish.render.parts import Channel
from aggregator.records.feed import Episode, EpisodeFile

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"

_TRANSCRIPTS = {
    "vtt": "text/vtt",
    "srt": "application/x-subrip",
    "json": "application/json",
    "html": "text/html",
    "htm": "text/html",
}
_CHAPTERS = "application/json+chapters"


def settle_episode(episode: Episode | None) -> Episode | None:
    """Return the episode with URIs for addresses and a media type for each file."""
    if episode is None:
        return None
    files = (_settle_file(each, None) for each in episode.transcripts)
    settled = replace(
        episode,
        season=_positive(episode.season),
        number=_positive(episode.number),
        image=_make_web(episode.image),
        transcripts=tuple({each.url: each for each in files if each}.values()),
        chapters=_settle_file(episode.chapters, _CHAPTERS) if episode.chapters else None,
    )
    return settled if settled != Episode() else None


def list_namespaces(channel: Channel) -> dict[str, str]:
    """Return prefix → namespace where the channel has episodes."""
    has_episodes = any(item.episode for item in channel.items)
    return {"itunes": ITUNES, "podcast": PODCAST} if has_episodes else {}


def add_episode(element: etree._Element, episode: Episode | None) -> None:
    """Add what the episode says, as Apple and the podcast namespace have it."""
    if episode is None:
        return
    for name, text in _list_texts(episode):
        etree.SubElement(element, f"{{{ITUNES}}}{name}").text = text
    if episode.image:
        etree.SubElement(element, f"{{{ITUNES}}}image", {"href": episode.image})
    for file in episode.transcripts:
        told = {"url": file.url, "type": file.type, "language": file.language, "rel": file.rel}
        attributes = {name: value for name, value in told.items() if value}
        etree.SubElement(element, f"{{{PODCAST}}}transcript", attributes)
    if chapters := episode.chapters:
        attributes = {"url": chapters.url, "type": chapters.type or _CHAPTERS}
        etree.SubElement(element, f"{{{PODCAST}}}chapters", attributes)


def _list_texts(episode: Episode) -> Iterator[tuple[str, str]]:
    if episode.season:
        yield "season", str(episode.season)
    if episode.number:
        yield "episode", str(episode.number)
    if episode.kind:
        yield "episodeType", episode.kind
    if episode.explicit is not None:
        yield "explicit", "true" if episode.explicit else "false"


def _settle_file(file: EpisodeFile, usual: str | None) -> EpisodeFile | None:
    url = _make_web(file.url)
    if url is None:
        return None
    ending = url.partition("?")[0].rpartition(".")[2].lower()
    guessed = usual or _TRANSCRIPTS.get(ending, "text/plain")
    return EpisodeFile(
        url=url,
        type=_plain(file.type) or guessed,
        language=_plain(file.language),
        rel=_plain(file.rel),
    )


def _plain(text: str | None) -> str | None:
    """Return what an attribute of any document can hold."""
    return text if text and text.isascii() and text.isprintable() else None


def _make_web(address: str | None) -> str | None:
    uri = make_uri(address)
    return uri if uri and uri.startswith(("http:", "https:")) else None


def _positive(number: int | None) -> int | None:
    return number if number is not None and number > 0 else None
