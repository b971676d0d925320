"""Folds the management API's totals into the graph, where there is no Prometheus endpoint."""

import numpy as np

from core.attribution import Attributed, EdgeGrowth, Seen, Totals, attribute, sees_all
from core.counters import Pace
from core.directory import PENDING, Directory
from core.facts import ObjectTotals, Provenance
from core.graph import Edge, EdgeKey, FlowGraph
from core.growth import Growth
from core.structure import Structure
from core.topology import Topology

_HOW_DERIVED = (
    "derived from totals of the management API (message_stats of channels, exchanges and queues): "
    "nothing else can have had a part in them; up to two statistics intervals old"
)
_HOW_DETAILED = "per-edge arrays of the management API (rates_mode = detailed), every few seconds"
_HOW_UNKNOWN = (
    "the management API alone (rates_mode = basic) has only totals, and more than one edge has a "
    "part in them; enable the plugin rabbitmq_prometheus"
)
_COUNTABLE = frozenset({"publish", "route", "deliver"})


class ApiTotals:
    """The counts of edges that totals prove, and *unknown* for the rest."""

    def __init__(self, graph: FlowGraph, directory: Directory, structure: Structure) -> None:
        self._graph = graph
        self._directory = directory
        self._structure = structure
        self._channels: Growth[str] = Growth()
        self._exchanges: Growth[str] = Growth()
        self._queues: Growth[str] = Growth()
        self._edges = EdgeGrowth()
        self._seen = Seen()
        self._then: Totals | None = None
        self._pace: Pace = graph.tally.pace()
        self.read_at = 0.0
        """When everything had happened that the edges show: a statistics interval ago."""
        self.are_whole = True
        """No channel came and went unseen."""

    def begin(self) -> None:
        """Count from here."""
        for growth in (self._channels, self._exchanges, self._queues):
            growth.begin()
        for edges in (self._edges.publishes, self._edges.routes, self._edges.deliveries):
            edges.begin()
        self._seen = Seen()
        self._seen.take(self._structure.topology)
        self._then = None
        self.read_at = 0.0
        self.are_whole = True

    def take_topology(self, topology: Topology) -> None:
        """Who can have a part from now on."""
        self._seen.take(topology)

    def take(self, totals: ObjectTotals) -> None:
        """Take one poll."""
        self._channels.take(totals.channels)
        self._exchanges.take(totals.exchanges)
        self._queues.take(totals.queues)
        now = Totals(
            self._channels.copy(),
            self._exchanges.copy(),
            self._queues.copy(),
            frozenset(self._channels.vanished),
        )
        self.are_whole = sees_all(now)
        if totals.detailed:
            self._edges.publishes.take(totals.publishes)
            self._edges.routes.take(totals.routes)
            self._edges.deliveries.take(totals.deliveries)
            found = self._edges.edges(self._seen, self._service_of, now)
            self._show(found, totals, "counted", _HOW_DETAILED)
            self.read_at = totals.at - totals.period
            return
        if self._then is not None:
            found = attribute(self._then, now, self._seen, self._service_of)
            self._show(found, totals, "derived", _HOW_DERIVED)
            self.read_at = totals.at - totals.period
        self._then = now

    def _service_of(self, connection: str) -> str | None:
        service = self._directory.service_of(connection)
        return None if service == PENDING else service

    def _show(
        self,
        found: dict[EdgeKey, Attributed],
        totals: ObjectTotals,
        provenance: Provenance,
        how: str,
    ) -> None:
        shown = {key: a for key, a in found.items() if self._is_shown(key)}
        increments: dict[int, float] = {}
        for key, attributed in shown.items():
            self._ensure_ends(key)
            edge = self._graph.edge(*key)
            self._graph.count_with(edge, tuple(attributed.counts))
            edge.provenance, edge.how = provenance, how
            edge.at_least = attributed.at_least
            for name, value in attributed.counts.items():
                counter = edge.counters[name]
                increments[counter] = value - self._graph.tally.total(counter)
        for edge in list(self._graph.edges.values()):
            if edge.kind in _COUNTABLE and edge.key not in shown:
                self._unknown(edge)
        counters = np.fromiter(increments.keys(), np.int64, len(increments))
        added = np.fromiter(increments.values(), np.float64, len(increments))
        self._graph.tally.advance(
            self._pace, counters, added, totals.at, 3.0 * max(totals.period, 1.0)
        )
        self._graph.values += 1

    def _unknown(self, edge: Edge) -> None:
        self._graph.forget_counts(edge)
        edge.provenance, edge.how, edge.at_least = "unknown", _HOW_UNKNOWN, False

    def _is_shown(self, key: EdgeKey) -> bool:
        """Not an edge of one of our own queues."""
        queue = next((end for end in key[1:] if end.startswith("queue:")), "")
        return not self._directory.is_hidden_queue(queue.removeprefix("queue:"))

    def _ensure_ends(self, key: EdgeKey) -> None:
        for end in key[1:]:
            kind, _, name = end.partition(":")
            if kind == "exchange":
                self._structure.ensure("exchange", name)
            elif kind == "queue":
                self._structure.ensure("queue", name)
            else:
                self._graph.node("service", name)
