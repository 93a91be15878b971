"""The kinds of value in feeds.toml, each with its check; what they yield fits the records."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any

from cssselect import HTMLTranslator, SelectorError
from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from aggregator.config.durations import parse_duration
from aggregator.config.secrets import Surroundings, read_secret
from aggregator.config.urls import read_proxy, read_source_url, read_web_url
from aggregator.errors import ConfigError
from aggregator.filters import compile_filter
from aggregator.records import Secret

_NAME = re.compile(r"\w[\w.+-]*")
_OUTPUT_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_PARAMETER = re.compile(r"[^\s=&#*?]{1,100}\*?")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OUR_HEADERS = {
    "accept-encoding", "connection", "content-length", "host", "if-modified-since",
    "if-none-match", "te", "transfer-encoding",
}  # fmt: skip


def _name(text: str) -> str:
    if not _NAME.fullmatch(text) or len(text) > 100:
        raise ValueError('must be letters, digits, ".", "+", "-" and "_", at most 100')
    return text


def _output_name(text: str) -> str:
    if not _OUTPUT_NAME.fullmatch(text) or len(text) > 100:
        raise ValueError('becomes an address: must be of the letters a to z, digits, "-" and "_"')
    return text


def _duration(value: object) -> timedelta:
    duration = parse_duration(value if isinstance(value, str) else "")
    if duration < timedelta(seconds=1):
        raise ValueError("must be at least 1s")
    return duration


def _optional_duration(value: object) -> timedelta | None:
    return None if value == "" else _duration(value)


def _selector(text: str) -> str:
    try:
        HTMLTranslator().css_to_xpath(text)
    except SelectorError as error:
        raise ValueError(f"is not a CSS selector: {error}") from error
    return text


def _expression(text: str) -> str:
    try:
        compile_filter(text)
    except ConfigError as error:
        raise ValueError(f"is not a filter: {error}") from error
    return text


def _around(info: ValidationInfo) -> Surroundings:
    if not isinstance(info.context, Surroundings):
        raise TypeError("validate with Surroundings as the context")
    return info.context


def _source_url(text: str, info: ValidationInfo) -> str:
    return read_source_url(text, _around(info).folder)


def _base_url(text: str) -> str:
    return read_web_url(text).rstrip("/")


def _contact(text: str) -> str:
    if not text or text.startswith("mailto:"):
        return text
    return read_web_url(text)


def _hub(text: str) -> str:
    return text if text in ("", "self") else read_web_url(text)


def _listen(text: str) -> str:
    if not text or (text.startswith("unix:") and len(text) > len("unix:")):
        return text
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdecimal() or int(port) > 65535:
        raise ValueError('must be "host:port", "unix:/path/of/a.sock", or "" to serve nothing')
    if ":" in host and not (host.startswith("[") and host.endswith("]")):
        raise ValueError('writes an IPv6 address in brackets: "[::1]:8484"')
    return text


def _folder(text: str, info: ValidationInfo) -> str:
    if not text:
        return text
    path = _around(info).folder / text
    if not path.is_dir():
        raise ValueError("is not a folder")
    return str(path)


def _file(text: str, info: ValidationInfo) -> str:
    path = _around(info).folder / text
    if not path.is_file():
        raise ValueError("is not a file")
    return str(path)


def _secret(text: object, info: ValidationInfo) -> Secret:
    """Errors of secrets never show the value: see `problems`."""
    if not isinstance(text, str):
        raise PydanticCustomError("secret", 'must be text, such as "env:NAME" or "file:PATH"')
    try:
        return read_secret(text, _around(info))
    except ValueError as error:
        raise PydanticCustomError("secret", "{what}", {"what": str(error)}) from error


def _checked_secret(check: Callable[[str], str]) -> Callable[[Secret], Secret]:
    def validate(secret: Secret) -> Secret:
        try:
            check(secret.reveal())
        except ValueError as error:
            raise PydanticCustomError("secret", "{what}", {"what": str(error)}) from error
        return secret

    return validate


def _auth(value: str) -> str:
    if ":" not in value and not re.match(r"[A-Za-z][\w-]* \S", value):
        raise ValueError('must be "user:password" or "Bearer …"')
    return value


def _parameter(name: str) -> str:
    if not _PARAMETER.fullmatch(name):
        raise ValueError('must be the name of a parameter, such as "ref", or a beginning: "ab_*"')
    return name.lower()


def _header_name(name: str) -> str:
    if not _HEADER_NAME.fullmatch(name):
        raise ValueError("is not the name of an HTTP header")
    if name.lower() in _OUR_HEADERS:
        raise ValueError("is a header that aggregator sets itself")
    return name


def _header_value(value: str) -> str:
    if not value.isascii():
        raise ValueError("must be ASCII (RFC 9110, 5.5)")
    return value


_IsSecret = BeforeValidator(_secret, json_schema_input_type=str)
_AnySecret = Annotated[Any, _IsSecret]

SourceName = Annotated[str, AfterValidator(_name)]
OutputName = Annotated[str, AfterValidator(_output_name)]
Text = Annotated[str, Field(min_length=1)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
OptionalDuration = Annotated[timedelta | None, BeforeValidator(_optional_duration)]
Selector = Annotated[str, AfterValidator(_selector)]
Expression = Annotated[str, AfterValidator(_expression)]
SourceUrl = Annotated[str, AfterValidator(_source_url)]
BaseUrl = Annotated[str, AfterValidator(_base_url)]
Contact = Annotated[str, AfterValidator(_contact)]
Hub = Annotated[str, AfterValidator(_hub)]
Listen = Annotated[str, AfterValidator(_listen)]
Folder = Annotated[str, AfterValidator(_folder)]
File = Annotated[str, AfterValidator(_file)]
Auth = Annotated[_AnySecret, AfterValidator(_checked_secret(_auth))]
Proxy = Annotated[_AnySecret, AfterValidator(_checked_secret(read_proxy))]
HeaderName = Annotated[str, AfterValidator(_header_name)]
HeaderValue = Annotated[_AnySecret, AfterValidator(_checked_secret(_header_value))]
Parameter = Annotated[str, AfterValidator(_parameter)]
Count = Annotated[int, Field(ge=1)]
CountOrZero = Annotated[int, Field(ge=0)]
