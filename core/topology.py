"""What is declared on a broker: exchanges, queues, bindings, and who is connected.

A `Topology` is one whole snapshot with look-ups.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from core.wording import tr

Arguments = Mapping[str, Any]

DEFAULT_EXCHANGE = ""
DEFAULT_EXCHANGE_NAME = "(AMQP default)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """An exchange of the watched vhost."""

    name: str
    type: str = "unknown"
    durable: bool = True
    auto_delete: bool = False
    internal: bool = False
    arguments: Arguments = field(default_factory=dict)
    alternate: str | None = None
    """The alternate exchange, from arguments or policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A queue or stream of the watched vhost."""

    name: str
    type: str = "classic"
    durable: bool = True
    auto_delete: bool = False
    exclusive: bool = False
    arguments: Arguments = field(default_factory=dict)
    policy: str | None = None
    operator_policy: str | None = None
    """The policy that the broker's operator forces upon it: its limits may only be smaller."""
    policy_definition: Arguments = field(default_factory=dict)
    """What the policy sets, by names without `x-`; the operator's policy is in it."""
    dead_letter_exchange: str | None = None
    """Where dead letters go, from arguments or policy."""
    dead_letter_routing_key: str | None = None
    message_ttl: int | None = None
    """Milliseconds after which messages expire, from arguments or policy: the smaller of both."""
    max_length: int | None = None
    """How many messages it holds at most, from arguments or policy: the smaller of both."""
    owner: str | None = None
    """Name of the connection that an exclusive queue belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A rule that lets messages pass from an exchange to a queue or to another exchange."""

    source: str
    destination: str
    destination_type: Literal["queue", "exchange"] = "queue"
    routing_key: str = ""
    arguments: Arguments = field(default_factory=dict)

    @property
    def identity(self) -> tuple[str, str, str, str, str]:
        """What makes two bindings the same."""
        arguments = repr(sorted(self.arguments.items(), key=lambda item: item[0]))
        return (self.source, self.destination_type, self.destination, self.routing_key, arguments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A client's connection."""

    name: str
    """`<peer> -> <listener>`, unique on the broker while the connection lives."""
    node: str = ""
    user: str = ""
    vhost: str = "/"
    peer_host: str = ""
    provided_name: str | None = None
    """What the client calls itself: `connection_name` of its client properties."""
    product: str | None = None
    client_properties: Arguments = field(default_factory=dict)
    connected_at: float | None = None
    state: str = "running"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel of a connection."""

    name: str
    """`<connection name> (<number>)`."""
    connection: str
    node: str = ""
    number: int = 0
    prefetch: int = 0
    """What it asked for last, for consumers that come after."""
    global_prefetch: int = 0
    """For all its consumers together."""
    confirm: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """A subscription of a channel to a queue."""

    tag: str
    queue: str
    channel: str
    connection: str = ""
    ack_required: bool = True
    prefetch: int = 0
    exclusive: bool = False
    active: bool = True


@dataclass(frozen=True)
class Topology:
    """Everything declared in one vhost and everyone connected to it, at one time."""

    exchanges: Mapping[str, Exchange] = field(default_factory=dict)
    queues: Mapping[str, Queue] = field(default_factory=dict)
    bindings: tuple[Binding, ...] = ()
    connections: Mapping[str, Connection] = field(default_factory=dict)
    channels: Mapping[str, Channel] = field(default_factory=dict)
    consumers: tuple[Consumer, ...] = ()
    tells_clients: bool = True
    """False: nobody told who is connected and who consumes; no connection does not mean none."""

    @cached_property
    def bindings_by_source(self) -> Mapping[str, tuple[Binding, ...]]:
        """The bindings that leave each exchange."""
        return _grouped(self.bindings, lambda binding: binding.source)

    @cached_property
    def bindings_by_queue(self) -> Mapping[str, tuple[Binding, ...]]:
        """The bindings that end in each queue."""
        ending = tuple(b for b in self.bindings if b.destination_type == "queue")
        return _grouped(ending, lambda binding: binding.destination)

    @cached_property
    def consumers_by_queue(self) -> Mapping[str, tuple[Consumer, ...]]:
        """The consumers of each queue."""
        return _grouped(self.consumers, lambda consumer: consumer.queue)

    @cached_property
    def consumers_by_channel(self) -> Mapping[str, tuple[Consumer, ...]]:
        """The consumers of each channel."""
        return _grouped(self.consumers, lambda consumer: consumer.channel)

    @cached_property
    def fed_from_inside(self) -> frozenset[str]:
        """Exchanges that the broker itself publishes to.

        They are the target of an exchange-to-exchange binding, an alternate exchange or a
        dead-letter exchange. RabbitMQ counts such passages elsewhere or nowhere: a missing count
        on what leaves them is unknown, not zero.
        """
        bound = {b.destination for b in self.bindings if b.destination_type == "exchange"}
        alternate = {e.alternate for e in self.exchanges.values() if e.alternate is not None}
        dead = {q.dead_letter_exchange for q in self.queues.values()}
        return frozenset(bound | alternate | {name for name in dead if name is not None})


def consumer_words(tag: str, queue: str) -> str:
    """A consumer in one line: `ctag1 of payments.q`."""
    return tr("{tag} of {queue}", tag=tag, queue=queue)


def _grouped(items: tuple[Any, ...], key: Any) -> dict[str, tuple[Any, ...]]:
    groups: dict[str, list[Any]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return {name: tuple(group) for name, group in groups.items()}
