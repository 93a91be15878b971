"""A worked-on tree, written as HTML that every parser reads the same way.

The output has a normal form: text stands in paragraphs, paragraphs hold no
blocks, nothing is empty, layout elements are gone, inline elements hold inline
content. Written in one pass, so nothing depends on how often text is moved.
Decides about structure only; what is dropped was dropped before.
"""

import re
from dataclasses import replace

from aggregator.clean import markup
from aggregator.clean.markup import BREAK, is_blank, opening, trim
from aggregator.clean.phrasing import MAX_DEPTH, Place, inline, phrasing
from aggregator.clean.tree import Element, Sheet, text_of
from aggregator.clean.vocabulary import (
    BLOCKS,
    HEADINGS,
    LISTS,
    LOOSE,
    MEDIA,
    PHRASING_ONLY,
    ROWS,
    TIGHT,
    WRAPPERS,
)

_CELLS = frozenset({"td", "th", "caption", "colgroup", "col"})
_PARAGRAPH = re.compile(r"<p(?: [^<>]*)?>(.*)</p>", re.DOTALL)


def write(sheet: Sheet) -> list[str]:
    """Return the content of a tree in normal form, block by block."""
    return _blocks(sheet.body, Place(_holders(sheet.body)))


def _holders(body: Element) -> frozenset[Element]:
    found: set[Element] = set()
    for element in body.iter(*BLOCKS):
        parent = element.getparent()
        while parent is not None and _may_hold(parent) and parent not in found:
            found.add(parent)
            parent = parent.getparent()
    return frozenset(found)


def _may_hold(element: Element) -> bool:
    return element.tag == "p" or element.tag not in BLOCKS


# --- blocks --------------------------------------------------------------------


def _flow(container: Element, place: Place) -> str:
    return "\n".join(_blocks(container, place))


def _blocks(container: Element, place: Place) -> list[str]:
    """Write blocks one after another, and text between them as paragraphs."""
    place = place.deeper()
    blocks: list[str] = []
    run: list[str] = [markup.text(container.text)]
    for child in container:
        if _is_block(child, place):
            blocks += _run(run, place)
            blocks += _written(child, place)
            run = []
        else:
            run += inline(child, place)
        run.append(markup.text(child.tail))
    blocks += _run(run, place)
    return [block for block in blocks if block]


def _is_block(element: Element, place: Place) -> bool:
    return element.tag in BLOCKS or element in place.holders


def _run(parts: list[str], place: Place) -> list[str]:
    if not any(part and not part.isspace() for part in parts):
        return []
    return [f"<p>{_linked(html, place)}</p>" for html in markup.paragraphs(parts)]


def _linked(html: str, place: Place) -> str:
    """Put the link that was around blocks around what is in them."""
    if not place.link or "<a " in html or is_blank(html):
        return html
    return f"{place.link}{html}</a>"


def _block(element: Element, place: Place) -> str:
    return "\n".join(_written(element, place))


def _written(element: Element, place: Place) -> list[str]:
    tag = str(element.tag)
    if place.depth > MAX_DEPTH:
        return _run([markup.text(text_of(element))], place)
    if tag in _WRITERS:
        return _WRITERS[tag](element, place)
    if tag in PHRASING_ONLY and element not in place.holders:
        return _phrasing_block(element, place)
    if tag == "a" and element.get("href"):
        return _blocks(element, replace(place, link=opening(element)))
    return _wrapper(element, place)


def _wrapper(element: Element, place: Place) -> list[str]:
    """Write what is in a layout element; it stays as a div only where it says something."""
    inner = _blocks(element, place)
    start = opening(element, "div") if inner else "<div>"
    return inner if start == "<div>" else ["\n".join((start, *inner, "</div>"))]


def _phrasing_block(element: Element, place: Place) -> list[str]:
    tag = str(element.tag)
    if tag in ("dt", "caption"):  # outside of a list or table they are text like any other
        tag = "p"
    parts = phrasing(element, place.deeper())
    if tag != "p":
        html = trim("".join(parts))
        return [] if is_blank(html) else [f"{opening(element)}{_linked(html, place)}</{tag}>"]
    found = [_linked(html, place) for html in markup.paragraphs(parts)]
    start = opening(element, tag)
    return [f"{start if n == 0 else '<p>'}{html}</p>" for n, html in enumerate(found)]


