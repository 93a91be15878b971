"""Skipping what is known never changes what is read."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aggregator.text import legal
from tests.parse_fixtures import atom, parsed, rss

words = st.text(max_size=30).map(legal)
html = st.one_of(words, words.map(lambda text: f"<p>{text}</p><br>"))


def xml(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", " ")


def element(name, content, attributes=""):
    made = content.map(xml).map(lambda text: f"<{name}{attributes}>{text}</{name}>")
    return st.one_of(st.just(""), made)


dates = st.sampled_from(["Mon, 05 Jan 2026 10:00:00 GMT", "soon", "0001-01-01", "2026-01-05"])
guids = st.one_of(st.integers(0, 5).map("g{}".format), words)
paths = st.integers(0, 9).map("/p/{}?utm_source=rss&x=1".format)
item = st.tuples(
    element("guid", guids, ' isPermaLink="false"'),
    element("itunes:summary", words),
    element("media:title", words),
    element("title", html),
    element("link", paths),
    element("description", html),
    element("content:encoded", html),
    element("dc:creator", words),
    element("category", words),
    element("pubDate", dates),
    st.sampled_from(
        ["", '<enclosure url="/a.mp3" type="audio/mpeg"/>', '<media:thumbnail url="/t"/>']
    ),
).map(lambda parts: f"<item>{''.join(parts)}</item>")
entry = st.tuples(
    element("id", guids),
    element("title", html, ' type="html"'),
    element("summary", html),
    element("content", html, ' type="html"'),
    element("updated", dates),
    st.sampled_from(["", '<link href="/one"/>', "<author><name>A</name></author>"]),
    st.sampled_from(
        [
            "",
            '<rights type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><b>x</b></div></rights>',
        ]
    ),
).map(lambda parts: f'<entry xml:lang="de">{"".join(parts)}</entry>')
documents = st.one_of(
    st.lists(item, max_size=6).map("".join).map(rss),
    st.lists(entry, max_size=6)
    .map("".join)
    .map(lambda body: atom(body, attributes='xml:base="https://b.example/x/" xml:lang="fr"')),
)


@settings(max_examples=150, deadline=None)
@given(documents, st.randoms(use_true_random=False))
def test_what_comes_out_of_a_slice_is_what_comes_out_of_the_whole(document, chance):
    """Each unknown entry is read as in a whole parse, and each known one is named.

    But for entries that a document tells twice alike: an identity that is known
    stays with its entry, and the text of that one is not there to compare with.
    """
    whole = parsed(document)
    assume("entry-repeated" not in {defect.code for defect in whole.defects})
    told = {each.identity: each for each in whole.entries}
    known = {digest: name for digest, name in whole.parts if chance.random() < 0.5}
    sliced = parsed(document, known=known)
    names = set(known.values())
    assert sliced.info == whole.info
    assert set(sliced.known) == names
    for each in sliced.entries:
        if each.identity in told and each.identity not in names:
            assert each == told[each.identity]
    assert told.keys() <= names | {each.identity for each in sliced.entries}


@settings(max_examples=60, deadline=None)
@given(documents)
def test_nothing_is_read_twice(document):
    """With all parts known nothing comes out, and the parts stay as they are."""
    whole = parsed(document)
    again = parsed(document, known=dict(whole.parts))
    assert again.entries == ()
    assert again.parts == whole.parts
    assert set(again.known) == {each.identity for each in whole.entries}


@settings(max_examples=60, deadline=None)
@given(documents)
def test_identities_are_unique_and_stable(document):
    """A document gives the same entries each time, each under an identity of its own."""
    one, other = parsed(document), parsed(document)
    assert one == other
    assert len({each.identity for each in one.entries}) == len(one.entries)


@settings(max_examples=200, deadline=None)
@given(documents, st.data())
def test_no_damage_makes_it_raise(document, data):
    """Bytes changed, taken out or put in: entries or a reason come out, never an exception."""
    from aggregator.parse.document import parse_feed
    from tests.parse_fixtures import make_document

    body = bytearray(document.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(body) - 1))
        match data.draw(st.sampled_from(["change", "cut", "insert"])):
            case "change":
                body[at] = data.draw(st.integers(0, 255))
            case "cut":
                del body[at : at + data.draw(st.integers(1, 40))]
            case _:
                body[at:at] = data.draw(
                    st.sampled_from([b"<", b"&", b"]]>", b"<![CDATA[", b"<!--"])
                )
        if not body:
            break
    parse_feed(make_document(bytes(body)))
