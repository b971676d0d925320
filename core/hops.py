"""Which service causes work for which, and what the broker's counts prove of it.

A broker counts publishes by exchange and deliveries by queue: whose messages a queue delivers is
certain only where one service alone publishes what gets there. Everything else is unknown.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from core.graph import MAIN, UNKNOWN_SERVICE, Edge, EdgeKey, FlowGraph
from core.wording import tr

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

    @property
    def deliveries(self) -> EdgeKey:
        """The last edge of the way."""
        return ("deliver", self.queue, self.target)

    @property
    def is_alone(self) -> bool:
        """All that the queue delivers is of one service that is known."""
        return self.feeders == (self.source,) and self.source != UNKNOWN_SERVICE


class Net:
    """A flow graph as messages may have taken it: without edges that are known to be dry."""

    def __init__(self, graph: FlowGraph, dry: Collection[EdgeKey]) -> None:
        self._wet: dict[str, list[Edge]] = {}
        self._all: dict[str, list[Edge]] = {}
        self._deliveries: dict[str, list[Edge]] = {}
        for key, edge in graph.edges.items():
            if edge.kind == "deliver":
                self._deliveries.setdefault(edge.source, []).append(edge)
                continue
            self._all.setdefault(edge.target, []).append(edge)
            if key not in dry:
                self._wet.setdefault(edge.target, []).append(edge)

    def ways(self) -> Iterator[Way]:
        """All ways there are, queue by queue."""
        for queue, deliveries in self._deliveries.items():
            feeders, is_idle = self.feeders(queue)
            for source in feeders or (UNKNOWN_SERVICE,):
                for edge in deliveries:
                    yield Way(queue, source, edge.target, feeders, is_idle)

    def feeders(self, queue: str) -> tuple[tuple[str, ...], bool]:
        """Whose messages may be in a queue; when nobody's are, who could publish into it."""
        for edges, is_idle in ((self._wet, False), (self._all, True)):
            found = {e.source for e in _upstream(edges, queue) if e.kind == "publish"}
            if found:
                return tuple(sorted(found)), is_idle
        return (), False

    def passed(self, way: Way) -> list[EdgeKey]:
        """The edges of a way in the order in which messages meet them."""
        edges = list(_upstream(self._all if way.is_idle else self._wet, way.queue))
        reached, found = {way.source}, []
        while ahead := [edge for edge in edges if edge.source in reached]:
            edges = [edge for edge in edges if edge.source not in reached]
            reached |= {edge.target for edge in ahead}
            found += sorted(edge.key for edge in ahead)
        return [*found, way.deliveries]


def dry_edges(graph: FlowGraph, among: Collection[EdgeKey] | None = None) -> frozenset[EdgeKey]:
    """The edges that certainly nothing has passed since watching began; of all or of some."""
    keys = graph.edges.keys() if among is None else among
    return frozenset(key for key in keys if _is_dry(graph, graph.edges[key]))


def ways_between(graph: FlowGraph, source: str, target: str) -> list[tuple[Way, list[EdgeKey]]]:
    """The ways from one service to another, each with the edges that it takes."""
    net = Net(graph, dry_edges(graph))
    ways = [way for way in net.ways() if (way.source, way.target) == (source, target)]
    return [(way, net.passed(way)) for way in sorted(ways, key=lambda way: way.queue)]


def why(graph: FlowGraph, way: Way) -> str:
    """What is known of the number of messages that take a way, and why."""
    queue, target = graph.nodes[way.queue].name, graph.nodes[way.target].name
    if way.is_idle and _is_dry(graph, graph.edges[way.deliveries]):
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
    return tr(
        "{queue} takes messages of {names}: no counter tells whose it delivers",
        queue=queue,
        names=names,
    )


def _is_dry(graph: FlowGraph, edge: Edge) -> bool:
    counts = [graph.count(edge, name) for name in MAIN[edge.kind] if name in edge.counters]
    return bool(counts) and not any(counts) and not graph.is_lower_bound(edge)


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
        return tr("{names} and {n} more", names=", ".join(found[:most]), n=rest)
    if len(found) < 2:
        return "".join(found)
    return tr("{names} and {last}", names=", ".join(found[:-1]), last=found[-1])
