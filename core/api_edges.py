"""Shows on the graph's edges what totals of the management API prove."""

from collections.abc import Collection, Iterator, Mapping

import numpy as np

from core.attribution import GONE, HIDDEN, Proved
from core.closings import Closings
from core.counters import Pace
from core.directory import Directory
from core.facts import ObjectTotals
from core.graph import COUNTERS, MAIN, UNKNOWN_SERVICE, Edge, EdgeKey, EdgeKind, FlowGraph, node_id
from core.structure import Structure
from core.topology import DEFAULT_EXCHANGE_NAME
from core.wording import phrase, tr

OWN = "own"
"""The row of Flowscope's own channels."""
_HOW_DERIVED = phrase(
    "derived from totals of the management API (message_stats of channels, exchanges, queues and "
    "vhost), which leave no other possibility; seconds old"
)
_HOW_AT_LEAST = phrase(
    "derived from totals of the management API (message_stats of channels, exchanges, queues and "
    "vhost): what all channels that were listed have counted, but not all were; enable the plugin "
    "rabbitmq_prometheus for the rest"
)
_HOW_DETAILED = phrase(
    "counted by the management API for each pair of channel, exchange and queue "
    "(rates_mode = detailed), every few seconds"
)
_HOW_UNKNOWN = phrase(
    "the management API alone (rates_mode = basic) has only totals, and more than one edge can "
    "have a part in them; enable the plugin rabbitmq_prometheus for the rest"
)
_PUBLISHED = phrase("{name} published {n} in all, here or elsewhere ({places}); {told}")
_GOT = phrase("{name} got {n} in all, here or elsewhere ({places}); {told}")
_GETS = ("get", "get_no_ack")
_CONFIRM_AND_RETURNS = COUNTERS["publish"][1:]

Amounts = dict[str, int]


