"""The nodes and edges of a graph as things that can be found: first all nodes, then all edges."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from core.counters import Ids
from core.find.expression import Pattern
from core.find.things import Amounts, Answers, Flags, Names, Numbers, nobody, unknown
from core.find.vocabulary import Prefix
from core.graph import COUNTERS, MAIN, EdgeKey, EdgeKind, FlowGraph, Node, NodeKind, line_name

IDLE_SECONDS = 60
_RATE = "rate"
_CURVES = {
    "returned": "return_unroutable",
    "dropped": "drop_unroutable",
    "redelivered": "redeliver",
}
_PUBLISHED: frozenset[NodeKind] = frozenset({"service", "exchange"})
_DELIVERED: frozenset[NodeKind] = frozenset({"service", "queue"})
_HAVE: dict[str, frozenset[NodeKind]] = {
    "publish": _PUBLISHED,
    "confirm": _PUBLISHED,
    "return_unroutable": _PUBLISHED,
    "drop_unroutable": _PUBLISHED,
    "route": frozenset({"exchange", "queue"}),
    "deliver": _DELIVERED,
    "ack": _DELIVERED,
    "redeliver": _DELIVERED,
}
"""Which kinds of nodes each curve is about."""
_COUNTED_OUT: frozenset[EdgeKind] = frozenset({"publish", "deliver"})
"""By what leaves a service and a queue: what an exchange gives out is what it took in."""
_NUMBERS: dict[str, Callable[[Node], int | None]] = {
    "ready": lambda node: node.ready,
    "unacked": lambda node: node.unacked,
    "consumers": lambda node: node.consumers if node.kind == "queue" else None,
    "connections": lambda node: node.instances if node.kind == "service" else None,
}


class FlowThings:
    """Reads a graph anew whenever that has changed; each number only when it is asked for."""

    def __init__(self, graph: FlowGraph) -> None:
        self.graph = graph
        self.now = 0.0
        self._seen = (-1, -1)
        self.refresh(0.0)

    @property
    def size(self) -> int:
        """All nodes and edges."""
        return len(self.nodes) + len(self.edges)

    @property
    def is_behind(self) -> bool:
        """The graph has changed since it was read."""
        return (self.graph.structure, self.graph.values) != self._seen

    def refresh(self, now: float) -> bool:
        """Take over what the graph is now; True when it was not the same before."""
        seen = (self.graph.structure, self.graph.values)
        is_news, is_rebuilt = seen != self._seen, seen[0] != self._seen[0]
        self._seen = seen
        if is_rebuilt:
            self._rebuild()
        if is_news:
            self._amounts: dict[str, Amounts] = {}
        if is_news or int(now) != int(self.now):
            self._idle: Answers | None = None
        self.now = now
        return is_news

    def _rebuild(self) -> None:
        graph = self.graph
        self.nodes = list(graph.nodes.values())
        row: dict[str | EdgeKey, int] = {id_: i for i, id_ in enumerate(graph.nodes)}
        keys = [key for key in graph.edges if key[1] in row and key[2] in row]
        self.edges = [graph.edges[key] for key in keys]
        ends = [(row[source], row[target]) for _, source, target in keys]
        row |= {key: i for i, key in enumerate(keys, len(self.nodes))}
        self.row = row
        self.ends = np.array(ends, dtype=np.int64).reshape(-1, 2)
        self.counting = len(graph.tally.rings) > 0
        """Something counts: a node without an edge of some kind has none of what that counts."""
        self._kinds = np.array([node.kind for node in self.nodes], dtype="U10")
        self._edge_kinds = np.array([edge.kind for edge in self.edges], dtype="U12")
        self._counted_out = np.isin(self._edge_kinds, list(_COUNTED_OUT))
        self._names = Names([node.name.lower() for node in self.nodes])
        self._types = Names([node.type.lower() for node in self.nodes])
        self._counters: dict[str, tuple[Ids, NDArray[np.int64]]] = {}

    def keys(self, found: Flags) -> tuple[list[str], list[EdgeKey]]:
        """The ids of nodes and the keys of edges among things."""
        nodes = [self.nodes[i].id for i in np.flatnonzero(found[: len(self.nodes)]).tolist()]
        edges = [self.edges[i].key for i in np.flatnonzero(found[len(self.nodes) :]).tolist()]
        return nodes, edges

    def named(self, prefix: Prefix | None, pattern: Pattern) -> Answers:
        """Nodes whose name fits, of one kind or any; edges only by the names of their ends."""
        if prefix in ("edge", "from", "to"):
            return self._ends_named(prefix, pattern)
        if prefix == "connection":
            return nobody(self.size)
        no_edge = np.zeros(len(self.edges), dtype=np.bool_)
        asked = np.ones(len(self.nodes), dtype=np.bool_)
        if prefix == "type":
            fits, asked = self._types.fitting(pattern), self._kinds != "service"
        else:
            fits = self._names.fitting(pattern)
            if prefix is not None:
                fits = fits & (self._kinds == prefix)
        yes, no = fits & asked, ~fits & asked
        return Answers(np.concatenate((yes, no_edge)), np.concatenate((no, no_edge)))

    def _ends_named(self, prefix: Prefix, pattern: Pattern) -> Answers:
        no_node = np.zeros(len(self.nodes), dtype=np.bool_)
        ends = self._names.fitting(pattern)[self.ends]
        by_prefix = {"edge": ends.any(axis=1), "from": ends[:, 0], "to": ends[:, 1]}
        fits = by_prefix[prefix]
        return Answers(np.concatenate((no_node, fits)), np.concatenate((no_node, ~fits)))

    def flagged(self, name: str) -> Answers:
        """What is idle, hurts, is worth a look or is gone."""
        if name == "idle":
            if self._idle is None:
                self._idle = self._find_idle()
            return self._idle
        if name == "gone":
            gone = np.array([not node.present for node in self.nodes], dtype=np.bool_)
            no_edge = np.zeros(len(self.edges), dtype=np.bool_)
            return Answers(np.concatenate((gone, no_edge)), np.concatenate((~gone, no_edge)))
        troubled = self.troubled("warning" if name == "hurts" else "notice")
        return Answers(troubled, ~troubled)

    def troubled(self, severity: str) -> Flags:
        """Where something of that severity is seen: at a node, or at an edge and both its ends."""
        found = np.zeros(self.size, dtype=np.bool_)
        for trouble in self.graph.troubles:
            if trouble.severity == severity:
                for place in (trouble.at, *trouble.nodes):
                    row = self.row.get(place)
                    if row is not None:
                        found[row] = True
        return found

    def amounts(self, name: str) -> Amounts:
        """A field of every node and edge."""
        found = self._amounts.get(name)
        if found is None:
            found = self._amounts[name] = self._read(name)
        return found

    def _read(self, name: str) -> Amounts:
        if name in _NUMBERS:
            return self._numbers(_NUMBERS[name])
        if name == _RATE:
            return self._passing()
        curve = _CURVES.get(name, name)
        return self._of_curve(curve) if curve in _HAVE else unknown(self.size)

    def _numbers(self, read: Callable[[Node], int | None]) -> Amounts:
        told = [read(node) for node in self.nodes]
        values = np.zeros(self.size)
        values[: len(told)] = [value or 0 for value in told]
        known = np.zeros(self.size, dtype=np.bool_)
        known[: len(told)] = [value is not None for value in told]
        return Amounts(values, known, known)

    def _of_curve(self, curve: str) -> Amounts:
        """What one counter says: of an edge, and summed of those that meet in a node."""
        rates, known = self._edge_rates(curve)
        kinds = {
            kind for kind, names in COUNTERS.items() for n in names if line_name(kind, n) == curve
        }
        due = np.isin(self._edge_kinds, list(kinds))
        values, exact = self._met(rates, known, due, (0, 1))
        about = np.isin(self._kinds, list(_HAVE[curve])) & self.counting
        return _with_edges(values, exact, about & (exact | (values > 0)), rates, known & due)

    def _passing(self) -> Amounts:
        """Messages a second: the more of what comes in and what goes out."""
        rates, known = self._edge_rates(_RATE)
        everything = np.ones(len(self.edges), dtype=np.bool_)
        taken, all_taken = self._met(rates, known, everything, (1,))
        given, all_given = self._met(rates, known, self._leaves_counted(), (0,))
        values, exact = np.maximum(taken, given), all_taken & all_given & self.counting
        return _with_edges(values, exact, exact | (values > 0), rates, known)

    def _leaves_counted(self) -> Flags:
        return self._counted_out

    def _met(
        self, rates: Numbers, known: Flags, due: Flags, ends: tuple[int, ...]
    ) -> tuple[Numbers, Flags]:
        """The sum over the edges that are due at each node, and where all of them are known."""
        size = len(self.nodes)
        sums, missing = np.zeros(size), np.zeros(size)
        for end in ends:
            there = self.ends[:, end]
            sums += np.bincount(there, np.where(due, rates, 0.0), size)
            missing += np.bincount(there, due & ~known, size)
        return sums, missing == 0

    def _edge_rates(self, curve: str) -> tuple[Numbers, Flags]:
        """A curve of each edge, now, and where it is known."""
        ids, owners = self.counters(curve)
        rates = self.graph.tally.steady(ids)
        known = rates == rates
        size = len(self.edges)
        values: Numbers = np.bincount(owners[known], rates[known], size).astype(np.float64)
        return values, np.bincount(owners[known], minlength=size) > 0

    def counters(self, curve: str) -> tuple[Ids, NDArray[np.int64]]:
        """The counters of a curve (`rate`: of what passes) and the number of the edge of each."""
        found = self._counters.get(curve)
        if found is None:
            adding = {
                kind: [name for name in names if _adds(kind, name, curve)]
                for kind, names in COUNTERS.items()
            }
            ids: list[int] = []
            owners: list[int] = []
            for number, edge in enumerate(self.edges):
                counters = edge.counters
                for name in adding[edge.kind] if counters else ():
                    if name in counters:
                        ids.append(counters[name])
                        owners.append(number)
            found = np.array(ids, dtype=np.int64), np.array(owners, dtype=np.int64)
            self._counters[curve] = found
        return found

    def read_ahead(self, now: float) -> bool:
        """Read a part of what came or went; False when all is read that refreshing takes long."""
        if self._seen[0] != self.graph.structure:
            self.refresh(now)
            return True
        is_unread = _RATE not in self._counters
        self.counters(_RATE)
        return is_unread

    def _find_idle(self) -> Answers:
        """Nothing has passed lately, nothing waits, nothing hurts."""
        moved, known = self._moved_lately()
        at_edges = np.concatenate((moved, known)).reshape(2, -1)
        busy, unsure = self._busy_nodes(*at_edges)
        held = self.amounts("ready").values + self.amounts("unacked").values
        hurting = self.troubled("warning") | self.troubled("notice")
        edges_busy = moved | hurting[len(self.nodes) :]
        nodes_busy = busy | (held[: len(self.nodes)] > 0) | hurting[: len(self.nodes)]
        no = np.concatenate((nodes_busy, edges_busy))
        return Answers(np.concatenate((~unsure, known)) & ~no, no)

    def _busy_nodes(self, moved: Flags, known: Flags) -> tuple[Flags, Flags]:
        """By or to which nodes something passed, and of which that cannot be told."""
        size, out = len(self.nodes), self._leaves_counted()
        busy, unsure = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
        for end, due in ((1, np.ones_like(out)), (0, out)):
            there = self.ends[:, end]
            busy |= np.bincount(there, moved & due, size) > 0
            unsure |= np.bincount(there, ~known & due, size) > 0
        return busy, unsure | (not self.counting)

    def _moved_lately(self) -> tuple[Flags, Flags]:
        """On which edges something passed in the last minute, and of which that is known."""
        ids, owners = self.counters(_RATE)
        size, last = len(self.edges), int(self.now)
        window = self.graph.tally.rings.window(ids, last - IDLE_SECONDS + 1, last)
        moved = np.bincount(owners[(window > 0).any(axis=0)], minlength=size) > 0
        known = np.bincount(owners[(window == window).any(axis=0)], minlength=size) > 0
        return moved, known


def _adds(kind: EdgeKind, counter: str, curve: str) -> bool:
    if curve == _RATE:
        return counter in MAIN[kind]
    return line_name(kind, counter) == curve


def _with_edges(
    values: Numbers, exact: Flags, known: Flags, rates: Numbers, told: Flags
) -> Amounts:
    """The numbers of nodes, then those of edges."""
    return Amounts(
        np.concatenate((values, rates)),
        np.concatenate((exact, told)),
        np.concatenate((known, told)),
    )
