"""Where an entry is: GeoRSS in its simple form, GML within it, and W3C's older `geo`."""

import re
from collections.abc import Iterator
from math import isfinite

from aggregator.parse.named import Named, first_text
from aggregator.parse.prose import title_text
from aggregator.parse.tree import Element, local
from aggregator.records import Place

_NUMBER = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,20})?(?![\d.])")
_LENGTH = re.compile(r"\d{1,8}(?:\.\d{1,20})?")
_CLOSED = re.compile(r"[\s,;]+")
_SHAPES = {"point": 2, "line": 4, "polygon": 8, "box": 4}
"""And how many numbers each has at least; a polygon ends where it began."""
_GML = {
    "point": "point",
    "linestring": "line",
    "polygon": "polygon",
    "envelope": "box",
}
_MOST = 2000
"""Numbers of one shape."""


def read_place(named: Named) -> Place | None:
    """Return the first place that the item names; None for none, and for one not on Earth."""
    name = title_text(first_text(named, "georss featurename")) or None
    for shape, text, radius in _told(named):
        degrees = _degrees(text)
        if _is_whole(shape, degrees):
            return Place(shape=shape, degrees=degrees, radius=radius, name=name)
    return None


def _told(named: Named) -> Iterator[tuple[str, str, float | None]]:
    """Yield shape, numbers and radius of each place, as they are told."""
    for shape in _SHAPES:
        for element in named.get(f"georss {shape}", ()):
            text = element.text or ""
            yield shape, text, _metres(first_text(named, "georss radius"))
    for element in named.get("georss circle", ()):
        *centre, radius = _CLOSED.split((element.text or "").strip())
        yield "point", " ".join(centre), _metres(radius)
    for element in named.get("georss where", ()):
        yield from _told_in_gml(element)
    latitude, longitude = first_text(named, "geo lat"), first_text(named, "geo long")
    yield "point", f"{latitude} {longitude}", None
    for element in named.get("geo point", ()):
        said = {local(part): (part.text or "").strip() for part in element}
        yield "point", f"{said.get('lat', '')} {said.get('long', '')}", None


def _told_in_gml(where: Element) -> Iterator[tuple[str, str, float | None]]:
    for element in where:
        if shape := _GML.get(local(element)):
            yield shape, " ".join(part.text or "" for part in element.iter()), None


def _degrees(text: str) -> tuple[float, ...]:
    parts = [part for part in _CLOSED.split(text.strip()) if part]
    if len(parts) > _MOST or not all(_NUMBER.fullmatch(part) for part in parts):
        return ()
    return tuple(float(part) for part in parts)


def _is_whole(shape: str, degrees: tuple[float, ...]) -> bool:
    least = _SHAPES[shape]
    if len(degrees) < least or len(degrees) % 2 or (shape in ("point", "box") and degrees[least:]):
        return False
    latitudes, longitudes = degrees[::2], degrees[1::2]
    return all(-90 <= each <= 90 for each in latitudes) and all(
        -180 <= each <= 180 for each in longitudes
    )


def _metres(text: str) -> float | None:
    number = float(text) if _LENGTH.fullmatch(text) else 0.0
    return number if number > 0 and isfinite(number) else None
