"""The web servers of docs/how-to/web-server.md, as they are written there, before a real daemon."""

import re
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.e2e_fixtures import free_port, get, running_aggregator, terminate, wait_until

PAGE = Path(__file__).parents[2] / "docs/how-to/web-server.md"
HOST = "feeds.example.org"

FEED = """<rss version="2.0"><channel><title>Log</title><item><title>One</title>
<guid isPermaLink="false">1</guid><link>http://log.example/1</link>
<description>What happened on the first day, told again until it fills more than a packet or so:
{more}</description></item></channel></rss>""".format(
    more="the wind went round to the north, " * 40
)

CONFIG = """
[aggregator]
listen = "127.0.0.1:{port}"
base_url = "https://{host}"

[[source]]
url = "file:feed.xml"
name = "log"
full_text = "never"
"""


def read_block(kind, number):
    """Return a configuration of the page: the first passes on, the second serves files."""
    return re.findall(rf"```{kind}\n(.*?)```", PAGE.read_text(), re.DOTALL)[number]


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    """A daemon behind the web servers, with one entry served."""
    folder = tmp_path_factory.mktemp("daemon")
    folder.chmod(0o755)
    port = free_port()
    (folder / "feed.xml").write_text(FEED)
    (folder / "feeds.toml").write_text(CONFIG.format(port=port, host=HOST))
    with running_aggregator("run", cwd=folder) as process:
        atom = f"http://127.0.0.1:{port}/feeds/all.atom"
        wait_until(lambda: b"One" in (get(atom) or (0, 0, b""))[2], process=process)
        public = folder / "storage/public"
        yield SimpleNamespace(port=port, public=public)
        assert terminate(process) == 0


@contextmanager
def serving(command, folder, port):
    """Run a web server in the foreground until it answers, and while the context lasts."""
    log = folder / "web.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=out, env={"HOME": str(folder), "PATH": "/usr/bin"}
        )
    process.told = log.read_text
    try:
        wait_until(lambda: get(f"http://127.0.0.1:{port}/", Host=HOST), process=process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def start_nginx(block, folder):
    """Serve a server block of the page on a free port, without its certificate."""
    if shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin") is None:
        pytest.skip("nginx is missing (Debian: apt-get install nginx-light)")
    port = free_port()
    block = re.sub(r"listen \d+( ssl)?;", f"listen 127.0.0.1:{port};", block)
    block = re.sub(r"^ *ssl_.*\n", "", block, flags=re.MULTILINE)
    stores = "".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log stderr;\n"
        f"events {{}}\nhttp {{ access_log off; {stores}\n{block}\n}}\n"
    )
    command = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin")
    return serving([command, "-e", "stderr", "-p", folder, "-c", config], folder, port)


def start_caddy(block, folder):
    """Serve a site block of the page on a free port, without TLS."""
    if shutil.which("caddy") is None:
        pytest.skip("caddy is missing (Debian: apt-get install caddy)")
    port = free_port()
    block = block.replace(f"{HOST} {{", f"http://{HOST}:{port} {{", 1)
    config = folder / "Caddyfile"
    config.write_text("{\n\tadmin off\n\tauto_https off\n}\n" + block)
    command = [shutil.which("caddy"), "run", "--adapter", "caddyfile", "--config", config]
    return serving(command, folder, port)


START = {"nginx": start_nginx, "caddy": start_caddy}


@pytest.fixture(params=["nginx", "caddy"])
def proxy(request, daemon, tmp_path):
    """The page's configuration that passes on, before the daemon."""
    block = read_block(request.param, 0).replace("127.0.0.1:8484", f"127.0.0.1:{daemon.port}")
    with START[request.param](block, tmp_path) as base:
        yield base


@pytest.fixture(params=["nginx", "caddy"])
def static(request, daemon, tmp_path):
    """The page's configuration that serves files, over the daemon's."""
    block = read_block(request.param, 1).replace("/var/lib/aggregator/public", str(daemon.public))
    with START[request.param](block, tmp_path) as base:
        yield base


@pytest.mark.parametrize("kind", ["atom", "rss", "json", "html"])
def test_passes_on(proxy, kind):
    """Every format comes through, and its ETag earns a 304 there too."""
    status, headers, body = get(f"{proxy}/feeds/all.{kind}", Host=HOST)
    assert (status, b"One" in body) == (200, True)
    again = get(f"{proxy}/feeds/all.{kind}", Host=HOST, If_None_Match=headers["ETag"])
    assert (again[0], again[2]) == (304, b"")


def test_compression_passes_through(proxy):
    """What the daemon compressed arrives compressed, once."""
    headers = get(f"{proxy}/feeds/all.atom", Host=HOST, Accept_Encoding="gzip")[1]
    assert headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("path", ["/metrics", "/status", "/status.json"])
def test_keeps_what_is_the_operators(proxy, path):
    """What is for the operator is not for everybody."""
    assert get(f"{proxy}{path}", Host=HOST)[0] == 403


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("atom", "application/atom+xml"),
        ("rss", "application/rss+xml"),
        ("json", "application/feed+json"),
        ("html", "text/html"),
    ],
)
def test_serves_the_files(static, kind, media_type):
    """Each format with its type, an ETag that earns a 304, and how long it is fresh."""
    status, headers, body = get(f"{static}/feeds/all.{kind}", Host=HOST)
    assert (status, b"One" in body) == (200, True)
    assert headers.get_content_type() == media_type
    assert headers["Cache-Control"] == "max-age=900"
    again = get(f"{static}/feeds/all.{kind}", Host=HOST, If_None_Match=headers["ETag"])
    assert (again[0], again[2]) == (304, b"")


def test_serves_what_was_compressed_at_publishing(static):
    """The compressed twin of a file is sent as it lies there."""
    headers = get(f"{static}/feeds/all.atom", Host=HOST, Accept_Encoding="gzip")[1]
    assert headers["Content-Encoding"] == "gzip"
