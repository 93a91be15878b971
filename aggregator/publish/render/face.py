"""How a feed looks in a browser: by CSS, for browsers are giving XSLT up. Pure."""

from lxml import etree

from aggregator.publish.render.html import open_templates
from aggregator.publish.render.parts import Channel

FACE = "face.css"
"""The name of the style sheet; it lies in `feeds/`, beside the outputs."""


def add_face(root: etree._Element, channel: Channel) -> None:
    """Name the style sheet in front of the root, by a relative address: mirrors keep it."""
    href = "../" * channel.path.count("/") + FACE
    instruction = etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{href}"')
    root.addprevious(instruction)


def render_face() -> bytes:
    """Return the style sheet."""
    return open_templates().get_template(FACE).render().encode()
