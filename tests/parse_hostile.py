"""Documents made to hurt a parser: more than a hundred, each of another kind."""

import json

HEAD = "<rss version='2.0'><channel><item><title>a</title>"
END = "</item></channel></rss>"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">'
DC = 'xmlns:s="http://purl.org/dc/elements/1.1/"'
ITUNES = 'xmlns:i="http://www.itunes.com/dtds/podcast-1.0.dtd"'
GEO = 'xmlns:g="http://www.georss.org/georss"'
THREAD = 'xmlns:t="http://purl.org/syndication/thread/1.0"'
XML = "xml:base"
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
ENTITY = '<!ENTITY e# "x">'
SPACE = "xmlns:p#='u#' "
DATED = f"<item><pubDate>{'1 2 3 mo tu we ' * 6}</pubDate></item>"
MEDIA = '<media:group xmlns:media="http://search.yahoo.com/mrss/">'


def bomb():
    levels = "".join(
        f'<!ENTITY {chr(98 + level)} "{f"&{chr(97 + level)};" * 10}">' for level in range(9)
    )
    return f'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">{levels}]>{HEAD}<title>&j;</title>{END}'


def description(content):
    return f"{HEAD}<description>{content}</description>{END}"


def each(pattern, count):
    return "".join(pattern.replace("#", str(number)) for number in range(count))


def declared(encoding, body):
    return f'<?xml version="1.0" encoding="{encoding}"?><rss><channel>'.encode() + body


