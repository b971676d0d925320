"""How many messages queues hold, as the metrics and the management API tell it.

The metrics tell it afresh only every statistics interval; the management API is current for classic
queues, but asked more seldom. A broker has thousands of queues, of which few change between two
readings: they are told apart in columns, and only those are touched.
"""

from collections.abc import Collection, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from core.directory import Directory
from core.facts import QueueDepths
from core.graph import FlowGraph, Node, node_id
from core.metrics import DEPTH
from core.series import SeriesTable
from core.structure import Structure

_GAP_SECONDS = 10.0
"""A depth that was not told for longer is not known for the time before."""
_SPARE = 64
Numbers = NDArray[np.float64]
Rows = NDArray[np.int64]


class _Gauge:
    """One of the numbers of every queue, in rows."""

    def __init__(self) -> None:
        self.shown: Numbers = np.zeros(0)
        """What the graph says; NaN where it says nothing."""
        self.told: Numbers = np.zeros(0)
        """What the metrics told last; NaN where they never did."""
        self.at: Numbers = np.zeros(0)
        """When it was recorded last."""
        self.rings: Rows = np.zeros(0, np.int64)
        """Where it is recorded; below 0 where that is nowhere yet."""

    def keep(self, rows: Rows, more: int) -> None:
        """Keep these rows, and make room for more queues."""
        for name in ("shown", "told", "at"):
            setattr(self, name, np.concatenate([getattr(self, name)[rows], np.full(more, np.nan)]))
        self.rings = np.concatenate([self.rings[rows], np.full(more, -1)])


class Depths:
    """Keeps `ready` and `unacked` of the graph's queues, and their history."""

    def __init__(self, graph: FlowGraph, structure: Structure, directory: Directory) -> None:
        self._graph = graph
        self._structure = structure
        self._directory = directory
        self._row: dict[str, int] = {}
        self._nodes: list[Node | None] = []
        self._is_there: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._gauges = {counter: _Gauge() for counter in DEPTH.values()}
        self._seen = -1
        """The structure of the graph that the rows are in step with."""

    def take(self, depths: QueueDepths) -> None:
        """Take what the management API tells."""
        for counter, values in (("ready", depths.ready), ("unacked", depths.unacked)):
            rows = self._rows_of(values)
            self._put(counter, rows, np.array([*values.values()], np.float64), depths.at)
        self._graph.values += 1

    def take_read(self, table: SeriesTable, at: float) -> None:
        """Take what the metrics tell.

        What has not changed since it was told last may be older than what the management API has
        said in between, so that stands.
        """
        for metric, counter in DEPTH.items():
            numbers, queues = table.of_queues(metric)
            rows, values = self._rows_of(queues), table.last[numbers]
            gauge = self._gauges[counter]
            shown = gauge.shown[rows]
            is_old = (gauge.told[rows] == values) & ~np.isnan(shown)
            gauge.told[rows] = values
            self._put(counter, rows, np.where(is_old, shown, values), at)
        self._graph.values += 1

    def _put(self, counter: str, rows: Rows, values: Numbers, at: float) -> None:
        """Show and record what is known of queues that are in the graph."""
        is_there = self._is_there[rows]
        rows, values = rows[is_there], values[is_there]
        gauge = self._gauges[counter]
        changed = gauge.shown[rows] != values
        for node, value in zip(self._nodes_at(rows[changed]), values[changed], strict=True):
            setattr(node, counter, int(value))
        gauge.shown[rows] = values
        new = np.unique(rows[gauge.rings[rows] < 0])
        for row, node in zip(new.tolist(), self._nodes_at(new), strict=True):
            gauge.rings[row] = node.gauges[counter] = self._graph.gauges.allocate()
        since = np.fmax(gauge.at[rows], at - _GAP_SECONDS)
        since[np.isnan(gauge.at[rows])] = at - 1.0
        gauge.at[rows] = at
        for start in np.unique(since).tolist():
            mine = since == start
            self._graph.gauges.put(gauge.rings[rows[mine]], values[mine], start, at)

    def _nodes_at(self, rows: Rows) -> Iterator[Node]:
        return (node for row in rows.tolist() if (node := self._nodes[row]) is not None)

    def _rows_of(self, queues: Collection[str]) -> Rows:
        """The rows of these queues, and all of them in step with the graph."""
        self._follow()
        new = [queue for queue in queues if queue not in self._row]
        if new:
            self._add(new)
        if not self._structure.topology.queues:
            self._make(queues)
        return np.array([self._row[queue] for queue in queues], np.int64)

    def _add(self, queues: Iterable[str]) -> None:
        for queue in queues:
            self._row.setdefault(queue, len(self._row))
        size = len(self._row)
        self._nodes += [None] * (size - len(self._nodes))
        if size > len(self._is_there):
            self._keep(np.arange(len(self._is_there)), size + _SPARE)
        self._look_up()

    def _make(self, queues: Iterable[str]) -> None:
        """No topology tells which queues there are: those of which something is told."""
        for queue in queues:
            if self._nodes[self._row[queue]] is None and not self._directory.is_hidden_queue(queue):
                self._graph.node("queue", queue)
        if self._seen != self._graph.structure:
            self._look_up()

    def _follow(self) -> None:
        """Queues have come or gone."""
        if self._seen != self._graph.structure:
            self._look_up()
            if 2 * self._nodes.count(None) > len(self._nodes) + _SPARE:
                self._forget()

    def _forget(self) -> None:
        """Most of the queues that were known are no more."""
        kept = [queue for queue, row in self._row.items() if self._nodes[row] is not None]
        rows = np.array([self._row[queue] for queue in kept], np.int64)
        self._nodes = [self._nodes[row] for row in rows.tolist()]
        self._row = {queue: row for row, queue in enumerate(kept)}
        self._keep(rows, _SPARE)

    def _keep(self, rows: Rows, more: int) -> None:
        self._is_there = np.concatenate([self._is_there[rows], np.zeros(more, np.bool_)])
        for gauge in self._gauges.values():
            gauge.keep(rows, more)

    def _look_up(self) -> None:
        self._seen = self._graph.structure
        for queue, row in self._row.items():
            node = self._graph.nodes.get(node_id("queue", queue))
            if node is not self._nodes[row]:
                self._nodes[row], self._is_there[row] = node, node is not None
                self._read(row, node)

    def _read(self, row: int, node: Node | None) -> None:
        """Another node stands for a queue: what it shows already."""
        for counter, gauge in self._gauges.items():
            shown = None if node is None else getattr(node, counter)
            gauge.shown[row] = np.nan if shown is None else shown
            gauge.rings[row] = -1 if node is None else node.gauges.get(counter, -1)
