"""The questions that change nothing: what is declared, who is connected, how much went through."""

from collections.abc import Callable
from typing import Any

from core.broker.broker import PRODUCT, VERSION, Broker
from core.broker.exchange import Binding
from core.broker.management.asking import (
    ADMINISTRATOR,
    MONITORING,
    Question,
    not_there,
)
from core.broker.management.rows import (
    Json,
    Rows,
    binding_row,
    bindings_of,
    default_binding,
    properties_key,
)
from core.broker.management.sampled import with_samples
from core.broker.parties import Channel, Connection
from core.broker.routing import TABLES
from core.broker.slides import RETENTION

RATES_MODE = "basic"
_CHURN = (
    "connection_created",
    "connection_closed",
    "channel_created",
    "channel_closed",
    "queue_declared",
    "queue_created",
    "queue_deleted",
)


def overview(ask: Question) -> Json:
    """`/api/overview`."""
    broker, vhosts = ask.broker, ask.vhosts
    rows = Rows(broker)
    return {
        "management_version": VERSION,
        "rabbitmq_version": VERSION,
        "product_name": PRODUCT,
        "product_version": VERSION,
        "cluster_name": broker.cluster_name,
        "cluster_tags": {},
        "node_tags": {},
        "node": broker.node,
        "rates_mode": RATES_MODE,
        "disable_stats": False,
        "enable_queue_totals": False,
        "sample_retention_policies": {"basic": list(RETENTION)},
        "default_queue_type": "classic",
        "exchange_types": _exchange_types(),
        "statistics_db_event_queue": 0,
        "message_stats": rows.totals(vhosts, lengths=False),
        "churn_rates": rows.churn(broker, _churn(broker)),
        "queue_totals": rows.totals(vhosts, lengths=True),
        "object_totals": {
            "connections": len(ask.connections),
            "channels": sum(len(one.channels) for one in ask.connections),
            "consumers": sum(q.consumer_count for v in vhosts for q in v.queues.values()),
            "exchanges": sum(len(vhost.exchanges) for vhost in vhosts),
            "queues": sum(len(vhost.queues) for vhost in vhosts),
        },
        "listeners": _listeners(broker),
        "contexts": [],
    }


def whoami(ask: Question) -> Json:
    """`/api/whoami`."""
    return {"name": ask.user.name, "tags": list(ask.user.tags), "is_internal_user": True}


def nodes(ask: Question) -> list[Json]:
    """`/api/nodes`."""
    ask.require(MONITORING)
    return [_node(ask.broker)]


def node(ask: Question) -> Json:
    """`/api/nodes/{name}`."""
    ask.require(MONITORING)
    if ask.path["node"] != ask.broker.node:
        raise not_there()
    return _node(ask.broker)


def vhosts(ask: Question) -> list[Json]:
    """`/api/vhosts`."""
    rows = Rows(ask.broker)
    found = sorted(ask.vhosts, key=lambda one: one.name)
    return [with_samples(ask, rows.vhost(one), one) for one in found]


def vhost(ask: Question) -> Json:
    """`/api/vhosts/{vhost}`."""
    ask.require(ADMINISTRATOR)
    found = ask.broker.vhosts.get(ask.path["vhost"])
    if found is None:
        raise not_there()
    return Rows(ask.broker).vhost(found)


def connections(ask: Question) -> list[Json]:
    """`/api/connections` and `/api/vhosts/{vhost}/connections`."""
    rows = Rows(ask.broker)
    return [rows.connection(one) for one in ask.connections]


def connection(ask: Question) -> Json:
    """`/api/connections/{name}`."""
    return Rows(ask.broker).connection(ask.connection)


def connection_channels(ask: Question) -> list[Json]:
    """`/api/connections/{name}/channels`."""
    return _channels(ask, [ask.connection])


def channels(ask: Question) -> list[Json]:
    """`/api/channels` and `/api/vhosts/{vhost}/channels`."""
    return _channels(ask, ask.connections)


def channel(ask: Question) -> Json:
    """`/api/channels/{name}`."""
    name, _, number = ask.path["channel"].removesuffix(")").rpartition(" (")
    open_one = ask.broker.connections.get(name)
    found = open_one.channels.get(int(number)) if open_one and number.isdecimal() else None
    if found is None or found.connection not in ask.connections:
        raise not_there()
    return Rows(ask.broker).channel_with_details(found)


def consumers(ask: Question) -> list[Json]:
    """`/api/consumers` and `/api/consumers/{vhost}`."""
    rows = Rows(ask.broker)
    return [
        rows.consumer(consumer)
        for vhost in ask.vhosts
        for _, queue in sorted(vhost.queues.items())
        for consumer in queue.subscribers
    ]


