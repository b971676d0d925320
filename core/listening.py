"""Where services connect to the proxy: an address as users type it."""

import ipaddress

from core.wording import tr

_HIGHEST_PORT = 65535


class AddressError(ValueError):
    """No address; the text says what one looks like."""


def address_of(typed: str) -> tuple[str, int]:
    """Host and port; port 0 is any free one. Raises AddressError."""
    host, colon, port = typed.strip().rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    is_number = port.isascii() and port.isdecimal()
    if not colon or not bare or not is_number or int(port) > _HIGHEST_PORT:
        raise AddressError(tr("HOST:PORT such as 127.0.0.1:5673, not {typed!r}", typed=typed))
    return bare, int(port)


def reached_at(host: str) -> str:
    """Where this machine itself reaches what listens there."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine reaches it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