class ApiEdges:
    """The edges of clients' messages, as far as totals say anything of them."""

    def __init__(
        self, graph: FlowGraph, directory: Directory, structure: Structure, closings: Closings
    ) -> None:
        self._closings = closings
        self._known: set[EdgeKey] = set()
        """Of these is known what all channels counted whose counters the broker has sampled."""
        self._graph = graph
        self._directory = directory
        self._structure = structure
        self._paces: dict[str, Pace] = {
            kind: graph.tally.pace() for kind in ("publish", "route", "deliver")
        }
        self._proved: Mapping[EdgeKind, Proved] = {}
        self._owing: Collection[str | None] = ()
        self._is_detailed = False
        self.suspected: set[EdgeKey] = set()
        """Edges that nothing declares and that may exist all the same."""

    def show(
        self,
        proved: Mapping[EdgeKind, Proved],
        owing: Collection[str | None],
        totals: ObjectTotals,
    ) -> None:
        """Give every edge what is proved of it; services that are `owing` wait for confirms."""
        self._proved, self._owing, self._is_detailed = proved, owing, totals.detailed
        self._known &= self._graph.edges.keys()
        self.suspected = set(self._found(sure=False))
        for key in {*self._found(sure=True), *self.suspected}:
            self._ensure_ends(key)
            self._graph.edge(*key)
        for kind, pace in self._paces.items():
            edges = [edge for edge in self._graph.edges.values() if edge.kind == kind]
            increments = {c: n for edge in edges for c, n in self._count(edge).items()}
            self._drop_unknown(edges)
            self._advance(pace, kind, increments, totals)
        self._graph.values += 1

    def _drop_unknown(self, edges: list[Edge]) -> None:
        """What was of nobody that is known may have found its service."""
        for edge in edges:
            if UNKNOWN_SERVICE in edge.key and not any(self._graph.counts(edge).values()):
                self._graph.remove_edge(edge.key)
        unknown = self._graph.nodes.get(UNKNOWN_SERVICE)
        if unknown is not None and not any(True for _ in self._graph.edges_of(unknown.id)):
            self._graph.remove_node(unknown.id)

    def _found(self, *, sure: bool) -> Iterator[EdgeKey]:
        """Edges that have certainly counted something; or not certainly, where nothing else tells.

        What exchanges route and who consumes is declared: suspicion is for the rest.
        """
        for kind, proved in self._proved.items():
            for (counter, (row, column)), most in proved.high.items():
                least, _ = proved.of(counter, row, column)
                if row == HIDDEN:
                    is_found = sure and least == most > 0
                elif sure:
                    is_found = least > 0
                else:
                    is_found = most > 0 and kind != "route" and counter in (*_GETS, "publish")
                key = _key(kind, row, column)
                if is_found and key is not None and self._is_shown(key):
                    yield key

    @property
    def are_whole(self) -> bool:
        """Each message, confirm and return that was counted is known by its edge."""
        if self._closings.are_some or not all(p.is_whole for p in self._proved.values()):
            return False
        published = self._proved.get("publish", Proved())
        return self._is_detailed or all(
            self._is_of(
                published, counter, row, next(iter(published.columns_of("publish", row)), "")
            )
            for counter, row in published.rows
            if counter in _CONFIRM_AND_RETURNS and row != OWN
        )

    def _count(self, edge: Edge) -> dict[int, float]:
        """Show what is known of an edge; by how much its counters have grown since the last time.

        Only what was exact before and is exact now says how fast it grows.
        """
        was_exact = bool(edge.counters) and edge.key in self._known
        amounts = self._exact(edge)
        is_exact = all(name in amounts for name in MAIN[edge.kind])
        self._known.add(edge.key)
        if not is_exact:
            self._known.discard(edge.key)
            amounts = self._least(edge)
        self._word(edge, amounts, is_exact=is_exact)
        self._graph.forget_counts(edge, edge.counters.keys() - amounts.keys())
        known = set(edge.counters) if was_exact and is_exact else set()
        if amounts:
            self._graph.count_with(edge, tuple(amounts))
        grown: dict[int, float] = {}
        for name, amount in amounts.items():
            counter = edge.counters[name]
            added = amount - self._graph.tally.total(counter)
            if name in known:
                grown[counter] = added
            else:
                self._graph.tally.credit(counter, added)
                for pace in self._paces.values():
                    pace.forget_rates(counter)
        return grown

    def _exact(self, edge: Edge) -> Amounts:
        """The counts that are certain."""
        proved, row, column = self._cell(edge)
        of_rows = () if self._is_detailed else _CONFIRM_AND_RETURNS
        found: Amounts = {}
        for counter in COUNTERS[edge.kind]:
            if edge.kind == "publish" and counter in of_rows:
                if self._is_of(proved, counter, row, column):
                    found[counter] = proved.rows[counter, row]
            elif proved.is_exact(counter, row, column):
                found[counter] = proved.of(counter, row, column)[0]
        return found

    def _is_of(self, proved: Proved, counter: str, row: str, column: str) -> bool:
        """What a service has counted in all is of this edge: it published nowhere else."""
        if proved.is_lost or proved.rows[counter, HIDDEN]:
            return False
        if not proved.rows[counter, row]:
            return True
        is_older = counter == "confirm" and row in self._owing
        return proved.columns_of("publish", row) == {column} and not is_older

    def _least(self, edge: Edge) -> Amounts:
        """What all channels that were listed have counted, where others may have, too."""
        proved, row, column = self._cell(edge)
        limits = {counter: proved.of(counter, row, column) for counter in COUNTERS[edge.kind]}
        found = {c: least for c, (least, most) in limits.items() if least == most > 0}
        return found if any(name in found for name in MAIN[edge.kind]) else {}

    def _cell(self, edge: Edge) -> tuple[Proved, str, str]:
        row, column = edge.source, edge.target
        if edge.kind == "deliver":
            row, column = column, row
        row = HIDDEN if row == UNKNOWN_SERVICE else row
        return self._proved[edge.kind], row, column.partition(":")[2]

    def _word(self, edge: Edge, amounts: Amounts, *, is_exact: bool) -> None:
        is_whole = is_exact and not self._closings.may_lack(edge)
        edge.at_least = bool(amounts) and not is_whole
        edge.provenance = "derived" if amounts else "unknown"
        if amounts and self._is_detailed:
            edge.provenance, edge.how = "counted", tr(_HOW_DETAILED)
        elif amounts:
            edge.how = tr(_HOW_DERIVED) if is_whole else tr(_HOW_AT_LEAST)
        else:
            edge.how = self._doubt(edge)

    def _doubt(self, edge: Edge) -> str:
        """Why a number is missing, and what is known instead."""
        proved, row, column = self._cell(edge)
        least = sum(proved.of(name, row, column)[0] for name in MAIN[edge.kind])
        told = tr(_HOW_UNKNOWN)
        if least:
            told = tr("at least {n:,} passed here; {told}", n=least, told=told)
        suspected = edge.key in self.suspected
        return self._suspicion(proved, edge.kind, row, told) if suspected else told

    def _suspicion(self, proved: Proved, kind: EdgeKind, row: str, told: str) -> str:
        """Also how much a service did in all, and where it may have been."""
        did, counters = (_PUBLISHED, ("publish",)) if kind == "publish" else (_GOT, _GETS)
        amount = sum(proved.rows[counter, row] for counter in counters)
        places = {place for counter in counters for place in proved.columns_of(counter, row)}
        named = ", ".join(sorted(place or DEFAULT_EXCHANGE_NAME for place in places - {GONE}))
        return tr(did, name=row.partition(":")[2], n=amount, places=named, told=told)

    def _advance(
        self, pace: Pace, kind: str, increments: Mapping[int, float], totals: ObjectTotals
    ) -> None:
        sample = totals.samples.get(kind)
        at = sample.at if sample is not None else totals.at
        counters = np.fromiter(increments.keys(), np.int64, len(increments))
        added = np.fromiter(increments.values(), np.float64, len(increments))
        longest = 3.0 * max(totals.period, 1.0)
        self._graph.tally.advance(pace, counters, added, at, longest)

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


def _key(kind: EdgeKind, row: str, column: str) -> EdgeKey | None:
    """The edge of a cell; None where there is nothing to draw it between."""
    if column == GONE or row == OWN or (row == HIDDEN and kind == "route"):
        return None
    row = UNKNOWN_SERVICE if row == HIDDEN else row
    if kind == "deliver":
        return (kind, node_id("queue", column), row)
    return (kind, row, node_id("exchange" if kind == "publish" else "queue", column))
