"""The flow graph without exchanges and queues: which service causes work for which.

It can be drawn like any other graph, but counts nothing by itself: its counters are sums of those
of the graph that it is made of, as far as these prove anything.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np

from core.counters import Ids, Numbers, Tally
from core.graph import COUNTERS, MAIN, UNKNOWN_SERVICE, Edge, EdgeKey, FlowGraph, Node
from core.hops import Net, Way, dry_edges, why
from core.ordering import CONSUMERS, PUBLISHERS
from core.selection import Selection
from core.troubles import Trouble, place_words
from core.wording import tr

_MOST_REASONS = 3


class Sums(Tally):
    """Counters that are sums of the counters of another tally."""

    def __init__(self, of: Tally) -> None:
        super().__init__(1)
        self._of = of
        self._parts: list[list[int]] = []

    def sum_of(self, counters: Iterable[int]) -> int:
        """A new counter: the sum of these."""
        self._parts.append(list(counters))
        return len(self._parts) - 1

    def total(self, counter: int) -> int:
        """What was counted so far."""
        return sum(self._of.total(part) for part in self._parts[counter])

    def rate(self, counter: int) -> float:
        """Counts per second; NaN while one of the parts is not known."""
        return sum(self._of.rate(part) for part in self._parts[counter])

    def rates(self, counters: Ids) -> Numbers:
        """The rates of many counters; NaN where a counter is below 0: there is none."""
        found = np.full(len(counters), np.nan)
        known = np.flatnonzero(counters >= 0)
        parts = [self._parts[counter] for counter in counters[known].tolist()]
        flat = np.array([part for some in parts for part in some], dtype=np.int64)
        owner = np.repeat(np.arange(len(known)), [len(some) for some in parts])
        found[known] = np.bincount(owner, self._of.rates(flat), len(known))
        return found


class CollapsedGraph(FlowGraph):
    """Services, and a hop from each that publishes to each that gets what it published."""

    columns = (PUBLISHERS, CONSUMERS)

    def __init__(self, whole: FlowGraph) -> None:
        super().__init__()
        self.whole = whole
        self.ways: dict[EdgeKey, list[Way]] = {}
        """By hop."""
        self._seen: tuple[int, frozenset[EdgeKey]] | None = None
        self._values = -1
        self._through: dict[tuple[str, bool], list[float | None]] | None = None
        """By service, and whether it publishes; None until somebody asks."""
        self.refresh()

    def refresh(self) -> None:
        """Follow what the whole graph has become; cheap when it has not changed."""
        whole = self.whole
        if (whole.structure, whole.values) == (self._seen and self._seen[0], self._values):
            return
        before = self._seen
        among = before[1] if before and before[0] == whole.structure else None
        self._values, seen = whole.values, (whole.structure, dry_edges(whole, among))
        if seen != self._seen:
            self._seen = seen
            self._rebuild()
        self.troubles = tuple(self._carried_over())
        self._through = None
        self.values += 1

    def meant(self, selection: Selection) -> Selection:
        """What stands for a selection in the whole graph: of a hop its busiest last edge."""
        if selection not in self.ways or isinstance(selection, str):
            return selection
        whole = self.whole
        edges = [whole.edges[way.deliveries] for way in self.ways[selection]]
        return max(edges, key=lambda edge: whole.passing(edge) or 0.0).key

    def shown(self, selection: Selection, now: Selection = None) -> Selection:
        """What shows something of the whole graph here: `now` if it does, or else the first."""
        if isinstance(selection, str) and selection in self.nodes:
            return selection
        if selection is None or selection in self.edges:
            return selection
        places = self.places_of(selection)
        if now in places:
            return now
        return places[0] if places else None

    def keys_of(
        self, found: Collection[str | EdgeKey], *, wholly: bool
    ) -> frozenset[str | EdgeKey]:
        """Services and hops that these nodes and edges are part of, or are all that there is of."""
        keys: set[str | EdgeKey] = {node for node in self.nodes if node in found}
        for key, ways in self.ways.items():
            parts = [way.queue in found or way.deliveries in found for way in ways]
            if all(parts) if wholly else any(parts):
                keys.add(key)
        return frozenset(keys)

    def through(self, service: str, *, leaving: bool) -> tuple[float | None, bool]:
        """Messages per second that a service publishes or gets, and whether that is all."""
        if self._through is None:
            self._through = self._read_through()
        rates = self._through.get((service, leaving), [])
        known = [rate for rate in rates if rate is not None]
        return (sum(known) if known else None, len(known) == len(rates))

    def places_of(self, at: str | EdgeKey) -> list[str | EdgeKey]:
        """Where a node or an edge of the whole graph is in this one: hops first, else services."""
        if isinstance(at, str) and at in self.nodes:
            return [at]
        queue = at if isinstance(at, str) else at[2] if at[0] == "route" else at[1]
        hops = self._through_queue.get(queue, [])
        if at[0] == "deliver":
            hops = [key for key in hops if key[2] == at[2]]
        return [*hops] or [*self._services_of(at)]

    def _read_through(self) -> dict[tuple[str, bool], list[float | None]]:
        """The rates of all edges at each service, by whether they leave it."""
        found: dict[tuple[str, bool], list[float | None]] = {}
        for edge in self.whole.edges.values():
            if edge.kind == "publish":
                found.setdefault((edge.source, True), []).append(self.whole.passing(edge))
            elif edge.kind == "deliver":
                found.setdefault((edge.target, False), []).append(self.whole.passing(edge))
        return found

    def _services_of(self, at: str | EdgeKey) -> list[str]:
        """The services whose messages a place sees."""
        ends = {at} if isinstance(at, str) else set(at[1:])
        if found := sorted(ends & self.nodes.keys()):
            return found
        net, feeders = self._net, set[str]()
        for end in ends:
            feeders.update(net.feeders(end)[0])
        return sorted(feeders)

    def _carried_over(self) -> Iterable[Trouble]:
        """Every trouble at each of its places here, with where it is seen in words."""
        for trouble in self.whole.troubles:
            for place in self.places_of(trouble.at):
                if place == trouble.at:
                    yield trouble
                else:
                    where = place_words(self.whole, trouble)
                    said = tr("{name}: {told}", name=where, told=trouble.text)
                    yield replace(trouble, at=place, text=said)

    def _rebuild(self) -> None:
        whole, dry = self.whole, self._seen[1] if self._seen else frozenset()
        self._net = Net(whole, dry)
        self.nodes = {id_: node for id_, node in whole.nodes.items() if node.kind == "service"}
        self.tally = self._sums = Sums(whole.tally)
        self.ways = {}
        self._through_queue: dict[str, list[EdgeKey]] = {}
        for way in self._net.ways():
            hop: EdgeKey = ("hop", way.source, way.target)
            self.ways.setdefault(hop, []).append(way)
            self._through_queue.setdefault(way.queue, []).append(hop)
        if any(UNKNOWN_SERVICE in key for key in self.ways):
            self.nodes.setdefault(UNKNOWN_SERVICE, Node(UNKNOWN_SERVICE, "service", "?"))
        self.edges = {key: self._edge(key, ways, dry) for key, ways in self.ways.items()}
        self.structure += 1

    def _edge(self, key: EdgeKey, ways: list[Way], dry: Collection[EdgeKey]) -> Edge:
        edge = Edge(*key, provenance="unknown", declared=True)
        edge.how = tr("; ").join(why(self.whole, way) for way in ways[:_MOST_REASONS])
        if len(ways) > _MOST_REASONS:
            edge.how = tr("{told}; {n} queues more", told=edge.how, n=len(ways) - _MOST_REASONS)
        told = [way for way in ways if way.deliveries in dry or self._is_told(way)]
        if told:
            parts = [self.whole.edges[way.deliveries] for way in told]
            edge.provenance = "derived"
            edge.at_least = len(told) < len(ways) or any(map(self.whole.is_lower_bound, parts))
            self._sum_up(edge, parts)
        return edge

    def _sum_up(self, edge: Edge, parts: list[Edge]) -> None:
        """Messages pass by any of their counters; anything else is known of all or of none."""
        for name in COUNTERS["hop"]:
            found = [part.counters[name] for part in parts if name in part.counters]
            if found and (name in MAIN["hop"] or len(found) == len(parts)):
                edge.counters[name] = self._sums.sum_of(found)

    def _is_told(self, way: Way) -> bool:
        """Counters prove how many messages took that way."""
        counted = any(name in self.whole.edges[way.deliveries].counters for name in MAIN["deliver"])
        return counted and not way.is_idle and (way.is_alone or not way.feeders)
