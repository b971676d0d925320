"""Which service causes work for which, and what the broker's counts prove of it.

A broker counts publishes by exchange and deliveries by queue: whose messages a queue delivers is
certain only where one service alone publishes what gets there. Everything else is unknown.
"""

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from core.dry_edges import dry_edges
from core.graph import MAIN, UNKNOWN_SERVICE, Edge, EdgeKey, FlowGraph, node_id
from core.wording import tr

_MOST_SETS = 50_000
_INWARDS = frozenset({"route", "bind", "alternate", "dead_letter"})


@dataclass(frozen=True, slots=True)
class Way:
    """One queue through which messages of one service get to another."""

    queue: str
    source: str
    target: str
    feeders: tuple[str, ...]
    """Every service whose messages may be in the queue."""
    is_idle: bool = False
    """Bindings lead there, but nothing has passed since watching began."""
    is_dry: bool = False
    """The queue has certainly delivered nothing there since then."""

    @property
    def hop(self) -> EdgeKey:
        """What the way is a part of."""
        return ("hop", self.source, self.target)

    @property
    def deliveries(self) -> EdgeKey:
        """The last edge of the way."""
        return ("deliver", self.queue, self.target)

    @property
    def is_alone(self) -> bool:
        """All that the queue delivers is of one service that is known."""
        return is_certain(self.feeders) and bool(self.feeders)


class Net:
    """A flow graph as messages may have taken it: without edges that are known to be dry.

    Where messages were seen to pass one by one, they may pass whatever bindings say.
    """

    def __init__(
        self, graph: FlowGraph, dry: Collection[EdgeKey], before: "Net | None" = None
    ) -> None:
        self.deliveries: dict[str, list[Edge]] = {}
        """The last edges of all ways, by queue."""
        self._to: dict[str, list[Edge]] = {}
        self._edges: list[Edge] = []
        for edge in graph.edges.values():
            if edge.kind == "deliver":
                self.deliveries.setdefault(edge.source, []).append(edge)
                self._to.setdefault(edge.target, []).append(edge)
            else:
                self._edges.append(edge)
        self._seen: list[tuple[str, str]] = []
        self._seen_last: set[EdgeKey] = set()
        for (source, target), hop in graph.seen_hops.items():
            queues = {node_id("queue", way.queue) for way in hop.ways}
            self._seen_last |= {("deliver", queue, target) for queue in queues}
            if source in graph.nodes:
                self._seen += [(source, queue) for queue in queues if queue in graph.nodes]
        self._dry = frozenset(dry) - self._seen_last  # counters are read later
        published = {edge.source for edge in self._edges if edge.kind == "publish"}
        publishers = sorted(published.union(source for source, _ in self._seen))
        is_like = before is not None and before.sets.members == publishers
        self.sets: _Sets = before.sets if before is not None and is_like else _Sets(publishers)
        """Whose messages may be where: many queues have the same."""

    @property
    def targets(self) -> Collection[str]:
        """The services that get something."""
        return self._to.keys()

    def to(self, service: str) -> list[Edge]:
        """The edges from queues to a service."""
        return self._to.get(service, [])

    def ways(self) -> Iterator[Way]:
        """All ways there are, queue by queue."""
        for queue in self.deliveries:
            yield from self.ways_through(queue)

    def ways_through(self, queue: str) -> Iterator[Way]:
        """Those of one queue."""
        feeders, is_idle = self.feeders(queue)
        for source in feeders or (UNKNOWN_SERVICE,):
            for edge in self.deliveries.get(queue, ()):
                yield Way(queue, source, edge.target, feeders, is_idle, self.is_dry(edge))

    def feeders(self, queue: str) -> tuple[tuple[str, ...], bool]:
        """Whose messages may be in a queue; when nobody's are, who could publish into it."""
        if found := self._wet.bits.get(queue, 0):
            return self.sets.of(found), False
        found = self._all.bits.get(queue, 0)
        return self.sets.of(found), found > 0

    def is_dry(self, edge: Edge) -> bool:
        """Nothing has passed an edge, neither counted nor seen."""
        return edge.key in self._dry

    def passed(self, way: Way) -> list[EdgeKey]:
        """The edges of a way in the order in which messages meet them."""
        edges = list(_upstream(self._into(dry_too=way.is_idle), way.queue))
        reached, found = {way.source}, []
        while ahead := [edge for edge in edges if edge.source in reached]:
            edges = [edge for edge in edges if edge.source not in reached]
            reached |= {edge.target for edge in ahead}
            found += sorted(edge.key for edge in ahead)
        return [*found, way.deliveries]

    def wet(self, edges: Iterable[Edge], dry: Collection[EdgeKey]) -> set[str]:
        """Edges are not dry any more; the queues that now may hold messages of others, too."""
        self._dry = frozenset(dry) - self._seen_last
        return self._wet.grow(edges)

    @cached_property
    def _wet(self) -> "_Reach":
        wet = (edge for edge in self._edges if edge.key not in self._dry)
        return _Reach(self.sets, self._seen, wet)

    @cached_property
    def _all(self) -> "_Reach":
        return _Reach(self.sets, self._seen, self._edges)

    def _into(self, *, dry_too: bool) -> dict[str, list[Edge]]:
        found: dict[str, list[Edge]] = {}
        for edge in self._edges:
            if dry_too or edge.key not in self._dry:
                found.setdefault(edge.target, []).append(edge)
        return found


