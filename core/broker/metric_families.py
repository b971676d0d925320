"""The families of `/metrics/detailed`: what their series count, in RabbitMQ's names and words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from core.broker import metric_series as series
from core.broker.broker import Broker
from core.broker.metric_series import Series
from core.broker.parties import Channel
from core.broker.queue import Queue
from core.broker.vhost import Vhost


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric of a family."""

    name: str
    kind: str
    help: str
    value: Callable[[Any], float]


@dataclass(frozen=True, slots=True)
class Family:
    """Metrics that have the same series."""

    name: str
    series: Callable[[Broker, Sequence[Vhost]], Iterable[Series]]
    metrics: tuple[Metric, ...]
    is_of_cluster: bool = False


Value = str | Callable[[Any], float]
"""The name of an attribute, or what computes it."""


def _metric(kind: str, name: str, help_text: str, value: Value) -> Metric:
    return Metric(name, kind, help_text, attrgetter(value) if isinstance(value, str) else value)


def _total(name: str, what: str, value: Value) -> Metric:
    return _metric("counter", f"{name}_total", f"Total number of {what}", value)


def _gauge(name: str, help_text: str, value: Value) -> Metric:
    return _metric("gauge", name, help_text, value)


def _itself(value: float) -> float:
    return value


def _one(_anything: object) -> float:
    return 1


def _none(_anything: object) -> float:
    return 0


def _times(what: str) -> Callable[[Broker], float]:
    return lambda broker: broker.churn[what]


def _declared(broker: Broker) -> float:
    return sum(vhost.declared for vhost in broker.vhosts.values())


def _stamp(queue: Queue) -> float:
    head = queue.head
    stamp = None if head is None else head.properties.timestamp
    return float("nan") if stamp is None else stamp


def _length(name: str) -> Callable[[Queue], float]:
    return lambda queue: queue.lengths[name]


def _bytes(queue: Queue) -> float:
    return queue.bytes_ready + queue.bytes_unacked


def _consumers(channel: Channel) -> float:
    return len(channel.consumers)


def _publishing(prefix: str, where: str, confirmed: str) -> tuple[Metric, ...]:
    into = "messages published into an exchange"
    returned = "published as mandatory into an exchange and returned to the publisher as unroutable"
    dropped = "published as non-mandatory into an exchange and dropped as unroutable"
    return (
        _total(f"{prefix}_messages_published", f"{into}{where}", "publish"),
        _total(f"{prefix}_messages_confirmed", f"{into} and confirmed{confirmed}", "confirm"),
        _total(
            f"{prefix}_messages_unroutable_returned", f"messages {returned}", "return_unroutable"
        ),
        _total(f"{prefix}_messages_unroutable_dropped", f"messages {dropped}", "drop_unroutable"),
    )


def _delivering(prefix: str, source: str, end: str) -> tuple[Metric, ...]:
    manual, automatic = "in manual acknowledgement mode", "in automatic acknowledgement mode"
    fetched = f"messages fetched{source} with basic.get"
    delivered = f"messages delivered{source} to consumers"
    return (
        _total(f"{prefix}_get_ack", f"{fetched} {manual}", "get"),
        _total(f"{prefix}_get", f"{fetched} {automatic}", "get_no_ack"),
        _total(f"{prefix}_messages_delivered_ack", f"{delivered} {manual}", "deliver"),
        _total(f"{prefix}_messages_delivered", f"{delivered} {automatic}", "deliver_no_ack"),
        _total(
            f"{prefix}_messages_redelivered",
            f"messages redelivered{source} to consumers",
            "redeliver",
        ),
        _total(f"{prefix}_messages_acked", f"messages acknowledged by consumers{end}", "ack"),
        _total(
            f"{prefix}_get_empty",
            f"times basic.get operations fetched no message{end}",
            "get_empty",
        ),
    )


