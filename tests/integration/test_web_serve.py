"""Where the server listens, and what it says when it cannot."""

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from aggregator.errors import ConfigError
from aggregator.web.serve import serve


def make_hello():
    async def hello(_request):
        return web.Response(text="hello")

    app = web.Application()
    app.router.add_get("/", hello)
    return app


async def ask(address):
    if address.startswith("unix:"):
        connector = aiohttp.UnixConnector(address.removeprefix("unix:"))
        url = "http://localhost/"
    else:
        connector, url = None, address + "/"
    async with aiohttp.ClientSession(connector=connector) as session, session.get(url) as response:
        return await response.text()


async def serve_and_ask(listen):
    server = await serve(make_hello(), listen)
    try:
        return server.addresses, await ask(server.addresses[0])
    finally:
        await server.close()


def test_port_0_becomes_a_real_one():
    """Two servers never meet in tests."""
    (address,), text = asyncio.run(serve_and_ask("127.0.0.1:0"))
    assert text == "hello"
    assert not address.endswith(":0")


def test_a_unix_socket_is_served_and_removed(tmp_path):
    """For a web server in front."""
    path = tmp_path / "web.sock"
    addresses, text = asyncio.run(serve_and_ask(f"unix:{path}"))
    assert (addresses, text) == ((f"unix:{path}",), "hello")
    assert not path.exists()


def test_the_socket_of_a_killed_server_is_in_nobodys_way(tmp_path):
    """A restart after a crash needs no cleaning up."""
    path = tmp_path / "web.sock"
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(path))
    left.close()
    assert asyncio.run(serve_and_ask(f"unix:{path}"))[1] == "hello"


def test_the_socket_of_a_living_server_is_not_taken_over(tmp_path):
    """The second says so and goes; the first goes on."""

    async def run():
        listen = f"unix:{tmp_path / 'web.sock'}"
        server = await serve(make_hello(), listen)
        try:
            with pytest.raises(ConfigError, match="another program listens there"):
                await serve(make_hello(), listen)
            return await ask(listen)
        finally:
            await server.close()

    assert asyncio.run(run()) == "hello"


def test_a_taken_port_is_a_configuration_error_that_says_what_to_do():
    """Which address, why, and what to change."""

    async def run():
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            with pytest.raises(ConfigError) as caught:
                await serve(make_hello(), f"127.0.0.1:{port}")
            return str(port), str(caught.value)

    port, message = asyncio.run(run())
    assert f"127.0.0.1:{port}" in message
    assert "choose another listen in feeds.toml" in message


def test_a_file_in_the_way_stays(tmp_path):
    """Only sockets are cleared away."""
    path = tmp_path / "web.sock"
    path.write_text("mine")
    with pytest.raises(ConfigError, match="there is a file of that name"):
        asyncio.run(serve_and_ask(f"unix:{path}"))
    assert path.read_text() == "mine"


@pytest.mark.parametrize("listen", ["", "nothing", "127.0.0.1", "127.0.0.1:99999", "a:b:1", ":x"])
def test_what_is_no_address_is_told_so(listen):
    """With examples of those that are."""
    with pytest.raises(ConfigError, match="no address to listen at"):
        asyncio.run(serve_and_ask(listen))


def test_a_folder_that_is_not_there_is_named(tmp_path):
    """Instead of a bare errno."""
    with pytest.raises(ConfigError, match="no such folder"):
        asyncio.run(serve_and_ask(f"unix:{tmp_path / 'none' / 'web.sock'}"))


ACTIVATED = """
import asyncio, os, sys
from aggregator.web.serve import serve
from tests.integration.test_web_serve import ask, make_hello

async def run(environ):
    server = await serve(make_hello(), "not an address", environ)
    print(server.addresses[0], await ask(server.addresses[0]))
    await server.close()

os.dup2(int(sys.argv[1]), 3)
asyncio.run(run({"LISTEN_FDS": "1", "LISTEN_PID": sys.argv[2] or str(os.getpid())}))
"""


def activate(given, pid=""):
    """Start a server as systemd does: the socket as descriptor 3, and who it is for."""
    return subprocess.run(
        [sys.executable, "-c", ACTIVATED, str(given.fileno()), pid],
        cwd=Path(__file__).parent.parent.parent,
        pass_fds=[given.fileno()],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_socket_that_systemd_opened_is_served_and_left_to_it(tmp_path):
    """Whatever `listen` says; the file of the socket is systemd's."""
    with socket.create_server(("127.0.0.1", 0)) as given:
        port = given.getsockname()[1]
        assert activate(given).stdout == f"http://127.0.0.1:{port} hello\n"
    path = tmp_path / "given.sock"
    with socket.socket(socket.AF_UNIX) as given:
        given.bind(os.fspath(path))
        given.listen()
        assert activate(given).stdout == f"unix:{path} hello\n"
    assert path.exists()


def test_a_socket_for_another_process_is_not_taken():
    """The environment is inherited; the message is not for whoever inherits it."""
    with socket.create_server(("127.0.0.1", 0)) as given:
        ended = activate(given, pid="1")
    assert ended.returncode == 1
    assert "no address to listen at" in ended.stderr
