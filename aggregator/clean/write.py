"""A worked-on tree, written as HTML that every parser reads the same way.

The output has a normal form: text stands in paragraphs, paragraphs hold no
blocks, nothing is empty, layout elements are gone, inline elements hold inline
content. Written in one pass, so nothing depends on how often text is moved.
Decides about structure only; what is dropped was dropped before.
"""

from dataclasses import dataclass, replace

from aggregator.clean import markup
from aggregator.clean.markup import BREAK, is_blank, opening, trim
from aggregator.clean.tree import Element, Sheet, text_of
from aggregator.clean.vocabulary import (
    BLOCKS,
    FORMATTING,
    LISTS,
    LOOSE,
    MATH,
    PHRASING_ONLY,
    RUBY,
    TIGHT,
    WRAPPERS,
)

MAX_DEPTH = 100
"""Elements inside each other; of what is deeper only the text is written."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in the document something is written."""

    holders: frozenset[Element]
    """Inline elements and paragraphs that hold blocks."""
    depth: int = 0
    link: str = ""
    """The opening tag of the link that is around the blocks here."""
    preformatted: bool = False

    def deeper(self) -> "_Place":
        return _Place(self.holders, self.depth + 1, self.link, self.preformatted)


def write(sheet: Sheet) -> str:
    """Return the content of a tree in normal form."""
    return _flow(sheet.body, _Place(_holders(sheet.body)))


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


def _flow(container: Element, place: _Place) -> str:
    """Write blocks one after another, and text between them as paragraphs."""
    place = place.deeper()
    blocks: list[str] = []
    run: list[str] = [markup.text(container.text)]
    for child in container:
        if _is_block(child, place):
            blocks += _run(run, place)
            blocks.append(_block(child, place))
            run = []
        else:
            run += _inline(child, place)
        run.append(markup.text(child.tail))
    blocks += _run(run, place)
    return "\n".join(block for block in blocks if block)


def _is_block(element: Element, place: _Place) -> bool:
    return element.tag in BLOCKS or element in place.holders


def _run(parts: list[str], place: _Place) -> list[str]:
    if not any(part and not part.isspace() for part in parts):
        return []
    return [f"<p>{_linked(html, place)}</p>" for html in markup.paragraphs(parts)]


def _linked(html: str, place: _Place) -> str:
    """Put the link that was around blocks around what is in them."""
    if not place.link or "<a " in html or is_blank(html):
        return html
    return f"{place.link}{html}</a>"


def _block(element: Element, place: _Place) -> str:
    tag = str(element.tag)
    if place.depth > MAX_DEPTH:
        return "".join(_run([markup.text(text_of(element))], place))
    if tag in _WRITERS:
        return _WRITERS[tag](element, place)
    if tag in PHRASING_ONLY and element not in place.holders:
        return _phrasing_block(element, place)
    if tag == "a" and element.get("href"):
        return _flow(element, replace(place, link=opening(element)))
    return _wrapper(element, place)


def _wrapper(element: Element, place: _Place) -> str:
    """Write what is in a layout element; it stays as a div only where it says something."""
    inner = _flow(element, place)
    start = opening(element, "div") if inner else "<div>"
    return inner if start == "<div>" else f"{start}\n{inner}\n</div>"


def _phrasing_block(element: Element, place: _Place) -> str:
    tag = str(element.tag)
    if tag in ("dt", "caption"):  # outside of a list or table they are text like any other
        tag = "p"
    parts = _phrasing(element, place.deeper())
    if tag != "p":
        html = trim("".join(parts))
        return "" if is_blank(html) else f"{opening(element)}{_linked(html, place)}</{tag}>"
    found = [_linked(html, place) for html in markup.paragraphs(parts)]
    start = opening(element, tag)
    return "\n".join(f"{start if n == 0 else '<p>'}{html}</p>" for n, html in enumerate(found))


def _loose(element: Element, place: _Place) -> str:
    inner = _flow(element, place)
    return f"{opening(element)}\n{inner}\n</{element.tag}>" if inner else ""


def _tight(element: Element, place: _Place) -> str:
    """Write an item's or cell's content: a single paragraph needs no tag of its own."""
    if any(_is_block(child, place) for child in element):
        return markup.tight(_flow(element, place))
    return _linked(trim("".join(_phrasing(element, place.deeper()))), place)


