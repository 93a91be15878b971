"""A story's other sources, for readers that know nothing of related links. Pure."""

from html import escape

from aggregator.publish.render.parts import Also, Item


def add_also(item: Item) -> str:
    """Return the item's content with "Also: …" after it when other sources tell the same."""
    if not item.also:
        return item.content
    told = ", ".join(_link(member) for member in item.also)
    return f"{item.content}\n<p>Also: {told}</p>"


def _link(member: Also) -> str:
    source, title = escape(member.source), escape(member.title)
    if member.link is None:
        return source
    return f'<a href="{escape(member.link)}" title="{title}">{source}</a>'