def exchanges(ask: Question) -> list[Json]:
    """`/api/exchanges` and `/api/exchanges/{vhost}`."""
    rows = Rows(ask.broker)
    found = [vhost.exchanges[name] for vhost in ask.vhosts for name in sorted(vhost.exchanges)]
    return [rows.exchange(one) for one in found]


def exchange(ask: Question) -> Json:
    """`/api/exchanges/{vhost}/{name}`."""
    return Rows(ask.broker).exchange_with_details(ask.exchange)


def exchange_source_bindings(ask: Question) -> list[Json]:
    """`/api/exchanges/{vhost}/{name}/bindings/source`."""
    name = ask.exchange.name
    return [row for row in bindings_of(ask.vhost) if row["source"] == name]


def exchange_destination_bindings(ask: Question) -> list[Json]:
    """`/api/exchanges/{vhost}/{name}/bindings/destination`."""
    return [binding_row(one) for one in ask.vhost.bound_to.get(ask.exchange, ())]


def queues(ask: Question) -> list[Json]:
    """`/api/queues` and `/api/queues/{vhost}`."""
    rows = Rows(ask.broker)
    found = [vhost.queues[name] for vhost in ask.vhosts for name in sorted(vhost.queues)]
    if not ask.wants("disable_stats"):
        return [rows.queue(one) for one in found]
    with_totals = ask.wants("enable_queue_totals")
    return [rows.plain_queue(one) | (one.lengths if with_totals else {}) for one in found]


def detailed_queues(ask: Question) -> list[Json]:
    """`/api/queues/detailed`."""
    rows = Rows(ask.broker)
    found = [vhost.queues[name] for vhost in ask.vhosts for name in sorted(vhost.queues)]
    return [rows.queue_with_details(one) for one in found]


def queue(ask: Question) -> Json:
    """`/api/queues/{vhost}/{name}`."""
    return with_samples(ask, Rows(ask.broker).queue_with_details(ask.queue), ask.queue, ahead=True)


def queue_bindings(ask: Question) -> list[Json]:
    """`/api/queues/{vhost}/{name}/bindings`."""
    found = ask.queue
    bound = [binding_row(one) for one in ask.vhost.bound_to.get(found, ())]
    return [default_binding(ask.vhost, found.name), *bound]


def bindings(ask: Question) -> list[Json]:
    """`/api/bindings` and `/api/bindings/{vhost}`."""
    return [row for vhost in ask.vhosts for row in bindings_of(vhost)]


def bindings_between(ask: Question) -> list[Json]:
    """`/api/bindings/{vhost}/e/{source}/…/{destination}`."""
    return [binding_row(one) for one in found_bindings(ask)]


def binding_between(ask: Question) -> Json:
    """The one of them with a properties key."""
    return binding_row(named_binding(ask))


def found_bindings(ask: Question) -> list[Binding]:
    """The bindings between the two ends in the path. Raises ApiError when an end is not there."""
    source, kind = ask.exchange, ask.path["kind"]
    name = ask.path["destination"]
    declared = ask.vhost.queues if kind == "q" else ask.vhost.exchanges
    destination = declared.get(name)
    if destination is None:
        raise not_there()
    return [one for one in source.bindings.values() if one.destination is destination]


def named_binding(ask: Question) -> Binding:
    """The binding with the properties key in the path. Raises ApiError."""
    wanted = ask.path["key"]
    for one in found_bindings(ask):
        key = properties_key(one)
        plain = one.routing_key if not one.arguments else key
        if wanted in (key, plain):
            return one
    raise not_there()


def _channels(ask: Question, found: list[Connection]) -> list[Json]:
    rows = Rows(ask.broker)
    open_ones: list[Channel] = [one for each in found for one in each.channels.values()]
    return [rows.channel(one) for one in open_ones]


def _churn(broker: Broker) -> dict[str, int]:
    counts = {name: broker.churn[name.replace("_", ".")] for name in _CHURN}
    counts["queue_declared"] = sum(vhost.declared for vhost in broker.vhosts.values())
    return counts


def _exchange_types() -> list[Json]:
    words = "AMQP {} exchange, as per the AMQP specification"
    return [{"name": one, "description": words.format(one), "enabled": True} for one in TABLES]


def _listeners(broker: Broker) -> list[Json]:
    return [
        {"node": broker.node, "protocol": protocol, "ip_address": host, "port": port}
        for protocol, (host, port) in broker.listeners.items()
    ]


def _node(broker: Broker) -> Json:
    return {
        "name": broker.node,
        "type": "disc",
        "running": True,
        "uptime": int(broker.statistics.uptime * 1000),
        "rates_mode": RATES_MODE,
        "partitions": [],
        "mem_alarm": bool(broker.blocked),
        "disk_free_alarm": False,
        "exchange_types": _exchange_types(),
        "applications": [{"name": "rabbit", "description": PRODUCT, "version": VERSION}],
    }


View = Callable[[Question], Any]
