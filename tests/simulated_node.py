"""A RabbitMQ node's books in memory: what its metrics, snapshots and events say, and the truth."""

from collections import Counter
from dataclasses import dataclass, field

from core.facts import (
    ChannelClosed,
    ChannelOpened,
    ConnectionClosed,
    ConnectionOpened,
    Readings,
)
from core.sources.metrics_text import MetricsReader
from core.topology import Binding, Channel, Connection, Consumer, Exchange, Queue, Topology

PUBLISH = {
    "publish": "channel_messages_published_total",
    "confirm": "channel_messages_confirmed_total",
    "return_unroutable": "channel_messages_unroutable_returned_total",
    "drop_unroutable": "channel_messages_unroutable_dropped_total",
}
DELIVER = {
    "deliver": "channel_messages_delivered_ack_total",
    "deliver_no_ack": "channel_messages_delivered_total",
    "get": "channel_get_ack_total",
    "get_no_ack": "channel_get_total",
    "redeliver": "channel_messages_redelivered_total",
    "ack": "channel_messages_acked_total",
}
Labels = tuple[tuple[str, str], ...]


@dataclass(eq=False)
class Line:
    """A channel of a client, as the node knows it."""

    number: int
    connection: Connection
    service: str
    reductions: int = 1000
    is_open: bool = True
    unacked: int = 0
    rows: dict[tuple[str, Labels], int] = field(default_factory=dict)

    @property
    def printed(self) -> str:
        """The process as the metrics print it."""
        return f"<0.{self.number}.0>"

    @property
    def name(self) -> str:
        """The channel's name."""
        return f"{self.connection.name} (1)"


