"""What is declared on a broker: exchanges, queues, bindings, and who is connected.

A `Topology` is one whole snapshot with look-ups; `changes` says what differs between two.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
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
    dead_letter_exchange: str | None = None
    """Where dead letters go, from arguments or policy."""
    dead_letter_routing_key: str | None = None
    message_ttl: int | None = None
    """Milliseconds after which messages expire, from arguments or policy."""
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


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two snapshots."""

    verb: Literal["appeared", "vanished", "changed"]
    kind: Literal["exchange", "queue", "binding", "connection", "channel", "consumer", "broker"]
    name: str
    detail: str = ""
    connection: str = ""
    """Of a consumer, by the broker's name."""


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


def changes(before: Topology, after: Topology) -> Iterator[Change]:
    """What appeared, vanished or changed between two snapshots."""
    for part in changes_by_kind(before, after):
        yield from part


def changes_by_kind(before: Topology, after: Topology) -> Iterator[Iterable[Change]]:
    """The same kind by kind: a big broker has very many of each."""
    yield _between("exchange", before.exchanges, after.exchanges)
    yield _between("queue", before.queues, after.queues)
    if before.bindings != after.bindings:
        yield _between("binding", _by_words(before.bindings), _by_words(after.bindings))
    yield _between("connection", _named(before), _named(after), compare=False)
    if before.consumers != after.consumers:
        yield _of_consumers(_by_tag(before.consumers), _by_tag(after.consumers))


def binding_words(binding: Binding) -> str:
    """A binding in one line: `orders -> payments.q [order.*]`."""
    source = binding.source or DEFAULT_EXCHANGE_NAME
    return f"{source} -> {binding.destination} [{binding.routing_key}]"


def consumer_words(tag: str, queue: str) -> str:
    """A consumer in one line: `ctag1 of payments.q`."""
    return tr("{tag} of {queue}", tag=tag, queue=queue)


def _between(
    kind: Any, before: Mapping[str, Any], after: Mapping[str, Any], compare: bool = True
) -> Iterator[Change]:
    for name in before.keys() - after.keys():
        yield Change("vanished", kind, name)
    for name, thing in after.items():
        if name not in before:
            yield Change("appeared", kind, name)
        elif compare and before[name] != thing:
            yield Change("changed", kind, name, _difference(before[name], thing))


def _of_consumers(
    before: Mapping[str, Consumer], after: Mapping[str, Consumer]
) -> Iterator[Change]:
    """A tag tells nobody anything: the connection says whose it is."""
    known = {**before, **after}
    for change in _between("consumer", before, after):
        yield replace(change, connection=known[change.name].connection)


def _difference(before: Any, after: Any) -> str:
    fields = [name for name in before.__slots__ if getattr(before, name) != getattr(after, name)]
    return ", ".join(f"{f}: {getattr(before, f)!r} -> {getattr(after, f)!r}" for f in fields)


def _named(topology: Topology) -> dict[str, Connection]:
    return {
        f"{c.provided_name} ({peer})" if c.provided_name else peer: c
        for name, c in topology.connections.items()
        for peer in [name.partition(" -> ")[0]]
    }


def _by_words(bindings: tuple[Binding, ...]) -> dict[str, Binding]:
    return {
        f"{binding_words(b)} {dict(b.arguments)}" if b.arguments else binding_words(b): b
        for b in bindings
        if b.source
    }


def _by_tag(consumers: tuple[Consumer, ...]) -> dict[str, Consumer]:
    return {consumer_words(c.tag, c.queue): c for c in consumers}


def _grouped(items: tuple[Any, ...], key: Any) -> dict[str, tuple[Any, ...]]:
    groups: dict[str, list[Any]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return {name: tuple(group) for name, group in groups.items()}
