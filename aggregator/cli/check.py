"""`aggregator check`: is everything right, before it runs?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aggregator.cli.session import Session, Verb, pass_session
from aggregator.cli.tell import tell_json, tell_line, tell_table, tell_trouble
from aggregator.errors import AggregatorError, ConfigError

if TYPE_CHECKING:
    from aggregator.config import Config


@click.command(cls=Verb)
@click.option("--online", is_flag=True, help="Ask each source once; nothing is stored.")
@click.option("--filters", is_flag=True, help="Show what each filter would do to stored entries.")
@click.option(
    "--rules",
    metavar="FILE|DIR",
    is_flag=False,
    flag_value="",
    help="Check site rules instead: run the tests that each file brings along (test_url, "
    "test_contains) on saved pages. Without a value, those of site_rules in feeds.toml.",
)
@click.option(
    "--pages",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="With --rules: where the pages are, as `aggregator preview URL --save DIR` or a browser "
    "saves them. Default: pages/ beside the rules.",
)
@pass_session
def check(
    session: Session, *, online: bool, filters: bool, rules: str | None, pages: Path | None
) -> int:
    """Check feeds.toml, the storage and the outputs.

    Every problem is told at once, with its line. Exit status 1 when something is wrong that
    only a look at the world can tell, 2 when feeds.toml is.
    """
    session.start_log()
    if rules is not None:
        return _check_rules(session, rules, pages)
    if pages is not None:
        raise click.UsageError("--pages goes with --rules")
    try:
        config = session.load_config()
    except ConfigError as error:
        if not session.as_json:
            raise
        tell_json({"ok": False, "problems": list(error.problems)})
        return 2
    told = _check(session, config, online=online, filters=filters)
    if session.as_json:
        tell_json(told)
    else:
        _tell(session, config, told)
    return int(not told["ok"])


def _check_rules(session: Session, rules: str, pages: Path | None) -> int:
    from aggregator.cli.rules import check_rules, has_failed, tell_rules
    from aggregator.running import run_async

    place = Path(rules or session.load_config().settings.site_rules)
    if not rules and place == Path():
        raise ConfigError("feeds.toml names no site_rules; say which with --rules FILE|DIR")
    folder = pages or (place if place.is_dir() else place.parent) / "pages"
    told = run_async(check_rules(place, folder))
    failed = has_failed(told)
    if session.as_json:
        tell_json({"ok": not failed, "pages": str(folder), "files": told})
    else:
        for line in tell_rules(told, folder):
            tell_line(line)
    return int(failed)


def _check(session: Session, config: Config, *, online: bool, filters: bool) -> dict[str, Any]:
    from aggregator.running import run_async

    problems = [*_check_outputs(config), *_check_site_rules(config)]
    told: dict[str, Any] = {"config": str(config.path), "problems": problems}
    try:
        told |= run_async(_try_out(session, config, problems, online=online, filters=filters))
    except AggregatorError as error:
        problems.append(str(error))
    for source in told.get("sources", []):
        if "error" in source:
            problems.append(f'source "{source["source"]}": {source["error"]}')
    return {"ok": not problems, **told}


def _check_outputs(config: Config) -> list[str]:
    from aggregator.editions import select_sources

    return [
        f'output "{output.name}" carries no source'
        for output in config.outputs
        if config.sources and not select_sources(output, config.sources)
    ]


def _check_site_rules(config: Config) -> list[str]:
    """Return what is wrong in files of site rules that hold for a source's own site."""
    if not config.settings.site_rules:
        return []
    # Only now: most have no site rules.
    from aggregator.extract.site_rules import config_names
    from aggregator.site_configs import read_site_config

    folder = Path(config.settings.site_rules)
    names = dict.fromkeys(name for source in config.sources for name in config_names(source.url))
    problems = []
    for path in (folder / name for name in names):
        try:
            read = read_site_config(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            problems.append(f"{path}: cannot be read: {error.strerror}")
            continue
        problems += [f"{path}: {problem.detail}" for problem in read.problems]
    return problems


async def _try_out(
    session: Session, config: Config, problems: list[str], *, online: bool, filters: bool
) -> dict[str, Any]:
    from aggregator.cli.trial import try_filters, try_sources
    from aggregator.wiring import open_services

    told: dict[str, Any] = {}
    async with open_services(config, session.find_storage(config)) as services:
        problems += await _find_damage(session.find_storage(config))
        if online:
            told["sources"] = await try_sources(services)
        if filters:
            told["filters"] = await try_filters(services)
    return told


async def _find_damage(storage: Path | str) -> list[str]:
    """Read the whole database, and say what is wrong with it."""
    from aggregator.store.engine import FILE
    from aggregator.wiring import open_store

    if not isinstance(storage, Path):
        return []
    async with open_store(storage) as store:
        found = await store.find_damage()
    if not found:
        return []
    more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
    return [
        f"{storage / FILE} is damaged: {found[0]}{more}; stop the daemon and put a backup in its "
        "place: aggregator restore FILE --force"
    ]


def _tell(session: Session, config: Config, told: dict[str, Any]) -> None:
    for problem in told["problems"]:
        tell_trouble(problem)
    well = [each for each in told.get("sources", []) if "error" not in each]
    if well:
        rows = [(each["source"], each["format"], str(each["entries"])) for each in well]
        tell_table(("source", "format", "#entries"), rows)
    if told.get("filters"):
        tell_table(("of", "filter", "#holds for", "such as"), map(_row, told["filters"]))
    if told["ok"]:
        counts = f"{len(config.sources)} sources, {len(config.outputs)} outputs"
        tell_line(f"{config.path}: {counts}; storage {session.find_storage(config)}: all well")


def _row(told: dict[str, Any]) -> tuple[str, ...]:
    share = f"{told['holds']} of {told['entries']}"
    return (told["of"], f"{told['key']} {told['filter']}", share, told["example"] or "")
