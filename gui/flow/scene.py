"""A flow graph in its places, as arrays that painting, picking and moving dots share."""

from collections.abc import Container
from dataclasses import InitVar, dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.collapsed import CollapsedGraph
from core.columns import View
from core.graph import COUNTERS, MAIN, Edge, EdgeKey, EdgeKind, FlowGraph, Node
from core.layout import Layout, place
from core.ordering import EXCHANGES, Slot
from core.pins import Pins, pinned
from core.troubles import Severity, Trouble
from gui.flow.curves import SAMPLES, box_edges, controls, ports, sampled
from gui.flow.steadied import Steadied

Numbers = NDArray[np.float64]
Selection = str | EdgeKey | None
"""A node's id, an edge's key, or nothing."""
_READ = tuple({name for names in COUNTERS.values() for name in names})
_PASSING = tuple({name for names in MAIN.values() for name in names})
Keys = frozenset[str | EdgeKey]
"""Ids of nodes and keys of edges."""


@dataclass
class Flows:
    """What passes along the edges now, per second; NaN where it is unknown."""

    passing: Numbers
    returned: Numbers
    dropped: Numbers
    redelivered: Numbers
    answered: Numbers
    """Confirms of publish edges, acks of deliver edges."""
    unacked: Numbers
    """Deliveries per second, of late, that nobody acknowledged though they must be."""


