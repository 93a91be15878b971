"""Rules of `extract` and `parse` as filters: order, names, hostile input, exit status."""

import json
import subprocess
import sys

PAGE = """<html><head><title>A story</title></head><body>
<nav class="menu"><a href="/">Home</a> <a href="/news">News</a> <a href="/sport">Sport</a></nav>
<article>{paragraphs}</article>
<div class="social-share">Share on Facebook</div><footer>All rights</footer></body></html>"""
SENTENCE = "The {}th paragraph tells at some length, with commas, what the council decided today. "
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><link>http://e.example/</link>
<item><title>One</title><link>/1</link><guid isPermaLink="false">g1</guid>
<pubDate>Mon, 05 Jan 2026 09:00:00 GMT</pubDate><description>Text</description></item>
</channel></rss>"""


def page(count=5):
    paragraphs = "".join(f"<p>{SENTENCE.format(number) * 3}</p>" for number in range(count))
    return PAGE.format(paragraphs=paragraphs)


def run(*arguments, stdin="", **more):
    command = [sys.executable, "-m", "aggregator", *map(str, arguments)]
    return subprocess.run(
        command, input=stdin, capture_output=True, text=True, check=False, timeout=100, **more
    )


def lines(*asked, more=()):
    stdin = "".join(json.dumps(each) + "\n" for each in asked)
    done = run("extract", "--jsonl", *more, stdin=stdin)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_line_is_answered_in_order(tmp_path):
    """One object in, one out, with these keys; a slow one holds the order, not the answer."""
    (tmp_path / "page.html").write_text(page(3), encoding="utf-8")
    asked = [
        {"id": 1, "url": "http://e.example/1", "html": page(400)},
        {"id": 2, "url": "http://e.example/2", "path": str(tmp_path / "page.html")},
        {"url": "http://e.example/3", "html": page(2), "title": "A story", "summary": "The 0th"},
    ]
    answers = lines(*asked)
    assert [answer["url"] for answer in answers] == [each["url"] for each in asked]
    assert [answer.pop("id", None) for answer in answers] == [1, 2, None]
    for answer in answers:
        assert list(answer) == ["url", "title", "text", "html", "method", "quality"]
        assert answer["title"] == "A story"
        assert answer["text"].startswith("The 0th paragraph")
        assert answer["html"].startswith("<p>The 0th paragraph")
        assert "Facebook" not in answer["text"]
    assert answers[0]["text"].count("\n\n") == 399


def test_a_line_that_cannot_be_answered_says_why(tmp_path):
    """Broken lines, files and pages get empty text and a reason; the others are answered."""
    stdin = "\n".join(
        [
            "no json",
            "[1]",
            json.dumps({"url": "http://e.example/", "path": str(tmp_path / "none")}),
            json.dumps({"url": 3, "html": ""}),
            "[" * 100_000,
            "",
            json.dumps({"url": "http://e.example/\ud800", "html": page()}),
        ]
    )
    done = run("extract", "--jsonl", stdin=stdin)
    *broken, last = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 0
    assert len(broken) == 5
    assert all(answer["text"] == "" and answer["error"] for answer in broken)
    assert last["text"]


def test_an_id_comes_back_with_what_is_wrong_and_answers_are_json():
    """A number beyond all bounds is JSON to be read, and would be none to be written."""
    stdin = '{"id": 7, "url": 5}\n{"id": 1e999, "url": "u", "html": "x"}\n{"id": NaN}\n'

    def refuse(word):
        raise AssertionError(word)

    done = run("extract", "--jsonl", "--learn", stdin=stdin)
    one, *others = (json.loads(line, parse_constant=refuse) for line in done.stdout.splitlines())
    assert (one["id"], one["url"], one["error"]) == (7, "", "url must be text")
    assert [other["error"] for other in others] == [
        "1e999 is no number in JSON",
        "NaN is no number in JSON",
    ]


def test_a_hostile_page_harms_no_other():
    """A page that no parser should see is answered, and so are its neighbours."""
    bomb = "<div>" * 200_000 + "x"
    before, hostile, after = lines(
        {"url": "http://e.example/1", "html": page()},
        {"url": "http://e.example/2", "html": bomb},
        {"url": "http://e.example/3", "html": page()},
    )
    assert before["text"] == after["text"] != ""
    assert hostile["url"] == "http://e.example/2"


def test_answers_do_not_wait_for_the_end_of_input():
    """Who asks line by line gets each answer before asking the next."""
    command = [sys.executable, "-m", "aggregator", "extract", "--jsonl"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        for number in range(2):
            asked = {"url": f"http://e.example/{number}", "html": page()}
            process.stdin.write(json.dumps(asked).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["url"] == asked["url"]
        process.stdin.close()
        assert process.wait(30) == 0


def test_one_page_is_printed_as_it_is_wanted(tmp_path):
    """HTML by default, text or JSON on demand; without an article exit status 1 and a reason."""
    path = tmp_path / "page.html"
    path.write_text(page(), encoding="utf-8")
    assert run("extract", path).stdout.startswith("<p>The 0th")
    assert run("extract", path, "--format", "text").stdout.startswith("The 0th")
    told = json.loads(run("extract", path, "--json", "--url", "http://e.example/").stdout)
    assert (told["url"], told["title"]) == ("http://e.example/", "A story")
    empty = run("extract", stdin="")
    assert (empty.returncode, empty.stdout) == (1, "")
    assert "empty" in empty.stderr


def test_parse_tells_each_file_in_order(tmp_path):
    """Each file has its feed and entries, or its error; one error makes the exit status 1."""
    good, bad = tmp_path / "a.xml", tmp_path / "b.xml"
    good.write_text(FEED, encoding="utf-8")
    bad.write_text("nothing of a feed", encoding="utf-8")
    done = run("parse", bad, good, tmp_path / "none", "--json", "--url", "http://e.example/f")
    first, second, third = json.loads(done.stdout)["feeds"]
    assert done.returncode == 1
    assert (first["file"], bool(first["error"])) == (str(bad), True)
    assert third["error"] == "cannot be read: No such file or directory"
    assert (second["file"], second["feed"]["title"]) == (str(good), "T")
    (entry,) = second["entries"]
    assert (entry["title"], entry["link"]) == ("One", "http://e.example/1")
    assert entry["published"] == "2026-01-05T09:00:00Z"
    assert second["defects"] == []


def test_parse_reads_standard_input():
    """A dash is standard input; on a terminal's behalf entries are lines."""
    done = run("parse", "-", stdin=FEED)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == "-: T (rss20, 1 entries)"
    assert "2026-01-05  One" in done.stdout


