"""Elements by the names that they go by, whatever their prefixes are."""

from aggregator.parse.tree import Element

Named = dict[str, list[Element]]
"""Elements by family and local name, as in `media content`."""


def first_text(named: Named, name: str) -> str:
    """Return the first text that stands under a name, without white space around it."""
    for element in named.get(name, ()):
        if element.text and element.text.strip():
            return element.text.strip()
    return ""
