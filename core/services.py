"""Which service a connection belongs to: the rule that names it, and who is Flowscope itself."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from core.topology import Connection

OWN_PREFIX = "flowscope:"
"""How every connection of Flowscope names itself: `flowscope:<role>`."""

TAP_MARK = "x-flowscope-tap"
"""Argument of every binding of a tap: no tap mirrors another, and an operator sees whose it is."""

NamedBy = Literal["rule", "connection_name", "user", "product", "unknown"]
Role = Literal["", "publisher", "consumer"]

_SHARED_USERS = frozenset(
    {"", "guest", "admin", "administrator", "root", "user", "rabbit", "rabbitmq", "default", "app"}
)
_INSTANCE = re.compile(
    r"""(?: [-_.:#/@\s]* [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}  # UUID
          | -[bcdfghjklmnpqrstvwxz2456789]{6,10}-[bcdfghjklmnpqrstvwxz2456789]{5}     # pod of a set
          | [-_.](?=[0-9a-f]*\d)[0-9a-f]{12}                                          # container
          | \#[0-9a-f]+(?::\d+)?                                                      # Spring, "#2"
          | [-_.\s]\d{1,4}                                                            # "-1"
          | \s*\(\d+\)                                                                # "(3)"
          | :\d+                                                                      # ":pid"
          | @[\w.:-]+                                                                 # "@host"
        )$""",
    re.VERBOSE | re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_LIBRARY_WORDS = re.compile(r"\s*\b(?:python )?(?:amqp )?client(?: library)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """A user's rule: connections whose field matches the pattern are of that service."""

    field: str
    """`connection_name`, `user`, `host`, or the name of a client property."""
    pattern: str
    """A regular expression that is searched for."""
    service: str


@dataclass(frozen=True, slots=True)
class ServiceName:
    """What a service is called, and which rule said so."""

    name: str
    named_by: NamedBy

    @property
    def is_guess(self) -> bool:
        """Only client library and host are known: two programs may look the same."""
        return self.named_by == "product"


UNKNOWN = ServiceName("unknown", "unknown")


def is_own(connection: Connection) -> bool:
    """A connection of Flowscope: hidden from graph and counters."""
    return (connection.provided_name or "").startswith(OWN_PREFIX)


def without_instance(name: str) -> str:
    """The service whose replica is called `name`: `-1`, `@host`, pod hash and the like go."""
    stripped = name.strip()
    while (shorter := _INSTANCE.sub("", stripped).strip()) != stripped and _LETTER.search(shorter):
        stripped = shorter
    return stripped or name


def service_name(
    connection: Connection, role: Role = "", rules: Iterable[Rule] = ()
) -> ServiceName:
    """Name the service of a connection, by the first rule that says anything.

    The order is: the user's rules, the name that the client gives itself (replicas grouped), the
    user when it is not one that everybody shares, and at last client library and host. In that
    case what the connection does (`role`) keeps a publisher and a consumer apart.
    """
    for rule in rules:
        if re.search(rule.pattern, _field(connection, rule.field)):
            return ServiceName(rule.service, "rule")
    if connection.provided_name and connection.provided_name.strip():
        return ServiceName(without_instance(connection.provided_name), "connection_name")
    if connection.user.lower() not in _SHARED_USERS:
        return ServiceName(connection.user, "user")
    words = [_library(connection.product), connection.peer_host, role]
    named = " ".join(word for word in words if word)
    return ServiceName(named, "product") if named else UNKNOWN


def _field(connection: Connection, name: str) -> str:
    own = {
        "connection_name": connection.provided_name,
        "user": connection.user,
        "host": connection.peer_host,
    }
    return str((own[name] if name in own else connection.client_properties.get(name)) or "")


def _library(product: str | None) -> str:
    return _LIBRARY_WORDS.sub("", product or "").strip() or (product or "")
