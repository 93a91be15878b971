"""Errors and statuses in words: what happened, and what to do about it.

Nothing of a request goes into a reason but its host: an address may carry a
key, and a library's own message a password of the proxy.
"""

import asyncio
import os
import socket
import ssl
from http import HTTPStatus
from urllib.parse import urlsplit

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError, LineTooLong

from aggregator.fetch.guard import ForbiddenAddressError, ProxyFailedError
from aggregator.records import FailureKind, FetchFailed

ERRORS = (
    aiohttp.ClientError,
    HttpProcessingError,
    OSError,
    TimeoutError,
    ValueError,  # UnicodeError of a host's name, InvalidURL, refused header values
    EOFError,
    RuntimeError,  # uvloop's sockets
)
"""What a request may raise; the client library lets some through that are not its own."""

_STATUS_ADVICE = {
    401: "the server asks for a name and a password: set `auth` of the source",
    402: "the server asks for money",
    403: "the server refuses us: set `contact`, ask less often, or ask the site's operator",
    404: "nothing is at this address any more: look on the site for the new one",
    406: "the server says that it has no format that we read",
    407: "the proxy asks for a name and a password: set them in `proxy`",
    418: "the server refuses us: ask the site's operator",
    451: "the server may not show it for legal reasons",
}


def explain_status(status: int) -> FetchFailed:
    """Return the failure for a status that brings no document."""
    try:
        phrase = f" {HTTPStatus(status).phrase}"
    except ValueError:
        phrase = ""
    return FetchFailed(
        kind=FailureKind.HTTP,
        reason=f"status {status}{phrase}: {_STATUS_ADVICE.get(status) or _by_class(status)}",
        status=status,
    )


def _by_class(status: int) -> str:
    match status // 100:
        case 2:
            return "the server sends no document with it; it is asked again later"
        case 3:
            return "the server sends elsewhere without saying where; tell the site's operator"
        case 4:
            return "the server refuses the request; look at the address in a browser"
        case 5:
            return "the server is in trouble; it is asked again later"
        case _:
            return "this is no status of HTTP; look whether the address is that of a web server"


def explain(error: Exception, url: str) -> FetchFailed:
    """Return the failure for an error that a request raised."""
    host = _host(url)
    return (
        _explain_guard(error, host)
        or _explain_timeout(error, host)
        or _explain_connection(error, host)
        or _explain_answer(error, host)
    )


def _explain_guard(error: Exception, host: str) -> FetchFailed | None:
    cause = getattr(error, "os_error", error)
    if not isinstance(cause, ForbiddenAddressError):
        return None
    return refuse_address(host, cause.address, cause.objection)


def refuse_address(host: str, address: str, objection: str) -> FetchFailed:
    """Return the failure for an address that is not dialled."""
    meant = "" if host.strip("[]") == address else f" ({address})"
    return FetchFailed(
        kind=FailureKind.ADDRESS,
        reason=f"{host}{meant} is {objection}, which is not dialled; if the source is really"
        " there, set `allow_private = true` for it (or `aggregator add --allow-private`)",
    )


def _explain_timeout(error: Exception, host: str) -> FetchFailed | None:
    if not isinstance(error, TimeoutError):
        return None
    match error:
        case aiohttp.ConnectionTimeoutError():
            told = f"no connection to {host} in time; the server or the way to it is down"
        case aiohttp.SocketTimeoutError():
            told = f"{host} stopped answering in the middle; it is asked again later"
        case _:
            told = f"{host} took too long over its answer; it is asked again later"
    return FetchFailed(kind=FailureKind.TIMEOUT, reason=told)


def _explain_connection(error: Exception, host: str) -> FetchFailed | None:
    match error:
        case aiohttp.ClientConnectorDNSError() | socket.gaierror():
            kind = FailureKind.DNS
            told = f"the name {host} cannot be resolved: {_system(error)}; look for a typing error"
            told += ", or for the site's new address, if other sources can be reached"
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientSSLError() | ssl.SSLError():
            kind, told = FailureKind.TLS, _explain_tls(error, host)
        case aiohttp.ClientHttpProxyError():
            kind = FailureKind.CONNECT
            told = f"the proxy answers {error.status} instead of connecting to {host}"
        case ProxyFailedError():
            kind = FailureKind.CONNECT
            told = f"no way to {host} through the proxy: {error}; see `proxy` of the source"
        case aiohttp.ClientProxyConnectionError():
            kind = FailureKind.CONNECT
            told = f"no connection to the proxy: {_system(error)}; see `proxy` of the source"
        case aiohttp.ClientConnectorError():
            kind = FailureKind.CONNECT
            told = f"no connection to {host}: {_system(error)}; the server may be down"
        case _:
            return None
    return FetchFailed(kind=kind, reason=told)


def _explain_tls(error: Exception, host: str) -> str:
    cause = getattr(error, "certificate_error", None) or getattr(error, "os_error", error)
    why = getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or "no agreement"
    if isinstance(cause, ssl.SSLCertVerificationError):
        return (
            f"the certificate of {host} is not to be trusted: {why}; the site's operator has to"
            " renew it; set `ca` of the source if it is from an authority of your own, and install"
            " the system's ca-certificates if every site fails like this"
        )
    return f"no secure connection to {host}: {why}; perhaps the address needs http: or another port"


def _explain_answer(error: Exception, host: str) -> FetchFailed:
    kind = FailureKind.PROTOCOL
    message = str(getattr(error, "message", ""))
    match error:
        case aiohttp.ClientPayloadError():
            kind = FailureKind.INCOMPLETE
            told = f"{host} broke off in the middle of the document; it is asked again later"
        case aiohttp.ServerDisconnectedError() | asyncio.IncompleteReadError():
            kind = FailureKind.CONNECT
            told = f"{host} closed the connection without an answer; it is asked again later"
        case LineTooLong():
            told = f"{host} sent a header line that is too long; tell the site's operator"
        case aiohttp.ClientResponseError() if "ore than" in message or "oo many" in message:
            told = f"{host} sent headers that are too large; tell the site's operator"
        case aiohttp.ClientResponseError() | HttpProcessingError():
            told = f"{host} answered with something that is not HTTP"
        case aiohttp.InvalidURL() | UnicodeError():
            told = f"{host or 'the address'} is no name to be looked up; correct the address"
        case OSError():
            kind = FailureKind.CONNECT
            told = f"the connection to {host} broke: {_system(error)}; it is asked again later"
        case _:
            told = f"{host or 'the address'} cannot be asked ({type(error).__name__})"
    return FetchFailed(kind=kind, reason=told)


def _system(error: Exception) -> str:
    """Return the system's own words, which hold no secrets."""
    cause = getattr(error, "os_error", error)
    code = getattr(cause, "errno", None)
    if isinstance(code, int) and code > 0:  # asyncio puts the address in place of the reason
        return os.strerror(code)
    return getattr(cause, "strerror", None) or type(cause).__name__


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
