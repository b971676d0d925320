"""A made-up RabbitMQ: what its `/metrics/detailed` prints and what is declared on it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.facts import ChannelReductions
from core.topology import Binding, Connection, Consumer, Exchange, Queue, Topology

NODE = "rabbit@host"
SERVICES, CONNECTIONS, CHANNELS, EXCHANGES, QUEUES = 100, 300, 600, 50, 1000
REPLACED, MOVING = 20, 0.02

OPEN = ("consumers", "messages_unacked", "messages_unconfirmed", "messages_uncommitted",
        "acks_uncommitted", "prefetch")  # fmt: skip
PUBLISH = ("published", "confirmed", "unroutable_returned", "unroutable_dropped")
DELIVER = ("delivered", "delivered_ack", "redelivered", "acked")
GET = ("get_ack", "get", "get_empty")
PREFIX = "rabbitmq_detailed_"


@dataclass
class Channel:
    """A channel that publishes to some exchanges or consumes some queues."""

    number: int
    connection: str
    ends: list[str]
    publishes: bool
    pid: str = ""
    name: str = ""
    work: str = ""
    rows: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pid = f"<0.{self.number}.0>"
        self.name = f"{self.connection} ({self.number})"
        label = f'channel="{self.pid}"'
        self.rows = [f"channel_{name}{{{label}}}" for name in OPEN]
        self.rows += [f"consumer_prefetch{{{label}}}"]
        self.work = f"channel_process_reductions_total{{{label}}}"
        self.rows += [self.work]
        for end in self.ends:
            self.rows += self._counters(f'{label},vhost="/"', end)

    def _counters(self, label: str, end: str) -> Iterator[str]:
        if self.publishes:
            for name in PUBLISH:
                yield f'channel_messages_{name}_total{{{label},exchange="{end}"}}'
            return
        for name in DELIVER:
            yield f'channel_messages_{name}_total{{{label},queue="{end}"}}'
        for name in GET:
            yield f'channel_{name}_total{{{label},queue="{end}"}}'


class Broker:
    """A made-up RabbitMQ 4 that prints `/metrics/detailed` and lets time pass between scrapes."""

    def __init__(self, publishes_to: int, consumes_from: int) -> None:
        self.chance = random.Random(3)
        self.fan = (publishes_to, consumes_from)
        self.connections = [f"10.0.0.1:{4000 + i} -> 10.0.0.2:5672" for i in range(CONNECTIONS)]
        self.exchanges = [f"events.{i}" for i in range(EXCHANGES)]
        self.queues = [f"handler.{i}" for i in range(QUEUES)]
        self.bindings = [(self.exchanges[i % EXCHANGES], q) for i, q in enumerate(self.queues * 2)]
        self.born = 0
        self.channels = [self._channel() for _ in range(CHANNELS)]
        self.standing = list(self._standing_rows())
        self.values: dict[str, int] = {}

    def _channel(self) -> Channel:
        number, self.born = self.born, self.born + 1
        publishes = number % 2 == 0
        ends = self.chance.sample(
            self.exchanges if publishes else self.queues, self.fan[0 if publishes else 1]
        )
        return Channel(number, self.connections[number // 2 % CONNECTIONS], ends, publishes)

    def _standing_rows(self) -> Iterator[str]:
        for queue in self.queues:
            label = f'vhost="/",queue="{queue}"'
            for name in ("messages_ready", "messages_unacked", "messages", "consumers"):
                yield f"queue_{name}{{{label}}}"
            yield f"queue_process_reductions_total{{{label}}}"
        for exchange, queue in sorted(set(self.bindings)):
            label = f'vhost="/",exchange="{exchange}",queue="{queue}"'
            yield f"queue_exchange_messages_published_total{{{label}}}"

    def replace_channels(self) -> tuple[list[Channel], list[Channel]]:
        """Some channels close, as many open: which."""
        closed = self.chance.sample(self.channels, REPLACED)
        opened = [self._channel() for _ in closed]
        self.channels = [c for c in self.channels if c not in closed] + opened
        return closed, opened

    def scrape(self) -> bytes:
        """What the endpoint prints now, after some of its values have moved."""
        rows = [*self.standing, *(row for channel in self.channels for row in channel.rows)]
        self.values = {row: self.values.get(row, number) for number, row in enumerate(rows)}
        for row in self.chance.sample(rows, int(len(rows) * MOVING)):
            self.values[row] += self.chance.randrange(1, 50)
        lines = [f"{PREFIX}{row} {value}" for row, value in self.values.items()]
        lines.append(f'rabbitmq_identity_info{{rabbitmq_node="{NODE}"}} 1')
        return "\n".join(lines).encode()

    def work_of_channels(self, at: float) -> ChannelReductions:
        """What the management API tells of the channels: their names and reductions."""
        return ChannelReductions(
            at=at,
            reductions={c.name: self.values[c.work] for c in self.channels},
            connections={c.name: c.connection for c in self.channels},
            nodes={c.name: NODE for c in self.channels},
        )

    def topology(self) -> Topology:
        """What is declared and who is connected."""
        return Topology(
            exchanges={name: Exchange(name=name, type="topic") for name in self.exchanges},
            queues={name: Queue(name=name) for name in self.queues},
            bindings=tuple(
                Binding(source=e, destination=q, routing_key="#") for e, q in set(self.bindings)
            ),
            connections={
                name: Connection(name=name, provided_name=f"service-{i % SERVICES:03}x")
                for i, name in enumerate(self.connections)
            },
            consumers=tuple(
                Consumer(tag=f"tag-{queue}", queue=queue, channel=c.name, connection=c.connection)
                for c in self.channels
                if not c.publishes
                for queue in c.ends
            ),
        )