def _loose(element: Element, place: Place) -> list[str]:
    return _around(element, _flow(element, place))


def _around(element: Element, inner: str) -> list[str]:
    return [f"{opening(element)}\n{inner}\n</{element.tag}>"] if inner else []


def _tight(element: Element, place: Place) -> str:
    """Write an item's or cell's content: a single paragraph needs no tag of its own."""
    if any(_is_block(child, place) for child in element):
        return markup.tight(_flow(element, place))
    return _linked(trim("".join(phrasing(element, place.deeper()))), place)


def _list(element: Element, place: Place) -> list[str]:
    place = place.deeper()
    items: list[str] = []
    for child in element:
        if child.tag in LISTS and element.tag != "dl" and items:
            for block in _written(child, place):
                _add_nested(items, block)
        elif item := _item(child, str(element.tag), place.deeper()):
            items.append(item)
    inner = "\n".join(items)
    return [*_run(_loose_text(element), place), *_around(element, inner)]


def _add_nested(items: list[str], block: str) -> None:
    """Put a list that follows an item into it; what was no list after all is an item."""
    if block.startswith(("<ul", "<ol", "<dl")):
        items[-1] = items[-1].removesuffix("</li>") + f"\n{block}</li>"
    else:
        items.append(f"<li>{markup.tight(block)}</li>")


def _loose_text(element: Element) -> list[str]:
    """Return text that stands in a list or table, where none may stand."""
    return [markup.text(element.text), *(f" {markup.text(child.tail)}" for child in element)]


def _item(child: Element, inside: str, place: Place) -> str:
    """Write one child of a list as the item that it is or should be."""
    if child.tag in WRAPPERS and place.depth <= MAX_DEPTH and _holds_items(child):
        return "\n".join(filter(None, (_item(each, inside, place.deeper()) for each in child)))
    if inside != "dl":
        tag = "li"
    elif child.tag in ("dt", "dd"):
        tag = str(child.tag)
    else:
        tag = "dd"
    own = child.tag == tag
    if child.tag == "dt":
        html = trim("".join(phrasing(child, place)))
    elif own:
        html = _tight(child, place)
    else:
        html = _strayed(child, place)
    start = opening(child, tag) if own else f"<{tag}>"
    return "" if is_blank(html) else f"{start}{html}</{tag}>"


def _holds_items(wrapper: Element) -> bool:
    return any(child.tag in TIGHT or child.tag in WRAPPERS for child in wrapper)


def _strayed(child: Element, place: Place) -> str:
    """Write what stands in a list without being an item."""
    if _is_block(child, place):
        return markup.tight(_block(child, place))
    return trim("".join(inline(child, place)))


def _figure(element: Element, place: Place) -> list[str]:
    """Write pictures as they are; text beside them is their caption, never a paragraph."""
    inner = "\n".join(block for block in _figure_parts(element, place) if block)
    return _around(element, inner)


def _figure_parts(element: Element, place: Place) -> list[str]:
    place = place.deeper()
    blocks: list[str] = []
    run = [markup.text(element.text)]
    for child in element:
        if child.tag == "p" and child not in place.holders:
            run += [BREAK, *phrasing(child, place.deeper())]
        elif _is_block(child, place):
            blocks += [*_beside(run, place), *_figure_block(child, place)]
            run = []
        else:
            run += inline(child, place)
        run.append(markup.text(child.tail))
    return [*blocks, *_beside(run, place)]


def _figure_block(child: Element, place: Place) -> list[str]:
    """Look through layout elements: only pictures, captions and real blocks count."""
    solid = child.tag in _WRITERS or child.tag in HEADINGS or child.tag == "figcaption"
    layout = child.tag == "table" and _is_layout(child)
    if (solid and not layout) or place.depth > MAX_DEPTH:
        return [part for block in _written(child, place) for part in _in_figure(block, place)]
    if child.tag == "a" and child.get("href"):
        place = replace(place, link=opening(child))
    return _figure_parts(child, place)


