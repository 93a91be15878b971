"""What every publisher does with an edition, wherever it puts the bytes. Pure."""

from collections.abc import Callable

from aggregator.publish.check import find_flaw
from aggregator.publish.render import render
from aggregator.records import Defect, Edition, Publication, Published


def publish_formats(edition: Edition, write: Callable[[Publication], bool]) -> Published:
    """Render each format of the output and hand over the good ones.

    `write` returns whether the bytes are new. A rendering that is not fit to be
    published is told of in `kept`, and the last good one stays where it is.
    """
    written: list[str] = []
    unchanged: list[str] = []
    kept: list[Defect] = []
    left_out: dict[Defect, None] = {}
    for format in edition.output.formats:
        name = f"{edition.output.name}.{format}"
        publication = _render(edition, format)
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


def _render(edition: Edition, format: str) -> Publication | Defect:
    name = f"{edition.output.name}.{format}"
    try:
        publication = render(edition, format)
    except (ValueError, TypeError, LookupError) as error:
        return Defect(code="not-rendered", detail=f"{name}: {error!r}")
    flaw = find_flaw(publication)
    return Defect(code="not-fit", detail=f"{name}: {flaw}") if flaw else publication
