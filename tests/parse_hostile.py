"""Documents made to hurt a parser, and the program that parses one of them and tells the cost.

    python -m tests.parse_hostile NAME

prints the kind of the outcome, the CPU seconds and the bytes that memory grew by.
"""

import resource
import sys
import time

from aggregator.parse.document import parse_feed
from tests.parse_fixtures import make_document

MEMORY = 2 << 30
"""Bytes of address space: what takes more ends in an error."""
HEAD = "<rss version='2.0'><channel><item><title>a</title>"
END = "</item></channel></rss>"
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">'
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
}


def main(name):
    document = DOCUMENTS[name]()
    body = document if isinstance(document, bytes) else document.encode(errors="surrogatepass")
    parse_feed(make_document("<rss><channel><item><title>warm</title></item></channel></rss>"))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    outcome = parse_feed(make_document(body))
    seconds = time.process_time() - started
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(type(outcome).__name__, seconds, grown << 10)


if __name__ == "__main__":
    main(sys.argv[1])
