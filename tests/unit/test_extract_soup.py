"""The soup of a picked part is the one that BeautifulSoup makes."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from aggregator.dom import parse_document
from aggregator.extract.soup import soup_of

PIECES = (
    "<p>", "</p>", "<div id='a'>", "</div>", "<b>", "</b>", "<br>", "<li>", "<ul>", "</ul>",
    "<table><tr><td>", "</table>", "<pre>", "</pre>", "<textarea>", "</textarea>", "text", " ",
    "<ruby>a<rt>b</rt></ruby>", "<script>x < y</script>", "<style>p {}</style>", "\n \n", "&amp;",
    "<img src='a.png'>", "<a class='x y' href='?a=1&amp;b=2'>", "</a>", "<template>t</template>",
    "<x:y>", "<svg><path/></svg>", "\u3000\u6f22", "\u00a0",
)  # fmt: skip


def linked(soup):
    """Return every object with what it is next to, as a walk in either direction meets it."""
    return [
        (type(each), str(each), each.parent and each.parent.name, str(each.previous_sibling))
        for each in soup.descendants
    ]


def backwards(soup):
    found, here = [], soup
    while here.next_element is not None:
        here = here.next_element
    while here.previous_element is not None:
        found.append(str(here))
        here = here.previous_element
    return found


def assert_same(html):
    ours = soup_of(parse_document(html))
    theirs = BeautifulSoup(html, "lxml", multi_valued_attributes=None)
    assert str(ours) == str(theirs)
    assert linked(ours) == linked(theirs)
    assert backwards(ours) == backwards(theirs)
    assert ours.get_text("|") == theirs.get_text("|")


@pytest.mark.parametrize("html", ["text", "<p>a", "<b>a<p>b</b>c", "<p>a</p> <p>b</p>\n"])
def test_small_documents(html):
    assert_same(html)


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_pieces(pieces):
    assert_same("<div>" + "".join(pieces))


def test_depth_costs_no_recursion():
    soup = soup_of(parse_document("<div>" * 1500 + "deep" + "</div>" * 1500))
    assert soup.find(string="deep") is not None


def test_a_body_holds_itself_and_anything_else_is_held():
    body = parse_document("<body class=a><p>one<p>two").find("body")
    assert str(soup_of(body)) == '<body class="a"><p>one</p><p>two</p></body>'
    assert str(soup_of(body[1])) == "<p>two</p>"


def test_what_is_planted_is_what_was_parsed():
    """Written and parsed again, the space would be a part of the address, the text escaped."""
    body = parse_document("<a href='/a ' title='&amp;gt;'>b</a><xmp>&gt; c</xmp>").find("body")
    soup = soup_of(body)
    assert soup.a.attrs == {"href": "/a ", "title": "&gt;"}
    assert soup.xmp.string == body.find("xmp").text
