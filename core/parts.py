"""Who can have had a part in what totals show: bindings and consumers, over time."""

from collections import defaultdict
from dataclasses import dataclass, field

from core.topology import DEFAULT_EXCHANGE, Topology

Consumer = tuple[str, str, str]
"""Channel, consumer tag, queue."""


@dataclass(slots=True)
class Sources:
    """From which exchanges a message could reach each queue, ever since watching began."""

    _of: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def take(self, topology: Topology) -> None:
        """Add what a snapshot shows."""
        hops = _hops(topology)
        for queue in topology.queues:
            self._of[queue] |= _sources(topology, queue, hops)

    def reach(self, exchange: str, queue: str) -> bool:
        """A message that was published to that exchange may have come to that queue."""
        return exchange == DEFAULT_EXCHANGE or exchange in self._of[queue]


@dataclass(slots=True)
class Held:
    """Which queues each channel consumes, and since when its consumers are listed."""

    _since: dict[Consumer, float] = field(default_factory=dict)
    _lately: defaultdict[str, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    """When each channel was last seen to consume each queue."""
    _changed: dict[str, float] = field(default_factory=dict)
    """When a consumer of a queue came or went."""

    def take(self, consumers: frozenset[Consumer], at: float) -> None:
        """Take those that are listed."""
        for channel in self._lately.keys() - {channel for channel, _, _ in consumers}:
            del self._lately[channel]
        self._since = {consumer: self._since.get(consumer, at) for consumer in consumers}
        for channel, _, queue in consumers:
            self._lately[channel][queue] = at

    def change(self, queue: str, at: float) -> None:
        """The broker said that a consumer came or went."""
        self._changed[queue] = at

    def queue_of(self, channel: str, since: float) -> str | None:
        """The only queue that a channel has consumed since then, for all that was seen."""
        queues = [queue for queue, at in self._lately.get(channel, {}).items() if at >= since]
        if len(queues) != 1 or self._changed.get(queues[0], 0.0) >= since:
            return None
        steady = (
            held <= since
            for (c, _, queue), held in self._since.items()
            if (c, queue) == (channel, queues[0])
        )
        return queues[0] if any(steady) else None


def _hops(topology: Topology) -> list[tuple[str, str]]:
    """From which exchange a message can reach which other: bindings and alternate exchanges."""
    bound = [
        (b.source, b.destination) for b in topology.bindings if b.destination_type == "exchange"
    ]
    alternates = [
        (e.name, e.alternate) for e in topology.exchanges.values() if e.alternate is not None
    ]
    return bound + alternates


def _sources(topology: Topology, queue: str, hops: list[tuple[str, str]]) -> set[str]:
    """Exchanges from which a message can reach a queue."""
    found = {binding.source for binding in topology.bindings_by_queue.get(queue, ())}
    found.discard(DEFAULT_EXCHANGE)
    before = -1
    while len(found) > before:
        before = len(found)
        found |= {source for source, target in hops if target in found}
    return found
