"""Where feeds.toml and the storage are, in the order in which the places are asked."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from aggregator.config.load import Config
from aggregator.errors import ConfigError

_FILE = "feeds.toml"


def find_config(option: str | None, environ: Mapping[str, str], cwd: Path) -> Path:
    """Return the file of --config, else AGGREGATOR_CONFIG, ./feeds.toml,
    $CONFIGURATION_DIRECTORY/feeds.toml, /etc/aggregator/feeds.toml.

    Raises ConfigError when there is none, with the places that were asked.
    """
    named = option or environ.get("AGGREGATOR_CONFIG")
    if named:
        path = Path(named).expanduser()
        return path / _FILE if path.is_dir() else path
    places = list(_list_places(environ, cwd))
    for path in places:
        if path.is_file():
            return path
    looked = ", ".join(str(path) for path in places)
    raise ConfigError(
        f"no {_FILE} found; looked at {looked}; say where it is with "
        "--config FILE, or begin one with `aggregator add URL`"
    )


def find_storage(option: str | None, config: Config, environ: Mapping[str, str]) -> Path | str:
    """Return the folder (or the PostgreSQL address, as text) of --storage, else the key `storage`
    of feeds.toml, AGGREGATOR_STORAGE, $STATE_DIRECTORY, `storage` beside feeds.toml.

    The key is relative to feeds.toml, the others to the current folder.
    """
    if option:
        return _read_place(option, Path())
    if config.storage:
        return _read_place(config.storage, config.folder)
    named = environ.get("AGGREGATOR_STORAGE") or _first(environ.get("STATE_DIRECTORY"))
    return _read_place(named, Path()) if named else config.folder / "storage"


def _list_places(environ: Mapping[str, str], cwd: Path) -> Iterator[Path]:
    yield cwd / _FILE
    folder = _first(environ.get("CONFIGURATION_DIRECTORY"))
    if folder:
        yield Path(folder) / _FILE
    yield Path("/etc/aggregator") / _FILE


def _first(folders: str | None) -> str | None:
    """systemd joins several folders with colons."""
    return folders.split(":")[0] if folders else None


def _read_place(text: str, folder: Path) -> Path | str:
    if text.startswith(("postgresql://", "postgres://", "postgresql+")):
        return text
    return (folder / Path(text).expanduser()).absolute()
