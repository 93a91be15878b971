"""The door of our WebSub hub: the only thing that can be changed over HTTP."""

from collections.abc import Callable, Sequence

from aiohttp import web

from aggregator.protocols import Hub
from aggregator.records import Output

LONGEST_FORM = 20_000
"""Bytes; addresses and a secret need no more."""


class HubDoor:
    """Takes subscribers' requests (W3C WebSub, 5.1)."""

    def __init__(self, hub: Hub, is_topic: Callable[[str], bool]) -> None:
        self._hub = hub
        self._is_topic = is_topic

    async def post(self, request: web.Request) -> web.Response:
        """Answer 202: whether it is meant is asked of the subscriber later."""
        # A length that is not told may be any: whoever sends a form knows it.
        length = request.content_length
        if length is None or length > LONGEST_FORM:
            raise web.HTTPRequestEntityTooLarge(LONGEST_FORM, length or 0)
        form = await request.post()
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        reason = await self._hub.ask(fields, self._is_topic)
        if reason is not None:
            return web.Response(status=400, text=reason + "\n")
        return web.Response(status=202, text="To be verified.\n")


def is_topic(base_url: str, outputs: Callable[[], Sequence[Output]], address: str) -> bool:
    """Say whether an address is that of one of our feeds."""
    feeds = f"{base_url.rstrip('/')}/feeds/"
    name, _, format = address.removeprefix(feeds).rpartition(".")
    return address.startswith(feeds) and any(
        output.name == name and format in output.formats and format != "html"
        for output in outputs()
    )
