"""What the management API's totals say about single edges, and where they say nothing.

Without per-edge counters there are only totals per channel, per exchange and per queue, each up to
one statistics interval old and not from the same moment. A total is given to an edge only when
nothing else can have had a part in it. Totals of one poll are therefore judged by what was active
in the next one: a poll later every table has caught up.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from core.graph import EdgeKey, node_id
from core.growth import Counts, Growth, total
from core.topology import DEFAULT_EXCHANGE, Topology

_PUBLISH = ("publish", "confirm", "return_unroutable", "drop_unroutable")
_DELIVER = ("deliver", "deliver_no_ack", "redeliver", "ack")
_GETS = ("get", "get_no_ack")

ServiceOf = Callable[[str], str | None]
"""Connection name to service node; None when it is not shown."""


@dataclass(frozen=True, slots=True)
class Attributed:
    """What an edge has counted, as far as it is certain."""

    counts: Counts
    at_least: bool = False


@dataclass(slots=True)
class Totals:
    """The growth of everything the API counts, one poll."""

    channels: dict[str, Counts] = field(default_factory=dict)
    exchanges: dict[str, Counts] = field(default_factory=dict)
    queues: dict[str, Counts] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    """Channels that went away, perhaps before the API had shown their last counts."""


@dataclass(slots=True)
class Seen:
    """Who could have had a part, over the whole time of watching."""

    sources: dict[str, set[str]] = field(default_factory=dict)
    """Queue to the exchanges from which a message can reach it."""
    consumers: dict[str, dict[str, str]] = field(default_factory=dict)
    """Queue to its channels, each with its connection."""
    connections: dict[str, str] = field(default_factory=dict)
    """Channel to connection."""
    dead_letter_targets: set[str] = field(default_factory=set)

    def take(self, topology: Topology) -> None:
        """Add what a snapshot shows."""
        hops = _hops(topology)
        for queue in topology.queues.values():
            self.sources.setdefault(queue.name, set()).update(_sources(topology, queue.name, hops))
            if queue.dead_letter_exchange is not None:
                self.dead_letter_targets.add(queue.dead_letter_exchange)
        for consumer in topology.consumers:
            channels = self.consumers.setdefault(consumer.queue, {})
            channels[consumer.channel] = consumer.connection
        for channel in topology.channels.values():
            self.connections[channel.name] = channel.connection


def attribute(
    then: Totals, later: Totals, seen: Seen, service_of: ServiceOf
) -> dict[EdgeKey, Attributed]:
    """The edges whose counts of `then` are certain, judged by the activity of `later`."""
    active = {name for name, counts in later.exchanges.items() if counts.get("publish_in")}
    return {
        **_publishes(then, later, active, seen, service_of),
        **_routes(then, active, seen),
        **_deliveries(then, later, seen, service_of),
    }


@dataclass(slots=True)
class EdgeGrowth:
    """The growth of the arrays that `rates_mode = detailed` keeps."""

    publishes: Growth[tuple[str, str]] = field(default_factory=Growth)
    """By (channel, exchange)."""
    routes: Growth[tuple[str, str]] = field(default_factory=Growth)
    """By (exchange, queue)."""
    deliveries: Growth[tuple[str, str]] = field(default_factory=Growth)
    """By (queue, channel)."""

    def edges(self, seen: Seen, service_of: ServiceOf, totals: Totals) -> dict[EdgeKey, Attributed]:
        """Each edge, summed over the channels of its service.

        Where `totals` say more than the channels that were seen, the edges are lower bounds.
        """
        sums, short = _Sums(), self._short(totals)
        for (channel, exchange), counts in self.publishes.grown.items():
            if service := service_of(seen.connections.get(channel, "")):
                gone = (channel, exchange) in self.publishes.vanished or (
                    "publish",
                    exchange,
                ) in short
                key: EdgeKey = ("publish", service, node_id("exchange", exchange))
                sums.add(key, _only(counts, _PUBLISH), at_least=gone)
        for (exchange, queue), counts in self.routes.grown.items():
            gone = (exchange, queue) in self.routes.vanished or ("route", queue) in short
            key = ("route", node_id("exchange", exchange), node_id("queue", queue))
            sums.add(key, _only(counts, ("publish",)), at_least=gone)
        for (queue, channel), counts in self.deliveries.grown.items():
            if service := service_of(seen.connections.get(channel, "")):
                gone = (queue, channel) in self.deliveries.vanished or ("deliver", queue) in short
                key = ("deliver", node_id("queue", queue), service)
                sums.add(key, _only(counts, (*_DELIVER, *_GETS)), at_least=gone)
        return sums.edges

    def _short(self, totals: Totals) -> set[tuple[str, str]]:
        """Exchanges and queues that counted more than was seen at them, each with the edge kind."""
        seen: Counter[tuple[str, str, str]] = Counter()
        for (_, exchange), counts in self.publishes.grown.items():
            seen["publish", exchange, "publish_in"] += counts.get("publish", 0)
        for (_, queue), counts in self.routes.grown.items():
            seen["route", queue, "publish"] += counts.get("publish", 0)
        for (queue, _), counts in self.deliveries.grown.items():
            for name, count in counts.items():
                seen["deliver", queue, name] += count
        said = [("publish", x, "publish_in", c) for x, c in totals.exchanges.items()]
        said += [("route", q, "publish", c) for q, c in totals.queues.items()]
        handed = (*_DELIVER, *_GETS)
        said += [("deliver", q, name, c) for q, c in totals.queues.items() for name in handed]
        return {
            (kind, end)
            for kind, end, name, counts in said
            if counts.get(name, 0) > seen[kind, end, name]
        }


def sees_all(totals: Totals) -> bool:
    """No channel counted anything that is not in `totals`, because it came and went in between."""
    if total(totals.channels, "publish") < total(totals.exchanges, "publish_in"):
        return False
    names = (*_DELIVER, *_GETS)
    return all(total(totals.channels, name) >= total(totals.queues, name) for name in names)


class _Sums:
    """Edges added up over channels."""

    def __init__(self) -> None:
        self.edges: dict[EdgeKey, Attributed] = {}

    def add(self, key: EdgeKey, counts: Counts, *, at_least: bool = False) -> None:
        before = self.edges.get(key, Attributed({}))
        both = {
            name: before.counts.get(name, 0) + counts.get(name, 0)
            for name in {**before.counts, **counts}
        }
        self.edges[key] = Attributed(both, before.at_least or at_least)


def _publishes(
    then: Totals, later: Totals, active: set[str], seen: Seen, service_of: ServiceOf
) -> dict[EdgeKey, Attributed]:
    shown = total(later.channels, "publish")
    unseen = bool(later.gone) or shown < total(then.exchanges, "publish_in")
    publishing = {
        service_of(seen.connections.get(channel, ""))
        for channel, counts in later.channels.items()
        if counts.get("publish")
    }
    sums = _Sums()
    if len(active) == 1:
        target = node_id("exchange", next(iter(active)))
        for channel, counts in then.channels.items():
            service = service_of(seen.connections.get(channel, ""))
            if service and counts.get("publish"):
                key: EdgeKey = ("publish", service, target)
                sums.add(key, _only(counts, _PUBLISH), at_least=unseen)
    elif len(publishing) == 1 and not unseen and (service := publishing.pop()):
        for exchange in active:
            published = then.exchanges.get(exchange, {}).get("publish_in", 0)
            sums.add(("publish", service, node_id("exchange", exchange)), {"publish": published})
    return sums.edges


def _routes(then: Totals, active: set[str], seen: Seen) -> dict[EdgeKey, Attributed]:
    found: dict[EdgeKey, Attributed] = {}
    for queue, sources in seen.sources.items():
        possible = sources | {DEFAULT_EXCHANGE}
        taking_part = possible & active
        if len(taking_part) > 1 or possible & seen.dead_letter_targets:
            continue
        published = then.queues.get(queue, {}).get("publish", 0)
        for exchange in sources | taking_part:
            key: EdgeKey = ("route", node_id("exchange", exchange), node_id("queue", queue))
            found[key] = Attributed({"publish": published if exchange in taking_part else 0})
    return found


def _deliveries(
    then: Totals, later: Totals, seen: Seen, service_of: ServiceOf
) -> dict[EdgeKey, Attributed]:
    """Deliveries of channels that consume one queue only and get from none."""
    queues_of: dict[str, set[str]] = {}
    for queue, channels in seen.consumers.items():
        for channel in channels:
            queues_of.setdefault(channel, set()).add(queue)
    sums = _Sums()
    for queue, channels in seen.consumers.items():
        delivered = [then.channels.get(channel, {}) for channel in channels]
        unseen = not later.gone.isdisjoint(channels) or _exceeds(
            [then.queues.get(queue, {})], [later.channels.get(channel, {}) for channel in channels]
        )
        elsewhere = _exceeds(delivered, [later.queues.get(queue, {})])
        gets = any(later.channels.get(c, {}).get(name) for c in channels for name in _GETS)
        if gets or elsewhere or any(len(queues_of[channel]) > 1 for channel in channels):
            continue
        for connection, counts in zip(channels.values(), delivered, strict=True):
            if service := service_of(connection):
                key: EdgeKey = ("deliver", node_id("queue", queue), service)
                sums.add(key, _only(counts, _DELIVER), at_least=unseen)
    return sums.edges


def _exceeds(some: Iterable[Counts], others: Iterable[Counts]) -> bool:
    """Something was delivered or acked more often on one side than on the other."""
    left, right = list(some), list(others)
    return any(
        sum(counts.get(name, 0) for counts in left) > sum(counts.get(name, 0) for counts in right)
        for name in _DELIVER
    )


def _only(counts: Counts, names: Iterable[str]) -> Counts:
    return {name: counts.get(name, 0) for name in names}


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