def test_learn_takes_what_the_pages_of_a_host_share_for_boilerplate():
    """With --learn the third page of a host comes without the box that the first two had too."""
    box = (
        "<p>This long and wordy box, with commas, praises the site, its staff, and its history.</p>"
    )
    asked = [
        {
            "url": f"http://e.example/{number}",
            "html": PAGE.format(
                paragraphs=box
                + "".join(
                    f"<p>On day {number} paragraph {'x' * part} {'abcdef'[number] * 9} tells at "
                    f"length, with {'commas' * number}, what was decided.</p>"
                    for part in range(1, 6)
                )
            ),
        }
        for number in range(3)
    ]
    stdin = "".join(json.dumps(each) + "\n" for each in asked)
    plain, learned = (
        [
            json.loads(line)["text"]
            for line in run("extract", "--jsonl", *more, stdin=stdin).stdout.splitlines()
        ]
        for more in ((), ("--learn",))
    )
    assert all("praises the site" in text for text in plain)
    assert "praises the site" not in learned[2]
    assert "On day 2" in learned[2]
    assert run("extract", "--learn", stdin="").returncode == 2


def test_what_the_feed_gives_in_full_keeps_short_lines_that_other_pages_have_too():
    """A line may say what the feed's content is: its lines are the article's own."""
    step = "Serve the fish while it is hot."
    asked = []
    for number in range(3):
        told = [f"{SENTENCE.format(number * 9 + part) * 2}" for part in range(4)]
        content = "".join(f"<p>{line}</p>" for line in (*told, step))
        html = PAGE.format(paragraphs=f"{content}<p>Get our book of fish.</p>")
        asked.append({"url": f"http://e.example/{number}", "html": html, "content": content})
    *others, last = asked
    without = last | {"content": ""}
    texts = [
        lines(*others, each, more=["--learn"])[-1]["text"].split("\n\n") for each in (last, without)
    ]
    assert [step in text for text in texts] == [True, False]
    assert not any("book" in line for text in texts for line in text)


def test_a_page_with_less_than_the_feeds_content_is_no_article():
    """A paywall, an error that says 200: then the caller has the better text already."""
    content = "<p>" + "The feed gives all of it, and that is a lot. " * 90 + "</p>"
    (answer,) = lines({"url": "http://e.example/1", "html": page(), "content": content})
    assert answer["text"] == ""
    assert answer["error"] == "the feed gives more of the article than the page"
