"""The series of the metrics: the labels of everything that RabbitMQ tells numbers of."""

from collections.abc import Iterator, Sequence
from typing import Any

from core.broker.broker import Broker
from core.broker.parties import Channel
from core.broker.vhost import Vhost

Series = tuple[str, Any]
"""Labels as they are printed, and what the values are taken from."""


def labels(**values: str) -> str:
    """As Prometheus wants them, in the order in which they are given."""
    return ",".join(f'{name}="{_escaped(value)}"' for name, value in values.items())


def process(pid: int) -> str:
    """A channel or connection as the metrics name it."""
    return f"<0.{pid}.0>"


def _escaped(value: str) -> str:
    if "\\" in value or '"' in value or "\n" in value:
        value = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return value.encode("utf-8", "backslashreplace").decode()


def node(broker: Broker, _vhosts: Sequence[Vhost]) -> Iterator[Series]:
    """The node itself, without labels."""
    yield "", broker


def channels(broker: Broker, _vhosts: Sequence[Vhost]) -> Iterator[Series]:
    """Each open channel."""
    for channel in broker.channels:
        yield labels(channel=process(channel.pid)), channel


def work(broker: Broker, _vhosts: Sequence[Vhost]) -> Iterator[Series]:
    """The work of each open channel."""
    for channel in broker.channels:
        yield labels(channel=process(channel.pid)), broker.statistics.reductions(channel)


def channel_exchanges(broker: Broker, _vhosts: Sequence[Vhost]) -> Iterator[Series]:
    """What each channel published to each exchange."""
    for channel in broker.counted_channels:
        for exchange, counts in channel.counts.published.items():
            yield _of_channel(channel, exchange=exchange), counts


def channel_queues(broker: Broker, _vhosts: Sequence[Vhost]) -> Iterator[Series]:
    """What each channel received from each queue."""
    for channel in broker.counted_channels:
        for queue, counts in channel.counts.delivered.items():
            yield _of_channel(channel, queue=queue), counts


def _of_channel(channel: Channel, **what: str) -> str:
    return labels(channel=process(channel.pid), vhost=channel.connection.vhost.name, **what)


def routes(broker: Broker, _vhosts: Sequence[Vhost]) -> Iterator[Series]:
    """How much of each channel went through which exchange to which queue."""
    for channel in broker.counted_channels:
        vhost = channel.connection.vhost.name
        for exchange, counts in channel.counts.published.items():
            for queue, count in counts.routed.items():
                yield (
                    labels(
                        channel=process(channel.pid),
                        queue_vhost=vhost,
                        queue=queue,
                        exchange_vhost=vhost,
                        exchange=exchange,
                    ),
                    count,
                )


def connections(broker: Broker, _vhosts: Sequence[Vhost]) -> Iterator[Series]:
    """Each open connection."""
    for connection in broker.connections.values():
        yield labels(channel=process(connection.pid)), connection


def queues(_broker: Broker, vhosts: Sequence[Vhost]) -> Iterator[Series]:
    """Each queue."""
    for vhost in vhosts:
        for queue in vhost.queues.values():
            yield labels(vhost=vhost.name, queue=queue.name), queue


def given(_broker: Broker, vhosts: Sequence[Vhost]) -> Iterator[Series]:
    """What each queue that gave away anything gave away."""
    for vhost in vhosts:
        for queue, counts in vhost.queue_counts.items():
            if any(getattr(counts, name) for name in counts.NAMES):
                yield labels(vhost=vhost.name, queue=queue), counts


def exchange_counts(_broker: Broker, vhosts: Sequence[Vhost]) -> Iterator[Series]:
    """What was published to each exchange that anybody published to."""
    for vhost in vhosts:
        for exchange, counts in vhost.exchange_counts.items():
            if counts.publish:
                yield labels(vhost=vhost.name, exchange=exchange), counts


def exchange_queues(_broker: Broker, vhosts: Sequence[Vhost]) -> Iterator[Series]:
    """How much went through which exchange to which queue."""
    for vhost in vhosts:
        for exchange, counts in vhost.exchange_counts.items():
            for queue, count in counts.routed.items():
                yield labels(vhost=vhost.name, exchange=exchange, queue=queue), count


def exchanges(_broker: Broker, vhosts: Sequence[Vhost]) -> Iterator[Series]:
    """Each exchange."""
    for vhost in vhosts:
        for one in vhost.exchanges.values():
            yield labels(vhost=vhost.name, exchange=one.name, type=one.type), one


def each_vhost(_broker: Broker, vhosts: Sequence[Vhost]) -> Iterator[Series]:
    """Each vhost."""
    for vhost in vhosts:
        yield labels(vhost=vhost.name), vhost
