"""A broker whose management API shows totals that are sampled table by table, and the truth."""

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field

from core.facts import ObjectTotals
from core.topology import Binding, Channel, Connection, Consumer, Exchange, Queue, Topology

ROUTES = {"shop": ("a", "b"), "news": ("b",), "": ("a", "b", "c")}
QUEUES = ("a", "b", "c")
Edge = tuple[str, str, str, str]


@dataclass(eq=False)
class Client:
    """A channel of a service, alone on its connection."""

    number: int
    service: str
    counts: Counter[str] = field(default_factory=Counter)
    consumes: set[str] = field(default_factory=set)

    @property
    def connection(self) -> str:
        return f"10.0.0.1:{self.number} -> 10.0.0.9:5672"

    @property
    def channel(self) -> str:
        return f"{self.connection} (1)"


class SimulatedApi:
    """A broker whose API shows three tables, each of them sampled at its own time."""

    def __init__(self, phases: tuple[int, int, int]) -> None:
        self.now = 0
        self.phases = phases
        self.clients: list[Client] = []
        self.exchanges: dict[str, Counter[str]] = {name: Counter() for name in ROUTES}
        self.queues: dict[str, Counter[str]] = {name: Counter() for name in QUEUES}
        self.truth: Counter[Edge] = Counter()
        self.tables: list[dict[str, dict[str, int]]] = [{}, {}, {}]
        self._next = 1000

    def open(self, service: str) -> Client:
        self._next += 1
        client = Client(self._next, service)
        self.clients.append(client)
        return client

    def publish(self, client: Client, exchange: str, queue: int) -> None:
        """Reaches one queue or all that are bound."""
        routed = ROUTES[exchange] if exchange else (QUEUES[queue % len(QUEUES)],)
        client.counts["publish"] += 1
        self.exchanges[exchange]["publish_in"] += 1
        self.truth["publish", f"service:{client.service}", f"exchange:{exchange}", "publish"] += 1
        for name in routed:
            self.queues[name]["publish"] += 1
            self.truth["route", f"exchange:{exchange}", f"queue:{name}", "publish"] += 1

    def deliver(self, client: Client, queue: str, how: str) -> None:
        client.counts[how] += 1
        self.queues[queue][how] += 1
        self.truth["deliver", f"queue:{queue}", f"service:{client.service}", how] += 1

    def pass_second(self) -> None:
        self.now += 1
        whole = (
            {client.channel: dict(client.counts) for client in self.clients},
            {name: dict(counts) for name, counts in self.exchanges.items()},
            {name: dict(counts) for name, counts in self.queues.items()},
        )
        for index, phase in enumerate(self.phases):
            if self.now % 5 == phase:
                self.tables[index] = deepcopy(whole[index])

    def totals(self) -> ObjectTotals:
        channels, exchanges, queues = self.tables
        listed = {client.channel for client in self.clients}
        return ObjectTotals(
            at=1_000_000.0 + self.now,
            channels={name: counts for name, counts in channels.items() if name in listed},
            exchanges=exchanges,
            queues=queues,
            publishes={},
            deliveries={},
            routes={},
            detailed=False,
            period=5.0,
        )

    def topology(self) -> Topology:
        return Topology(
            exchanges={name: Exchange(name=name, type="fanout") for name in ROUTES},
            queues={name: Queue(name=name) for name in QUEUES},
            bindings=tuple(
                Binding(source=exchange, destination=queue)
                for exchange, queues in ROUTES.items()
                for queue in queues
            ),
            connections={
                c.connection: Connection(name=c.connection, provided_name=c.service)
                for c in self.clients
            },
            channels={
                c.channel: Channel(name=c.channel, connection=c.connection) for c in self.clients
            },
            consumers=tuple(
                Consumer(tag="t", queue=queue, channel=c.channel, connection=c.connection)
                for c in self.clients
                for queue in c.consumes
            ),
        )