def _list(element: Element, place: _Place) -> str:
    place = place.deeper()
    items: list[str] = []
    for child in element:
        if child.tag in LISTS and element.tag != "dl" and items:
            if inner := _block(child, place):
                items[-1] = items[-1].removesuffix("</li>") + f"\n{inner}</li>"
        elif item := _item(child, str(element.tag), place.deeper()):
            items.append(item)
    inner = "\n".join(items)
    before = "".join(_run(_loose_text(element), place))
    return before + (f"{opening(element)}\n{inner}\n</{element.tag}>" if inner else "")


def _loose_text(element: Element) -> list[str]:
    """Return text that stands in a list or table, where none may stand."""
    return [markup.text(element.text), *(f" {markup.text(child.tail)}" for child in element)]


def _item(child: Element, inside: str, place: _Place) -> str:
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
        html = trim("".join(_phrasing(child, place)))
    elif own:
        html = _tight(child, place)
    else:
        html = _strayed(child, place)
    start = opening(child, tag) if own else f"<{tag}>"
    return "" if is_blank(html) else f"{start}{html}</{tag}>"


def _holds_items(wrapper: Element) -> bool:
    return any(child.tag in TIGHT or child.tag in WRAPPERS for child in wrapper)


def _strayed(child: Element, place: _Place) -> str:
    """Write what stands in a list without being an item."""
    if _is_block(child, place):
        return markup.tight(_block(child, place))
    return trim("".join(_inline(child, place)))


def _figure(element: Element, place: _Place) -> str:
    """Write pictures as they are; text beside them is their caption, never a paragraph."""
    inner = "\n".join(block for block in _figure_parts(element, place) if block)
    return f"{opening(element)}\n{inner}\n</figure>" if inner else ""


def _figure_parts(element: Element, place: _Place) -> list[str]:
    place = place.deeper()
    blocks: list[str] = []
    run = [markup.text(element.text)]
    for child in element:
        if child.tag == "p" and child not in place.holders:
            run += [BREAK, *_phrasing(child, place.deeper())]
        elif _is_block(child, place):
            blocks += [*_beside(run, place), *_figure_block(child, place)]
            run = []
        else:
            run += _inline(child, place)
        run.append(markup.text(child.tail))
    return [*blocks, *_beside(run, place)]


def _figure_block(child: Element, place: _Place) -> list[str]:
    """Look through layout elements: only pictures, captions and real blocks count."""
    transparent = child in place.holders or child.tag in WRAPPERS
    if not transparent or place.depth > MAX_DEPTH:
        return [_block(child, place)]
    if child.tag == "a" and child.get("href"):
        place = replace(place, link=opening(child))
    return _figure_parts(child, place)


def _beside(parts: list[str], place: _Place) -> list[str]:
    html = trim("".join(parts))
    if is_blank(html):
        return []
    if markup.is_media_only(html):
        return [_linked(html, place)]
    media = [part for part in parts if markup.is_media_only(part)]
    said = trim("".join(part for part in parts if not markup.is_media_only(part)))
    return [*(_linked(part, place) for part in media), f"<figcaption>{said}</figcaption>"]


def _pre(element: Element, place: _Place) -> str:
    inside = replace(place.deeper(), preformatted=True)
    html = "".join(_phrasing(element, inside)).strip("\n").rstrip()
    return "" if is_blank(html) else f"{opening(element)}{html}</pre>"


def _rule(_element: Element, _place: _Place) -> str:
    return "<hr>"


def _nothing(_element: Element, _place: _Place) -> str:
    return ""


# --- tables --------------------------------------------------------------------


def _table(element: Element, place: _Place) -> str:
    if _is_layout(element):
        cells = [cell for cell in element.iter("td", "th") if _table_of(cell) is element]
        return "\n".join(filter(None, (_flow(cell, place) for cell in cells)))
    place = place.deeper()
    before = _run(_loose_text(element), place)
    groups: list[tuple[str, list[str]]] = []
    for child in element:
        if child.tag in ("thead", "tbody", "tfoot"):
            groups.append((str(child.tag), [_row(row, place) for row in child if row.tag == "tr"]))
        elif child.tag == "tr":
            if not groups or groups[-1][0] != "tbody":
                groups.append(("tbody", []))
            groups[-1][1].append(_row(child, place))
        elif child.tag not in ("caption", "colgroup", "col"):
            before.append(_block(child, place))
    rows = [(tag, "\n".join(filter(None, found))) for tag, found in groups]
    inner = "\n".join(f"<{tag}>\n{found}\n</{tag}>" for tag, found in rows if found)
    table = f"{opening(element)}\n{_caption(element, place)}{inner}\n</table>" if inner else ""
    return "\n".join(filter(None, (*before, table)))


