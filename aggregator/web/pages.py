"""The pages that are made when they are asked for: the index and the status. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, Undefined
from markupsafe import Markup

from aggregator.publish.render.html import NAMES, name_day, open_templates, read_policy, read_style
from aggregator.publish.render.parts import MEDIA_TYPES
from aggregator.records import Output

_URGENCY = {name: at for at, name in enumerate(("failing", "gone", "limited", "new"))}
_BEGIN, _END = b'<main id="river">', b"</main>"


def make_index(outputs: Sequence[Output], base_url: str, river: bytes | None) -> bytes:
    """Return the page at /: what there is to subscribe to, and the stories of a rendered river."""
    return _render(
        "index.html",
        base_url,
        outputs=outputs,
        names=NAMES,
        types=MEDIA_TYPES,
        river=Markup(_cut_river(river).decode()) if river else None,
    )


def make_status_page(status: Mapping[str, object], base_url: str, *, renews: bool) -> bytes:
    """Return the page at /status of an account made by `status`."""
    listed = status.get("sources")
    sources = list(listed) if isinstance(listed, Sequence) else []
    # Whoever comes here comes because of what is not well.
    sources.sort(key=lambda source: _URGENCY.get(str(source.get("health")), len(_URGENCY)))
    return _render("status.html", base_url, status=status, sources=sources, renews=renews)


def _cut_river(page: bytes) -> bytes:
    """Return the stories of a page that we rendered ourselves."""
    return page[page.index(_BEGIN) + len(_BEGIN) : page.rindex(_END)]


def _render(template: str, base_url: str, **values: object) -> bytes:
    page = _open_templates().get_template(template)
    values["base"] = base_url.rstrip("/")
    return page.render(**values, style=Markup(read_style()), policy=read_policy()).encode()


@cache
def _open_templates() -> Environment:
    """Return the templates of this package, on top of those of the river."""
    shared = open_templates()
    loaders = [PackageLoader("aggregator.web"), PackageLoader("aggregator.publish.render")]
    # A source that was never polled has no more to tell than its name.
    own = shared.overlay(loader=ChoiceLoader(loaders), undefined=Undefined)
    own.filters = {**shared.filters, "moment": _show_moment, "bars": draw_bars, "size": show_size}
    return own


def draw_bars(counts: Sequence[int]) -> str:
    """Return an SVG path in a field of 150 by 28: a bar for each count, on a line."""
    width, most = 150 / max(1, len(counts)), max(counts, default=0)
    bars = (
        f"M{at * width:.1f} 27v-{max(1.5, 26 * count / most):.1f}h{width - 1:.1f}V27z"
        for at, count in enumerate(counts)
        if count
    )
    return "M0 27h150v1h-150z" + "".join(bars)


def show_size(count: int) -> str:
    """Return bytes as people write them: `512 bytes`, `48 kB`, `1.2 MB`."""
    if count < 1000:
        return f"{count} bytes"
    size, unit = count / 1000, "kB"
    for larger in ("MB", "GB"):
        if size >= 1000:
            size, unit = size / 1000, larger
    return f"{size:.1f} {unit}" if size < 10 else f"{size:.0f} {unit}"


def _show_moment(text: str) -> str:
    """Return a moment of the account as people write it: `5 March 2026, 12:00`."""
    moment = datetime.fromisoformat(text)
    return f"{name_day(moment).partition(', ')[2]}, {moment:%H:%M}"
