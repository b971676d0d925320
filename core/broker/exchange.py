"""An exchange: what it was declared as, who is bound to it, and where a message goes from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

from core.amqp.fields import Table, encode_table, shown
from core.broker.counts import Published
from core.broker.message import Message
from core.broker.policies import Policy
from core.broker.routing import TABLES, RoutingTable

if TYPE_CHECKING:
    from core.broker.queue import Queue

Destination = Union["Exchange", "Queue"]


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """From an exchange to a queue or to another exchange."""

    source: "Exchange"
    destination: Destination
    routing_key: str
    arguments: Table

    @property
    def key(self) -> tuple[Destination, str, bytes]:
        """What makes it the same binding as another one of its exchange."""
        return self.destination, self.routing_key, canonical(self.arguments)


def canonical(arguments: Table) -> bytes:
    """The arguments as bytes, whatever order they came in."""
    return encode_table(dict(sorted(arguments.items())))


class Exchange:
    """One exchange of a vhost."""

    kind = "exchange"
    __slots__ = (
        "alternate",
        "arguments",
        "auto_delete",
        "bindings",
        "counts",
        "durable",
        "internal",
        "name",
        "policy",
        "table",
        "type",
        "user",
        "vhost",
    )

    def __init__(
        self,
        vhost: str,
        name: str,
        kind: str,
        *,
        durable: bool = False,
        auto_delete: bool = False,
        internal: bool = False,
        arguments: Table | None = None,
        user: str = "",
    ) -> None:
        self.vhost = vhost
        self.name = name
        self.type = kind
        self.durable = durable
        self.auto_delete = auto_delete
        self.internal = internal
        self.arguments: Table = arguments or {}
        self.user = user
        """Who declared it."""
        self.policy: Policy | None = None
        self.alternate: str | None = None
        self.apply(None)
        self.table: RoutingTable[Destination] = TABLES[kind]()
        self.bindings: dict[tuple[Destination, str, bytes], Binding] = {}
        self.counts = Published()

    def apply(self, policy: Policy | None) -> None:
        """A policy applies; what the exchange was declared with counts more."""
        self.policy = policy
        own = self.arguments.get("alternate-exchange")
        by_policy = None if policy is None else policy.definition.get("alternate-exchange")
        self.alternate = by_policy if own is None else shown(own.value)

    def bind(self, binding: Binding) -> bool:
        """Whether it is new."""
        if binding.key in self.bindings:
            return False
        self.bindings[binding.key] = binding
        self.table.add(binding.destination, binding.routing_key, binding.arguments)
        return True

    def unbind(self, binding: Binding) -> Binding | None:
        """The binding that was, or None."""
        was = self.bindings.pop(binding.key, None)
        if was is not None:
            self.table.discard(was.destination, was.routing_key, was.arguments)
        return was

    def destinations(self, message: Message) -> Iterable[Destination]:
        """Where its bindings lead; the same one may come more than once."""
        headers = message.headers if self.table.looks_at_headers else {}
        if not message.copies:
            return self.table.find(message.routing_key, headers)
        return [found for key in message.routing_keys for found in self.table.find(key, headers)]
