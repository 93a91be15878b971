"""What an item's tree says of a podcast's episode.

Apple's elements (help.apple.com/itc/podcasts_connect) and those of the podcast
namespace (podcastindex.org/namespace/1.0). What lies on other servers is named
here and never asked for.
"""

from collections.abc import Iterator

from aggregator.parse.named import Named, first_text
from aggregator.records import Episode, EpisodeFile
from aggregator.urls import absolute

_KINDS = ("full", "trailer", "bonus")
_EXPLICIT = {
    **dict.fromkeys(("true", "yes", "explicit"), True),
    **dict.fromkeys(("false", "no", "clean"), False),
}
_MANY = 20


def read_episode(named: Named, base: str) -> Episode | None:
    """Return what the item says of itself as an episode; None when it says nothing."""
    kind = first_text(named, "itunes episodetype").lower()
    episode = Episode(
        season=_number(named, "season"),
        number=_number(named, "episode"),
        kind=kind if kind in _KINDS else None,
        explicit=_EXPLICIT.get(first_text(named, "itunes explicit").lower()),
        image=_image(named, base),
        transcripts=tuple(_files(named, "podcast transcript", base))[:_MANY],
        chapters=next(_files(named, "podcast chapters", base), None),
    )
    return episode if episode != Episode() else None


def _number(named: Named, name: str) -> int | None:
    text = first_text(named, f"itunes {name}") or first_text(named, f"podcast {name}")
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 10 else None


def _image(named: Named, base: str) -> str | None:
    elements = named.get("itunes image", ())
    addresses = (absolute(element.get("href", ""), base) for element in elements)
    return next((address for address in addresses if address), None)


def _files(named: Named, name: str, base: str) -> Iterator[EpisodeFile]:
    for element in named.get(name, ()):
        if url := absolute(element.get("url", ""), base):
            yield EpisodeFile(
                url=url,
                type=element.get("type"),
                language=element.get("language"),
                rel=element.get("rel"),
            )
