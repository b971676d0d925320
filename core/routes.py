"""Where a message would go, by what is declared alone, step by step through the exchanges.

What matches is decided by the same tables as in the embedded broker, whose likeness to RabbitMQ is
tested; what an exchange decides by itself (a hash, chance) is told as possible, never as certain.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from core.amqp.fields import Field
from core.asked_headers import fields_of
from core.broker.routing import TABLES, RoutingTable
from core.topology import DEFAULT_EXCHANGE, Binding, Exchange, Topology
from core.wording import phrase

ONE_OF_THEM: Mapping[str, str] = {
    "x-consistent-hash": phrase("one of {n:,}, chosen by a hash ({type})"),
    "x-modulus-hash": phrase("one of {n:,}, chosen by a hash of the routing key ({type})"),
    "x-random": phrase("one of {n:,}, chosen by chance ({type})"),
    "x-local-random": phrase("one of {n:,}, chosen by chance ({type})"),
}
"""Types of exchanges that hand each message to one of their bindings, and how they choose."""

_LIKE: Mapping[str, str] = {"x-recent-history": "fanout"}

PassageKind = Literal["route", "bind", "alternate"]


@dataclass(frozen=True, slots=True)
class Address:
    """What exchanges look at in a message."""

    exchange: str
    routing_keys: tuple[str, ...]
    """The routing key, then those of the headers CC and BCC."""
    headers: Mapping[str, Field] | None = None
    """None when they are not known."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One step of a message: from an exchange to a queue, or on to another exchange."""

    kind: PassageKind
    source: str
    target: str
    certain: bool
    routing_key: str = ""
    """The one that led here."""
    binding: Binding | None = None
    """None where none is needed: to an alternate exchange, and from the default exchange."""
    is_choice: bool = False
    """The exchange decides by itself whether the message takes this step."""


@dataclass(frozen=True)
class Route:
    """All steps of a message, nearest first."""

    exchange: str
    """Where the message is published."""
    passages: tuple[Passage, ...] = ()
    undecided: tuple[str, ...] = ()
    """Exchanges on the way of which nobody can tell what they do with the message."""

    @cached_property
    def queues(self) -> frozenset[str]:
        """The queues that get it."""
        return frozenset(p.target for p in self.passages if p.kind == "route" and p.certain)

    @cached_property
    def possible(self) -> frozenset[str]:
        """Queues that may get it or not."""
        found = frozenset(p.target for p in self.passages if p.kind == "route")
        return found - self.queues

    @cached_property
    def _first(self) -> Mapping[tuple[bool, str], Passage]:
        found: dict[tuple[bool, str], Passage] = {}
        for passage in self.passages:
            found.setdefault((passage.kind == "route", passage.target), passage)
        return found

    def path(self, queue: str) -> tuple[Passage, ...]:
        """The steps of the first way to a queue."""
        path = [self._first[True, queue]]
        while path[0].source != self.exchange:
            path.insert(0, self._first[False, path[0].source])
        return tuple(path)


class Routes:
    """The bindings of a topology, arranged for finding; each exchange when it is first asked for."""

    def __init__(self, topology: Topology) -> None:
        self.topology = topology
        self._tables: dict[str, RoutingTable[int]] = {}

    def route(self, address: Address) -> Route:
        """Follow a message through exchanges, also bound and alternate ones."""
        passages: list[Passage] = []
        undecided: list[str] = []
        seen: set[str] = set()
        surely, perhaps = deque([address.exchange]), deque[str]()
        while surely or perhaps:
            certain = bool(surely)
            name = (surely or perhaps).popleft()
            if name in seen:
                continue
            seen.add(name)
            fork = self._fork(name, address)
            if fork.is_undecided:
                undecided.append(name)
            for passage in fork.passages(name, certain):
                passages.append(passage)
                if passage.kind != "route":
                    (surely if passage.certain else perhaps).append(passage.target)
        return Route(address.exchange, tuple(passages), tuple(undecided))

    def matching(self, exchange: Exchange, address: Address) -> Mapping[int, str]:
        """Which of an exchange's bindings take a message, and by which of its routing keys."""
        table = self._table(exchange)
        found: dict[int, str] = {}
        for key in address.routing_keys:
            for number in table.find(key, address.headers or {}):
                found.setdefault(number, key)
        return found

    def leaving(self, exchange: str) -> tuple[Binding, ...]:
        """The bindings of an exchange."""
        return self.topology.bindings_by_source.get(exchange, ())

    def _fork(self, name: str, address: Address) -> "_Fork":
        """What leaves an exchange."""
        if name == DEFAULT_EXCHANGE:
            keys = dict.fromkeys(address.routing_keys)
            return _Fork(named=tuple(key for key in keys if key in self.topology.queues))
        exchange = self.topology.exchanges.get(name)
        if exchange is None:
            return _Fork()
        bindings = self.leaving(name)
        kind = rule(exchange)
        if kind in TABLES and (kind != "headers" or address.headers is not None):
            matching = self.matching(exchange, address)
            bound = tuple((bindings[number], key) for number, key in matching.items())
            return _Fork(bound, None if bound else self._alternate(exchange))
        bound = tuple((binding, address.routing_keys[0]) for binding in bindings)
        if kind in ONE_OF_THEM and bindings:
            targets = {(b.destination_type, b.destination) for b in bindings}
            return _Fork(bound, is_undecided=len(targets) > 1)
        return _Fork(bound, self._alternate(exchange), is_undecided=bool(bound))

    def _alternate(self, exchange: Exchange) -> str | None:
        return exchange.alternate if exchange.alternate in self.topology.exchanges else None

    def _table(self, exchange: Exchange) -> RoutingTable[int]:
        table = self._tables.get(exchange.name)
        if table is None:
            table = self._tables[exchange.name] = TABLES[rule(exchange)]()
            for number, binding in enumerate(self.leaving(exchange.name)):
                table.add(number, binding.routing_key, fields_of(binding.arguments))
        return table


@dataclass(frozen=True, slots=True)
class _Fork:
    """Where a message may go from one exchange."""

    bound: tuple[tuple[Binding, str], ...] = ()
    """Bindings, each with the routing key that it takes."""
    alternate: str | None = None
    named: tuple[str, ...] = ()
    """Queues that the default exchange finds by their names."""
    is_undecided: bool = False

    def passages(self, source: str, certain: bool) -> Iterator[Passage]:
        """Each way as a step of the message."""
        choice = self.is_undecided
        certain = certain and not choice
        for queue in self.named:
            yield Passage("route", source, queue, certain, queue)
        for binding, key in self.bound:
            kind: PassageKind = "route" if binding.destination_type == "queue" else "bind"
            yield Passage(kind, source, binding.destination, certain, key, binding, choice)
        if self.alternate is not None:
            yield Passage("alternate", source, self.alternate, certain, is_choice=choice)


def rule(exchange: Exchange) -> str:
    """The type of exchange by whose rule an exchange finds its destinations."""
    if exchange.type == "x-delayed-message":
        return str(exchange.arguments.get("x-delayed-type", ""))
    return _LIKE.get(exchange.type, exchange.type)