class _Sets:
    """Sets of services as numbers, a bit for each."""

    def __init__(self, members: list[str]) -> None:
        self.members = members
        """In order."""
        self.bits = {service: 1 << number for number, service in enumerate(members)}
        self._known: dict[int, tuple[str, ...]] = {}

    def of(self, bits: int) -> tuple[str, ...]:
        """The services of a set, in order."""
        known = self._known.get(bits)
        if known is None:
            if len(self._known) >= _MOST_SETS:
                self._known.clear()
            rest, found = bits, []
            while rest:
                lowest = rest & -rest
                found.append(self.members[lowest.bit_length() - 1])
                rest ^= lowest
            known = self._known[bits] = tuple(found)
        return known


class _Reach:
    """By exchange and queue the set of services whose messages get there, a bit for each."""

    def __init__(self, sets: _Sets, seen: list[tuple[str, str]], edges: Iterable[Edge]) -> None:
        self.bits: dict[str, int] = {}
        self._of = sets.bits
        self._onwards: dict[str, list[str]] = {}
        for source, queue in seen:
            self.bits[queue] = self.bits.get(queue, 0) | self._of[source]
        self.grow(edges)

    def grow(self, edges: Iterable[Edge]) -> set[str]:
        """Let messages pass more edges; where that lets those of more services get."""
        bits, changed = self.bits, set[str]()
        for edge in edges:
            if edge.kind == "publish":
                bits[edge.target] = bits.get(edge.target, 0) | self._of[edge.source]
                changed.add(edge.target)
            elif edge.kind in _INWARDS:
                self._onwards.setdefault(edge.source, []).append(edge.target)
                changed.add(edge.source)
        waiting = deque(changed or ())
        while waiting:
            node = waiting.popleft()
            for target in self._onwards.get(node, ()):
                before, more = bits.get(target, 0), bits.get(node, 0)
                if before | more != before:
                    bits[target] = before | more
                    changed.add(target)
                    waiting.append(target)
        return changed


def ways_between(graph: FlowGraph, source: str, target: str) -> list[tuple[Way, list[EdgeKey]]]:
    """The ways from one service to another, each with the edges that it takes."""
    net = Net(graph, dry_edges(graph))
    queues = sorted({edge.source for edge in graph.edges_of(target) if edge.kind == "deliver"})
    ends = (source, target)
    ways = (way for queue in queues for way in net.ways_through(queue))
    return [(way, net.passed(way)) for way in ways if (way.source, way.target) == ends]


def is_told(edge: Edge, feeders: tuple[str, ...], *, is_idle: bool, is_dry: bool) -> bool:
    """Counters prove whose messages passed the last edge of a way."""
    is_counted = any(name in edge.counters for name in MAIN[edge.kind])
    return is_dry or (not is_idle and is_counted and is_certain(feeders))


def proven(graph: FlowGraph, ways: Iterable[Way]) -> tuple[list[Edge], bool]:
    """The last edges of those ways of which counters tell, and whether that is less than all.

    That nothing came through queues of several does not prove that one causes work for the other.
    """
    told, is_part, ways = [], False, list(ways)
    if not any(is_certain(way.feeders) for way in ways):
        return [], True
    for way in ways:
        edge = graph.edges[way.deliveries]
        if is_told(edge, way.feeders, is_idle=way.is_idle, is_dry=way.is_dry):
            told.append(edge)
        else:
            is_part = True
    return told, is_part or any(map(graph.is_lower_bound, told))


def is_certain(feeders: tuple[str, ...]) -> bool:
    """All that a queue with such feeders delivers is of one service, or of nobody that is seen."""
    return not feeders or (len(feeders) == 1 and feeders[0] != UNKNOWN_SERVICE)


def why(graph: FlowGraph, way: Way) -> str:
    """What is known of the number of messages that take a way, and why."""
    queue, target = graph.nodes[way.queue].name, graph.nodes[way.target].name
    if way.is_idle and way.is_dry:
        return tr(
            "bindings lead into {queue}; nothing has passed since watching began", queue=queue
        )
    if way.is_idle:
        return tr("{queue} delivers what nobody has published since watching began", queue=queue)
    if not way.feeders:
        return tr("nobody is seen to publish into {queue}", queue=queue)
    if way.is_alone:
        source = graph.nodes[way.source].name
        return tr(
            "all that {queue} delivers to {target}: only {source} is seen to publish into it",
            queue=queue,
            target=target,
            source=source,
        )
    names = _listed(graph.nodes[feeder].name for feeder in way.feeders)
    if way.is_dry:
        return tr(
            "{queue} takes messages of {names} and has delivered nothing to {target} since "
            "watching began",
            queue=queue,
            names=names,
            target=target,
        )
    return tr(
        "{queue} takes messages of {names}: no counter tells whose it delivers",
        queue=queue,
        names=names,
    )


def _upstream(into: dict[str, list[Edge]], queue: str) -> Iterator[Edge]:
    """The edges by which messages get to a queue, the nearest first."""
    seen, waiting = {queue}, [queue]
    while waiting:
        for edge in into.get(waiting.pop(), ()):
            yield edge
            if edge.kind in _INWARDS and edge.source not in seen:
                seen.add(edge.source)
                waiting.append(edge.source)


def _listed(names: Iterable[str], most: int = 3) -> str:
    found = list(names)
    rest = len(found) - most
    if rest > 0:
        return tr("{names} and {n:,} more", names=", ".join(found[:most]), n=rest)
    if len(found) < 2:
        return "".join(found)
    return tr("{names} and {last}", names=", ".join(found[:-1]), last=found[-1])
