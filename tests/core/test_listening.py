import pytest

from core.listening import AddressError, address_of, is_loopback, reached_at


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("127.0.0.1:5673", ("127.0.0.1", 5673)),
        (" localhost:0 ", ("localhost", 0)),
        ("[::1]:5673", ("::1", 5673)),
    ],
)
def test_that_an_address_is_host_and_port(typed: str, address: tuple[str, int]) -> None:
    assert address_of(typed) == address


@pytest.mark.parametrize("typed", ["", "5673", ":5673", "host:", "host:x", "host:65536", "[]:1"])
def test_that_anything_else_says_what_one_looks_like(typed: str) -> None:
    with pytest.raises(AddressError, match=r"HOST:PORT such as 127\.0\.0\.1:5673"):
        address_of(typed)


def test_that_only_this_machines_own_addresses_are_private() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.8.0.1", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "192.168.0.1", "::", "example.org")))


def test_that_what_listens_everywhere_is_reached_here() -> None:
    assert [reached_at(host) for host in ("0.0.0.0", "::", "10.0.0.1")] == [
        *("127.0.0.1", "::1", "10.0.0.1"),
    ]
