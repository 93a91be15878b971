"""Rules of the documentation that need nothing but its text."""

import re
from pathlib import Path

import pytest

from aggregator.cli.main import aggregator
from aggregator.cli.session import global_options
from aggregator.config.load import read_config
from tests.docs_fixtures import PAGES, ROOT, list_blocks, read_blocks

NAMED = re.compile(r"\b(env|file):([\w./-]+)")
MENTION = re.compile(r"`aggregator ((?!\S*[.:])[^`]+)`")
NAME_LINK = re.compile(r"\[`(\w+)`\]\((\S+?\.py)\)")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def surround(text, folder):
    """Make what a feeds.toml refers to: variables, files and folders."""
    environ = {}
    for kind, name in NAMED.findall(text):
        if kind == "env":
            environ[name] = "name:a secret"
        else:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("name:a secret")
    for key, name in re.findall(r'^(site_rules|ca)\s*=\s*"([^"]+)"', text, re.MULTILINE):
        path = folder / name
        path.mkdir() if key == "site_rules" else path.write_text("")
    return environ


@pytest.mark.parametrize("block", list_blocks("toml"), ids=lambda block: block.name)
def test_every_configuration_loads(block, tmp_path):
    """What the documentation shows of feeds.toml is accepted by the real loader."""
    environ = surround(block.text, tmp_path)
    config = read_config(block.text, tmp_path / "feeds.toml", environ)
    assert len(config.sources) == block.text.count("[[source]]")
    assert len(config.outputs) == (block.text.count("[[output]]") or 1)


@pytest.mark.parametrize("block", list_blocks("console"), ids=lambda block: block.name)
def test_every_session_runs_or_says_why_not(block):
    """A session has commands; one of root, or one that is not run, gives a reason."""
    assert re.search(r"^[$#] ", block.text, re.MULTILINE)
    if re.search(r"^# ", block.text, re.MULTILINE) or not block.commands():
        assert block.reason
    if block.reason is not None:
        assert len(block.reason.split()) >= 2


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    """A link to a file of this repository names one that is there."""
    text = page.read_text(encoding="utf-8")
    targets = [each.partition("#")[0] for each in LINK.findall(text)]
    local = [each for each in targets if each and ":" not in each]
    assert not [each for each in local if not (page.parent / each).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_that_are_named_exist(page):
    """`aggregator fetch --all` within a text names a command and an option that there are."""
    everywhere = {each for option in global_options(hidden=False) for each in option.opts}
    for mention in MENTION.findall(page.read_text(encoding="utf-8")):
        words = [word for word in mention.split() if word not in everywhere]
        if words[0].startswith("-"):
            continue
        assert words[0] in aggregator.commands, mention
        options = {each for option in aggregator.commands[words[0]].params for each in option.opts}
        named = {word.partition("=")[0] for word in words[1:] if word.startswith("--")}
        assert named <= options, mention


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_names_are_where_they_lead(page):
    """A link such as [`judge`](verdict.py) leads to a file that has the name."""
    for name, file in NAME_LINK.findall(page.read_text(encoding="utf-8")):
        code = (page.parent / file).read_text(encoding="utf-8")
        assert re.search(rf"\b(def|class|import)\b.*\b{name}\b|^{name}\b", code, re.M), name


def test_every_page_is_in_the_index():
    """docs/README.md leads to every page."""
    index = ROOT / "docs" / "README.md"
    linked = {
        (index.parent / target).resolve() for target in LINK.findall(index.read_text("utf-8"))
    }
    pages = {page for page in PAGES if page.parent != ROOT} - {index}
    assert not sorted(page.name for page in pages - linked)


def test_blocks_are_found():
    """The reader of blocks sees each fence of a page."""
    page = Path(ROOT / "README.md")
    assert len(read_blocks(page)) * 2 == page.read_text(encoding="utf-8").count("\n```")
