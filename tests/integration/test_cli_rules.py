"""Rules of `aggregator check --rules`: a file's own tests, run on pages that were saved."""

import json
import os

import pytest

from aggregator.cli.saved import SavedPages, name_page
from tests.e2e_fixtures import loopback_site
from tests.integration.test_cli_services import run_aggregator

STORY = "".join(f"<p>Paragraph {n} of the story says a lot, and at length.</p>" for n in range(5))
PAGE = f"<html><body><nav>Menu</nav><div id=story>{STORY}</div></body></html>"
RULES = """body: //div[@id='story']
test_url: https://www.e.example/news/1
test_contains: Paragraph 4 of
test_url: https://www.e.example/news/2
"""


@pytest.fixture
def folder(tmp_path):
    """A folder of rules with pages beside them; there is no feeds.toml."""
    (tmp_path / "rules" / "pages").mkdir(parents=True)
    (tmp_path / "rules" / "e.example.txt").write_text(RULES, encoding="utf-8")
    (tmp_path / "rules" / "LICENSE.txt").write_text("Do as you like.", encoding="utf-8")
    save(tmp_path, "https://www.e.example/news/1")
    return tmp_path


def save(folder, url, page=PAGE):
    (folder / "rules" / "pages" / name_page(url)).write_text(page, encoding="utf-8")


def check(folder, *arguments):
    return run_aggregator("check", "--rules", *arguments, cwd=folder)


def test_each_test_is_told_and_a_page_that_is_missing_how_to_get_it(folder):
    done = check(folder, "rules")
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        "rules/e.example.txt: 1 passed, 1 without a page",
        "  passed   https://www.e.example/news/1",
        "  no page  https://www.e.example/news/2: save it as rules/pages/www.e.example_news_2.html",
    ]


def test_what_fails_is_told_with_the_text_that_is_missing(folder):
    """Exit status 1; a rule that finds nothing fails, too."""
    save(folder, "https://www.e.example/news/1", PAGE.replace("Paragraph 4", "Part four"))
    save(folder, "https://www.e.example/news/2", PAGE.replace("id=story", "id=text"))
    done = check(folder, "rules/e.example.txt")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[0] == "rules/e.example.txt: 2 failed"
    assert 'news/1: the article does not contain "Paragraph 4 of"' in done.stdout
    assert "news/2: the rules find no article" in done.stdout
    told = json.loads(check(folder, "rules", "--json").stdout)
    (file,) = told["files"]
    outcomes = [(each["outcome"], each["missing"]) for each in file["tests"]]
    assert outcomes == [("not contained", ["Paragraph 4 of"]), ("no body", [])]
    assert told["ok"] is False


def test_a_file_that_is_none_is_a_problem(folder):
    os.mkfifo(folder / "pipe")
    (folder / "rules" / "pipe.example.txt").symlink_to("../pipe")
    done = check(folder, "rules")
    assert (done.exit_code, "  cannot be read: it is not a file" in done.stdout) == (1, True)


@pytest.mark.timeout(30)
def test_pages_that_nearly_say_their_addresses_are_read_at_once(folder):
    """Each of their links was read to the end of the page: five seconds a page."""
    for number in range(10):
        save(folder, f"https://other.example/{number}", "<link " * 17_000)
    pages = SavedPages(folder / "rules" / "pages")
    assert pages.find("https://www.e.example/news/none") is None


def test_a_line_that_says_nothing_is_a_problem(folder):
    with (folder / "rules" / "e.example.txt").open("a", encoding="utf-8") as file:
        file.write("boddy: //p\n")
    done = check(folder, "rules")
    assert (done.exit_code, "  line 5: unknown key boddy" in done.stdout) == (1, True)


def test_where_no_test_could_be_run_nothing_is_well(folder):
    """A check that tried nothing has shown nothing."""
    (folder / "rules" / "pages" / name_page("https://www.e.example/news/1")).unlink()
    assert check(folder, "rules").exit_code == 1


def test_the_rules_of_feeds_toml_are_meant_without_a_name(folder):
    (folder / "feeds.toml").write_text('[aggregator]\nsite_rules = "rules"\n', encoding="utf-8")
    assert "1 passed" in check(folder, "--pages", "rules/pages").stdout
    (folder / "feeds.toml").write_text("", encoding="utf-8")
    done = check(folder)
    assert (done.exit_code, "names no site_rules" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("none",), "no such file"),
        (("rules/pages",), "holds no site rules"),
        (("rules", "--pages", "none"), "preview URL --save"),
    ],
)
def test_what_is_not_there_is_told(folder, arguments, words):
    done = check(folder, *arguments)
    assert (done.exit_code, words in done.stderr) == (2, True), done.output