class SimulatedNode:
    """One node; its vhost is `shop`."""

    vhost = "shop"

    def __init__(self, name: str = "rabbit@one", version: str = "4.0.5") -> None:
        self.name = name
        self.version = version
        self.uptime = 100.0
        self.lines: list[Line] = []
        self.connections: dict[str, Connection] = {}
        self.depths: dict[str, tuple[int, int]] = {}
        self.consumers: list[Consumer] = []
        self.routed: Counter[tuple[str, str]] = Counter()
        self.truth: Counter[tuple[str, str, str, str]] = Counter()
        """(kind, source, target, counter) to what really happened."""
        self._next = 500

    def connect(
        self,
        service: str = "",
        *,
        user: str = "guest",
        product: str = "pika",
        host: str = "10.0.0.1",
    ) -> Connection:
        """A client comes; without `service` it gives itself no name."""
        self._next += 1
        connection = Connection(
            name=f"{host}:{self._next} -> {self.name}:5672",
            node=self.name,
            user=user,
            vhost=self.vhost,
            peer_host=host,
            provided_name=service or None,
            product=product,
        )
        self.connections[connection.name] = connection
        return connection

    def open(self, connection: Connection, service: str = "") -> Line:
        """A client opens a channel."""
        self._next += 1
        line = Line(self._next, connection, service or connection.provided_name or "")
        self.lines.append(line)
        return line

    def client(self, service: str) -> Line:
        """A channel of a new connection."""
        return self.open(self.connect(service))

    def publish(
        self, line: Line, exchange: str, *queues: str, amount: int = 1, counter: str = "publish"
    ) -> None:
        """A channel publishes, and the exchange routes to some queues."""
        for name, metric in PUBLISH.items():
            self._count(line, metric, {"exchange": exchange}, amount if name == counter else 0)
        self.truth["publish", f"service:{line.service}", f"exchange:{exchange}", counter] += amount
        for queue in queues:
            if self.version.startswith("3."):
                labels = {"queue_vhost": self.vhost, "queue": queue, "exchange": exchange}
                self._count(line, "queue_messages_published_total", labels, amount)
            self.routed[exchange, queue] += amount
            self.truth["route", f"exchange:{exchange}", f"queue:{queue}", "publish"] += amount

    def deliver(self, line: Line, queue: str, amount: int = 1, counter: str = "deliver") -> None:
        """A queue delivers to a channel."""
        for name, metric in DELIVER.items():
            self._count(line, metric, {"queue": queue}, amount if name == counter else 0)
        self.truth["deliver", f"queue:{queue}", f"service:{line.service}", counter] += amount

    def close(self, line: Line) -> None:
        """A channel ends; its rows stay for a while."""
        line.is_open = False

    def collect(self) -> None:
        """The broker collects the rows of closed channels."""
        self.lines = [line for line in self.lines if line.is_open]

    def restart(self) -> None:
        """Everything begins anew: no clients, counters at zero, process ids from the start."""
        self.lines = []
        self.connections = {}
        self.routed.clear()
        self.uptime = 3.0
        self._next = 500

    def text(self, *groups: str) -> bytes:
        """The reply of `/metrics/detailed`."""
        rows = list(self._edges()) if "edges" in groups else []
        rows += list(self._routes()) if "routes" in groups else []
        lines = [f"rabbitmq_detailed_{metric}{_printed(labels)} {n}" for metric, labels, n in rows]
        lines += [
            "# TYPE rabbitmq_detailed_erlang_uptime_seconds gauge",
            f"rabbitmq_detailed_erlang_uptime_seconds {self.uptime}",
            f'rabbitmq_build_info{{rabbitmq_version="{self.version}",erlang_version="25"}} 1',
            f'rabbitmq_identity_info{{rabbitmq_node="{self.name}",rabbitmq_cluster="c"}} 1',
        ]
        return "\n".join([*lines, ""]).encode()

    def topology(self, **declared: object) -> Topology:
        """A snapshot: who is connected, and the queues and exchanges that have been used."""
        used = {queue for _, queue in self.routed} | {
            dict(labels)["queue"]
            for line in self.lines
            for _, labels in line.rows
            if "queue" in dict(labels)
        }
        exchanges = {exchange for exchange, _ in self.routed}
        found = {
            "exchanges": {name: Exchange(name=name, type="topic") for name in exchanges},
            "queues": {name: Queue(name=name) for name in used},
            "bindings": tuple(Binding(source=e, destination=q) for e, q in self.routed),
            "connections": dict(self.connections),
            "channels": {
                line.name: Channel(name=line.name, connection=line.connection.name, node=self.name)
                for line in self.lines
                if line.is_open
            },
            "consumers": tuple(self.consumers),
            **declared,
        }
        return Topology(**found)  # type: ignore[arg-type]

    def pid(self, line: Line) -> str:
        """A channel's process as one key."""
        return f"{self.name}/{line.number}.0"

    def connection_opened(self, connection: Connection, at: float = 0.0) -> ConnectionOpened:
        """The event of a client that came."""
        return ConnectionOpened(
            at=at,
            name=connection.name,
            pid="",
            node=self.name,
            vhost=connection.vhost,
            user=connection.user,
            provided_name=connection.provided_name,
            peer_host=connection.peer_host,
            product=connection.product,
        )

    def connection_closed(self, connection: Connection, at: float = 0.0) -> ConnectionClosed:
        """The event of a client that left."""
        return ConnectionClosed(at=at, name=connection.name, pid="")

    def opened(self, line: Line, at: float = 0.0) -> ChannelOpened:
        """The event of a channel that opened."""
        user = line.connection.user
        return ChannelOpened(at=at, name=line.name, pid=self.pid(line), vhost=self.vhost, user=user)

    def closed(self, line: Line, at: float = 0.0) -> ChannelClosed:
        """The event of a channel that closed."""
        return ChannelClosed(at=at, pid=self.pid(line))

    def _count(self, line: Line, metric: str, labels: dict[str, str], amount: int) -> None:
        key = (metric, tuple({"channel": line.printed, **labels}.items()))
        line.rows[key] = line.rows.get(key, 0) + amount

    def _edges(self) -> list[tuple[str, Labels, int]]:
        rows: list[tuple[str, Labels, int]] = []
        for line in self.lines:
            if line.is_open:
                label = (("channel", line.printed),)
                rows.append(("channel_consumers", label, 0))
                rows.append(("channel_messages_unacked", label, line.unacked))
                rows.append(("channel_process_reductions_total", label, line.reductions))
            rows += [
                (metric, (*labels, ("vhost", self.vhost)), value)
                for (metric, labels), value in line.rows.items()
                if metric != "queue_messages_published_total"
            ]
        if not self.version.startswith("3."):
            for (exchange, queue), value in self.routed.items():
                labels = (("vhost", self.vhost), ("exchange", exchange), ("queue", queue))
                rows.append(("queue_exchange_messages_published_total", labels, value))
        for queue, (ready, unacked) in self.depths.items():
            of_queue = (("vhost", self.vhost), ("queue", queue))
            rows.append(("queue_messages_ready", of_queue, ready))
            rows.append(("queue_messages_unacked", of_queue, unacked))
        return rows

    def _routes(self) -> list[tuple[str, Labels, int]]:
        return [
            (metric, (*labels, ("exchange_vhost", self.vhost)), value)
            for line in self.lines
            for (metric, labels), value in line.rows.items()
            if metric == "queue_messages_published_total"
        ]


class Scraper:
    """Reads one group of a node again and again, as a source does."""

    def __init__(self, node: SimulatedNode, group: str = "edges") -> None:
        self._node = node
        self._group = group
        self._reader = MetricsReader(node.vhost)
        self._first = True

    def read(self, at: float, *, restarted: bool = False, period: float = 1.0) -> Readings:
        """One scrape."""
        if restarted:
            self._reader.forget()
        scrape = self._reader.read(self._node.text(self._group))
        first, self._first = self._first, False
        return Readings(
            at=at,
            took=0.01,
            node=scrape.node,
            group=self._group,
            first=first,
            restarted=restarted,
            gone=scrape.gone,
            new=scrape.new,
            numbers=scrape.numbers,
            values=scrape.values,
            period=period,
        )


def scrapers_of(node: SimulatedNode) -> list[Scraper]:
    """The groups that are read of a node: from 4.0 on, routes are among the edges."""
    groups = ("edges", "routes") if node.version.startswith("3.") else ("edges",)
    return [Scraper(node, group) for group in groups]


def consumer(line: Line, queue: str, tag: str = "ctag") -> Consumer:
    """A subscription of a channel."""
    return Consumer(tag=tag, queue=queue, channel=line.name, connection=line.connection.name)


def _printed(labels: Labels) -> str:
    return "{" + ",".join(f'{name}="{escaped(value)}"' for name, value in labels) + "}"


def escaped(value: str) -> str:
    """A label's value as Prometheus' text form escapes it."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
