"""What is published of a podcast's episode: files that are on the web, values that formats take."""

from dataclasses import replace

from aggregator.clean.fields import clean_address, clean_image, clean_language
from aggregator.records import Episode, EpisodeFile
from aggregator.text import shorten

MAX_TYPE = 100
"""Characters."""


def clean_episode(episode: Episode | None, base: str) -> Episode | None:
    """Return the episode with absolute addresses; None when nothing is left of it."""
    if episode is None:
        return None
    files = (_clean_file(each, base) for each in episode.transcripts)
    unique = {each.url: each for each in files if each}
    cleaned = replace(
        episode,
        image=clean_image(episode.image, base),
        transcripts=tuple(unique.values()),
        chapters=_clean_file(episode.chapters, base),
    )
    return cleaned if cleaned != Episode() else None


def _clean_file(file: EpisodeFile | None, base: str) -> EpisodeFile | None:
    url = clean_address(file.url, base) if file else None
    if file is None or url is None:
        return None
    return EpisodeFile(
        url=url,
        type=shorten(file.type or "", MAX_TYPE) or None,
        language=clean_language(file.language),
        rel="captions" if file.rel == "captions" else None,
    )
