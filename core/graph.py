"""The flow graph that views draw: services, exchanges, queues and what passes between them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from core.counters import Rings, Tally
from core.facts import Provenance
from core.topology import DEFAULT_EXCHANGE_NAME, Topology

if TYPE_CHECKING:
    from core.answers import Answers
    from core.hop_reach import HopReach
    from core.reach import Reach
    from core.seen_hop import SeenHop
    from core.troubles import Trouble

NodeKind = Literal["service", "exchange", "queue"]
EdgeKind = Literal["publish", "route", "deliver", "dead_letter", "alternate", "bind", "hop"]
EdgeKey = tuple[EdgeKind, str, str]
"""Kind, id of the node that it leaves, id of the node where it ends."""

COUNTERS: dict[EdgeKind, tuple[str, ...]] = {
    "publish": ("publish", "confirm", "return_unroutable", "drop_unroutable"),
    "route": ("publish",),
    "deliver": ("deliver", "deliver_no_ack", "get", "get_no_ack", "redeliver", "ack"),
    "dead_letter": ("dead_letter",),
    "alternate": ("publish",),
    "bind": ("publish",),
    "hop": ("deliver", "deliver_no_ack", "get", "get_no_ack", "redeliver", "ack"),
}
"""The counters of each kind of edge, spelled as RabbitMQ's `message_stats` spells them."""

MAIN: dict[EdgeKind, tuple[str, ...]] = {
    "publish": ("publish",),
    "route": ("publish",),
    "deliver": ("deliver", "deliver_no_ack", "get", "get_no_ack"),
    "dead_letter": ("dead_letter",),
    "alternate": ("publish",),
    "bind": ("publish",),
    "hop": ("deliver", "deliver_no_ack", "get", "get_no_ack"),
}
"""Whose sum is the number of messages that passed along an edge."""

UNKNOWN_SERVICE = "service:?"
"""The node of channels whose service cannot be told."""


@dataclass(slots=True)
class Node:
    """A service, an exchange or a queue."""

    id: str
    kind: NodeKind
    name: str
    type: str = ""
    """Exchange or queue type; empty for services."""
    instances: int = 0
    """Connections of a service that are open now."""
    named_by: str = ""
    """The rule that named a service: `connection_name`, `product`, `user`, `peer_host` …"""
    present: bool = True
    """Still declared or connected; a node that is gone stays while its counts matter."""
    has_consumed: bool = False
    """A service that had a consumer since watching began, though it may have none now."""
    ready: int | None = None
    unacked: int | None = None
    consumers: int | None = None
    gauges: dict[str, int] = field(default_factory=dict)
    """`ready` and `unacked` to their rings."""


@dataclass(slots=True)
class Edge:
    """What passes from one node to another."""

    kind: EdgeKind
    source: str
    target: str
    provenance: Provenance = "unknown"
    how: str = ""
    """Where the numbers come from, or why there are none: for the inspector."""
    at_least: bool = False
    """A channel went away between two polls: the counts are a lower bound."""
    declared: bool = False
    """A binding, consumer or argument says that the edge exists, whether or not it was used."""
    counters: dict[str, int] = field(default_factory=dict)
    """Counter name to the tally's counter; a name that is absent is unknown."""

    @property
    def key(self) -> EdgeKey:
        """What names the edge in a graph."""
        return (self.kind, self.source, self.target)


