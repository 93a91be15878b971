"""The rules of the house, held by the code itself."""

import ast
import importlib
import re
import tomllib
from dataclasses import is_dataclass
from pathlib import Path

import pytest

import aggregator.records as records
from aggregator.pipeline import STAGES

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "aggregator"
MODULES = sorted(PACKAGE.rglob("*.py"))
FORBIDDEN_NAMES = {"utils", "util", "helpers", "manager", "data", "process", "common", "misc"}
STAGE_DOCSTRING = re.compile(r"Stage (\d) of 7: (\w+)\. (Pure|I/O|render is pure)")


def functions(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)]


@pytest.mark.parametrize(("number", "stage"), list(enumerate(STAGES, start=1)))
def test_each_stage_names_its_place(number, stage):
    """A stage's package says which stage it is, in the order of pipeline.STAGES."""
    docstring = importlib.import_module(f"aggregator.{stage}").__doc__
    match = STAGE_DOCSTRING.match(docstring)
    assert match, docstring
    assert (int(match[1]), match[2]) == (number, stage)


def test_architecture_draws_the_stages_in_order():
    """The flow in ARCHITECTURE.md names every stage, in the order of pipeline.STAGES."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    drawn = re.findall(r"^\s*(\d) (\w+)/", text, flags=re.MULTILINE)
    assert [(int(number), name) for number, name in drawn] == list(enumerate(STAGES, start=1))


def drawn_modules():
    """Return the modules that ARCHITECTURE.md lists, in its order."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    block = text.partition("## Who knows whom")[2].split("```")[1]
    lines = [re.split(r"\s{2,}", line)[0] for line in block.splitlines() if line.strip()]
    return [name for line in lines for name in line.split(", ")]


def test_architecture_names_every_module_once():
    """The list of who knows whom has each module and package at the top, and nothing else."""
    there = {path.stem for path in PACKAGE.glob("*.py")} | {
        path.parent.name for path in PACKAGE.glob("*/__init__.py")
    }
    assert sorted(drawn_modules()) == sorted(there - {"__init__", "__main__"})


def test_architecture_lists_modules_as_they_import():
    """Nothing stands above what import-linter has below it."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each["type"] == "layers")
    depth = {name: place for place, row in enumerate(layers) for name in row.split(" | ")}
    drawn = [depth[name] for name in drawn_modules() if name in depth]
    assert drawn == sorted(drawn)
    assert len(drawn) == len(depth)


def test_architecture_fits_two_pages():
    """ARCHITECTURE.md stays at two printed pages: 60 lines of 100 characters each."""
    lines = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 120
    assert max(map(len, lines)) <= 120


def test_no_file_becomes_an_attic():
    """No module is longer than 400 lines; half of them stay within 150."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert not {path: length for path, length in lengths.items() if length > 400}
    assert sorted(lengths.values())[len(lengths) // 2] <= 150


def test_functions_stay_small():
    """No function is longer than 40 lines."""
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in MODULES
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > 40
    ]
    assert not long


def test_no_module_has_a_name_that_says_nothing():
    """A module is named after what it is about."""
    assert not [path for path in MODULES if path.stem in FORBIDDEN_NAMES]


def test_records_are_frozen_and_slotted():
    """Nothing that crosses a stage can be changed on its way."""
    made = [getattr(records, name) for name in records.__all__]
    classes = [each for each in made if isinstance(each, type) and is_dataclass(each)]
    assert len(classes) > 20
    for each in classes:
        assert each.__dataclass_params__.frozen, each
        assert "__slots__" in vars(each), each


def test_only_the_cycle_catches_everything():
    """One `except Exception` at the boundary around a source, one around a document; none bare."""
    catching = [
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
        # Who tidies up and raises it again does not catch it.
        and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
    ]
    # Workers tell the exception of what they ran, whatever it is, as a crash over that document.
    assert sorted(set(catching)) == ["cycle.py", "workers.py"]


def test_changelog_and_version_agree():
    """The newest release in CHANGELOG.md is the version of the package."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    released = re.findall(r"^## \[?(\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert released[0] == version


def test_nothing_is_left_open():
    """No TODO, FIXME or XXX in what is shipped."""
    marked = [
        path
        for path in MODULES
        if re.search(r"\b(TODO|FIXME|XXX|NotImplementedError)\b", path.read_text(encoding="utf-8"))
    ]
    assert not marked


def test_no_conflict_is_left_unresolved():
    """What two hands wrote at once was made one, in documents too."""
    folders = (ROOT / "docs", PACKAGE, ROOT / "tests", ROOT / "examples", ROOT / "systemd")
    texts = [*ROOT.glob("*.md"), *(path for each in folders for path in each.rglob("*"))]
    suffixes = {".md", ".py", ".toml", ".html", ".txt", ".service"}
    marked = [
        path
        for path in texts
        if path.suffix in suffixes
        and re.search(r"^(<{7}|>{7}) ", path.read_text(encoding="utf-8", errors="replace"), re.M)
    ]
    assert not marked
