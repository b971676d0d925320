"""Which edges of a graph certainly nothing has passed since watching began."""

from collections.abc import Iterable

import numpy as np

from core.counters import Ids
from core.graph import MAIN, UNKNOWN_SERVICE, Edge, EdgeKey, FlowGraph


class DryEdges:
    """Those of a graph as long as its structure stays the same: they become fewer, never more."""

    def __init__(self, graph: FlowGraph) -> None:
        self.keys = dry_edges(graph)
        self._graph = graph
        self._take([graph.edges[key] for key in self.keys])

    def look(self) -> list[Edge]:
        """Look again; the edges that are not dry any more, in the order of the graph."""
        totals = self._graph.tally.totals(self._counters)
        wet = set(self._owners[totals > 0].tolist())
        if UNKNOWN_SERVICE in self._graph.nodes:
            is_lower_bound = self._graph.is_lower_bound
            wet.update(number for number, edge in enumerate(self._edges) if is_lower_bound(edge))
        else:
            wet.update(number for number, edge in enumerate(self._edges) if edge.at_least)
        if not wet:
            return []
        found = [self._edges[number] for number in sorted(wet)]
        self.keys -= {edge.key for edge in found}
        self._take([edge for number, edge in enumerate(self._edges) if number not in wet])
        return found

    def _take(self, edges: list[Edge]) -> None:
        self._edges = edges
        self._counters, self._owners = _counters(edges)


def dry_edges(graph: FlowGraph, among: Iterable[Edge] | None = None) -> frozenset[EdgeKey]:
    """All of them, or those of some edges."""
    edges = list(graph.edges.values() if among is None else among)
    counters, owners = _counters(edges)
    passed = np.bincount(owners, graph.tally.totals(counters), len(edges))
    known = np.bincount(owners, minlength=len(edges)) > 0
    still = (edges[number] for number in np.flatnonzero(known & (passed == 0)).tolist())
    return frozenset(edge.key for edge in still if not graph.is_lower_bound(edge))


def _counters(edges: list[Edge]) -> tuple[Ids, Ids]:
    """The counters of all that passes edges, and the number of the edge of each."""
    found, owners = [], []
    for number, edge in enumerate(edges):
        known = edge.counters
        for name in MAIN[edge.kind] if known else ():
            if name in known:
                found.append(known[name])
                owners.append(number)
    return np.array(found, dtype=np.int64), np.array(owners, dtype=np.int64)
