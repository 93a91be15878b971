"""Secrets: values that feeds.toml names but does not hold, `env:NAME` or `file:PATH`."""

from collections.abc import Mapping
from pathlib import Path

from aggregator.records import Secret
from aggregator.records.base import record


@record
class Surroundings:
    """What a configuration may refer to: its folder and the environment."""

    folder: Path
    environ: Mapping[str, str]


def read_secret(text: str, around: Surroundings) -> Secret:
    """Return what `env:NAME` or `file:PATH` stands for; other text stands for itself.

    A relative path is looked up in $CREDENTIALS_DIRECTORY (systemd's LoadCredential=), then
    beside feeds.toml; the line end of a file is not part of its secret. Raises ValueError.
    """
    kind, colon, rest = text.partition(":")
    match kind + colon:
        case "env:":
            value = _read_variable(rest, around.environ)
        case "file:":
            value = _read_file(rest, around)
        case _:
            value = text
    if any(ord(character) < 32 for character in value):
        raise ValueError("stands for more than one line of text")
    return Secret(value)


def _read_variable(name: str, environ: Mapping[str, str]) -> str:
    value = environ.get(name)
    if not value:
        state = "empty" if value == "" else "not set"
        raise ValueError(f"names the environment variable {name}, which is {state}")
    return value


def _read_file(name: str, around: Surroundings) -> str:
    path = _find_file(Path(name).expanduser(), around)
    try:
        value = path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise ValueError(f"names the file {path}, which cannot be read ({reason})") from error
    if not value:
        raise ValueError(f"names the file {path}, which is empty")
    return value


def _find_file(path: Path, around: Surroundings) -> Path:
    credentials = around.environ.get("CREDENTIALS_DIRECTORY")
    if credentials and (Path(credentials) / path).is_file():
        return Path(credentials) / path
    return around.folder / path
