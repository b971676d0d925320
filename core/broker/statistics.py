"""What the management API tells of counters: samples of one moment, taken once an interval.

RabbitMQ samples, and those who read it build on that: numbers of one sample belong together, and
the API and the metrics show the same work of a channel, however busy it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.broker import message_stats
from core.broker.message_stats import Stats
from core.broker.parties import Channel
from core.broker.queue import Queue
from core.broker.slides import Slides
from core.broker.vhost import Vhost

if TYPE_CHECKING:
    from core.broker.broker import Broker

INTERVAL_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Sample:
    """The counters of one connection, channel, vhost, exchange or queue at one moment."""

    message_stats: Stats = field(default_factory=dict)
    others: Stats = field(default_factory=dict)

    def of(self, name: str) -> int:
        """0 for what was not counted."""
        return self.message_stats.get(name, self.others.get(name, 0))


_NEW = Sample()


class Statistics:
    """The last sample of everything, and the one before."""

    def __init__(self, broker: "Broker") -> None:
        self._broker = broker
        self._last: dict[object, Sample] = {}
        self._before: dict[object, Sample] = {}
        self._slides: dict[object, Slides[Sample]] = {}
        self.uptime = 0.0
        """Of the node, when the sample was taken."""

    def start(self) -> None:
        """From now on, as long as the broker lives."""
        self._take()

    def of(self, one: object) -> Sample:
        """The last sample of something; an empty one while it is new."""
        return self._last.get(one, _NEW)

    def reductions(self, channel: Channel) -> int:
        """The channel's work as it was last sampled; its start counts by its process id."""
        return self.of(channel).others.get("reductions", channel.pid)

    def rate(self, one: object, name: str) -> float:
        """How much a counter grew in a second of the last interval."""
        before = self._before.get(one)
        grown = 0 if before is None else self.of(one).of(name) - before.of(name)
        return round(grown / INTERVAL_SECONDS, 1)

    def slides(self, one: object) -> Slides[Sample]:
        """The samples of a queue or a vhost until now; none while it is new."""
        return self._slides.get(one, Slides())

    def _take(self) -> None:
        broker = self._broker
        self.uptime = broker.uptime
        self._before, self._last = self._last, dict(self._samples())
        self._keep(broker.started_at + broker.uptime)
        broker.timers.call_at(broker.timers.time() + INTERVAL_SECONDS, self._take)

    def _keep(self, at: float) -> None:
        kept = {one: s for one, s in self._last.items() if isinstance(one, (Queue, Vhost))}
        self._slides = {one: self._slides.get(one) or Slides() for one in kept}
        for one, sample in kept.items():
            self._slides[one].add(at, sample)

    def _samples(self) -> Iterator[tuple[object, Sample]]:
        for connection in self._broker.connections.values():
            octets = {"recv_oct": connection.recv_oct, "send_oct": connection.send_oct}
            yield connection, Sample(others=octets)
        for channel in self._broker.channels:
            yield channel, Sample(message_stats.of_channel(channel), _state_of(channel))
        for vhost in self._broker.vhosts.values():
            yield vhost, Sample(message_stats.of_vhost(vhost), vhost.lengths)
            for exchange in vhost.exchanges.values():
                yield exchange, Sample(message_stats.of_exchange(exchange))
            for queue in vhost.queues.values():
                yield queue, Sample(message_stats.of_queue(queue), queue.lengths)
        yield self._broker, Sample(others=dict(self._broker.churn))


def _state_of(channel: Channel) -> Stats:
    return {
        "messages_unacknowledged": channel.messages_unacknowledged,
        "messages_unconfirmed": channel.messages_unconfirmed,
        "reductions": channel.pid + channel.reductions,
    }
