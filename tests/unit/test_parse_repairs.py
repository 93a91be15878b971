"""Documents as broken as the world's: what is repaired, and that nothing is lost on the way."""

import pytest

from aggregator.parse.encoding import decode
from aggregator.parse.repair import is_mendable, wrap_text
from tests.parse_fixtures import NAMESPACES, atom, entry_of, parsed, rss

ITEMS = "<item><title>one</title></item><item><title>two</title></item>"


def titles(body):
    return [entry.title for entry in parsed(body).entries]


@pytest.mark.parametrize(
    "body",
    [
        "\n\n  " + rss(ITEMS),
        "<br />\n<b>Warning</b>: x in /y.php on line 3<br />\n" + rss(ITEMS),
        rss(ITEMS) + "<!-- 0.2 s --><script>x()</script>",
        rss(ITEMS)[:-20],
        rss(ITEMS).replace('version="2.0"', "version=2.0"),
        rss(ITEMS).replace("rss ", "rss:rss ").replace("</rss>", "</rss:rss>"),
        rss(ITEMS).replace("item>", "rss:item>"),
        rss(ITEMS).replace("<title>T</title>", "<title>T\x0b\x00</title>"),
        rss(ITEMS).replace("<title>T</title>", "<title>A & B &nbsp; &bogus; C</title>"),
        rss(ITEMS).replace("<title>T</title>", "<title>1 < 2</title>"),
        rss(ITEMS).replace("<title>T</title>", "<title>A<br>B</title>"),
        rss(ITEMS).replace("<title>T</title>", "<title>never closed"),
        rss(ITEMS).replace("</item><item>", "<item>"),
        rss(ITEMS).replace(NAMESPACES, "").replace("<title>one", "<media:x a='1'/><title>one"),
        rss(ITEMS).replace("item>", "ITEM>"),
        rss(ITEMS).replace(NAMESPACES, 'xmlns="https://unknown.example/"'),
        rss(ITEMS).replace(NAMESPACES, 'xmlns=" http://purl.org/rss/1.0/ x"'),
        "<!DOCTYPE rss [<!ENTITY e 'x'>]>" + rss(ITEMS).partition("?>")[2],
    ],
)
def test_no_entry_is_lost(body):
    assert titles(body) == ["one", "two"]


@pytest.mark.parametrize(
    "oddity",
    ["<rss:1a/>", "<media:1c/>", "<x:>t</x:>", "<rss:rss:title/>", "<dc:dc:creator/>", "<:a/>"],
)
def test_names_that_nobody_may_have_harm_nobody(oddity):
    inside = f"<description>{oddity}<b x:1='a' x:='b'>t</b></description>"
    assert titles(rss(ITEMS).replace("<title>one", f"{oddity}{inside}<title>one")) == ["one", "two"]


def test_undeclared_entities_and_lone_ampersands_keep_their_text():
    item = "<title>caf&eacute; &amp; R&D &bogus;</title><link>/?a=1&b=2&copy=3</link>"
    entry = entry_of(item)
    assert entry.title == "caf\u00e9 & R&D &bogus;"
    assert entry.link == "https://example.org/?a=1&b=2&copy=3"


def test_declared_entities_are_known_and_never_expand_each_other():
    body = (
        '<!DOCTYPE rss [<!ENTITY a "text"><!ENTITY b "&a;&a;"><!ENTITY x SYSTEM "/etc/passwd">]>'
        "<rss><channel><item><title>&a; &b; &x;</title></item></channel></rss>"
    )
    assert titles(body) == ["text &b; &x;"]


def test_only_the_documents_own_doctype_is_taken_out():
    """One in a text stays; one behind comments and junk goes."""
    assert entry_of("<description><![CDATA[ <!DOCTYPE x ]]></description>").summary
    body = rss(ITEMS).partition("?>")[2]
    doctype = "<?xml version='1.0'?>\n<!-- <rss> -->\n<!DOCTYPE rss [<!ENTITY e 'x'>]>\n"
    assert titles(doctype + body.replace("one", "&e;")) == ["x", "two"]
    assert titles("junk" + doctype + body.replace("one", "&e;")) == ["x", "two"]


