"""Our pages can be read by everybody: what can be checked without a browser."""

import re
from itertools import pairwise

import pytest
from lxml import html

from aggregator.publish.render import render
from aggregator.publish.render.face import render_face
from aggregator.publish.render.html import read_style
from aggregator.web.pages import make_index, make_status_page
from tests.publish_fixtures import OUTPUT, make_edition, make_full_entry, make_nasty_entries
from tests.web_fixtures import LOCAL, STATUS

ENOUGH = 4.5
"""WCAG 2.2, 1.4.3: contrast of text."""


def river(*entries):
    return render(make_edition(*entries), "html").body


PAGES = {
    "river": river(make_full_entry(1), *make_nasty_entries()),
    "empty": river(),
    "index": make_index([OUTPUT], LOCAL, river(make_full_entry(1))),
    "status": make_status_page(STATUS, LOCAL, renews=True),
}


@pytest.fixture(params=PAGES)
def page(request):
    return html.fromstring(PAGES[request.param].decode())


def test_a_page_says_its_language_and_title_and_has_one_heading_and_main_part(page):
    assert page.get("lang") == "en"
    assert page.findtext("head/title")
    assert len(page.findall(".//h1")) == 1
    assert len(page.findall(".//main")) == 1


def test_headings_go_down_one_step_at_a_time(page):
    """In our own parts: what is inside of an article's content is its author's."""
    for content in page.find_class("content"):
        content.drop_tree()
    levels = [int(each.tag[1]) for each in page.iter("h1", "h2", "h3", "h4")]
    steps = [after - before for before, after in pairwise(levels)]
    assert max(steps, default=0) <= 1


def test_what_can_be_followed_or_opened_has_a_name(page):
    nameless = [
        each
        for each in page.iter("a", "summary")
        if not (each.get("aria-label") or each.text_content().strip())
    ]
    assert nameless == []


def test_a_name_that_is_heard_begins_with_what_is_seen(page):
    """So that who speaks to the machine can say what is on the screen (WCAG 2.2, 2.5.3)."""
    named = [each for each in page.iter("a") if each.get("aria-label")]
    assert all(each.text_content().strip() in each.get("aria-label") for each in named)


def test_pictures_of_ours_have_a_name_or_are_hidden(page):
    for each in page.iter("svg"):
        assert each.get("aria-label") or each.get("aria-hidden") == "true"


def test_ids_are_there_once_and_lead_somewhere(page):
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(page.xpath("//@aria-labelledby")) <= set(ids)
    (target,) = page.xpath("//a[@class='skip']/@href") or ["#"]
    assert target.removeprefix("#") in {"", *ids}


def read_colours(style):
    """Return the variables of the light and of the dark scheme."""
    blocks = re.findall(r":root\{([^}]*)\}", style)
    found = [dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", block)) for block in blocks]
    return [each for each in found if each]


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("style", [read_style(), render_face().decode()], ids=["pages", "feeds"])
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_stands_out_from_what_is_behind_it(style, scheme):
    colours = read_colours(style)[scheme]
    inks = [name for name in ("ink", "soft", "deep", "alarm") if name in colours]
    assert len(inks) >= 3
    for ink in inks:
        for ground in ("paper", "wash"):
            assert contrast(colours[ink], colours[ground]) >= ENOUGH, (ink, ground)
