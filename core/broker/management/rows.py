"""Connections, channels, consumers, exchanges, queues and bindings as the API's JSON has them."""

import base64
import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote_plus

from core.amqp.fields import Table, as_json
from core.broker.broker import Broker
from core.broker.events import channel_name, provided_name
from core.broker.exchange import Binding, Exchange, canonical
from core.broker.parties import Channel, Connection, Consumer
from core.broker.queue import Queue
from core.broker.vhost import Vhost

Json = dict[str, Any]
CONSUMER_TIMEOUT = 1_800_000
"""RabbitMQ's default; here nobody waits for a late ack."""
_VOID = "undefined"
_NOTHING_OF_TLS = (
    "peer_cert_issuer",
    "peer_cert_subject",
    "peer_cert_validity",
    "ssl_cipher",
    "ssl_hash",
    "ssl_key_exchange",
    "ssl_protocol",
)


class Rows:
    """Puts the broker's objects into JSON."""

    def __init__(self, broker: Broker) -> None:
        self._node = broker.node
        self._statistics = broker.statistics

    def connection(self, connection: Connection) -> Json:
        """A row of `/api/connections`."""
        row: Json = {
            "name": connection.name,
            "node": self._node,
            "user": connection.user.name,
            "user_who_performed_action": connection.user.name,
            "vhost": connection.vhost.name,
            "host": connection.host,
            "port": connection.port,
            "peer_host": connection.peer_host,
            "peer_port": connection.peer_port,
            "connected_at": connection.connected_at,
            "protocol": "AMQP 0-9-1",
            "type": "network",
            "auth_mechanism": connection.auth_mechanism,
            "channel_max": connection.channel_max,
            "frame_max": connection.frame_max,
            "timeout": connection.timeout,
            "channels": len(connection.channels),
            "client_properties": as_json(connection.client_properties),
            "state": connection.state,
            "recv_cnt": connection.recv_cnt,
            "send_cnt": connection.send_cnt,
            "send_pend": connection.send_pend,
            **self._grown(connection, {"reductions": connection.recv_cnt + connection.send_cnt}),
            "ssl": False,
            **dict.fromkeys(_NOTHING_OF_TLS),
            **self._grown(connection, {"recv_oct": connection.recv_oct}),
            **self._grown(connection, {"send_oct": connection.send_oct}),
        }
        if name := provided_name(connection):
            row["user_provided_name"] = name
        return row

    def channel(self, channel: Channel) -> Json:
        """A row of `/api/channels`."""
        connection, sample = channel.connection, self._statistics.of(channel)
        return {
            "name": channel_name(channel),
            "number": channel.number,
            "node": self._node,
            "user": connection.user.name,
            "user_who_performed_action": connection.user.name,
            "vhost": connection.vhost.name,
            "connection_details": connection_details(connection),
            "state": channel.state,
            "confirm": channel.confirm,
            "transactional": False,
            "prefetch_count": channel.prefetch_count,
            "global_prefetch_count": channel.global_prefetch_count,
            "consumer_count": len(channel.consumers),
            "messages_unacknowledged": sample.of("messages_unacknowledged"),
            "messages_unconfirmed": sample.of("messages_unconfirmed"),
            "messages_uncommitted": 0,
            "acks_uncommitted": 0,
            "pending_raft_commands": 0,
            **self._grown(channel, {"reductions": self._statistics.reductions(channel)}),
            **self._stats(channel),
        }

    def channel_with_details(self, channel: Channel) -> Json:
        """`/api/channels/{name}`."""
        consumers = [self.consumer(one) for one in channel.consumers.values()]
        return {
            **self.channel(channel),
            "consumer_details": consumers,
            "publishes": [],
            "deliveries": [],
        }

    def consumer(self, consumer: Consumer) -> Json:
        """A row of `/api/consumers`."""
        queue = consumer.queue
        return {
            "consumer_tag": consumer.tag,
            "queue": {"name": queue.name, "vhost": queue.vhost} if queue is not None else {},
            "channel_details": {
                "name": channel_name(consumer.channel),
                "number": consumer.channel.number,
                "node": self._node,
                "user": consumer.channel.connection.user.name,
                "connection_name": consumer.channel.connection.name,
                "peer_host": consumer.channel.connection.peer_host,
                "peer_port": consumer.channel.connection.peer_port,
            },
            "ack_required": not consumer.no_ack,
            "prefetch_count": consumer.prefetch_count,
            "exclusive": consumer.exclusive,
            "active": consumer.active,
            "activity_status": _activity(consumer),
            "consumer_timeout": CONSUMER_TIMEOUT,
            "arguments": arguments_row(consumer.arguments),
        }

    def exchange(self, exchange: Exchange) -> Json:
        """A row of `/api/exchanges`."""
        row = {
            "name": exchange.name,
            "vhost": exchange.vhost,
            "type": exchange.type,
            "durable": exchange.durable,
            "auto_delete": exchange.auto_delete,
            "internal": exchange.internal,
            "arguments": arguments_row(exchange.arguments),
            "user_who_performed_action": exchange.user,
            **self._stats(exchange),
        }
        if exchange.policy is not None:
            row["policy"] = exchange.policy.name
        return row

    def exchange_with_details(self, exchange: Exchange) -> Json:
        """`/api/exchanges/{vhost}/{name}`."""
        return {**self.exchange(exchange), "incoming": [], "outgoing": []}

    def plain_queue(self, queue: Queue) -> Json:
        """A row of `/api/queues` with `disable_stats`."""
        row = {
            "name": queue.name,
            "vhost": queue.vhost,
            "type": "classic",
            "state": "running",
            "node": self._node,
            "durable": queue.durable,
            "auto_delete": queue.auto_delete,
            "exclusive": queue.owner is not None,
            "arguments": arguments_row(queue.arguments),
        }
        if queue.policy is not None:
            row["policy"] = queue.policy.name
        return row

    def queue(self, queue: Queue) -> Json:
        """A row of `/api/queues`."""
        policy, lengths, head = queue.policy, queue.lengths, queue.head
        return {
            **self.plain_queue(queue),
            "consumers": queue.consumer_count,
            "consumer_capacity": queue.subscribers.capacity,
            "consumer_utilisation": queue.subscribers.capacity,
            "effective_policy_definition": {} if policy is None else dict(policy.definition),
            "message_bytes": queue.bytes_ready + queue.bytes_unacked,
            "message_bytes_ready": queue.bytes_ready,
            "message_bytes_unacknowledged": queue.bytes_unacked,
            "message_bytes_ram": queue.bytes_ready + queue.bytes_unacked,
            "message_bytes_paged_out": 0,
            "messages_ram": lengths["messages"],
            "messages_ready_ram": lengths["messages_ready"],
            "messages_unacknowledged_ram": lengths["messages_unacknowledged"],
            "messages_paged_out": 0,
            "head_message_timestamp": None if head is None else head.properties.timestamp,
            **self._grown(queue, lengths),
            **self._stats(queue),
        }

    def queue_with_details(self, queue: Queue) -> Json:
        """`/api/queues/{vhost}/{name}`."""
        consumers = list(queue.subscribers)
        single = queue.subscribers.single
        alone = next((one.tag for one in consumers if one.exclusive), None)
        owner = queue.owner
        return {
            **({} if owner is None else {"owner_pid_details": connection_details(owner)}),
            "policy": None,
            "operator_policy": None,
            **self.queue(queue),
            "consumer_details": [self.consumer(one) for one in consumers],
            "exclusive_consumer_tag": alone,
            "single_active_consumer_tag": None if single is None else single.tag,
            "incoming": [],
            "deliveries": [],
        }

    def vhost(self, vhost: Vhost) -> Json:
        """A row of `/api/vhosts`."""
        metadata = {
            "description": vhost.description,
            "tags": list(vhost.tags),
            "default_queue_type": "classic",
        }
        return {
            "name": vhost.name,
            **metadata,
            "metadata": metadata,
            "tracing": vhost.tracer is not None,
            "cluster_state": {self._node: "running"},
            **self._grown(vhost, vhost.lengths),
            **self._stats(vhost),
        }

    def churn(self, broker: Broker, counts: Mapping[str, int]) -> Json:
        """How often who came and went, with rates."""
        told = self._grown(broker, counts)
        for name in counts:
            rate = self._statistics.rate(broker, name.replace("_", "."))
            told[f"{name}_details"] = {"rate": rate}
        return told

    def totals(self, vhosts: Iterable[Vhost], *, lengths: bool) -> Json:
        """The counters of several vhosts together, or how many messages they hold."""
        told: Json = {}
        for vhost in vhosts:
            counts = vhost.lengths if lengths else self._statistics.of(vhost).message_stats
            for name, count in counts.items():
                told[name] = told.get(name, 0) + count
                rates = told.setdefault(f"{name}_details", {"rate": 0.0})
                rates["rate"] += self._statistics.rate(vhost, name)
        return told

    def _stats(self, of: object) -> Json:
        """`message_stats`; left out while there is nothing to tell."""
        stats = self._statistics.of(of).message_stats
        return {"message_stats": self._grown(of, stats)} if stats else {}

    def _grown(self, of: object, counts: Mapping[str, int]) -> Json:
        told: Json = {}
        for name, count in counts.items():
            told[name] = count
            told[f"{name}_details"] = {"rate": self._statistics.rate(of, name)}
        return told


