"""Which addresses may be dialled."""

import pytest

from aggregator.fetch.address import find_objection, is_loopback, read_spelled_address

GLOBAL = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.215.14",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.167.1.1",
    "223.255.255.254",
    "2606:4700:4700::1111",
    "2a00:1450:4001:80e::200e",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]
PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "100.64.0.1",
    "100.127.255.255",
    "::1",
    "fc00::1",
    "fd12:3456::1",
    "::ffff:127.0.0.1",
    "::ffff:10.1.2.3",
    "64:ff9b::7f00:1",
    "64:ff9b::10.0.0.1",
]
NEVER = [
    "0.0.0.0",
    "0.1.2.3",
    "169.254.1.1",
    "169.254.169.254",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::2",
    "::127.0.0.1",
    "::ffff:0:127.0.0.1",
    "::ffff:169.254.169.254",
    "fe80::1",
    "fe80::1%lo",
    "fec0::1",
    "fd00:ec2::254",
    "ff02::1",
    "100::1",
    "2001::1",
    "2001:0:53aa:64c:0:7bef:80ff:fffe",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2002:808:808::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "not an address",
    "",
]


@pytest.mark.parametrize("address", GLOBAL)
def test_a_global_address_may_be_dialled(address):
    assert find_objection(address, allow_private=False) is None


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_only_where_it_is_allowed(address):
    assert find_objection(address, allow_private=False)
    assert find_objection(address, allow_private=True) is None


@pytest.mark.parametrize("address", NEVER)
def test_an_address_of_no_source_is_never_dialled(address):
    assert find_objection(address, allow_private=False)
    assert find_objection(address, allow_private=True)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0X7F000001", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("[::1]", "::1"),
        ("[::ffff:7f00:1]", "::ffff:7f00:1"),
        ("localhost", "127.0.0.1"),
        ("feeds.LOCALHOST.", "127.0.0.1"),
        ("example.org", None),
        ("1.2.3.4.5", None),
        ("0x7f.example", None),
        ("", None),
    ],
)
def test_every_spelling_that_a_resolver_takes_is_read(host, address):
    assert read_spelled_address(host) == address


def test_loopback_is_known_by_any_spelling():
    assert is_loopback("127.0.0.3")
    assert is_loopback("[::1]")
    assert is_loopback("localhost")
    assert not is_loopback("10.0.0.1")
    assert not is_loopback("example.org")
