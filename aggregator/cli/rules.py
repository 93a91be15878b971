"""What `aggregator check --rules` does: each site-config file's own tests, on saved pages.

Loads the extractor: import it only where it is used.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from aggregator.cli.saved import SavedPages, name_page
from aggregator.errors import ConfigError, WorkerDiedError
from aggregator.extract.rule_tests import Outcome, RuleTest, run_tests
from aggregator.log import log_crash
from aggregator.protocols import Workers
from aggregator.running import open_workers
from aggregator.site_configs import read_site_config

FAILED = (Outcome.NO_BODY, Outcome.NOT_CONTAINED)


async def check_rules(rules: Path, pages: Path) -> list[dict[str, Any]]:
    """Run the tests of a file, or of each in a folder; raises ConfigError where there is none."""
    files = _list_files(rules)
    saved = SavedPages(pages)
    workers = open_workers()
    try:
        return [await _check_file(path, saved, workers) for path in files]
    finally:
        await workers.close()


def has_failed(told: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether rules are wrong, or none of them could be tried."""
    tests = [test for each in told for test in each["tests"]]
    if any(each["problems"] for each in told) or any(test.outcome in FAILED for test in tests):
        return True
    return bool(tests) and all(test.outcome is Outcome.NO_PAGE for test in tests)


def tell_rules(told: Sequence[Mapping[str, Any]], pages: Path) -> Iterator[str]:
    """Return the lines for a person: each file, then what is wrong with it; a sum at the end."""
    total: Counter[str] = Counter()
    for each in told:
        counts = Counter(test.outcome for test in each["tests"])
        total += counts
        yield f"{each['file']}: {_sum_up(counts) or 'it has no tests'}"
        for problem in each["problems"]:
            yield f"  {problem}"
        for test in each["tests"]:
            yield from _tell_test(test, pages)
    if len(told) > 1:
        yield f"{len(told)} files: {_sum_up(total) or 'no tests'}"


def _list_files(rules: Path) -> list[Path]:
    if rules.is_file():
        return [rules]
    if not rules.is_dir():
        raise ConfigError(f"{rules}: there is no such file or folder of site rules")
    # Rules are named by hosts: a licence that lies among them is none.
    files = sorted(path for path in rules.glob("*.txt") if "." in path.stem)
    if not files:
        raise ConfigError(f"{rules}: holds no site rules; they are files named like e.example.txt")
    return files


async def _check_file(path: Path, saved: SavedPages, workers: Workers) -> dict[str, Any]:
    try:
        read = read_site_config(path)
    except OSError as error:
        return {"file": str(path), "problems": [f"cannot be read: {error.strerror}"], "tests": ()}
    problems = [problem.detail for problem in read.problems]
    tests: tuple[RuleTest, ...] = ()
    try:
        tests = await workers.run(run_tests, read.config, saved.find)
    except WorkerDiedError as error:
        log_crash(error, None, str(path))
        problems.append(str(error))
    return {"file": str(path), "problems": problems, "tests": tests}


def _sum_up(counts: Mapping[str, int]) -> str:
    failed = sum(counts.get(each, 0) for each in FAILED)
    told = {
        "passed": counts.get(Outcome.PASSED, 0),
        "failed": failed,
        "without a page": counts.get(Outcome.NO_PAGE, 0),
    }
    return ", ".join(f"{count} {what}" for what, count in told.items() if count)


def _tell_test(test: RuleTest, pages: Path) -> Iterator[str]:
    match test.outcome:
        case Outcome.NO_BODY:
            yield f"  failed   {test.url}: the rules find no article"
        case Outcome.NOT_CONTAINED:
            for missing in test.missing:
                yield f'  failed   {test.url}: the article does not contain "{missing}"'
        case Outcome.NO_PAGE:
            yield f"  no page  {test.url}: save it as {pages / name_page(test.url)}"
        case Outcome.PASSED:
            yield f"  passed   {test.url}"