@dataclass(eq=False)  # arrays cannot be compared: each scene is another
class Scene:
    """All that a picture of the graph needs; made anew whenever the structure changes."""

    graph: FlowGraph
    layout: Layout
    earlier: InitVar["Scene | None"] = None
    """What was shown before: curves that are where they were need not be measured again."""
    slots: list[Slot] = field(init=False)
    nodes: list[Node] = field(init=False)
    columns: NDArray[np.int64] = field(init=False)
    boxes: Numbers = field(init=False)
    keys: list[EdgeKey] = field(init=False)
    edges: list[Edge] = field(init=False)
    kinds: frozenset[EdgeKind] = field(init=False)
    """Of which there are edges."""
    ends: NDArray[np.int64] = field(init=False)
    """The slots that each edge joins."""
    ports: Numbers = field(init=False)
    """Where each edge leaves and enters, and the way out."""
    controls: Numbers = field(init=False)
    points: Numbers = field(init=False)
    lengths: Numbers = field(init=False)
    flows: Flows = field(init=False)
    unanswered: Steadied = field(init=False)
    """Deliveries less acks per second of each edge, of late."""
    troubled_edges: dict[int, Severity] = field(init=False)
    """The worst that is seen on an edge."""
    troubled_slots: dict[int, Severity] = field(init=False)
    """The worst that is seen at a node or on an edge that ends at it."""

    def __post_init__(self, earlier: "Scene | None") -> None:
        """Put everything in its place and read the first values."""
        self.slots = list(self.layout.places)
        self.nodes = [self.graph.nodes[slot[0]] for slot in self.slots]
        self.columns = np.array([slot[1] for slot in self.slots], dtype=np.int64)
        self.boxes = box_edges(self.slots, self.layout)
        self.keys = list(self.layout.edges)
        self.edges = [self.graph.edges[key] for key in self.keys]
        self.kinds = frozenset(key[0] for key in self.keys)
        number = {slot: i for i, slot in enumerate(self.slots)}
        joined = [(number[a], number[b]) for a, b in self.layout.edges.values()]
        self.ends = np.array(joined, dtype=np.int64).reshape(-1, 2)
        self.ports = ports(self.layout)
        self.controls = controls(self.ports, self.layout.gap)
        rows = {} if earlier is None else {key: row for row, key in enumerate(earlier.keys)}
        was = np.array([rows.get(key, -1) for key in self.keys], dtype=np.int64)
        self._sample(earlier, was)
        self.unanswered = Steadied() if earlier is None else earlier.unanswered.of(was)
        self._read_counters()
        self.read_values()

    def _sample(self, earlier: "Scene | None", was: NDArray[np.int64]) -> None:
        """Measure the curves; of those that are as they were the points are known."""
        same = was >= 0
        if earlier is not None:
            same[same] = (earlier.controls[was[same]] == self.controls[same]).all(axis=(1, 2))
        self.points = np.empty((len(self.keys), SAMPLES, 2))
        self.lengths = np.empty(len(self.keys))
        if earlier is not None:
            self.points[same] = earlier.points[was[same]]
            self.lengths[same] = earlier.lengths[was[same]]
        self.points[~same], self.lengths[~same] = sampled(self.controls[~same])

    def renew(self, without: Keys = frozenset()) -> bool:
        """Take over what else has changed; False when other nodes or edges are to be shown."""
        graph = self.graph
        standing = {slot[0] for slot in self.slots}
        nodes = graph.nodes.keys() - without
        edges = {key for key in graph.edges if without.isdisjoint((key, *key[1:]))}
        if edges != self.layout.edges.keys() or nodes != standing:
            return False
        self.nodes = [graph.nodes[slot[0]] for slot in self.slots]
        self.edges = [graph.edges[key] for key in self.keys]
        self._read_counters()
        self.read_values()
        return True

    def _read_counters(self) -> None:
        """The counters of each edge by name, -1 where there is none, as long as it has the same."""
        found = {name: np.full(len(self.edges), -1) for name in _READ}
        for i, edge in enumerate(self.edges):
            for name, counter in edge.counters.items():
                found[name][i] = counter
        self._counters = found

    def read_values(self) -> None:
        """Take over the graph's present rates and troubles."""
        rates = {name: self.graph.tally.rates(ids) for name, ids in self._counters.items()}
        handed = _sum_of_known(rates["deliver"], rates["get"])
        self.flows = Flows(
            passing=_sum_of_known(*(rates[name] for name in _PASSING)),
            returned=rates["return_unroutable"],
            dropped=rates["drop_unroutable"],
            redelivered=rates["redeliver"],
            answered=np.where(np.isnan(rates["confirm"]), rates["ack"], rates["confirm"]),
            unacked=np.maximum(self.unanswered.take(handed - rates["ack"]), 0.0),
        )
        self._read_troubles()

    def _read_troubles(self) -> None:
        """Later ones are not worse, so that the first one stands."""
        self.troubled_edges, self.troubled_slots = {}, {}
        for trouble in self.graph.troubles:
            for slot in self._slots_of(trouble):
                self.troubled_slots.setdefault(slot, trouble.severity)

    def _slots_of(self, trouble: Trouble) -> list[int]:
        """Where a trouble shows: at a node wherever it stands, or at both ends of an edge."""
        if isinstance(trouble.at, str):
            return [i for i, slot in enumerate(self.slots) if slot[0] == trouble.at]
        if trouble.at not in self.layout.edges:
            return []
        edge = self.keys.index(trouble.at)
        self.troubled_edges.setdefault(edge, trouble.severity)
        found: list[int] = self.ends[edge].tolist()
        return found

    @cached_property
    def all_keys(self) -> Keys:
        """The nodes and edges that are in the picture."""
        return frozenset((*(slot[0] for slot in self.slots), *self.keys))

    def touching(self, slot: int) -> NDArray[np.int64]:
        """The edges that end at a node."""
        return np.flatnonzero((self.ends == slot).any(axis=1))

    def move(self, slot: int, x: float, y: float) -> None:
        """Put a node elsewhere for now: its edges follow, everything else stays."""
        half = (self.boxes[slot, 2:] - self.boxes[slot, :2]) / 2
        before = float(self.boxes[slot, 1] + half[1])
        self.boxes[slot] = (x - half[0], y - half[1], x + half[0], y + half[1])
        edges = self.touching(slot)
        middles = (self.boxes[:, 0] + self.boxes[:, 2]) / 2
        for end in (0, 1):
            mine, other = self.ends[edges, end], self.ends[edges, 1 - end]
            apart = self.columns[mine] != self.columns[other]
            way = np.where(apart & (middles[other] > middles[mine]), 1.0, -1.0)
            self.ports[edges, end, 0] = np.where(way > 0, self.boxes[mine, 2], self.boxes[mine, 0])
            self.ports[edges, end, 1] += np.where(mine == slot, y - before, 0.0)
            self.ports[edges, end, 2] = way
        self.controls[edges] = controls(self.ports[edges], self.layout.gap)
        self.points[edges], self.lengths[edges] = sampled(self.controls[edges])

    def box_of(self, slot: Slot) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of a node's box."""
        left, top, right, bottom = self.boxes[self.slots.index(slot)].tolist()
        return (left, top, right, bottom)

    def holds(self, selection: Selection) -> bool:
        """Whether a selection is still in the picture."""
        if isinstance(selection, str):
            return any(selection == slot[0] for slot in self.slots)
        return selection in self.layout.edges

    def path(self, selection: Selection) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which slots and edges lie up- and downstream of a selection; all without one."""
        if selection is None or not self.holds(selection):
            return np.ones(len(self.slots), dtype=bool), np.ones(len(self.keys), dtype=bool)
        slots, edges = chosen, passed = self._chosen(selection)
        for entry, exit_ in ((0, 1), (1, 0)):
            seeds = chosen
            if not isinstance(selection, str):
                seeds = np.zeros_like(chosen)
                seeds[self.ends[passed, exit_]] = True
            further_slots, further_edges = self._reached(seeds, entry, exit_)
            slots, edges = slots | further_slots, edges | further_edges
        return slots, edges

    def lit(
        self, selection: Selection, found: Keys | None
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which slots and edges are not dimmed: the selected path, and all that was found."""
        if found is None:
            return self.path(selection)
        slots = np.array([slot[0] in found for slot in self.slots], dtype=bool)
        edges = np.array([key in found for key in self.keys], dtype=bool)
        slots[self.ends[edges].ravel()] = True
        if selection is not None and self.holds(selection):
            path = self.path(selection)
            slots, edges = slots | path[0], edges | path[1]
        return slots, edges

    def on_path(self, selection: Selection) -> Keys:
        """What lies on the way through a selection: ids of nodes and keys of edges."""
        slots, edges = (np.flatnonzero(lit).tolist() for lit in self.path(selection))
        return frozenset((*(self.slots[i][0] for i in slots), *(self.keys[i] for i in edges)))

    def _chosen(self, selection: Selection) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        slots = np.array([slot[0] == selection for slot in self.slots], dtype=bool)
        edges = np.array([key == selection for key in self.keys], dtype=bool)
        slots[self.ends[edges].ravel()] = True
        return slots, edges

    def _reached(
        self, seeds: NDArray[np.bool_], entry: int, exit_: int
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """What can be reached from `seeds` along the edges, or against them."""
        reached, passed = seeds.copy(), np.zeros(len(self.keys), dtype=bool)
        while True:
            found = reached[self.ends[:, entry]]
            if (found == passed).all():
                return reached, passed
            passed = found
            reached[self.ends[passed, exit_]] = True

    def through(self, slot: int) -> tuple[float | None, bool]:
        """Messages per second that a node takes in or gives out, and whether that is all of them.

        Exchanges take in, services at the left give out, queues and services at the right take in.
        """
        side = 0 if self.slots[slot][1] < EXCHANGES else 1
        if isinstance(self.graph, CollapsedGraph):
            return self.graph.through(self.slots[slot][0], leaving=side == 0)
        rates = self.flows.passing[self.ends[:, side] == slot]
        known = rates[~np.isnan(rates)]
        return (float(known.sum()) if len(known) else None, len(known) == len(rates))


def scene_of(
    graph: FlowGraph,
    before: Layout | None,
    view: View | None = None,
    without: Container[str | EdgeKey] = frozenset(),
    *,
    closing: bool = False,
    pins: Pins | None = None,
    earlier: Scene | None = None,
) -> Scene:
    """The scene of a graph; what `before` placed stays where it is, or closes ranks."""
    layout = place(graph, before, view, without, closing=closing)
    return Scene(graph, pinned(layout, pins or {}), earlier)


def _sum_of_known(*rates: Numbers) -> Numbers:
    """Their sum; NaN only where all of them are."""
    known = np.stack(rates)
    summed: Numbers = np.nansum(known, axis=0)
    return np.where(np.isnan(known).all(axis=0), np.nan, summed)
