"""Documents are decoded as browsers do, and bombs never reach a parser."""

import pytest

from aggregator.dom import decode, defuse, drop, mend, parse_document, text_of

TEXT = "Ёлка и grüße"


@pytest.mark.parametrize(
    ("page", "content_type", "text"),
    [
        (TEXT.encode(), "", TEXT),
        ("grüße".encode("latin-1"), "", "grüße"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "text/html; charset=koi8-r", TEXT),
        (TEXT.encode("utf-16-le"), "text/html; charset=utf-16le", None),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "", TEXT),
        ("Ёлка".encode("cp1251"), "text/html; charset=windows-1251", "Ёлка"),
        ('<meta charset="cp1251">Ёлка'.encode("cp1251"), "", '<meta charset="cp1251">Ёлка'),
        (b"<meta content='text/html; charset=iso-8859-1'>\x93", "", None),
        (b"\x93ice\x94", "text/html; charset=ISO-8859-1", "“ice”"),
        ("冰".encode("gbk"), "text/html; charset=gb2312", "冰"),
        (TEXT.encode(), "text/html; charset=no-such", TEXT),
        (TEXT.encode(), "text/html; charset=base64", TEXT),
    ],
)
def test_a_document_is_decoded_as_a_browser_would(page, content_type, text):
    """Byte order mark, header, meta, UTF-8, Windows-1252: the first that says something."""
    found = decode(page, content_type)
    assert text is None or found == text


@pytest.mark.parametrize("codec", ["idna", "undefined", "punycode", "utf-7", "unicode_escape"])
def test_a_codec_that_no_browser_has_is_not_tried(codec):
    """Some of Python's raise, one takes hours, and some make markup of what was none."""
    page = b"+ADw-b+AD4- \\x3cb> \xff." + b"a\xe9-" * 100
    assert decode(page, f"text/html; charset={codec}") == page.decode("cp1252")


@pytest.mark.parametrize(
    "bomb",
    ["<p>" * 150_000, "x" * 6_000_001, "<p " + "a=1 " * 5_000 + ">", "<p " + "a='1'" * 5_000 + ">"],
    ids=["tags", "length", "attributes", "attributes without space"],
)
def test_a_bomb_is_told_before_a_parser_sees_it(bomb):
    assert defuse(bomb)[1]


def test_a_long_attribute_is_no_bomb():
    """Pictures are written into attributes, and styles at any length."""
    assert defuse(f"<img src='data:image/png;base64,{'A' * 50_000}' alt='a b c'>")[1] is None


def test_dropping_an_element_keeps_the_text_behind_it():
    root = parse_document("<p>one <b>two</b> three <i>four</i> five</p>")
    assert root is not None
    for element in list(root.iter("b", "i")):
        drop(element)
    assert text_of(root) == "one three five"


def test_text_of_an_element_is_all_its_text_and_not_its_tail():
    root = parse_document("<div><p>a<b>b</b>c <i>d</i> e</p>tail</div>")
    assert text_of(root.find(".//p")) == "abc d e"


def test_attributes_behind_a_quoted_bracket_are_counted_too():
    """A `<` in a value must not hide the attributes behind it from the check."""
    assert defuse('<p x="<" ' + " ".join(f"a{n}" for n in range(5000)) + ">")[1] is not None
    assert defuse('<p x="<" a b c>' * 100)[1] is None


def test_a_script_that_looks_like_a_tag_is_cut_out_and_the_others_stay():
    """What is parsed is what was checked."""
    code = "<script>if (a <b " + "c " * 500 + ")</script>"
    data = '<script type="application/ld+json">{}</script>'
    assert defuse(f"{data}<p>x</p>{code}<p>y</p>") == (f"{data}<p>x</p>><p>y</p>", None)


def test_what_only_looks_like_a_script_hides_no_bomb():
    """Neither comments nor values are scripts to a parser, which would see the tag between."""
    tag = "<p " + " ".join(f"a{n}" for n in range(5000)) + ">"
    for before, after in (("<!--<script-->", "<!--</script-->"), ("<p x='<script'>", "</script")):
        text, reason = defuse(before + tag + after)
        assert reason is not None or "a4999" not in text


def test_scripts_without_end_are_looked_through_once():
    assert defuse("<p " + "a=1 " * 500 + ">" + "<script" * 100_000)[1] is not None


@pytest.mark.parametrize(
    ("page", "content_type"),
    [
        (b"text", "text/html; charset=" + " " * 60_000 + "!"),
        (b"<meta" * 200 + b" charset=" + b" " * 3_000 + b"!", ""),
    ],
    ids=["header", "meta"],
)
def test_a_declaration_of_white_space_is_read_in_no_time(page, content_type):
    assert decode(page, content_type) == page.decode()


@pytest.mark.parametrize(
    ("text", "codec"),
    [("Fiancé, “été”, 5 °C", "utf-8"), ("港口结冰", "utf-8"), ("“Ice”", "cp1252")],
)
def test_bytes_that_somebody_read_as_latin_1_are_read_again(text, codec):
    assert mend(text.encode(codec).decode("latin-1")) == text


@pytest.mark.parametrize("text", ["été à la plage", "plain", "Größe “x”", "Ã alone is a letter"])
def test_honest_text_is_not_mended(text):
    assert mend(text) == text


def test_a_declared_encoding_says_what_the_bytes_were():
    page = '<meta charset="gb2312"><p>港口结冰。船只被困</p>'
    assert mend(page.encode("gb18030").decode("latin-1")) == page


def test_what_stands_behind_an_early_end_of_the_body_is_read():
    """As browsers do: pages are put together of parts."""
    page = f"<body><p>Menu</p></body></html><p>{'The harbour froze over. ' * 10}</p></body></html>"
    root = parse_document(page)
    assert root is not None
    assert "froze over" in text_of(root)