DOCUMENTS = {
    "entity bomb": bomb,
    "one long entity, often": lambda: (
        f'<!DOCTYPE r [<!ENTITY a "{"a" * 400}">]>{HEAD}<title>' + "&a;" * 200_000
    ),
    "declarations without end": lambda: "<!DOCTYPE r [" + '<!ENTITY a "b">' * 60_000,
    "nested elements": lambda: HEAD + "<a>" * 100_000 + "</a>" * 100_000,
    "nested elements, never closed": lambda: "<rss>" + "<a>" * 300_000,
    "nested items": lambda: "<rss><channel>" + "<item>" * 100_000,
    "titles never closed": lambda: "<rss><channel>" + "<item><title>x" * 60_000,
    "descriptions never closed": lambda: "<rss><channel>" + "<item><description>& <p>" * 60_000,
    "nested namespaces": lambda: HEAD + each('<x#:a xmlns:x#="u#">', 1900),
    "many namespaces": lambda: HEAD + each('<x#:a xmlns:x#="u#"/>', 30_000),
    "namespaces in xhtml": lambda: ATOM + '<a:b xmlns:a="u"/>' * 100_000,
    "attributes": lambda: HEAD + "<description " + each('a#="x" ', 30_000) + "/>" + END,
    "attributes of an item": lambda: (
        HEAD.replace("<item>", "<item " + each('a#="x" ', 30_000) + ">") + END
    ),
    "attributes of the root": lambda: (
        HEAD.replace("<rss ", "<rss " + each('a#="x" ', 30_000)) + END
    ),
    "the same attribute": lambda: HEAD + "<description " + "a=b " * 100_000 + "/>",
    "categories": lambda: HEAD + each("<category>c#</category>", 50_000) + END,
    "links": lambda: HEAD + '<link href="x"/>' * 50_000 + END,
    "comments without end": lambda: HEAD + "<!--" * 300_000,
    "CDATA without end": lambda: HEAD + "<description>" + "<![CDATA[" * 200_000,
    "much CDATA": lambda: HEAD + "<description>&" + "<![CDATA[x]]>" * 100_000,
    "ampersands": lambda: HEAD + "<description>" + "&" * 390_000,
    "half references": lambda: HEAD + "<description>" + "&#" * 190_000,
    "angle brackets": lambda: HEAD + "<description>" + "<" * 390_000,
    "escaped brackets": lambda: description("&lt;b " * 300_000),
    "escaped comments": lambda: f"{HEAD}<title>{'&lt;!--' * 100_000}</title>{END}",
    "a text of 20 MB": lambda: description("x" * 20_000_000),
    "a broken text of 20 MB": lambda: HEAD + "<description>" + "x & " * 5_000_000,
    "a million items": lambda: "<rss><channel>" + "<item/>" * 1_000_000 + "</channel></rss>",
    "punycode": lambda: declared("punycode", b"a\xe9-" * 300_000),
    "UTF-7": lambda: declared("utf-7", b"+AGE-" * 300_000),
    "UTF-16 that is not": lambda: b"\xff\xfe" + HEAD.encode() * 1000,
    "UTF-32 that is not": lambda: b"\xff\xfe\0\0" + HEAD.encode() * 1000,
    "NULs": lambda: b"\0" * 3_000_000,
    "NULs in text": lambda: HEAD + "\0x" * 300_000,
    "deep JSON": lambda: '{"items":' + "[" * 1_000_000,
    "deep JSON objects": lambda: '{"items":[' + '{"a":' * 300_000,
    "a long JSON number": lambda: '{"items":[{"id":' + "1" * 1_000_000 + "}]}",
    "lone surrogates": lambda: '{"items":[{"title":"\\ud800","id":"\\udfff"}]}',
    "a long date": lambda: HEAD + "<pubDate>" + "1 " * 500_000 + "</pubDate>" + END,
    "a long author": lambda: HEAD + "<author>" + "a@a." * 200_000 + "</author>" + END,
    "a long address": lambda: HEAD + "<link>http://a/" + "../" * 300_000 + "</link>" + END,
    "deep media groups": lambda: HEAD + MEDIA * 1000,
    "one guid for all": lambda: (
        "<rss><channel>"
        + each("<item><guid>a</guid><title>t</title><description>#</description></item>", 500)
    ),
    "spaces in a tag": lambda: HEAD + "<description" + " " * 1_000_000 + "x",
    "a page of entries": lambda: "<html>" + "<p class=h-entry>" * 100_000,
    "entries in entries": lambda: "<html>" + "<div class='h-entry p-name'>" * 100_000,
    "a page": lambda: "<html>" + "<div>" * 200_000,
    "entities that hold each other": lambda: (
        f'<!DOCTYPE r [<!ENTITY a "&b;"><!ENTITY b "&a;">]>{HEAD}<title>&a;</title>{END}'
    ),
    "an entity of a file": lambda: (
        f'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>{HEAD}<title>&a;</title>{END}'
    ),
    "an entity of the network": lambda: (
        f'<!DOCTYPE r [<!ENTITY a SYSTEM "http://127.0.0.1:9/">]>{HEAD}<title>&a;</title>{END}'
    ),
    "parameter entities": lambda: (
        f"<!DOCTYPE r [<!ENTITY % a \"<!ENTITY b 'c'>\">{'%a;' * 50_000}]>{HEAD}&b;{END}"
    ),
    "a DTD elsewhere": lambda: f'<!DOCTYPE rss SYSTEM "file:///dev/zero">{HEAD}{END}',
    "many entities": lambda: f"<!DOCTYPE r [{each(ENTITY, 50_000)}]>{HEAD}{END}",
    "attribute lists": lambda: f"<!DOCTYPE r [{'<!ATTLIST a b CDATA #IMPLIED>' * 50_000}]>{HEAD}",
    "entities in attributes": lambda: (
        f'<!DOCTYPE r [<!ENTITY a "{"a" * 400}">]>{HEAD}<link href="{"&a;" * 100_000}"/>{END}'
    ),
    "entities in JSON": lambda: json.dumps({"items": [{"title": "&amp;" * 300_000}]}),
    "many short comments": lambda: HEAD + "<!---->" * 300_000 + END,
    "comments in a text": lambda: description("x<!-- -->" * 150_000),
    "comments with hyphens": lambda: HEAD + "<!--" + "- -" * 1_000_000 + "-->" + END,
    "comments before the root": lambda: "<!-- <rss> -->" * 100_000 + HEAD + END,
    "processing instructions": lambda: HEAD + "<?a b?>" * 200_000 + END,
    "declarations": lambda: "<?xml version='1.0'?>" * 100_000 + HEAD + END,
    "nested descriptions": lambda: HEAD + "<description>" * 100_000 + END,
    "nested channels": lambda: "<rss>" + "<channel>" * 100_000,
    "nested feeds": lambda: '<feed xmlns="http://www.w3.org/2005/Atom">' * 50_000,
    "nested in content": lambda: ATOM + "<div>" * 100_000 + "x",
    "nested and escaped": lambda: description("&lt;div&gt;" * 200_000),
    "nested in CDATA": lambda: description(f"<![CDATA[{'<div>' * 200_000}]]>"),
    "nested, 1900 deep": lambda: HEAD + "<a>" * 1900 + "x" + "</a>" * 1900 + END,
    "one default namespace after another": lambda: HEAD + each('<a xmlns="u#">', 1900),
    "one prefix, many namespaces": lambda: HEAD + each('<p:a xmlns:p="u#"/>', 19_000) + END,
    "namespaces of the root": lambda: f"<rss {each(SPACE, 15_000)}>" + END,
    "a namespace without end": lambda: f'<rss xmlns:a="{"u" * 3_000_000}"><channel><a:b/>',
    "prefixes without end": lambda: HEAD + "<" + "a:" * 300_000 + "b/>" + END,
    "undeclared prefixes": lambda: HEAD + each("<p#:a q#:b='c'/>", 50_000) + END,
    "a name without end": lambda: HEAD + "<" + "a" * 3_000_000 + "/>" + END,
    "an attribute without end": lambda: HEAD + "<link href='" + "a" * 5_000_000 + "'/>" + END,
    "attributes without quotes": lambda: HEAD + "<link " + each("a#=b ", 50_000) + "/>" + END,
    "attributes of many": lambda: HEAD + ("<link " + each("a#='b' ", 30) + "/>") * 3000 + END,
    "attributes, ill-formed": lambda: HEAD + "&<x " + each('a#="x" ', 30_000) + "/>" + END,
    "attributes with prefixes": lambda: (
        HEAD + "&<x " + each('p:a#="x" ', 30_000) + ' xmlns:p="u"/>' + END
    ),
    "categories with domains": lambda: (
        HEAD + each('<category domain="d#">c</category>', 50_000) + END
    ),
    "categories of Atom": lambda: ATOM + "</content>" + each('<category term="c#"/>', 50_000),
    "subjects": lambda: HEAD + each(f"<s:subject {DC}>c#</s:subject>", 15_000) + END,
    "one long category": lambda: HEAD + "<category>" + "c," * 1_000_000 + "</category>" + END,
    "long keywords": lambda: HEAD + f"<i:keywords {ITUNES}>" + "k," * 500_000 + "</i:keywords>",
    "authors": lambda: HEAD + each("<author>a# (b)</author>", 50_000) + END,
    "brackets in an author": lambda: HEAD + "<author>" + "(" * 500_000 + "</author>" + END,
    "enclosures": lambda: HEAD + each('<enclosure url="/#"/>', 50_000) + END,
    "media": lambda: HEAD + MEDIA + each('<media:content url="/#"/>', 50_000),
    "guids": lambda: HEAD + each("<guid>g#</guid>", 50_000) + END,
    "dates": lambda: HEAD + each("<pubDate>#</pubDate>", 50_000) + END,
    "dates of letters": lambda: HEAD + "<pubDate>" + "jan" * 300_000 + "</pubDate>" + END,
    "dates of many items": lambda: f"<rss><channel>{DATED * 5000}",
    "images": lambda: f"<rss><channel>{'<image><url>x</url></image>' * 40_000}{HEAD}",
    "hours to skip": lambda: f"<rss><channel><skipHours>{'<hour>1</hour>' * 60_000}</skipHours>",
    "sources": lambda: HEAD + "<source url='x'>s</source>" * 50_000 + END,
    "one deep source": lambda: ATOM + "</content><source>" + "<a>" * 1500,
    "places": lambda: HEAD + f"<g:line {GEO}>{'1 2 ' * 500_000}</g:line>" + END,
    "a place without end": lambda: HEAD + f"<g:point {GEO}>{'1' * 3_000_000}</g:point>" + END,
    "answers": lambda: HEAD + f'<t:in-reply-to {THREAD} ref="r"/>' * 18_000 + END,
    "counts": lambda: HEAD + f'<link {THREAD} t:count="1" rel="replies"/>' * 18_000 + END,
    "an epoch without end": lambda: HEAD + "<pubDate>" + "1" * 5_000_000 + "</pubDate>" + END,
    "a duration without end": lambda: HEAD + f"<i:duration {ITUNES}>" + "1:" * 1_000_000,
    "a length without end": lambda: HEAD + f'<enclosure url="x" length="{"9" * 1_000_000}"/>',
    "a ttl without end": lambda: f"<rss><channel><ttl>{'9' * 3_000_000}</ttl>{END}",
    "base upon base": lambda: HEAD + f'<a {XML}="../">' * 1900 + "<item><link>x</link></item>",
    "a base without end": lambda: f'<feed {XML}="http://a/{"b/../" * 300_000}">{ATOM}',
    "an address of a bracket": lambda: HEAD + "<link>http://[" + "[" * 1_000_000 + "</link>" + END,
    "an address of percents": lambda: HEAD + "<link>/" + "%" * 2_000_000 + "</link>" + END,
    "an address of queries": lambda: HEAD + "<link>/?" + "a=b&amp;" * 200_000 + "</link>" + END,
    "a host without end": lambda: HEAD + "<link>http://" + "a." * 500_000 + "</link>" + END,
    "a title of tags": lambda: f"{HEAD}<title>{'&lt;b&gt;' * 200_000}</title>{END}",
    "a title of references": lambda: f"{HEAD}<title>{'&amp;amp;' * 300_000}</title>{END}",
    "numeric references": lambda: description("&#65;" * 300_000),
    "references of nothing": lambda: description("&#0;&#xFFFFFFFF;&#99999999;" * 10_000),
    "unknown references": lambda: description("&a;" * 190_000),
    "tags never closed in CDATA": lambda: description(f"<![CDATA[{'<a href=' * 200_000}]]>"),
    "a text of 50 MB": lambda: description("x" * 50_000_000),
    "a text of 31 MB": lambda: description("x" * 31_000_000),
    "CDATA of 31 MB": lambda: description(f"<![CDATA[{'x ' * 15_500_000}]]>"),
    "lines": lambda: description("\n" * 10_000_000),
    "carriage returns": lambda: description("\r" * 3_000_000),
    "words of no space": lambda: description("\u3000" * 3_000_000),
    "letters encoded twice": lambda: description("\u00c3\u00a9 " * 2_000_000),
    "control letters": lambda: description("\x85\x92" * 1_000_000),
    "surrogates": lambda: b"<rss><channel><item><title>" + b"\xed\xa0\x80" * 1_000_000,
    "accents upon accents": lambda: HEAD + "<pubDate>" + "a" + "\u0301" * 500_000 + "</pubDate>",
    "no text at all": lambda: b"\xff" * 10_000_000,
    "any bytes": lambda: bytes(range(256)) * 40_000,
    "any bytes in a feed": lambda: b"<rss><channel><item><title>" + bytes(range(128, 256)) * 40_000,
    "legacy letters": lambda: b"<rss><channel><item><title>" + b"\xe9<\xe8" * 1_000_000,
    "a lie of UTF-16": lambda: declared("utf-16", b"<item><title>x</title></item>" * 1000),
    "a lie of UTF-32": lambda: declared("utf-32", b"<item><title>x</title></item>" * 1000),
    "a lie of a mark": lambda: b"\xfe\xff" + HEAD.encode() * 1000,
    "UTF-16 cut in half": lambda: (HEAD + "x" * 1_000_000).encode("utf-16")[:-1],
    "UTF-32 of 20 MB": lambda: (HEAD + "x" * 5_000_000).encode("utf-32"),
    "half letters": lambda: b"<rss><channel><item><title>" + b"\xe6\x97" * 2_000_000,
    "an encoding of bytes": lambda: declared("zlib_codec", b"x\x9c" * 500_000 + b"\xff"),
    "an encoding of escapes": lambda: declared("unicode_escape", b"\\N{DIGIT ONE}\xff" * 100_000),
    "IDNA": lambda: declared("idna", b"xn--a\xff." * 300_000),
    "HZ": lambda: declared("hz", b"~{\xff<:Ky" * 300_000),
    "ISO-2022-JP": lambda: declared("iso-2022-jp", b"\x1b$B0l\x1b(B" * 300_000),
    "ISO-2022-KR": lambda: declared("iso-2022-kr", b"\x0e0l\x0f\xff" * 300_000),
    "EBCDIC": lambda: ('<?xml version="1.0"?>' + HEAD + "x" * 3_000_000).encode("cp037"),
    "an encoding without end": lambda: f'<?xml version="1.0" encoding="{"a" * 3_000_000}"?>{HEAD}',
    "only spaces": lambda: " \n\t" * 5_000_000,
    "spaces before the root": lambda: "\n" * 10_000_000 + HEAD + END,
    "junk before the root": lambda: "junk " * 2_000_000 + HEAD + END,
    "half roots": lambda: "<rss" * 1_000_000,
    "roots": lambda: "<rss>" * 100_000 + "</rss>" * 100_000,
    "brackets": lambda: "<" * 5_000_000,
    "slashes": lambda: "</" * 2_000_000,
    "end tags": lambda: HEAD + "</a>" * 500_000,
    "items in capitals": lambda: "<RSS><CHANNEL>" + "<ITEM><TITLE>x" * 20_000,
    "many items": lambda: "<rss><channel>" + "<item><title>x</title></item>" * 60_000,
    "many items told alike": lambda: (
        "<rss><channel>" + "<item><title>x</title><link>/</link></item>" * 40_000
    ),
    "many guids, one link": lambda: (
        "<rss><channel>"
        + each("<item><guid>#</guid><link>http://a/</link><title>t</title></item>", 20_000)
    ),
    "RDF of references": lambda: (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel><items>'
        + "<rdf:li/>" * 100_000
    ),
    "RDF of references that lead somewhere": lambda: (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel><items><rdf:Seq>'
        + '<rdf:li rdf:resource="x"/>' * 100_000
    ),
    "a source of references": lambda: (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:r="r"><entry><source><author>'
        + '<r:li r:resource="x"/>' * 100_000
    ),
    "channels": lambda: "<rss>" + "<channel><title>x</title></channel>" * 60_000,
    "a sitemap": lambda: SITEMAP + "<url><loc>http://a/</loc></url>" * 90_000,
    "a deep sitemap": lambda: SITEMAP + "<url>" * 2000 + "<loc>x</loc>",
    "JSON of keys": lambda: '{"items":[{' + each('"k#":1,', 300_000) + '"a":1}]}',
    "JSON of numbers": lambda: '{"items":[' + "1," * 1_000_000 + "1]}",
    "JSON of authors": lambda: (
        '{"items":[{"authors":[' + '{"name":"a@a.a"},' * 100_000 + '{"name":"b"}]}]}'
    ),
    "JSON of attachments": lambda: (
        '{"items":[{"attachments":[' + '{"url":"/a"},' * 100_000 + '{"url":"b"}]}]}'
    ),
    "JSON of tags": lambda: json.dumps({"items": [{"tags": ["<b>" * 50] * 30_000}]}),
    "JSON of 30 MB": lambda: json.dumps({"items": [{"content_text": "x\n\n" * 10_000_000}]}),
    "JSON infinity": lambda: '{"items":[{"id":1e999,"date_published":NaN,"title":-Infinity}]}',
    "JSON never closed": lambda: '{"items":[{"id":"' + "\\u0041" * 1_000_000,
    "a page of attributes": lambda: "<html><p " + each("a#=b ", 50_000) + ">",
    "a page of cards": lambda: "<html>" + "<p class='h-entry p-name e-content'>" * 60,
    "a page of dates": lambda: (
        "<html><p class=h-entry>a</p><p class='h-entry'><b class=dt-published>"
        + "<i class=value>1</i>" * 20_000
    ),
    "a page of bases": lambda: "<html>" + "<base href='../'>" * 100_000,
    "a page of tables": lambda: "<html>" + "<table><tr><td>" * 60_000,
    "a page never closed": lambda: "<html><!--" + "<!-- " * 500_000,
}
