"""What the surfaces tell that moves only every few seconds: rates, and work done by channels.

RabbitMQ collects both at an interval. Flowscope and others rely on it that the management API and
the metrics show the same number of reductions for a channel, however busy it is.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from core.broker import message_stats
from core.broker.parties import Channel

if TYPE_CHECKING:
    from core.broker.broker import Broker

INTERVAL_SECONDS = 5.0


class Statistics:
    """Looks at everything once an interval."""

    def __init__(self, broker: "Broker") -> None:
        self._broker = broker
        self._reductions: dict[int, int] = {}
        self._seen: dict[object, Mapping[str, int]] = {}
        self._rates: dict[object, dict[str, float]] = {}

    def start(self) -> None:
        """From now on, as long as the broker lives."""
        self._collect()

    def reductions(self, channel: Channel) -> int:
        """The channel's work as it was last collected; its start counts by its process id."""
        return self._reductions.get(channel.pid, channel.pid)

    def rate(self, of: object, name: str) -> float:
        """How much a counter grew in a second of the last interval."""
        return self._rates.get(of, {}).get(name, 0.0)

    def _collect(self) -> None:
        broker = self._broker
        self._reductions = {one.pid: one.pid + one.reductions for one in broker.channels}
        seen = dict(self._counters())
        self._rates = {
            one: {
                name: round((value - before.get(name, 0)) / INTERVAL_SECONDS, 1)
                for name, value in values.items()
            }
            for one, values in seen.items()
            if (before := self._seen.get(one)) is not None
        }
        self._seen = seen
        broker.timers.call_at(broker.timers.time() + INTERVAL_SECONDS, self._collect)

    def _counters(self) -> Iterator[tuple[object, Mapping[str, int]]]:
        for connection in self._broker.connections.values():
            yield connection, {"recv_oct": connection.recv_oct, "send_oct": connection.send_oct}
        for channel in self._broker.channels:
            yield (
                channel,
                {
                    **message_stats.of_channel(channel),
                    "reductions": channel.pid + channel.reductions,
                },
            )
        for vhost in self._broker.vhosts.values():
            yield vhost, message_stats.of_vhost(vhost)
            for exchange in vhost.exchanges.values():
                yield exchange, message_stats.of_exchange(exchange)
            for queue in vhost.queues.values():
                yield queue, {**message_stats.of_queue(queue), **queue.lengths}
        yield self._broker, self._broker.churn
