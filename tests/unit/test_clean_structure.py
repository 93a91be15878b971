"""The normal form of cleaned HTML: text in paragraphs, nothing empty, meaning kept."""

import pytest

from aggregator.clean.html import clean_html

BASE = "https://news.example/2026/story"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("plain words", "<p>plain words</p>"),
        ("one<br><br>two<br>\n<br>three", "<p>one</p>\n<p>two</p>\n<p>three</p>"),
        ("<p>one<br>two</p>", "<p>one<br>two</p>"),
        ("<div><div>one</div> two <p>three</p></div>", "<p>one</p>\n<p>two</p>\n<p>three</p>"),
        ("<p></p><p> &nbsp; </p><div><span></span></div><p>x</p>", "<p>x</p>"),
        ("<p><b> </b>x<i></i></p>", "<p>x</p>"),
        ("<p><font color=red><center>x</center></font></p>", "<p>x</p>"),
        ("<p><span style='color:red' class=c>x</span></p>", "<p>x</p>"),
        ("<p>x<br><br></p>", "<p>x</p>"),
        ("<p>a\n   b\t c</p>", "<p>a b c</p>"),
        ("<b><p>x</p></b>", "<p>x</p>"),
        ("<section><header><h2>H</h2></header><main><p>x</p></main></section>",
         "<h2>H</h2>\n<p>x</p>"),
        ("<ul><li></li><li>a</li></ul>", "<ul>\n<li>a</li>\n</ul>"),
        ("<ul><li><p>a</p></li></ul>", "<ul>\n<li>a</li>\n</ul>"),
        ("<ul><li>a</li><ul><li>b</li></ul></ul>",
         "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul></li>\n</ul>"),
        ("<ol start=3 reversed><li value=9>a</ol>",
         '<ol reversed="" start="3">\n<li value="9">a</li>\n</ol>'),
        ("<dl><dt>t<dd>d</dl>", "<dl>\n<dt>t</dt>\n<dd>d</dd>\n</dl>"),
        ("<table><tr><td>only</td></tr></table>", "<p>only</p>"),
        ("<table><tr><td><table><tr><td>a<td>b</table></td></tr></table>",
         "<table>\n<tbody>\n<tr><td>a</td><td>b</td></tr>\n</tbody>\n</table>"),
        ("<p dir=rtl lang=ar>x</p>", '<p dir="rtl" lang="ar">x</p>'),
        ("<div dir=rtl><p>x</p></div>", '<div dir="rtl">\n<p>x</p>\n</div>'),
        ("<p>x<sup>2</sup> H<sub>2</sub>O <code>a &lt; b</code></p>",
         "<p>x<sup>2</sup> H<sub>2</sub>O <code>a &lt; b</code></p>"),
        ("<pre>\n  a\n    b &lt;\n</pre>", "<pre>  a\n    b &lt;</pre>"),
        ("<pre><code><span class=k>if</span> x:\n    <b>y</b></code></pre>",
         "<pre><code>if x:\n    <b>y</b></code></pre>"),
        ("<pre><div>a</div><div>b</div></pre>", "<pre>a\nb</pre>"),
        ("<p>one <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>",
         "<p>one <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby></p>"),
        ("<details open><summary>S</summary>hidden words</details>",
         '<details open="">\n<summary>S</summary>\n<p>hidden words</p>\n</details>'),
        ("<blockquote>said</blockquote>", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("<xmp><b>x</b></xmp>", "<pre>&lt;b&gt;x&lt;/b&gt;</pre>"),
        ("<p>a</p></body></html><p>b</p>", "<p>a</p>\n<p>b</p>"),
        ("<![CDATA[<p>a</p>]]>", "<p>a</p>"),
        ("", ""),
        (" \n ", ""),
    ],
)  # fmt: skip
def test_the_normal_form(html, expected):
    assert clean_html(html, BASE) == expected


def test_a_table_of_data_stays_one():
    html = (
        "<table><caption>C</caption><thead><tr><th scope=col>A<th>B</thead>"
        "<tr><td colspan=2>1</table>"
    )
    assert clean_html(html, BASE) == (
        "<table>\n<caption>C</caption>\n<thead>\n"
        '<tr><th scope="col">A</th><th>B</th></tr>\n</thead>\n'
        '<tbody>\n<tr><td colspan="2">1</td></tr>\n</tbody>\n</table>'
    )


def test_what_stands_between_cells_is_not_lost():
    html = "<table>one<tr>two<td>a</td><b>three</b><td>b</td></tr></table>"
    cleaned = clean_html(html, BASE)
    assert all(word in cleaned for word in ("one", "two", "three"))
    assert "<tr><td>a</td><td>b</td></tr>" in cleaned


def test_formulas_stay_without_their_annotations():
    html = (
        "<p><math display=block><semantics><mrow><mi>x</mi><mo>=</mo><mn>1</mn></mrow>"
        '<annotation encoding="application/x-tex">x=1</annotation></semantics></math></p>'
    )
    cleaned = clean_html(html, BASE)
    assert "<mrow><mi>x</mi><mo>=</mo><mn>1</mn></mrow>" in cleaned
    assert "annotation" not in cleaned


def test_a_formula_that_a_script_would_draw_is_told_in_tex():
    html = '<p>So <script type="math/tex">x^2</script>.</p>'
    assert clean_html(html, BASE) == r"<p>So \(x^2\).</p>"


@pytest.mark.parametrize(
    "html",
    [
        "<figure><img src=a.jpg><figcaption><p>The cat</p></figcaption></figure>",
        "<figure><div><img src=a.jpg></div><div><figcaption>The cat</figcaption></div></figure>",
        "<figure><img src=a.jpg><p>The cat</p></figure>",
        '<div class="wp-caption"><img src=a.jpg><p class="wp-caption-text">The cat</p></div>',
        '<div><a href=a.jpg><img src=a.jpg></a><div class="caption">The cat</div></div>',
        "<dl><dt><img src=a.jpg></dt><dd class='wp-caption-text'>The cat</dd></dl>",
    ],
)
def test_a_caption_is_never_a_paragraph(html):
    cleaned = clean_html(f"<p>before</p>{html}<p>after</p>", BASE)
    assert cleaned.count("<figure>") == cleaned.count("<figcaption>The cat</figcaption>") == 1
    assert "<p>The cat" not in cleaned


@pytest.mark.parametrize(
    "html",
    ["<h1>The Title</h1>", "<h2><a href=/x>The title</a></h2>", "<h1>The \u201ctitle\u201d</h1>",
     "<p>The title</p>", "<div><strong>The Title</strong></div>"],
)  # fmt: skip
def test_what_repeats_the_title_is_dropped(html):
    assert clean_html(f"{html}<p>Words.</p>", BASE, title="The Title") == "<p>Words.</p>"


def test_the_sites_name_behind_a_title_need_not_be_repeated():
    html = "<h1>Rain in the valley</h1><p>Words.</p>"
    assert clean_html(html, BASE, title="Rain in the valley | The News") == "<p>Words.</p>"
    assert clean_html("<h1>Rain</h1><p>W.</p>", BASE, title="Rain - Snow").startswith("<h1>")


def test_a_title_that_is_all_there_is_stays():
    assert clean_html("<p>The title</p>", BASE, title="The title") == "<p>The title</p>"
    assert clean_html("<h1>The title</h1>", BASE, title="The title") == "<h1>The title</h1>"


def test_another_heading_stays():
    html = "<h2>The title of another</h2>\n<p>Words.</p>"
    assert clean_html(html, BASE, title="The title") == html