def _in_figure(block: str, place: Place) -> list[str]:
    """Make what strayed out of a list or table the caption that text of a figure is."""
    stray = _PARAGRAPH.fullmatch(block)
    return _beside([stray[1]], place) if stray else [block]


def _beside(parts: list[str], place: Place) -> list[str]:
    media = [_linked(part, place) for part in parts if markup.is_media_only(part)]
    said = trim("".join(part for part in parts if not markup.is_media_only(part)))
    return media if is_blank(said) else [*media, f"<figcaption>{said}</figcaption>"]


def _pre(element: Element, place: Place) -> list[str]:
    inside = replace(place.deeper(), preformatted=True)
    html = "".join(phrasing(element, inside)).strip("\n").rstrip()
    return [] if is_blank(html) else [f"{opening(element)}{html}</pre>"]


def _rule(_element: Element, _place: Place) -> list[str]:
    return ["<hr>"]


def _nothing(_element: Element, _place: Place) -> list[str]:
    return []


# --- tables --------------------------------------------------------------------


def _table(element: Element, place: Place) -> list[str]:
    if _is_layout(element):
        return _wrapper(element, place)
    place = place.deeper()
    groups: list[tuple[str, list[str]]] = []
    for child in element:
        if child.tag in ("thead", "tbody", "tfoot"):
            groups.append((str(child.tag), [_row(row, place) for row in child if row.tag == "tr"]))
        elif child.tag == "tr":
            if not groups or groups[-1][0] != "tbody":
                groups.append(("tbody", []))
            groups[-1][1].append(_row(child, place))
    rows = [(tag, "\n".join(filter(None, found))) for tag, found in groups]
    inner = "\n".join(f"<{tag}>\n{found}\n</{tag}>" for tag, found in rows if found)
    if inner:
        inner = f"{_caption(element, place)}{inner}"
    return [*_strays(element, place), *_around(element, inner)]


def _strays(part: Element, place: Place) -> list[str]:
    """Write what stands in a table outside of its cells: browsers show it before the table."""
    found = _run(_loose_text(part), place)
    for child in part:
        if child.tag in ROWS and place.depth <= MAX_DEPTH:
            found += _strays(child, place.deeper())
        elif child.tag not in _CELLS:
            found += _written(child, place)
    return found


def _is_layout(table: Element) -> bool:
    """Tell whether a table only puts things beside or under each other."""
    if next(table.iterdescendants("table"), None) is not None:
        return next(table.iter("th", "caption"), None) is None
    caption = table.find("caption")
    if caption is not None and not _is_empty(caption):
        return False
    rows = [[cell.tag for cell in row] for row in table.iter("tr") if not _is_empty(row)]
    return all("th" not in cells and cells.count("td") <= 1 for cells in rows)


def _is_empty(part: Element) -> bool:
    """Tell whether a row or caption will not be written, and so says nothing of its table."""
    if next(part.iter(*MEDIA), None) is not None:
        return False
    return is_blank(markup.text(text_of(part)))


def _caption(table: Element, place: Place) -> str:
    caption = table.find("caption")
    if caption is None:
        return ""
    html = trim("".join(phrasing(caption, place)))
    return "" if is_blank(html) else f"{opening(caption)}{html}</caption>\n"


def _row(row: Element, place: Place) -> str:
    cells = [
        (opening(cell), _tight(cell, place), cell.tag) for cell in row if cell.tag in ("td", "th")
    ]
    if all(is_blank(html) for _, html, _ in cells):
        return ""
    return "<tr>" + "".join(f"{start}{html}</{tag}>" for start, html, tag in cells) + "</tr>"


_WRITERS = {
    **dict.fromkeys(LISTS, _list),
    **dict.fromkeys(LOOSE, _loose),
    "col": _nothing,
    "colgroup": _nothing,
    "figure": _figure,
    "hr": _rule,
    "pre": _pre,
    "table": _table,
}