def arguments_row(arguments: Table) -> Json:
    """Arguments as JSON; a void one is told by a word, as RabbitMQ does."""
    return {name: _without_void(value) for name, value in as_json(arguments).items()}


def _without_void(value: Any) -> Any:
    match value:
        case None:
            return _VOID
        case dict():
            return {name: _without_void(one) for name, one in value.items()}
        case list():
            return [_without_void(one) for one in value]
    return value


def connection_details(connection: Connection) -> Json:
    """How other rows name a connection."""
    return {
        "name": connection.name,
        "peer_host": connection.peer_host,
        "peer_port": connection.peer_port,
    }


def bindings_of(vhost: Vhost) -> Iterator[Json]:
    """All rows of `/api/bindings/{vhost}`, with those that every queue has to the default exchange."""
    for queue in sorted(vhost.queues):
        yield default_binding(vhost, queue)
    for name in sorted(vhost.exchanges):
        rows = [binding_row(one) for one in vhost.exchanges[name].bindings.values()]
        yield from sorted(rows, key=_binding_order)


def default_binding(vhost: Vhost, queue: str) -> Json:
    """Every queue is bound to the default exchange by its name."""
    return {
        "source": "",
        "vhost": vhost.name,
        "destination": queue,
        "destination_type": "queue",
        "routing_key": queue,
        "arguments": {},
        "properties_key": _quoted(queue),
    }


def binding_row(binding: Binding) -> Json:
    """A row of `/api/bindings`."""
    return {
        "source": binding.source.name,
        "vhost": binding.source.vhost,
        "destination": binding.destination.name,
        "destination_type": binding.destination.kind,
        "routing_key": binding.routing_key,
        "arguments": arguments_row(binding.arguments),
        "properties_key": properties_key(binding),
    }


def properties_key(binding: Binding) -> str:
    """What names a binding among those of the same two ends."""
    key = _quoted(binding.routing_key)
    if not binding.arguments:
        return key or "~"
    digest = zlib.crc32(canonical(binding.arguments)).to_bytes(4, "big")
    return f"{key}~{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def _binding_order(row: Json) -> tuple[str, ...]:
    return row["destination_type"], row["destination"], row["routing_key"], row["properties_key"]


def _quoted(routing_key: str) -> str:
    return quote_plus(routing_key, errors="surrogateescape").replace("~", "%7E")


def _activity(consumer: Consumer) -> str:
    queue = consumer.queue
    if queue is None or not queue.settings.single_active_consumer:
        return "up"
    return "single_active" if consumer.active else "waiting"