@pytest.mark.parametrize(
    "page",
    [
        '<link rel="canonical" href="https://e.example/a?utm_source=x">',
        "<meta content='http://www.e.example/a' property='og:url'>",
        "<!DOCTYPE html>\n<!-- saved from url=(0020)https://e.example/a -->\n<html>",
    ],
)
def test_a_page_is_found_by_what_it_says_of_itself(tmp_path, page):
    """Whatever its file is called: a browser names it by its title."""
    (tmp_path / "A title - The site.html").write_text(page, encoding="utf-8")
    saved = SavedPages(tmp_path)
    assert saved.find("https://e.example/a") == page.encode()
    assert saved.find("https://e.example/b") is None


def test_names_of_files_are_safe_and_differ():
    """Whatever an address holds, its name is one file's, short, and no other address's."""
    long = [f"https://e.example/{'a' * 300}{end}" for end in "xy"]
    names = {name_page(url) for url in [*long, "https://e.example/../../etc", ""]}
    assert len(names) == 4
    assert all("/" not in name and not name.startswith(".") and len(name) < 200 for name in names)


def test_preview_saves_a_page_where_check_finds_it(folder):
    """From the message of a missing page to a test that is run."""
    with loopback_site() as site:
        site.documents["/news/7"] = ("text/html", PAGE.encode())
        url = f"{site.base}/news/7"
        feeds = f'[[source]]\nurl = "{site.base}/feed"\nallow_private = true\n'
        (folder / "feeds.toml").write_text(feeds, encoding="utf-8")
        done = run_aggregator("preview", url, "--save", "rules/pages", cwd=folder)
        assert "saved rules/pages/127.0.0.1_" in done.stderr, done.output
    rules = f"body: //div[@id='story']\ntest_url: {url}\ntest_contains: Paragraph 3\n"
    (folder / "rules" / "127.0.0.1.txt").write_text(rules, encoding="utf-8")
    assert "rules/127.0.0.1.txt: 1 passed" in check(folder, "rules").stdout


FEEDS = '[aggregator]\nsite_rules = "rules"\n[[source]]\nurl = "https://www.e.example/feed"\n'


def test_a_file_of_a_sources_site_is_checked_with_the_configuration(folder):
    """A rule that is not understood would be passed over unseen; other sites' files may be odd."""
    (folder / "feeds.toml").write_text(FEEDS, encoding="utf-8")
    (folder / "rules" / "other.example.txt").write_text("boddy: //p\n", encoding="utf-8")
    assert run_aggregator("check", cwd=folder).exit_code == 0
    with (folder / "rules" / "e.example.txt").open("a", encoding="utf-8") as file:
        file.write("boddy: //p\n")
    done = run_aggregator("check", cwd=folder)
    assert done.exit_code == 1
    assert 'rules/e.example.txt: line 5: unknown key boddy (did you mean "body"?)' in done.stderr


def test_extract_reads_a_page_by_the_rules_of_its_site(folder):
    """As a poll does; a page of which nobody says where it is from is read without."""
    page = PAGE.replace(
        "</body>", f"<article>{STORY.replace('story', 'other') * 2}</article></body>"
    )
    (folder / "page.html").write_text(page, encoding="utf-8")
    (folder / "feeds.toml").write_text(FEEDS, encoding="utf-8")
    (folder / "rules" / "e.example.txt").write_text("body: //div[@id='story']", encoding="utf-8")

    def method(*more):
        done = run_aggregator("extract", "page.html", "--format", "json", *more, cwd=folder)
        return json.loads(done.stdout)["method"]

    assert method("--url", "https://e.example/news/1") == "rule"
    assert method("--url", "https://other.example/news/1") != "rule"
    assert method() != "rule"
    with (folder / "feeds.toml").open("a", encoding="utf-8") as file:
        file.write('select = ["article"]\n')
    done = run_aggregator("extract", "page.html", "--url", "https://e.example/1", cwd=folder)
    assert "of the other says a lot" in done.stdout
