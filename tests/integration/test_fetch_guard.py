"""The address guard, seen from the outside: nothing is dialled that must not be.

The socket factory records what would be opened and opens nothing; the resolver answers from a
table. No packet leaves the machine.
"""

import socket

import pytest
from aiohttp.abc import AbstractResolver

from aggregator.fetch.sessions import World
from aggregator.records import FailureKind, Fetched, FetchFailed, Secret, Source, Validators
from tests.fetch_fixtures import FEED, Site, fetcher, reply, run

LOOPBACK = "http://127.0.0.1/"
SPELLINGS = [
    "http://0.0.0.0/",
    "http://0/",
    "http://127.1/",
    "http://0x7f.1/",
    "http://0x7f000001/",
    "http://2130706433/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://127.0.0.1./",
    "http://[::]/",
    "http://[::1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[0:0:0:0:0:ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:53aa:64c:0:7bef:80ff:fffe]/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://127.0.0.1/",
    "http://127｡0｡0｡1/",
    "http://user@127.0.0.1/",
    "http://example.org@127.0.0.1/",
    "http://127.0.0.1\\@example.org/",
    "http:\\\\127.0.0.1\\",
    "http:///127.0.0.1/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://10.0.0.1/",
    "http://192.168.0.1/",
    "http://172.16.0.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://168.63.129.16/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://private.test/",
    "http://mixed.test/",
]
NAMES = {
    "private.test": ["10.1.2.3"],
    "mixed.test": ["127.0.0.1", "::1", "169.254.169.254"],
    "both.test": ["10.1.2.3", "93.184.215.14"],
    "public.test": ["93.184.215.14"],
    "localhost": ["127.0.0.1", "::1"],
    "localhost.": ["127.0.0.1"],
}


class TableResolver(AbstractResolver):
    """Answers as the system's would for addresses in odd spellings, from a table for names."""

    async def resolve(self, host, port=0, family=socket.AF_UNSPEC):
        try:
            found = [socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))]
        except OSError:
            found = NAMES.get(host, [])
        if not found:
            raise OSError(f"unknown name {host}")
        return [
            {
                "hostname": host,
                "host": address,
                "port": port,
                "family": socket.AF_INET6 if ":" in address else socket.AF_INET,
                "proto": 0,
                "flags": 0,
            }
            for address in found
        ]

    async def close(self):
        pass


class Recorder:
    """A socket factory that opens nothing."""

    def __init__(self):
        self.dialled = []

    def __call__(self, info):
        self.dialled.append(info[4][0])
        raise OSError("nothing is dialled in this test")


def dial(url, *, page=False, **kinds):
    recorder = Recorder()
    world = World(resolver=TableResolver(), open_socket=recorder)

    async def main():
        async with fetcher(world=world) as client:
            if page:
                source = Source(name="s", url="http://public.test/feed", **kinds)
                return await client.fetch_page(url, source)
            return await client.fetch_feed(Source(name="s", url=url, **kinds), Validators())

    return run(main()), recorder.dialled


@pytest.mark.parametrize("url", SPELLINGS)
def test_no_spelling_of_a_refused_address_is_dialled(url):
    outcome, dialled = dial(url)
    assert dialled == []
    assert isinstance(outcome, FetchFailed)


@pytest.mark.parametrize("url", SPELLINGS)
def test_no_page_of_an_open_source_is_dialled_elsewhere(url):
    outcome, dialled = dial(url, page=True, allow_private=True)
    assert dialled == []
    assert isinstance(outcome, FetchFailed)


@pytest.mark.parametrize("url", [url for url in SPELLINGS if not url.endswith(".test/")])
def test_a_proxy_is_not_sent_to_a_spelled_address(url):
    """A name is for the proxy to resolve; an address is ours to judge."""
    proxy = Secret("http://proxy.test:3128")
    outcome, dialled = dial(url, proxy=proxy)
    assert dialled == []
    assert isinstance(outcome, FetchFailed)
    assert outcome.kind is FailureKind.ADDRESS


def test_the_reason_names_address_and_way_out():
    outcome, _ = dial("http://private.test/")
    assert outcome.kind is FailureKind.ADDRESS
    assert "private.test (10.1.2.3) is a private address" in outcome.reason
    assert "allow_private" in outcome.reason


def test_of_a_name_with_good_and_bad_addresses_only_the_good_is_dialled():
    _, dialled = dial("http://both.test/")
    assert set(dialled) == {"93.184.215.14"}


def test_a_public_name_is_dialled():
    outcome, dialled = dial("http://public.test/")
    assert dialled == ["93.184.215.14"]
    assert outcome.kind is FailureKind.CONNECT


def test_allow_private_opens_a_source_and_no_metadata_service():
    assert dial("http://private.test/", allow_private=True)[1] == ["10.1.2.3"]
    assert set(dial("http://mixed.test/", allow_private=True)[1]) == {"127.0.0.1", "::1"}


@pytest.mark.parametrize(
    "url", ["ftp://public.test/", "gopher://public.test/", "file:///etc/passwd"]
)
def test_a_page_is_asked_for_over_http_alone(url):
    outcome, dialled = dial(url, page=True)
    assert dialled == []
    assert outcome.kind is FailureKind.ADDRESS


@pytest.mark.parametrize("target", ["http://private.test/", "http://0x7f.1/", "file:///etc/passwd"])
def test_each_hop_of_a_redirect_is_guarded(target):
    """The first hop is a real server of this machine, which the factory lets through."""

    async def main():
        answers = {"/feed": reply("302 Found", b"", f"Location: {target}")}
        async with Site(answers) as site:

            def only_site(info):
                if info[4][:2] != ("127.0.0.1", site.port):
                    raise AssertionError(f"dialled {info[4]}")
                return socket.socket(info[0], info[1], info[2])

            world = World(resolver=TableResolver(), open_socket=only_site)
            async with fetcher(world=world) as client:
                source = site.source()
                return await client.fetch_page(source.url, source)

    outcome = run(main())
    assert isinstance(outcome, FetchFailed)
    assert outcome.kind is FailureKind.ADDRESS


def test_a_page_on_the_origin_of_an_open_source_is_fetched():
    async def main():
        async with (
            Site({"/page": reply(body=FEED)}) as site,
            Site({"/page": reply(body=FEED)}) as two,
            fetcher() as client,
        ):
            source = site.source()
            own = await client.fetch_page(f"{site.origin}/page", source)
            other = await client.fetch_page(f"{two.origin}/page", source)
            return own, other, len(two.requests)

    own, other, asked = run(main())
    assert isinstance(own, Fetched)
    assert isinstance(other, FetchFailed)
    assert asked == 0


def test_a_guarded_request_never_uses_a_connection_of_an_open_one():
    async def main():
        async with Site({"/feed": reply(body=FEED)}) as site, fetcher() as client:
            opened = await client.fetch_feed(site.source(), Validators())
            guarded = await client.fetch_feed(site.source(allow_private=False), Validators())
            return opened, guarded, len(site.requests)

    opened, guarded, asked = run(main())
    assert isinstance(opened, Fetched)
    assert guarded.kind is FailureKind.ADDRESS
    assert asked == 1