class FlowGraph:
    """Nodes and edges with their counters. `core.flow` folds into it; views only read."""

    columns: ClassVar[tuple[int, ...]] = (0, 1, 2, 3)
    """The columns of a layout that a picture of it has, though they be empty."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.edges: dict[EdgeKey, Edge] = {}
        self.tally = Tally()
        self.gauges = Rings()
        self.structure = 0
        """Grows whenever nodes or edges come, go or change their look."""
        self.values = 0
        """Grows whenever a count, a rate or a depth was folded."""
        self.troubles: tuple[Trouble, ...] = ()
        """What hurts, the worst first, as it was judged after the newest fold."""
        self.answers: dict[EdgeKey, Answers] = {}
        """How messages were answered, where that is known beyond what brokers count."""
        self.seen_hops: dict[tuple[str, str], SeenHop] = {}
        """What services were seen to cause for each other, message by message; by node ids."""
        self.lost_shares: dict[EdgeKey, float] = {}
        """How much of what the default exchange drops is lost, where it was heard lately."""
        self.reach: Reach | HopReach | None = None
        """How far the keys lead that services were seen to publish with, where that is asked."""
        self.topology = Topology()
        """What was declared when it was read last."""
        self._owners: dict[int, EdgeKey] = {}

    def node(self, kind: NodeKind, name: str, id_: str | None = None) -> Node:
        """The node of that name, made if it is not there."""
        key = id_ or node_id(kind, name)
        found = self.nodes.get(key)
        if found is None:
            shown = name or DEFAULT_EXCHANGE_NAME if kind == "exchange" else name
            found = self.nodes[key] = Node(key, kind, shown)
            self.structure += 1
        return found

    def edge(self, kind: EdgeKind, source: str, target: str) -> Edge:
        """The edge of that key, made without counters if it is not there."""
        key: EdgeKey = (kind, source, target)
        found = self.edges.get(key)
        if found is None:
            found = self.edges[key] = Edge(kind, source, target)
            self.structure += 1
        return found

    def count_with(self, edge: Edge, names: tuple[str, ...] | None = None) -> None:
        """Give an edge counters (those of its kind, or only `names`) that start at zero."""
        for name in names or COUNTERS[edge.kind]:
            if name not in edge.counters:
                counter = edge.counters[name] = self.tally.allocate()
                self._owners[counter] = edge.key
                self.structure += 1

    def forget_counts(self, edge: Edge, names: Collection[str] | None = None) -> None:
        """What an edge counts (all of it, or only `names`) is not known any more."""
        for name in list(edge.counters) if names is None else list(names):
            counter = edge.counters.pop(name)
            self.tally.release(counter)
            del self._owners[counter]
            self.structure += 1

    def counted_on(self, counter: int) -> Edge:
        """The edge that a counter belongs to."""
        return self.edges[self._owners[counter]]

    def remove_edge(self, key: EdgeKey) -> None:
        """Take an edge out and give its counters back."""
        edge = self.edges.pop(key, None)
        if edge is not None:
            self.forget_counts(edge)
            self.structure += 1

    def remove_node(self, node_id: str) -> None:
        """Take a node and all its edges out."""
        node = self.nodes.pop(node_id, None)
        if node is None:
            return
        for ring in node.gauges.values():
            self.gauges.release(ring)
        for key in [key for key in self.edges if node_id in key[1:]]:
            self.remove_edge(key)
        self.structure += 1

    def count(self, edge: Edge, name: str) -> int | None:
        """What an edge has counted since watching began; None when it is unknown."""
        counter = edge.counters.get(name)
        return None if counter is None else self.tally.total(counter)

    def counts(self, edge: Edge) -> dict[str, int | None]:
        """All counters of an edge; unknown ones are None."""
        return {name: self.count(edge, name) for name in COUNTERS[edge.kind]}

    def how(self, edge: Edge) -> str:
        """Where the numbers of an edge come from, or why there are none."""
        return edge.how

    def is_lower_bound(self, edge: Edge) -> bool:
        """More may have passed: some was missed, or is of channels whose service nobody knows."""
        nobodys = self._nobodys(edge)
        if nobodys is None or nobodys is edge or not edge.counters:
            return edge.at_least
        return edge.at_least or any(self.counts(nobodys).values())

    def _nobodys(self, edge: Edge) -> Edge | None:
        """The edge at the same exchange or queue of channels whose service is not known."""
        if edge.kind == "publish":
            return self.edges.get((edge.kind, UNKNOWN_SERVICE, edge.target))
        return self.edges.get((edge.kind, edge.source, UNKNOWN_SERVICE))

    def rate(self, edge: Edge, name: str) -> float | None:
        """Counts per second lately; None when it is unknown or a gap."""
        return _known_sum(map(self.tally.steady_rate, _of(edge, (name,))))

    def passing(self, edge: Edge) -> float | None:
        """Messages per second along an edge lately; None when it is unknown."""
        return _known_sum(map(self.tally.steady_rate, _of(edge, MAIN[edge.kind])))

    def passed(self, edge: Edge) -> float | None:
        """The same of the last interval alone, however short."""
        return _known_sum(map(self.tally.rate, _of(edge, MAIN[edge.kind])))

    def edges_of(self, node_id: str) -> Iterator[Edge]:
        """The edges that leave or end in a node."""
        return (edge for edge in self.edges.values() if node_id in (edge.source, edge.target))

    def lines(self, selection: str | EdgeKey | None = None) -> dict[str, NDArray[np.int64]]:
        """The counters whose sums are the rate curves of a selection.

        `selection` is a node's id, an edge's key, or None for the whole broker. Keys are
        `publish`, `confirm`, `return_unroutable`, `deliver` (all ways of delivery), `ack` and
        `redeliver`, for an exchange or queue also `route`; a curve that is not known is absent.
        """
        found: dict[str, list[int]] = {}
        for edge in self.chosen(selection):
            names = _LINE_NAMES[edge.kind]
            for name, counter in edge.counters.items():
                found.setdefault(names.get(name, name), []).append(counter)
        return {name: np.array(ids, dtype=np.int64) for name, ids in found.items()}

    def depths(self, selection: str | EdgeKey | None = None) -> dict[str, NDArray[np.int64]]:
        """The rings of `ready` and `unacked` of a queue, or of all queues."""
        if isinstance(selection, str):
            nodes = [self.nodes[selection]] if selection in self.nodes else []
        elif selection is None:
            nodes = [node for node in self.nodes.values() if node.present]
        else:
            ends = (self.nodes.get(selection[1]), self.nodes.get(selection[2]))
            nodes = [node for node in ends if node is not None]
        found: dict[str, list[int]] = {}
        for node in nodes:
            for name, ring in node.gauges.items():
                found.setdefault(name, []).append(ring)
        return {name: np.array(ids, dtype=np.int64) for name, ids in found.items()}

    def queue_of(self, selection: str | EdgeKey | None) -> str | None:
        """The name of the one queue whose depths a selection has."""
        ends = (selection,) if isinstance(selection, str) else (selection or ())[1:]
        nodes = [node for end in ends if (node := self.nodes.get(end)) and node.kind == "queue"]
        return nodes[0].name if len(nodes) == 1 else None

    def chosen(self, selection: str | EdgeKey | None) -> list[Edge]:
        """The edges that a selection is about."""
        if selection is None:
            return list(self.edges.values())
        if isinstance(selection, str):
            return list(self.edges_of(selection))
        edge = self.edges.get(selection)
        return [edge] if edge is not None else []


def _of(edge: Edge, names: Iterable[str]) -> Iterator[int]:
    return (edge.counters[name] for name in names if name in edge.counters)


def _known_sum(rates: Iterable[float]) -> float | None:
    known = [rate for rate in rates if rate == rate]
    return sum(known) if known else None


def line_name(kind: EdgeKind, counter: str) -> str:
    """The curve that a counter of an edge adds to; only what services publish is `publish`."""
    if kind in ("route", "bind", "alternate"):
        return "route"
    if kind in ("deliver", "hop") and counter in MAIN["deliver"]:
        return "deliver"
    return counter


_LINE_NAMES: dict[EdgeKind, dict[str, str]] = {
    kind: {counter: line_name(kind, counter) for counter in counters}
    for kind, counters in COUNTERS.items()
}


def node_id(kind: NodeKind, name: str) -> str:
    """The id of a node: `service:orders`, `exchange:shop`, `queue:payments.q`."""
    return f"{kind}:{name}"