def _is_layout(table: Element) -> bool:
    """Tell whether a table only puts things beside or under each other."""
    if next(table.iter("th", "caption"), None) is not None:
        return False
    if next(table.iterdescendants("table"), None) is not None:
        return True
    return all(sum(1 for cell in row if cell.tag == "td") <= 1 for row in table.iter("tr"))


def _table_of(cell: Element) -> Element | None:
    return next(cell.iterancestors("table"), None)


def _caption(table: Element, place: _Place) -> str:
    caption = table.find("caption")
    if caption is None:
        return ""
    html = trim("".join(_phrasing(caption, place)))
    return "" if is_blank(html) else f"{opening(caption)}{html}</caption>\n"


def _row(row: Element, place: _Place) -> str:
    cells = [
        (opening(cell), _tight(cell, place), cell.tag) for cell in row if cell.tag in ("td", "th")
    ]
    if all(is_blank(html) for _, html, _ in cells):
        return ""
    return "<tr>" + "".join(f"{start}{html}</{tag}>" for start, html, tag in cells) + "</tr>"


# --- phrasing ------------------------------------------------------------------


def _phrasing(element: Element, place: _Place) -> list[str]:
    """Write text and inline elements, one string for each piece."""
    parts = [markup.text(element.text, preformatted=place.preformatted)]
    for child in element:
        parts += _inline(child, place)
        parts.append(markup.text(child.tail, preformatted=place.preformatted))
    return parts


def _inline(element: Element, place: _Place) -> list[str]:
    tag = str(element.tag)
    if place.depth > MAX_DEPTH:
        return [markup.text(text_of(element), preformatted=place.preformatted)]
    if tag == "br":
        return ["\n" if place.preformatted else BREAK]
    if tag in _MEDIA:
        return [_MEDIA[tag](element)]
    inner = _phrasing(element, place.deeper())
    if tag == "wbr":  # libxml2 takes what follows it for its content
        return ["<wbr>", *inner]
    if tag in BLOCKS:
        return [*inner, "\n"] if place.preformatted else [" ", *inner, " "]
    return _formatted(element, inner)


def _formatted(element: Element, parts: list[str]) -> list[str]:
    """Keep formatting that has something to format, and the targets of links."""
    tag = str(element.tag)
    start = opening(element, tag if tag in FORMATTING or tag in RUBY else "span")
    inner = "".join(parts)
    if start in ("<a>", "<span>") or (is_blank(inner) and ' id="' not in start):
        return parts
    if tag == "a" and "<a " in inner:
        return parts
    return [f"{start}{inner}</{start[1:].partition(' ')[0].rstrip('>')}>"]


def _picture(element: Element) -> str:
    return opening(element) if element.get("src") else ""


def _player(element: Element) -> str:
    tag = str(element.tag)
    inner = "".join(opening(each) for each in element.iter("source") if each.get("src"))
    return f"{opening(element)}{inner}</{tag}>" if inner or element.get("src") else ""


def _formula(element: Element) -> str:
    """Write presentation MathML; what is none of it, an annotation say, is left out."""
    inner = _formula_content(element, 0)
    return f"{opening(element)}{inner}</math>" if inner else ""


def _formula_content(element: Element, depth: int) -> str:
    leaf = element.tag in ("mi", "mn", "mo", "ms", "mtext")
    if leaf or depth > MAX_DEPTH:
        return markup.text(text_of(element)).strip()
    return "".join(
        f"{opening(child)}{_formula_content(child, depth + 1)}</{child.tag}>"
        for child in element
        if child.tag in MATH and child.tag != "math"
    )


_MEDIA = {
    "img": _picture,
    "iframe": _player,
    "video": _player,
    "audio": _player,
    "math": _formula,
}
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
