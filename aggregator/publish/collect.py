"""What every publisher does with an edition, wherever it puts the bytes. Pure."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from aggregator.publish.check import find_flaw
from aggregator.publish.render import render, render_chapter
from aggregator.publish.render.parts import MEDIA_TYPES
from aggregator.publish.render.settle import make_base, name_chapter
from aggregator.records import Defect, Edition, Publication, Published, Update


def publish_formats(edition: Edition, write: Callable[[Publication], bool]) -> Published:
    """Render each format of the output and hand over the good ones.

    `write` returns whether the bytes are new. A rendering that is not fit to be
    published is told of in `kept`, and the last good one stays where it is.
    """
    written: list[str] = []
    unchanged: list[str] = []
    kept: list[Defect] = []
    left_out: dict[Defect, None] = {}
    for name, make in _list_renderings(edition):
        publication = _render(name, make)
        if isinstance(publication, Defect):
            kept.append(publication)
            continue
        left_out |= dict.fromkeys(publication.left_out)
        (written if write(publication) else unchanged).append(name)
    return Published(
        output=edition.output.name,
        written=tuple(written),
        unchanged=tuple(unchanged),
        kept=tuple(kept),
        left_out=tuple(left_out),
    )


def name_file(publication: Publication) -> str:
    """Return where a publication lies below `feeds/`."""
    return f"{publication.name}.{publication.format}"


def list_updates(edition: Edition, written: Sequence[Publication]) -> list[Update]:
    """Return what a hub is to be told of: feeds that changed; no pages, no archives."""
    feeds = f"{make_base(edition.base_url)}/feeds"
    return [
        Update(
            topic=f"{feeds}/{name_file(publication)}",
            media_type=MEDIA_TYPES[publication.format],
            body=publication.body,
        )
        for publication in written
        if publication.name == edition.output.name and publication.format != "html"
    ]


def _list_renderings(edition: Edition) -> Iterator[tuple[str, Callable[[], Publication]]]:
    """Yield (name, how to make it); archives first, for the feed leads to them."""
    for chapter in edition.chapters:
        name = name_chapter(edition.output.name, chapter.label)
        yield f"{name}.atom", partial(render_chapter, edition, chapter)
    for format in edition.output.formats:
        yield f"{edition.output.name}.{format}", partial(render, edition, format)


def _render(name: str, make: Callable[[], Publication]) -> Publication | Defect:
    try:
        publication = make()
    except (ValueError, TypeError, LookupError) as error:
        return Defect(code="not-rendered", detail=f"{name}: {error!r}")
    flaw = find_flaw(publication)
    return Defect(code="not-fit", detail=f"{name}: {flaw}") if flaw else publication
