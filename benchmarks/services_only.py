"""Following a graph in the mode "services only", beside collapsing it anew each time, plainly.

A made-up system of services in loose clusters, whose messages pass exchanges and queues that many
share. Prints the median CPU milliseconds, all of them on the thread of the window: the first
collapse, a second in which only rates have changed, one in which something passes 20 edges for the
first time, one in which an edge comes, and one in which 300 hops are seen message by message.

    python benchmarks/services_only.py [--quick]
"""

import argparse
import gc
import random
from collections.abc import Callable
from statistics import median
from time import process_time

import numpy as np

from core.collapsed import CollapsedGraph
from core.dry_edges import dry_edges
from core.graph import Edge, EdgeKey, EdgeKind, FlowGraph
from core.hops import Net, Way, why
from core.seen_hop import SeenHop, SeenWay

TARGET_MS = 8.0
"""What a second in which nothing special happens may take of the window's thread."""
_INWARDS = ("route", "bind", "alternate", "dead_letter")


class System:
    """Everything has passed once, but for edges to come."""

    def __init__(self, nodes: int, edges: int) -> None:
        self.chance, self.graph = random.Random(1), FlowGraph()
        self._seen: list[Way] = []
        self._pace, self._at = self.graph.tally.pace(), 1000.0
        kinds = (("service", "publisher"), ("exchange", "events"), ("queue", "handler"))
        self._columns = [
            [self.graph.node(kind, f"{name}-{i}").id for i in range(nodes // 4)]  # type: ignore[arg-type]
            for kind, name in (*kinds, ("service", "consumer"))
        ]
        while len(self.graph.edges) < edges:
            self.add_edge()
        self.quiet = self.chance.sample(list(self.graph.edges.values()), edges // 20)
        still = {edge.key for edge in self.quiet}
        self._busy = [edge for key, edge in self.graph.edges.items() if key not in still]
        self.tick()
        self.tick()

    def add_edge(self) -> Edge:
        """One more, that nothing has passed."""
        column, i = self.chance.randrange(3), self.chance.randrange(len(self._columns[0]))
        j = min(max(i + round(self.chance.gauss(0, 5)), 0), len(self._columns[0]) - 1)
        kinds: tuple[EdgeKind, ...] = ("publish", "route", "deliver")
        edge = self.graph.edge(
            kinds[column], self._columns[column][i], self._columns[column + 1][j]
        )
        self.graph.count_with(edge)
        return edge

    def tick(self) -> None:
        """A second passes in which every busy edge has another rate."""
        self._at += 1.0
        ids = np.array([n for edge in self._busy for n in edge.counters.values()])
        counts = np.array([self.chance.randrange(1, 100) for _ in ids], np.float64)
        self.graph.tally.advance(self._pace, ids, counts, self._at, 30.0)
        self.graph.values += 1

    def wake(self) -> None:
        """Something passes edges for the first time."""
        self._busy += self.quiet[:20]
        del self.quiet[:20]
        self.tick()

    def grow(self) -> None:
        """An edge comes."""
        before = len(self.graph.edges)
        while len(self.graph.edges) == before:
            self.add_edge()
        self.tick()

    def look(self) -> None:
        """Somebody sees messages pass one by one, and where."""
        if not self._seen:
            net = Net(self.graph, dry_edges(self.graph))
            self._seen = [way for way in net.ways() if not way.is_idle][::7][:300]
        delivered = self.chance.randrange(1, 100)
        self.graph.seen_hops = {
            (way.source, way.target): SeenHop(
                counts={"deliver": delivered},
                rates={"deliver": 1.0},
                ways=(SeenWay("", self.graph.nodes[way.queue].name, delivered),),
                where="proxy",
                seconds=1.0,
                is_listening=True,
                at_least=False,
                total_at_least=False,
            )
            for way in self._seen
        }
        self.tick()


def plain(graph: FlowGraph) -> dict[EdgeKey, Edge]:
    """All hops, each with its words: walk upstream from every queue."""
    dry = dry_edges(graph)
    into: dict[str, list[Edge]] = {}
    for key, edge in graph.edges.items():
        if key not in dry:
            into.setdefault(edge.target, []).append(edge)
    net, found = Net(graph, dry), dict[EdgeKey, Edge]()
    for queue in net.deliveries:
        for way in net.ways_through(queue) if publishers(into, queue) else ():
            hop = found.setdefault(way.hop, Edge(*way.hop))
            hop.how = "; ".join(filter(None, (hop.how, why(graph, way))))
    return found


def publishers(into: dict[str, list[Edge]], queue: str) -> set[str]:
    """Whose messages may be in a queue."""
    seen, waiting, found = {queue}, [queue], set[str]()
    while waiting:
        for edge in into.get(waiting.pop(), ()):
            if edge.kind == "publish":
                found.add(edge.source)
            elif edge.kind in _INWARDS and edge.source not in seen:
                seen.add(edge.source)
                waiting.append(edge.source)
    return found


def cost(work: Callable[[], object]) -> float:
    """CPU milliseconds."""
    begun = process_time()
    work()
    return (process_time() - begun) * 1000


def measure(nodes: int, edges: int, repeats: int) -> bool:
    """Print what a system of that size costs; whether a usual second is cheap enough."""
    system = System(nodes, edges)
    first = median(cost(lambda: CollapsedGraph(system.graph)) for _ in range(repeats))
    collapsed = CollapsedGraph(system.graph)
    cases = {
        "new rates": system.tick,
        "20 edges wake": system.wake,
        "an edge comes": system.grow,
        "300 hops seen": system.look,
    }
    spent: dict[str, list[float]] = {name: [] for name in cases}
    others = []
    for _ in range(repeats):
        for name, happen in cases.items():
            happen()
            spent[name].append(cost(collapsed.refresh))
        others.append(cost(lambda: plain(system.graph)))
    print(
        f"{nodes} nodes, {edges} edges, {len(collapsed.edges)} hops: plain {median(others):.1f} ms"
    )
    for name, times in {"first": [first], **spent}.items():
        ratio = median(others) / max(median(times), 0.01)
        print(f"  {name:14} {median(times):6.1f} ms {ratio:7.1f}x")
    return median(spent["new rates"]) <= TARGET_MS


def main() -> None:
    """Measure systems of two sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only a small one, once")
    quick = parser.parse_args().quick
    gc.set_threshold(50_000, 50, 1_000)  # as the window does
    sizes = ((400, 1200),) if quick else ((1000, 3000), (4000, 12000))
    met = [measure(nodes, edges, repeats=2 if quick else 9) for nodes, edges in sizes]
    verdict = "met" if all(met) else "missed"
    print(f"target: a second of new rates takes at most {TARGET_MS:.0f} ms: {verdict}")


if __name__ == "__main__":
    main()
