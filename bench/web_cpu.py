"""CPU that a served feed costs, beside nginx with the same files in the same run.

    python bench/web_cpu.py FOLDER [--requests 20000]

FOLDER is a scratch folder. A feed of about 500 KB is published into it; one
client asks both servers over one kept connection: for a 304 by tag, and for the
feed gzipped. What is counted is user and system time of the server's processes
(/proc/PID/task/*/schedstat), so other load on the machine changes little. Needs nginx
(Debian: nginx-light). Prints microseconds for each request, and ratios.
"""

import argparse
import asyncio
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from aggregator.publish.files import FilePublisher
from aggregator.running import run_async
from aggregator.web.app import make_app
from aggregator.web.serve import serve
from tests.publish_fixtures import OUTPUT, make_edition, make_full_entry

OURS, THEIRS = 18484, 18485
NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off; default_type application/atom+xml; keepalive_requests 1000000000;
  gzip_static on; etag on; root {folder}/public;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port}; }}
}}
"""


def fill(public):
    """Publish a feed of about 500 KB."""
    words = [f"word{number * 7919 % 10007}" for number in range(400)]
    entries = [
        make_full_entry(number, content=f"<p>{' '.join(words[number:] + words[:number])}</p>")
        for number in range(130)
    ]
    asyncio.run(FilePublisher(public).publish(make_edition(*entries)))


async def run_ours(public):
    async def tell():
        return {}

    async def is_healthy():
        return True

    app = make_app(
        public,
        status=tell,
        health=is_healthy,
        base_url="http://127.0.0.1",
        outputs=lambda: [OUTPUT],
    )
    await serve(app, f"127.0.0.1:{OURS}")
    await asyncio.sleep(3600)


def start_ours(folder):
    return subprocess.Popen([sys.executable, __file__, str(folder), "--serve"])


def start_nginx(folder):
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=THEIRS))
    return subprocess.Popen([shutil.which("nginx"), "-c", str(config), "-p", str(folder)])


def connect(port):
    for _ in range(100):
        try:
            return socket.create_connection(("127.0.0.1", port))
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise SystemExit(f"nothing listens on port {port}")


def receive(connection):
    """Read one answer; return its head, in lower case."""
    buffer = b""
    while b"\r\n\r\n" not in buffer:
        buffer += connection.recv(65536)
    head, _, body = buffer.partition(b"\r\n\r\n")
    head = head.lower()
    length = 0
    if b"content-length: " in head:
        length = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
    left = 0 if b" 304 " in head else length - len(body)
    while left > 0:
        left -= len(connection.recv(min(left, 1 << 20)))
    return head


def cpu_seconds(pid):
    """Return user and system time of a process and its children that live, to the nanosecond."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    own = sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(cpu_seconds(child) for child in children)


def measure(port, pid, status, requests):
    connection = connect(port)
    question = "GET /feeds/all.atom HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n"
    connection.sendall(f"{question}\r\n".encode())
    tag = receive(connection).split(b"etag: ")[1].split(b"\r\n")[0].decode()
    if status == 304:
        question += f"If-None-Match: {tag}\r\n"
    asked = f"{question}\r\n".encode()
    for _ in range(200):
        connection.sendall(asked)
        receive(connection)
    before = cpu_seconds(pid)
    for _ in range(requests):
        connection.sendall(asked)
        assert f" {status} ".encode() in receive(connection)
    spent = cpu_seconds(pid) - before
    connection.close()
    return spent / requests * 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    folder = options.folder.resolve()
    if options.serve:
        run_async(run_ours(folder / "public"))
        return
    folder.mkdir(parents=True, exist_ok=True)
    fill(folder / "public")
    size = (folder / "public/feeds/all.atom").stat().st_size
    print(f"feed: {size / 1000:.0f} kB; {options.requests} requests each")
    servers = {"nginx": (THEIRS, start_nginx(folder)), "aggregator": (OURS, start_ours(folder))}
    try:
        for status, share in ((304, 1), (200, 0.25)):
            count = int(options.requests * share)
            cost = {
                name: measure(port, started.pid, status, count)
                for name, (port, started) in servers.items()
            }
            ratio = cost["aggregator"] / cost["nginx"]
            told = ", ".join(f"{name} {each:.1f} µs" for name, each in cost.items())
            print(f"{status}: {told}; ratio {ratio:.1f}")
    finally:
        for _, started in servers.values():
            started.terminate()
            started.wait()


if __name__ == "__main__":
    main()