def test_markup_that_nobody_escaped_is_read_as_html():
    broken = rss(
        "<item><title>a</title><description>one <br> two & <b>three</b></description></item>"
    )
    assert parsed(broken).entries[0].summary == "one <br> two &amp; <b>three</b>"


def test_texts_in_cdata_are_left_alone_by_repairs():
    assert wrap_text("<title> <![CDATA[<b>]]> x</title>") == "<title> <![CDATA[<b>]]> x</title>"
    entry = parsed(rss("<item><description><![CDATA[R&D <br>]]></description></item><a&b/>"))
    assert entry.entries[0].summary == "R&D <br>"


def test_text_that_looks_encoded_twice_is_left_as_it_is():
    """An article about `Ã©` keeps its subject: feedparser alone would make it `é`."""
    entry = entry_of("<title>Why \u00c3\u00a9 appears</title><category>\u00c3\u00a9</category>")
    assert (entry.title, entry.tags) == ("Why \u00c3\u00a9 appears", ("\u00c3\u00a9",))


def test_document_whose_every_letter_was_encoded_twice_is_repaired():
    words = "Caf\u00e9, \u00dcber, na\u00efve, \u017elu\u0165ou\u010dk\u00fd, \u2019"
    # Windows-1252 has no letter for 0x8D, the second byte of \u010d: it stays a control.
    twice = words.encode().replace(b"\x8d", b"?").decode("cp1252").replace("?", "\x8d")
    feed = parsed(rss(f"<item><title>{twice}</title></item>"))
    assert feed.entries[0].title == words
    assert [defect.code for defect in feed.defects] == ["double-encoded"]


def test_control_letters_are_those_of_windows():
    assert entry_of("<title>it\x92s</title>").title == "it\u2019s"


@pytest.mark.parametrize(
    ("declared", "charset", "encoding"),
    [
        ("iso-8859-1", "", "cp1252"),
        ("utf-8", "", "utf-8"),
        ("iso-8859-1", "", "utf-8"),
        ("punycode", "", "utf-8"),
        ("utf-7", "", "cp1252"),
        ("utf-16", "", "utf-8"),
        ("", "windows-1251", "cp1251"),
        ("", "", "utf-8-sig"),
        ("utf-16", "", "utf-16"),
        ("utf-8", "", "utf-16-be"),
        ("utf-8", "", "utf-32-le"),
        ("shift_jis", "", "cp932"),
        ("gb2312", "", "gb18030"),
    ],
)
def test_documents_are_read_in_the_encoding_that_they_have(declared, charset, encoding):
    word = {
        "cp1251": "\u0436\u0438\u0437\u043d\u044c",
        "cp932": "\u65e5\u672c",
        "gb18030": "\u4e2d",
    }
    text = word.get(encoding, "caf\u00e9")
    said = f' encoding="{declared}"' if declared else ""
    body = f'<?xml version="1.0"{said}?><rss><channel><title>{text}</title></channel></rss>'
    decoded, _ = decode(body.encode(encoding), f"text/xml; charset={charset}")
    assert f"<title>{text}</title>" in decoded


def test_one_broken_letter_costs_one_letter():
    body = rss("<item><title>caf\u00e9 \u00fcber \u00e0</title></item>").encode()
    feed = parsed(body.replace("\u00fc".encode(), b"\xc3"))
    assert feed.entries[0].title == "caf\u00e9 \ufffdber \u00e0"
    assert feed.defects[0].code == "encoding"


def test_what_breaks_is_told():
    feed = parsed(rss(ITEMS) + "<x>")
    assert [defect.code for defect in feed.defects] == ["ill-formed"]
    assert "line" in feed.defects[0].detail


def test_no_repair_is_tried_on_what_is_no_feed_that_broke():
    assert not is_mendable("&" * 1_000_000)
    assert is_mendable(rss(ITEMS))


def test_atom_with_a_prefix_is_read():
    body = atom("<entry><id>a</id><title>t</title></entry>")
    prefixed = body.replace("<", "<a:").replace("<a:/", "</a:").replace("<a:?", "<?")
    assert titles(prefixed.replace("xmlns=", "xmlns:a=")) == ["t"]
