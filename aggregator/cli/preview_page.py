"""`aggregator preview --html`: the page that shows what became of a page."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from aggregator.publish.render.html import read_policy, read_style


def write_page(path: Path, told: dict[str, Any], facts: str) -> None:
    """Write what `shown.show_page` told as a page; raises OSError.

    The article's HTML is what the sanitiser let through; everything else is escaped.
    """
    environment = Environment(
        loader=PackageLoader("aggregator.cli"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("preview.html").render(
        told=told,
        facts=facts,
        html=Markup(told["html"]),
        style=Markup(read_style()),
        policy=read_policy(),
    )
    path.write_text(page, encoding="utf-8", errors="replace")
