"""Documents that hang or abort parsers, made when they are needed; and a runner that limits.

Run as a program it cleans each document in a process of its own with 2 seconds
of CPU and 300 MB above what an idle process has, and prints one JSON object a
line: name, signal that ended it (0: none), characters of the result.
"""

import json
import os
import resource
import sys

CPU_SECONDS = 2
MEMORY = 300 * 1024 * 1024

K = 1000


def _nested():
    for tag in ("div", "span", "b", "font", "a href=x", "p", "blockquote", "ul><li", "ol", "table",
                "table><tr><td", "dl><dd", "details", "figure", "form", "section", "em", "sup",
                "select", "object", "math><mrow", "svg><g", "ruby><rt", "pre", "custom-tag",
                "noscript", "template", "video", "picture", "button", "h1", "q", "center", "li",
                "div hidden", "div class=comments", "td", "label"):  # fmt: skip
        yield f"open-{tag}", f"<{tag}>" * (100 * K // (len(tag) + 2)) + "text"
    yield "closed-div", "<div>" * (30 * K) + "x" + "</div>" * (30 * K)
    yield "closed-b", "<b>" * (30 * K) + "x" + "</b>" * (30 * K)
    yield "closed-nothing", "</div>" * (90 * K)
    yield "posts-in-posts", "<blockquote class=twitter-tweet>" * 1900 + "<a></a>" * (10 * K)
    yield (
        "players-in-players",
        "<div class=youtube-player data-id=abcdefghijk>" * 1900 + "<b></b>" * (20 * K),
    )
    yield "sources-of-players", "<video>" * 1900 + "<source src=x></source>" * (5 * K)
    yield "images-of-noscripts", "<noscript>" * 1900 + "<img src=x>" * (20 * K)
    yield "words-of-noscripts", "<noscript><div>" * 950 + "word " * (30 * K)
    yield "words-of-anchors", "<div><a href='#'>" * 900 + "<b>x</b>" * (20 * K)
    yield "headings-of-headings", "<h1><div>" * 950 + "word " * (30 * K)
    yield "ladder", "".join(f"<div>{n}" for n in range(2000)) + "</div>x" * 2000


def _misnested():
    yield "font-p", "<font size=1><p>" * (6 * K)
    yield "font-colors", "".join(f"<font color=#{n:06x}><p>" for n in range(6 * K))
    yield "font-table", "<font><table><tr><td>" * (4 * K)
    yield "b-p-crossed", "<b><p></b>x" * (12 * K)
    yield "a-div-list", "<a href=x><div><ul><li>" * (8 * K)
    yield "a-in-a", "".join(f"<a href={n}>x" for n in range(20 * K))
    yield "formatting-mix", "<b><i><u><s><em><strong><p>" * (4 * K)
    yield "formatting-closed-late", "<b><i><u><p>" * (4 * K) + "</b></i></u>" * (4 * K)
    yield "nobr", "<nobr><div>" * (10 * K)
    yield "table-foster", "<table>x<b>" * (10 * K)
    yield "table-text", "<table>" + "x<tr>y" * (20 * K)
    yield "p-button", "<p><button>" * (9 * K)
    yield "select-table", "<select><table>" * (7 * K)
    yield "template-table", "<template><tr>" * (7 * K)
    yield "form-div", "<form><div></form>" * (6 * K)
    yield "li-ul-crossed", "<ul><li></ul>" * (9 * K)


def _wide():
    yield "attributes-on-one-tag", "<p " + " ".join(f"a{n}=1" for n in range(100 * K)) + ">text"
    yield "attributes-unclosed", "<p " + "a=b " * (250 * K)
    yield "attributes-quoted-lt", '<p x="<" ' + " ".join(f"a{n}" for n in range(100 * K)) + ">text"
    yield "attributes-slashes", "<p/" + "/".join(f"a{n}" for n in range(100 * K)) + ">text"
    yield "attribute-names-lt", "<p " + " ".join(f"<{n}" for n in range(100 * K)) + ">text"
    yield "attribute-long", f'<p title="{"x" * (2000 * K)}">text'
    yield "attributes-everywhere", "".join(f"<p id=a{n} lang=de dir=rtl>x" for n in range(30 * K))
    yield "attribute-unquoted-end", '<a title="' * (100 * K)
    yield "class-tokens", f'<p class="{"share " * (100 * K)}">text</p>'
    yield "style-long", f'<p style="{"display:" * (100 * K)}">text</p>'
    yield "srcset-long", f'<img src=x srcset="{"a.jpg 1w, " * (100 * K)}">'
    yield "srcset-commas", f'<img src=x srcset="{"," * (1000 * K)}">'
    yield "srcset-spaces", f'<img src=x srcset="{" " * (1000 * K)}x">'
    yield "href-long", f'<a href="{"/../" * (200 * K)}">text</a>'
    yield "href-percent", f'<a href="/{"%" * (500 * K)}">text</a>'
    yield (
        "hrefs",
        "".join(f'<a href="https://a.example/?q={n}&utm_id=1">x</a>' for n in range(20 * K)),
    )
    yield "anchors", "".join(f'<a href="#n{n}" id="n{n}">x</a>' for n in range(20 * K))
    yield "images", '<img src=x srcset="a 1x, b 2x">' * (30 * K)
    yield "captions", "<div><img src=a><p class=caption>x</p></div>" * (10 * K)
    yield (
        "captions-of-one-frame",
        "<div><img src=a>" + "<span class=caption>x</span> " * (20 * K) + "</div>",
    )
    yield (
        "captions-of-one-figure",
        "<figure>" + "<i class=x></i><em class=caption>x</em>" * (14 * K),
    )
    yield (
        "images-of-one-picture",
        "<picture>" + "<source srcset='x 1x'></source>" * (4 * K) + "<img>" * (4 * K),
    )
    yield "noscripts", "<img data-src=x><noscript><img src=x></noscript>" * (12 * K)


def _long():
    yield "ampersands", "&" * (1000 * K)
    yield "ampersands-spaced", "& " * (500 * K)
    yield "entities", "&amp;" * (190 * K)
    yield "entities-unfinished", "&am" * (190 * K)
    yield "entities-numeric", "&#x41;" * (190 * K)
    yield "entities-long", "&" + "a" * (2000 * K)
    yield "less-than", "<" * (1000 * K)
    yield "less-than-spaced", "< " * (90 * K)
    yield "greater-than", ">" * (1000 * K)
    yield "comments-open", "<!--" * (90 * K)
    yield "comments-dashes", "<!--" + "-" * (2000 * K)
    yield "doctypes", "<!doctype x>" * (90 * K)
    yield "instructions", "<?x" * (90 * K)
    yield "cdata", "<![CDATA[" * (90 * K)
    yield "scripts-open", "<script>" * (90 * K)
    yield "styles-unclosed", "<style>" + "x{" * (1000 * K)


def _many():
    yield "breaks", "<br>" * (90 * K)
    yield "breaks-and-spaces", "<h1>x<br>y<br>" + "<div></div>" * (29 * K) + "z</h1>"
    yield "breaks-spaced", "x<br> " * (90 * K)
    yield "wbrs", "x<wbr>" * (90 * K)
    yield "spans", "<span>x</span>" * (45 * K)
    yield "empty-paragraphs", "<p></p>" * (45 * K)
    yield "paragraphs", "<p>x</p>" * (45 * K)
    yield "rules", "<hr>" * (90 * K)
    yield "items", "<ul>" + "<li>x" * (90 * K)
    yield "cells", "<table><tr>" + "<td>x" * (90 * K)
    yield "rows", "<table>" + "<tr><td>x<td>y" * (30 * K)
    yield "spaces", "<p>" + " \n" * (1000 * K) + "x"
    yield "no-break-spaces", "<p>" + "\u00a0" * (1000 * K) + "x"
    yield "one-word", "x" * (3900 * K)
    yield "five-megabytes", "<p>word word</p>" * (320 * K)
    yield "nuls", "\x00" * (1000 * K) + "x"
    yield "surrogates", "\ud800" * (1000 * K) + "x"
    yield "combining", "e" + "\u0301" * (500 * K)
    yield "apostrophes", "a'" * (500 * K)
    yield "frames", '<iframe src="//a.example/x"></iframe>' * (20 * K)
    yield "math", "<math>" + "<mi>x</mi>" * (40 * K) + "</math>"
    yield "headings", "<h1>Title</h1>" * (40 * K)
    yield "shares", '<p><a href="https://twitter.com/intent/tweet">t</a></p>' * (20 * K)
    yield "credits", "<p>The post " + "x " * (200 * K) + "</p>"
    yield "pre-lines", "<pre>" + "\n" * (1000 * K) + "x</pre>"


def bombs():
    """Return name → document."""
    return {
        **dict(_nested()),
        **dict(_misnested()),
        **dict(_wide()),
        **dict(_long()),
        **dict(_many()),
    }


def _limited(document):
    """Clean a document in a child process; return how it ended, its output's size, its time."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()  # noqa: PTH123, SIM115 (a child that ends at once)
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
        cleaned = clean_html(document, "https://a.example/b", title="Title")
        os.write(writing, str(len(cleaned)).encode())
        os._exit(0)
    os.close(writing)
    _, status, usage = os.wait4(child, 0)
    told = os.read(reading, 20)
    os.close(reading)
    return status, int(told or -1), usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    from aggregator.clean.html import clean_html

    for name, document in bombs().items():
        status, size, seconds = _limited(document)
        print(json.dumps({"name": name, "status": status, "size": size, "seconds": seconds}))
        sys.stdout.flush()
