"""A broker whose management API shows what the broker samples every five seconds, and the truth.

As with RabbitMQ each of its tables is sampled at its own time, a channel is listed when the list
has been sampled and not any more when it has closed, and what it counted last is in the sums only.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from core.facts import ObjectTotals, Sample
from core.topology import Binding, Channel, Connection, Consumer, Exchange, Queue, Topology

ROUTES = {"shop": ("a", "b"), "news": ("b",), "": ("a", "b", "c")}
QUEUES = ("a", "b", "c")
PERIOD = 5
Edge = tuple[str, str, str, str]
Cell = tuple[str, str, str]
"""Counter, exchange or queue by which a channel counts, and the queue that is routed to."""


@dataclass(eq=False)
class Client:
    """A channel of a service, alone on its connection."""

    number: int
    service: str
    counts: dict[str, Counter[Cell]] = field(default_factory=lambda: defaultdict(Counter))
    """What it did, by table."""
    sampled: dict[str, Counter[Cell]] = field(default_factory=lambda: defaultdict(Counter))
    consumes: dict[str, str] = field(default_factory=dict)
    """Consumer tag to queue."""

    @property
    def connection(self) -> str:
        return f"10.0.0.1:{self.number} -> 10.0.0.9:5672"

    @property
    def channel(self) -> str:
        return f"{self.connection} (1)"


class SimulatedApi:
    """A broker; `phases` are the seconds at which publishes, routes, deliveries and lists come."""

    def __init__(self, phases: tuple[int, int, int, int] = (0, 0, 0, 0)) -> None:
        self.now = 0
        self.clients: list[Client] = []
        self.truth: Counter[Edge] = Counter()
        """As far as it has been sampled."""
        self._phases = dict(zip(("publish", "route", "deliver", "list"), phases, strict=True))
        self._closed: list[Client] = []
        self._closings = 0
        self._told_closings = 0
        """As far as they have been sampled."""
        self._swept: Counter[Edge] = Counter()
        """What nobody will ever sample; true as soon as the closings are told."""
        self._listed: set[Client] = set()
        self._consumers: set[tuple[Client, str]] = set()
        self._sums: dict[str, Counter[str]] = defaultdict(Counter)
        """By exchange, queue or vhost: counters."""
        self._rows: dict[Client, Counter[str]] = defaultdict(Counter)
        self._number = 1000

    def open(self, service: str) -> Client:
        self._number += 1
        client = Client(self._number, service)
        self.clients.append(client)
        return client

    def close(self, client: Client) -> None:
        self.clients.remove(client)
        self._closed.append(client)
        self._listed.discard(client)
        self._closings += 1

    def sweep(self) -> None:
        """Forget what closed channels have counted since the last samples."""
        for client in self._closed:
            for table in ("publish", "route", "deliver"):
                fresh = client.counts[table] - client.sampled[table]
                client.sampled[table] += fresh
                for (counter, place, queue), amount in fresh.items():
                    self._swept[_edge_of(table, client, counter, place, queue)] += amount

    def publish(self, client: Client, exchange: str, queue: int = 0, *, confirm: int = 0) -> None:
        """Reaches all queues that are bound, or the one that the default exchange is told."""
        routed = ROUTES[exchange] if exchange else (QUEUES[queue % len(QUEUES)],)
        client.counts["publish"]["publish", exchange, ""] += 1
        for name in routed:
            client.counts["route"]["publish", exchange, name] += 1
        if confirm:
            self.confirm(client, exchange)

    def confirm(self, client: Client, exchange: str) -> None:
        client.counts["publish"]["confirm", exchange, ""] += 1

    def deliver(self, client: Client, queue: str, how: str = "deliver") -> None:
        client.counts["deliver"][how, queue, ""] += 1

    def consume(self, client: Client, queue: str) -> str:
        tag = f"{client.number} {self.now} {len(client.consumes)}"
        client.consumes[tag] = queue
        return tag

    def cancel(self, client: Client, tag: str) -> None:
        del client.consumes[tag]
        self._consumers.discard((client, tag))

    def pass_second(self) -> None:
        self.now += 1
        for table in ("publish", "route", "deliver"):
            if self.now % PERIOD == self._phases[table]:
                self._sample(table)
        if self.now % PERIOD == self._phases["list"]:
            self._listed = set(self.clients)
            self._consumers = {(c, tag) for c in self.clients for tag in c.consumes}
            self._told_closings = self._closings
            self.truth += self._swept
            self._swept.clear()

    def _sample(self, table: str) -> None:
        for client in (*self.clients, *self._closed):
            fresh = client.counts[table] - client.sampled[table]
            client.sampled[table] += fresh
            for (counter, place, queue), amount in fresh.items():
                self._add(table, client, counter, place, queue, amount)

    def _add(
        self, table: str, client: Client, counter: str, place: str, queue: str, amount: int
    ) -> None:
        self.truth[_edge_of(table, client, counter, place, queue)] += amount
        if table == "route":
            self._sums[f"exchange:{place}"]["publish_out"] += amount
            self._sums[f"queue:{queue}"]["publish"] += amount
            return
        if table == "publish":
            if counter == "publish":
                self._sums[f"exchange:{place}"]["publish_in"] += amount
        else:
            self._sums[f"queue:{place}"][counter] += amount
        self._sums["vhost"][counter] += amount
        self._rows[client][counter] += amount

    def totals(self) -> ObjectTotals:
        at = 1_000_000.0 + self.now
        newest = {
            table: at - (self.now - self._phases[table]) % PERIOD
            for table in ("publish", "route", "deliver")
        }
        return ObjectTotals(
            at=at,
            channels={c.channel: dict(self._rows[c]) for c in self._listed},
            exchanges={name: dict(self._sums[f"exchange:{name}"]) for name in ROUTES},
            queues={name: dict(self._sums[f"queue:{name}"]) for name in QUEUES},
            vhost=dict(self._sums["vhost"]),
            connections={c.channel: c.connection for c in self._listed},
            consumers=frozenset(
                (c.channel, tag, c.consumes[tag]) for c, tag in self._consumers if c in self._listed
            ),
            samples={t: Sample(sampled - 0.1, sampled) for t, sampled in newest.items()},
            publishes={},
            deliveries={},
            routes={},
            detailed=False,
            period=float(PERIOD),
            within=PERIOD + 0.5,
            closed=self._told_closings,
        )

    def topology(self) -> Topology:
        """What is declared, and who is listed; services are known by events as they connect."""
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
                Consumer(tag=tag, queue=queue, channel=c.channel, connection=c.connection)
                for c in self.clients
                for tag, queue in c.consumes.items()
            ),
        )


def _edge_of(table: str, client: Client, counter: str, place: str, queue: str) -> Edge:
    """Where a cell of a table counts."""
    service = f"service:{client.service}"
    if table == "route":
        return "route", f"exchange:{place}", f"queue:{queue}", "publish"
    if table == "publish":
        return "publish", service, f"exchange:{place}", counter
    return "deliver", f"queue:{place}", service, counter