_CHURN = (
    _total("connections_opened", "connections opened", _times("connection.created")),
    _total("connections_closed", "connections closed or terminated", _times("connection.closed")),
    _total("channels_opened", "channels opened", _times("channel.created")),
    _total("channels_closed", "channels closed", _times("channel.closed")),
    _total("queues_declared", "queues declared", _declared),
    _total("queues_created", "queues created", _times("queue.created")),
    _total("queues_deleted", "queues deleted", _times("queue.deleted")),
)
_DEPTHS = (
    _gauge(
        "queue_messages_ready",
        "Messages ready to be delivered to consumers",
        _length("messages_ready"),
    ),
    _gauge(
        "queue_messages_unacked",
        "Messages delivered to consumers but not yet acknowledged",
        _length("messages_unacknowledged"),
    ),
    _gauge(
        "queue_messages",
        "Sum of ready and unacknowledged messages - total queue depth",
        _length("messages"),
    ),
)
_QUEUES = (
    _gauge("queue_messages_bytes", "Size in bytes of ready and unacknowledged messages", _bytes),
    _gauge("queue_messages_ready_bytes", "Size in bytes of ready messages", "bytes_ready"),
    _gauge(
        "queue_messages_unacked_bytes",
        "Size in bytes of all unacknowledged messages",
        "bytes_unacked",
    ),
    _gauge(
        "queue_head_message_timestamp",
        "Timestamp of the first message in the queue, if any",
        _stamp,
    ),
)
_CHANNELS = (
    _gauge("channel_consumers", "Consumers on a channel", _consumers),
    _gauge(
        "channel_messages_unacked",
        "Delivered but not yet acknowledged messages",
        "messages_unacknowledged",
    ),
    _gauge(
        "channel_messages_unconfirmed",
        "Published but not yet confirmed messages",
        "messages_unconfirmed",
    ),
    _gauge(
        "channel_messages_uncommitted",
        "Messages received in a transaction but not yet committed",
        _none,
    ),
    _gauge(
        "channel_acks_uncommitted",
        "Message acknowledgements in a transaction not yet committed",
        _none,
    ),
    _gauge(
        "consumer_prefetch",
        "Limit of unacknowledged messages for each consumer",
        "prefetch_count",
    ),
)
_CONNECTION_BYTES = (
    _total("connection_incoming_bytes", "bytes received on a connection", "recv_oct"),
    _total("connection_outgoing_bytes", "bytes sent on a connection", "send_oct"),
)
_CONNECTIONS = (
    _total("connection_incoming_packets", "packets received on a connection", "recv_cnt"),
    _total("connection_outgoing_packets", "packets sent on a connection", "send_cnt"),
    _gauge(
        "connection_pending_packets",
        "Number of packets waiting to be sent on a connection",
        "send_pend",
    ),
    _gauge("connection_channels", "Channels on a connection", lambda one: len(one.channels)),
)
_ROUTES = _total(
    "queue_messages_published",
    "messages published into a queue through an exchange on a channel",
    _itself,
)
_EXCHANGE_ROUTES = _total(
    "queue_exchange_messages_published",
    "messages published into a queue through an exchange",
    _itself,
)
_BINDINGS = _gauge(
    "exchange_bindings",
    "Number of bindings for an exchange. This value is cluster-wide.",
    lambda exchange: len(exchange.bindings),
)
_NAMES = _gauge(
    "exchange_name",
    "Enumerates exchanges without any additional info. This value is cluster-wide. "
    "A cheaper alternative to `exchange_bindings`",
    _one,
)
FAMILIES: tuple[Family, ...] = (
    Family("connection_churn_metrics", series.node, _CHURN),
    Family(
        "node_metrics", series.node, (_gauge("erlang_uptime_seconds", "Node uptime", "uptime"),)
    ),
    Family("queue_coarse_metrics", series.queues, _DEPTHS),
    Family(
        "queue_consumer_count",
        series.queues,
        (_gauge("queue_consumers", "Consumers on a queue", "consumer_count"),),
    ),
    Family("queue_metrics", series.queues, _QUEUES),
    Family("channel_metrics", series.channels, _CHANNELS),
    Family(
        "channel_exchange_metrics",
        series.channel_exchanges,
        _publishing("channel", " on a channel", " on the channel"),
    ),
    Family(
        "channel_process_metrics",
        series.work,
        (_total("channel_process_reductions", "channel process reductions", _itself),),
    ),
    Family("channel_queue_metrics", series.channel_queues, _delivering("channel", "", "")),
    Family("connection_coarse_metrics", series.connections, _CONNECTION_BYTES),
    Family("connection_metrics", series.connections, _CONNECTIONS),
    Family("channel_queue_exchange_metrics", series.routes, (_ROUTES,)),
    Family("exchange_metrics", series.exchange_counts, _publishing("exchange", "", "")),
    Family(
        "queue_delivery_metrics", series.given, _delivering("queue", " from a queue", " on a queue")
    ),
    Family("queue_exchange_metrics", series.exchange_queues, (_EXCHANGE_ROUTES,)),
    Family(
        "vhost_status",
        series.each_vhost,
        (_gauge("vhost_status", "Whether a given vhost is running", _one),),
        is_of_cluster=True,
    ),
    Family("exchange_bindings", series.exchanges, (_BINDINGS,), is_of_cluster=True),
    Family("exchange_names", series.exchanges, (_NAMES,), is_of_cluster=True),
)
