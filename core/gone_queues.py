"""Queues that have been gone for long: they are forgotten one by one, and what they counted is not.

Services that make a queue for each reply would fill memory with what nobody looks at. The counts of
forgotten queues go on as those of one node for all of them, so that no sum runs backwards.
"""

from collections import defaultdict
from collections.abc import Iterator

from core.counters import HISTORY_SECONDS
from core.graph import Edge, EdgeKey, FlowGraph
from core.series_tables import SeriesTables
from core.wording import phrase, tr

TOGETHER = "queues:"
"""The node of all queues that are forgotten; no queue has an empty name."""
_MOST = 500
"""More of them are not kept, however short they have been gone."""
_HOW = phrase("what queues counted that have been deleted for long")


class GoneQueues:
    """Looks which queues are gone, and since when."""

    def __init__(self, graph: FlowGraph, tables: SeriesTables, most: int = _MOST) -> None:
        self._graph = graph
        self._tables = tables
        self._most = most
        self._since: dict[str, float] = {}

    def forgetting(self, at: float) -> Iterator[None]:
        """Forget those that nothing counts for any more; every queue that goes is a step."""
        nodes = self._graph.nodes.values()
        gone = {n.id for n in nodes if n.kind == "queue" and not n.present and n.id != TOGETHER}
        self._since = {id_: self._since.get(id_, at) for id_ in gone}
        oldest = sorted(self._since, key=self._since.__getitem__)
        surplus = len(oldest) - self._most
        due = [
            id_
            for number, id_ in enumerate(oldest)
            if number < surplus or at - self._since[id_] > HISTORY_SECONDS
        ]
        if due:
            yield from self._forget(due)
        if not any(True for _ in self._graph.edges_of(TOGETHER)):
            self._graph.remove_node(TOGETHER)

    def _forget(self, due: list[str]) -> Iterator[None]:
        fed = self._tables.fed()
        edges: defaultdict[str, list[Edge]] = defaultdict(list)
        wanted = set(due)
        for edge in self._graph.edges.values():
            for end in wanted & {*edge.key[1:]}:
                edges[end].append(edge)
        for id_ in due:
            mine = edges[id_]
            if fed.isdisjoint(c for edge in mine for c in edge.counters.values()):
                for edge in mine:
                    self._keep(edge, id_)
                self._graph.remove_node(id_)
                del self._since[id_]
                yield

    def _keep(self, edge: Edge, queue: str) -> None:
        """Let all of them together have counted what one of them has."""
        tally = self._graph.tally
        counted = {name: c for name, c in edge.counters.items() if tally.total(c)}
        if not counted:
            return
        node = self._graph.node("queue", tr("deleted queues"), TOGETHER)
        node.present = False
        kind, *ends = edge.key
        source, target = (TOGETHER if end == queue else end for end in ends)
        key: EdgeKey = (kind, source, target)
        kept = self._graph.edge(*key)
        self._graph.count_with(kept, tuple(edge.counters))
        kept.provenance, kept.how = edge.provenance, tr(_HOW)
        kept.at_least |= edge.at_least
        for name, counter in edge.counters.items():
            tally.merge(counter, kept.counters[name])
            tally.rest(self._tables.any_pace, kept.counters[name])
