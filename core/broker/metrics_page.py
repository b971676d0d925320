"""The text of `/metrics/detailed` and `/metrics`, as RabbitMQ's Prometheus plugin writes it."""

import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from core.broker.broker import VERSION, Broker
from core.broker.metric_families import FAMILIES, Family
from core.broker.metric_series import labels
from core.broker.vhost import Vhost

_OF_CLUSTER = "rabbitmq_cluster_"
_DETAILED = "rabbitmq_detailed_"
_AGGREGATED = "rabbitmq_"
_REASONS = {
    "maxlen": "overflow drop-head or reject-publish-dlx",
    "expired": "message TTL exceeded",
    "rejected": "basic.reject or basic.nack",
}
_OBJECTS = {
    "connections": "Connections currently open",
    "channels": "Channels currently open",
    "consumers": "Consumers currently connected",
    "queues": "Queues available",
}


def detailed(broker: Broker, families: Collection[str], vhosts: Collection[str]) -> str:
    """Every series of these families, of these vhosts (of all if none is named)."""
    shown = [one for one in broker.vhosts.values() if not vhosts or one.name in vhosts]
    chosen = [family for family in FAMILIES if family.name in families]
    lines = [line for family in chosen for line in _family(broker, family, shown)]
    return _text([*lines, *_identity(broker)])


def aggregated(broker: Broker) -> str:
    """Each metric once, summed up over its series, and the counts of the whole node."""
    vhosts = list(broker.vhosts.values())
    lines = [line for family in FAMILIES for line in _sums(broker, family, vhosts)]
    return _text([*lines, *_objects(broker), *_dead_letters(broker), *_identity(broker)])


def _family(broker: Broker, family: Family, vhosts: Sequence[Vhost]) -> Iterator[str]:
    prefix = _OF_CLUSTER if family.is_of_cluster else _DETAILED
    series = [(f"{{{text}}}" if text else "", of) for text, of in family.series(broker, vhosts)]
    for metric in family.metrics:
        name = prefix + metric.name
        yield from _head(name, metric.kind, metric.help)
        for text, of in series:
            yield f"{name}{text} {_number(metric.value(of))}"


def _sums(broker: Broker, family: Family, vhosts: Sequence[Vhost]) -> Iterator[str]:
    if family.is_of_cluster:
        return
    series = [of for _, of in family.series(broker, vhosts)]
    for metric in family.metrics:
        values = [value for of in series if not math.isnan(value := metric.value(of))]
        yield from _head(_AGGREGATED + metric.name, metric.kind, metric.help)
        yield f"{_AGGREGATED}{metric.name} {_number(sum(values))}"


def _objects(broker: Broker) -> Iterator[str]:
    queues = [queue for vhost in broker.vhosts.values() for queue in vhost.queues.values()]
    consumers = sum(queue.consumer_count for queue in queues)
    counts = (len(broker.connections), sum(1 for _ in broker.channels), consumers, len(queues))
    for (name, what), count in zip(_OBJECTS.items(), counts, strict=True):
        yield from _head(_AGGREGATED + name, "gauge", what)
        yield f"{_AGGREGATED}{name} {count}"


def _dead_letters(broker: Broker) -> Iterator[str]:
    total: Counter[tuple[str, str]] = Counter()
    for vhost in broker.vhosts.values():
        total.update(vhost.dead_lettered)
    for reason, why in _REASONS.items():
        name = f"rabbitmq_global_messages_dead_lettered_{reason}_total"
        yield from _head(name, "counter", f"Total number of messages dead-lettered due to {why}")
        for strategy in ("at_most_once", "disabled"):
            text = labels(queue_type="rabbit_classic_queue", dead_letter_strategy=strategy)
            yield f"{name}{{{text}}} {total[reason, strategy]}"


def _identity(broker: Broker) -> Iterator[str]:
    build = labels(
        rabbitmq_version=VERSION,
        prometheus_plugin_version=VERSION,
        prometheus_client_version="none",
        erlang_version="none",
    )
    identity = labels(
        rabbitmq_node=broker.node,
        rabbitmq_cluster=broker.cluster_name,
        rabbitmq_cluster_permanent_id=broker.cluster_name,
    )
    yield from _head("rabbitmq_build_info", "untyped", "RabbitMQ & Erlang/OTP version info")
    yield f"rabbitmq_build_info{{{build}}} 1"
    yield from _head("rabbitmq_identity_info", "untyped", "RabbitMQ node & cluster identity info")
    yield f"rabbitmq_identity_info{{{identity}}} 1"


def _head(name: str, kind: str, help_text: str) -> Iterator[str]:
    yield f"# TYPE {name} {kind}"
    yield f"# HELP {name} {help_text}"


def _number(value: float) -> str:
    return "NaN" if value != value else str(value)


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"
