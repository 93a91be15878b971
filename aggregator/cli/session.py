"""The global options, which may stand before or after the command, and what they lead to."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from aggregator.cli.endings import end
from aggregator.errors import AggregatorError, ConfigError

if TYPE_CHECKING:
    from aggregator.config import Config


@dataclass(slots=True)
class Session:
    """One invocation: what the global options say, and the configuration once it is asked for."""

    config_option: str | None = None
    storage_option: str | None = None
    verbosity: int = 0
    as_json: bool = False
    log_format: str = "logfmt"

    def find_config(self) -> Path:
        """Return where feeds.toml is; raises ConfigError when there is none."""
        from aggregator.config import find_config

        return find_config(self.config_option, os.environ, Path())

    def load_config(self) -> Config:
        """Read feeds.toml; raises ConfigError with all its problems."""
        from aggregator.config import load_config

        return load_config(self.find_config(), os.environ)

    def begin_config(self) -> tuple[Path, Config]:
        """Return feeds.toml for a command that adds to it: where there is none, a new one."""
        from aggregator.config import read_config

        try:
            path = self.find_config()
        except ConfigError:
            path = Path("feeds.toml")
        if path.exists():
            return path, self.load_config()
        return path, read_config("", path, os.environ)

    def find_storage(self, config: Config) -> Path | str:
        """Return the storage's folder, or its PostgreSQL address."""
        from aggregator.config import find_storage

        return find_storage(self.storage_option, config, os.environ)

    def start_log(self, base: int = 0) -> None:
        """Send the log to stderr; `base` is how much a command tells without -v or -q."""
        from aggregator.log import configure

        configure(base + self.verbosity, self.log_format)


pass_session = click.make_pass_decorator(Session, ensure=True)


def complete_source(context: click.Context, parameter: click.Parameter, word: str) -> list[str]:
    """Return the names of sources that begin with a word, for shells."""
    return [name for name in _read_names(context, "source") if name.startswith(word)]


def complete_output(context: click.Context, parameter: click.Parameter, word: str) -> list[str]:
    """Return the names of outputs that begin with a word, for shells."""
    return [name for name in _read_names(context, "output") if name.startswith(word)]


def _read_names(context: click.Context, key: str) -> list[str]:
    """Return names from feeds.toml as it is: a shell that completes is in no mood for problems."""
    import tomllib

    from aggregator.config.naming import list_tables, name_sources

    try:
        text = context.ensure_object(Session).find_config().read_text(encoding="utf-8-sig")
        return name_sources(list_tables(tomllib.loads(text), key))
    except (AggregatorError, OSError, ValueError):
        return []


def _set(name: str) -> Callable[[click.Context, click.Parameter, Any], None]:
    """Return a callback that notes an option that was given, wherever it stands."""

    def note(context: click.Context, parameter: click.Parameter, value: Any) -> None:  # noqa: ANN401 - click's
        if value:
            setattr(context.ensure_object(Session), name, value)

    return note


def _louder(context: click.Context, parameter: click.Parameter, value: int) -> None:
    context.ensure_object(Session).verbosity += -value if parameter.name == "quiet" else value


def global_options(*, hidden: bool) -> list[click.Option]:
    """Return the options that every command has; on a command itself they are not listed."""
    own: dict[str, Any] = {"expose_value": False, "hidden": hidden}
    return [
        click.Option(
            ["--config"],
            metavar="FILE",
            callback=_set("config_option"),
            help="The configuration. Default: $AGGREGATOR_CONFIG, ./feeds.toml, "
            "$CONFIGURATION_DIRECTORY/feeds.toml, /etc/aggregator/feeds.toml.",
            **own,
        ),
        click.Option(
            ["--storage"],
            metavar="DIR",
            callback=_set("storage_option"),
            help="Database and outputs. Default: the key in feeds.toml, $AGGREGATOR_STORAGE, "
            "$STATE_DIRECTORY, storage/ beside feeds.toml.",
            **own,
        ),
        click.Option(["-v", "--verbose"], count=True, callback=_louder, help="Tell more.", **own),
        click.Option(["-q", "--quiet"], count=True, callback=_louder, help="Tell less.", **own),
        click.Option(
            ["--json"],
            is_flag=True,
            callback=_set("as_json"),
            help="Give results as JSON on stdout.",
            **own,
        ),
        click.Option(
            ["--log-format"],
            type=click.Choice(["logfmt", "json"]),
            callback=_set("log_format"),
            help="How log lines on stderr are written.",
            **own,
        ),
    ]


class Verb(click.Command):
    """A command that takes the global options too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - click's own arguments
        super().__init__(*args, **kwargs)
        self.params.extend(global_options(hidden=True))


class Verbs(click.Group):
    """The commands, in the order in which they are added."""

    command_class = Verb

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - click's own arguments
        super().__init__(*args, **kwargs)
        self.params.extend(global_options(hidden=False))

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what it returns is the exit status, and errors are told as they are."""
        session = ctx.ensure_object(Session)
        ctx.exit(end(partial(super().invoke, ctx), as_json=lambda: session.as_json))

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of a newcomer's needs, not of the alphabet."""
        return list(self.commands)
