"""Which host of a broker let us in last: whoever connects again begins there, then goes round."""

from core.endpoints import Address, Endpoints

_LAST: dict[tuple[Address, ...], Address] = {}
"""By all hosts of a broker; sources on other threads read it, too."""


def in_turn(endpoints: Endpoints) -> list[Endpoints]:
    """The same broker by way of one host alone, for each, the one that is good first."""
    hosts = list(endpoints.each_host())
    good = _LAST.get(endpoints.addresses)
    begin = next((n for n, one in enumerate(hosts) if (one.host, one.port) == good), 0)
    return hosts[begin:] + hosts[:begin]


def let_in(endpoints: Endpoints, where: Endpoints) -> None:
    """That host is good."""
    if endpoints.others:
        _LAST[endpoints.addresses] = (where.host, where.port)


def forget(endpoints: Endpoints) -> None:
    """Begin with the first again, as somebody who has just named them expects."""
    _LAST.pop(endpoints.addresses, None)
