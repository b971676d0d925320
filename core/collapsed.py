"""The flow graph without exchanges and queues: which service causes work for which.

It can be drawn like any other graph, but counts nothing by itself: its counters are sums of those
of the graph that it is made of, as far as these prove anything, or else what was seen message by
message. The two are never added up.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from core.carried_over import carried_over, queue_at, services_at
from core.dry_edges import DryEdges
from core.graph import COUNTERS, MAIN, UNKNOWN_SERVICE, Edge, EdgeKey, FlowGraph
from core.hop_reach import HopReach
from core.hops import Net, Way, is_certain, is_told, why
from core.ordering import CONSUMERS, PUBLISHERS
from core.seen_hop import SeenNames
from core.selection import Selection
from core.sums import Sums
from core.troubles import Trouble
from core.unknown_service import unseen_publisher
from core.wording import tr

_MOST_REASONS = 3
_UNSEEN = SeenNames((), ())
_Deliveries = tuple[Edge, tuple[str, ...], bool, bool]
"""An edge from a queue to a service, whose messages it may carry, whether these are idle, and
whether it is dry."""


@dataclass(slots=True)
class _Ends:
    """The hops that end in one service, and what they were made of."""

    made_of: object = None
    hops: dict[EdgeKey, Edge] = field(default_factory=dict)
    ways: Counter[str] = field(default_factory=Counter)
    """How many there are from each service."""
    told: dict[str, list[Edge]] = field(default_factory=dict)
    """The last edges of those ways of which counters prove something."""


class CollapsedGraph(FlowGraph):
    """Services, and a hop from each that publishes to each that gets what it published."""

    columns = (PUBLISHERS, CONSUMERS)

    def __init__(self, whole: FlowGraph) -> None:
        super().__init__()
        self.whole = whole
        self.reach = HopReach(self)
        self.tally = self._sums = Sums(whole)
        self._net = Net(FlowGraph(), ())
        self._dry = DryEdges(whole)
        self._followed = (-1, -1)
        self._seen_at: dict[str, dict[str, SeenNames]] = {}
        self._seen_names: dict[tuple[str, str], SeenNames] = {}
        self._judged: tuple[Trouble, ...] = ()
        self._targets: dict[str, _Ends] = {}
        self._at: dict[tuple[str, bool], list[Edge]] = {}
        self.refresh()

    def refresh(self) -> None:
        """Follow what the whole graph has become; cheap when it has not changed."""
        whole = self.whole
        before, self._followed = self._followed, (whole.structure, whole.values)
        if before == self._followed and whole.troubles is self._judged:
            return  # what hurts may be judged a little later than it was counted
        names = {ends: hop.names for ends, hop in whole.seen_hops.items()}
        if before[0] != whole.structure or names != self._seen_names:
            self._seen_names = names
            self._rebuild()
        elif wet := self._dry.look():
            self._let_pass(wet)
        self.seen_hops = whole.seen_hops
        self._renew_bounds()
        self._judged = whole.troubles
        self.troubles = tuple(carried_over(whole, self._net, self.nodes))
        self.values += 1

    def how(self, edge: Edge) -> str:
        """Where the numbers of a hop come from, or why there are none."""
        ways = self.ways(edge.key)
        reasons = [why(self.whole, way) for way in ways[:_MOST_REASONS]]
        seen = self.seen_hops.get((edge.source, edge.target))
        if edge.provenance == "observed" and seen is not None:
            reasons.insert(0, seen.how)
        told = tr("; ").join(reasons)
        if len(ways) > _MOST_REASONS:
            return tr("{told}; {n:,} queues more", told=told, n=len(ways) - _MOST_REASONS)
        return told

    def is_lower_bound(self, edge: Edge) -> bool:
        """More may have passed: since watching began, or while somebody listened."""
        seen = self.seen_hops.get((edge.source, edge.target))
        if edge.provenance == "observed" and seen is not None:
            return seen.total_at_least
        return super().is_lower_bound(edge)

    def ways(self, hop: EdgeKey) -> list[Way]:
        """The queues by which one service reaches the other."""
        return [
            Way(edge.source, hop[1], hop[2], feeders, is_idle, is_dry)
            for edge, feeders, is_idle, is_dry in self._deliveries(self._net.to(hop[2]))
            if hop[1] in (feeders or (UNKNOWN_SERVICE,))
        ]

    def meant(self, selection: Selection) -> Selection:
        """What stands for a selection in the whole graph: of a hop its busiest last edge."""
        if selection not in self.edges or isinstance(selection, str):
            return selection
        whole = self.whole
        edges = [whole.edges[way.deliveries] for way in self.ways(selection)]
        return max(edges, key=lambda edge: whole.passing(edge) or 0.0).key if edges else None

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
        hit: Counter[EdgeKey] = Counter()
        for edges in self._net.deliveries.values():
            for edge in edges:
                if edge.source in found or edge.key in found:
                    hit.update(self._hops_of(edge))
        services: Iterator[str | EdgeKey] = (node for node in self.nodes if node in found)
        hops = (
            key
            for key, count in hit.items()
            if not wholly or count == self._targets[key[2]].ways[key[1]]
        )
        return frozenset(services).union(hops)

    def through(self, service: str, *, leaving: bool) -> tuple[float | None, bool]:
        """Messages per second that a service publishes or gets, and whether that is all."""
        rates = [self.whole.passing(edge) for edge in self._at.get((service, leaving), ())]
        known = [rate for rate in rates if rate is not None]
        return (sum(known) if known else None, len(known) == len(rates))

    def places_of(self, at: str | EdgeKey) -> list[str | EdgeKey]:
        """Where a node or an edge of the whole graph is in this one: hops first, else services."""
        if isinstance(at, str) and at in self.nodes:
            return [at]
        queue = queue_at(at)
        hops = [
            key
            for edge in self._net.deliveries.get(queue, ())
            if at[0] != "deliver" or edge.target == at[2]
            for key in self._hops_of(edge)
        ]
        return [*hops] or [*services_at(self._net, self.nodes, at)]

    def _hops_of(self, delivery: Edge) -> list[EdgeKey]:
        """The hops that an edge from a queue to a service is the last of."""
        feeders, _ = self._net.feeders(delivery.source)
        return [("hop", source, delivery.target) for source in feeders or (UNKNOWN_SERVICE,)]

    def _rebuild(self) -> None:
        """Make those hops anew that have become others."""
        whole = self.whole
        self._dry = DryEdges(whole)
        self._net = Net(whole, self._dry.keys, self._net)
        self.nodes = {id_: node for id_, node in whole.nodes.items() if node.kind == "service"}
        self._at = _at_services(whole)
        self._seen_at = {}
        for (source, target), names in self._seen_names.items():
            if source in self.nodes and target in self.nodes:
                self._seen_at.setdefault(target, {})[source] = names
        targets = self._net.targets | self._seen_at.keys()
        for target in self._targets.keys() - targets:
            self._forget(self._targets.pop(target))
        self._renew(targets)
        self.structure += 1

    def _let_pass(self, wet: list[Edge]) -> None:
        """Something has passed edges for the first time."""
        deliveries = self._net.deliveries
        through = self._net.wet(wet, self._dry.keys)
        targets = {edge.target for queue in through for edge in deliveries.get(queue, ())}
        targets |= {edge.target for edge in wet if edge.kind == "deliver"}
        self.structure += self._renew(targets)

    def _renew(self, targets: Iterable[str]) -> bool:
        """Make the hops to services anew; False if they are the same."""
        changed = [self._renew_one(target, self._seen_at.get(target, {})) for target in targets]
        if any(UNKNOWN_SERVICE in ends.ways for ends in self._targets.values()):
            self.nodes.setdefault(UNKNOWN_SERVICE, unseen_publisher())
        return any(changed)

    def _renew_one(self, target: str, seen: dict[str, SeenNames]) -> bool:
        """Make the hops to a service anew if they have become others."""
        ends = self._targets.setdefault(target, _Ends())
        deliveries = list(self._deliveries(self._net.to(target)))
        made_of = (
            [
                (edge.source, rest, *edge.counters, *edge.counters.values())
                for edge, *rest in deliveries
            ],
            seen,
        )
        if made_of == ends.made_of:
            return False
        self._forget(ends)
        ends.made_of, ends.ways, ends.told, ends.hops = made_of, Counter(), {}, {}
        for edge, feeders, is_idle, is_dry in deliveries:
            sources = feeders or (UNKNOWN_SERVICE,)
            ends.ways.update(sources)
            if is_told(edge, feeders, is_idle=is_idle, is_dry=is_dry):
                for source in sources:
                    ends.told.setdefault(source, []).append(edge)
        for source in ends.told.keys() - _sure(deliveries):
            del ends.told[source]
        for source in dict.fromkeys((*ends.ways, *seen)):
            edge = Edge("hop", source, target, "unknown", "", False, True)
            ends.hops["hop", source, target] = edge
            if source in ends.told or source in seen:
                self._fill(edge, ends, seen.get(source, _UNSEEN).counters)
        self.edges.update(ends.hops)
        return True

    def _fill(self, edge: Edge, ends: _Ends, seen: Collection[str]) -> None:
        """What counters prove of all ways counts more than what was seen, that more than a part."""
        told = ends.told.get(edge.source, [])
        if seen and len(told) < ends.ways[edge.source]:
            edge.provenance = "observed"
            for name in seen:
                edge.counters[name] = self._sums.seen((edge.source, edge.target), name)
        else:
            edge.provenance = "derived"
            self._sum_up(edge, told)

    def _forget(self, ends: _Ends) -> None:
        for key, edge in ends.hops.items():
            del self.edges[key]
            for counter in edge.counters.values():
                self._sums.release(counter)

    def _renew_bounds(self) -> None:
        """What may be missing changes without anything else."""
        for (source, target), seen in self.seen_hops.items():
            hop = self.edges.get(("hop", source, target))
            if hop is not None and hop.provenance == "observed":
                hop.at_least = seen.at_least
        for ends in self._targets.values():
            for source, told in ends.told.items():
                edge = ends.hops["hop", source, told[0].target]
                if edge.provenance == "derived":
                    is_part = len(told) < ends.ways[source]
                    edge.at_least = is_part or any(map(self.whole.is_lower_bound, told))

    def _sum_up(self, edge: Edge, parts: list[Edge]) -> None:
        """Messages pass by any of their counters; anything else is known of all or of none."""
        for name in COUNTERS["hop"]:
            found = [part.counters[name] for part in parts if name in part.counters]
            if found and (name in MAIN["hop"] or len(found) == len(parts)):
                edge.counters[name] = self._sums.sum_of(found)

    def _deliveries(self, edges: Iterable[Edge]) -> Iterator[_Deliveries]:
        for edge in edges:
            yield edge, *self._net.feeders(edge.source), self._net.is_dry(edge)


def _sure(deliveries: Iterable[_Deliveries]) -> set[str]:
    """Whose messages, and nobody else's, are delivered by one of these edges."""
    feeders = (feeders for _, feeders, _, _ in deliveries if is_certain(feeders))
    return {(*found, UNKNOWN_SERVICE)[0] for found in feeders}


def _at_services(graph: FlowGraph) -> dict[tuple[str, bool], list[Edge]]:
    """The edges at each service, by whether they leave it."""
    found: dict[tuple[str, bool], list[Edge]] = {}
    for edge in graph.edges.values():
        if edge.kind == "publish":
            found.setdefault((edge.source, True), []).append(edge)
        elif edge.kind == "deliver":
            found.setdefault((edge.target, False), []).append(edge)
    return found
