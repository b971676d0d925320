"""A flow graph in its places, as arrays that painting, picking and moving dots share."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.collapsed import CollapsedGraph
from core.columns import View
from core.direct_replies import lost_share
from core.graph import COUNTERS, MAIN, Edge, EdgeKey, EdgeKind, FlowGraph, Node
from core.layout import Content, Layout, placed_in_steps
from core.making import Steps, made
from core.ordering import EXCHANGES, Slot
from core.pins import Pins, pinned
from core.reach import Barred
from core.troubles import Severity, Trouble
from gui.flow.curves import AT_ONCE, SAMPLES, box_edges, controls, ports, sampled
from gui.flow.steadied import Steadied

Numbers = NDArray[np.float64]
Selection = str | EdgeKey | None
"""A node's id, an edge's key, or nothing."""
_READ = tuple({name for names in COUNTERS.values() for name in names})
_NUMBER = {name: number for number, name in enumerate(_READ)}
_PASSING = tuple({name for names in MAIN.values() for name in names})
Keys = frozenset[str | EdgeKey]
"""Ids of nodes and keys of edges."""
_Path = tuple[tuple[Selection, Barred], tuple[NDArray[np.bool_], NDArray[np.bool_]]]
"""What a path was asked for, and which slots and edges lie on it."""


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
    slots: list[Slot] = field(init=False)
    nodes: list[Node] = field(init=False)
    columns: NDArray[np.int64] = field(init=False)
    boxes: Numbers = field(init=False)
    keys: list[EdgeKey] = field(init=False)
    numbers: dict[EdgeKey, int] = field(init=False)
    """Which edge is which of them."""
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
    _path: _Path | None = field(init=False, default=None)

    def put_in_steps(self, content: Content, earlier: "Scene | None" = None) -> Iterator[None]:
        """Put everything in its place and read the first values.

        `earlier` is what was shown before: of curves that are as they were the points are known.
        """
        self.slots = list(self.layout.places)
        self.nodes = [content.nodes[slot[0]] for slot in self.slots]
        self.columns = np.array([slot[1] for slot in self.slots], dtype=np.int64)
        self.boxes = box_edges(self.slots, self.layout)
        yield
        self.keys = list(self.layout.edges)
        self.numbers = {key: number for number, key in enumerate(self.keys)}
        self.edges = [content.edges[key] for key in self.keys]
        self.kinds = frozenset(key[0] for key in self.keys)
        number = {slot: i for i, slot in enumerate(self.slots)}
        joined = [(number[a], number[b]) for a, b in self.layout.edges.values()]
        self.ends = np.array(joined, dtype=np.int64).reshape(-1, 2)
        yield
        self.ports = ports(self.layout)
        yield
        self.controls = controls(self.ports, self.layout.gap)
        yield
        rows = {} if earlier is None else earlier.numbers
        was = np.array([rows.get(key, -1) for key in self.keys], dtype=np.int64)
        yield from self._sample(earlier, was)
        self.unanswered = Steadied() if earlier is None else earlier.unanswered.of(was)
        counted = self.graph.structure
        self._read_counters()
        yield
        if self.graph.structure != counted:  # who has gone since left its counters to others
            self._read_counters()
        self.read_values()
        yield

    def _sample(self, earlier: "Scene | None", was: NDArray[np.int64]) -> Iterator[None]:
        same = was >= 0
        if earlier is not None:
            same[same] = (earlier.controls[was[same]] == self.controls[same]).all(axis=(1, 2))
        self.points = np.empty((len(self.keys), SAMPLES, 2))
        self.lengths = np.empty(len(self.keys))
        if earlier is not None:
            self.points[same] = earlier.points[was[same]]
            self.lengths[same] = earlier.lengths[was[same]]
        others = np.flatnonzero(~same)
        for first in range(0, len(others), AT_ONCE):
            yield
            part = others[first : first + AT_ONCE]
            self.points[part], self.lengths[part] = sampled(self.controls[part])
        yield

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
        named = [_NUMBER[name] for edge in self.edges for name in edge.counters]
        rows = np.repeat(np.arange(len(self.edges)), [len(edge.counters) for edge in self.edges])
        found = np.full((len(_READ), len(self.edges)), -1)
        found[named, rows] = [id_ for edge in self.edges for id_ in edge.counters.values()]
        self._counters = dict(zip(_READ, found, strict=True))
        self._dropping = np.flatnonzero(self._counters["drop_unroutable"] >= 0).tolist()

    def read_values(self) -> None:
        """Take over the graph's present rates and troubles."""
        rates = {name: self.graph.tally.steady(ids) for name, ids in self._counters.items()}
        handed = _sum_of_known(rates["deliver"], rates["get"])
        self.flows = Flows(
            passing=_sum_of_known(*(rates[name] for name in _PASSING)),
            returned=rates["return_unroutable"],
            dropped=self._lost(rates["drop_unroutable"]),
            redelivered=rates["redeliver"],
            answered=np.where(np.isnan(rates["confirm"]), rates["ack"], rates["confirm"]),
            unacked=np.maximum(self.unanswered.take(handed - rates["ack"]), 0.0),
        )
        self._read_troubles()

    def _lost(self, dropped: Numbers) -> Numbers:
        """What is dropped and no direct reply; unknown where nobody can tell."""
        shares = np.full(len(dropped), np.nan)
        for i in self._dropping:
            share = lost_share(self.graph, self.edges[i], "drop_unroutable")
            shares[i] = np.nan if share is None else share
        return np.where(shares > 0, dropped * shares, np.nan)

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
        edge = self.numbers.get(trouble.at)
        if edge is None:
            return []
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
        """Which slots and edges lie up- and downstream of a selection; all without one.

        Where it is known with which keys is published, only as far as these lead.
        """
        if selection is None or not self.holds(selection):
            return np.ones(len(self.slots), dtype=bool), np.ones(len(self.keys), dtype=bool)
        reach = self.graph.reach
        barred = Barred() if reach is None else reach.barred(selection)
        if self._path is None or self._path[0] != (selection, barred):
            self._path = (selection, barred), self._path_of(selection, barred)
        return self._path[1]

    def _path_of(
        self, selection: str | EdgeKey, barred: Barred
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        slots, edges = chosen, passed = self._chosen(selection)
        for (entry, exit_), without in zip(((0, 1), (1, 0)), barred, strict=True):
            seeds = chosen
            if not isinstance(selection, str):
                seeds = np.zeros_like(chosen)
                seeds[self.ends[passed, exit_]] = True
            further_slots, further_edges = self._reached(seeds, entry, exit_, without)
            slots, edges = slots | further_slots, edges | further_edges
        return slots, edges

    def around(self, selection: Selection) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of a path."""
        boxes = self.boxes[self.path(selection)[0]]
        (left, top), (right, bottom) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        return float(left), float(top), float(right), float(bottom)

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
        self, seeds: NDArray[np.bool_], entry: int, exit_: int, without: Keys
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """What can be reached from `seeds` along the edges, or against them."""
        reached, passed = seeds.copy(), np.zeros(len(self.keys), dtype=bool)
        is_open = np.array([key not in without for key in self.keys], dtype=bool)
        while True:
            found = reached[self.ends[:, entry]] & is_open
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
    earlier: Scene | None = None,
) -> Scene:
    """The scene of a whole graph, at once; what `before` placed stays where it is."""
    wish = Wish(before)
    return made(scene_in_steps(graph, wish, view or View(), earlier=earlier))


def empty_scene(graph: FlowGraph, view: View) -> Scene:
    """The scene of a graph of which nothing is shown yet."""
    everything: Keys = frozenset((*graph.nodes, *graph.edges))
    return made(scene_in_steps(graph, Wish(None), view, everything))


class Wish(NamedTuple):
    """Where nodes are to stand that stood somewhere `before`; ranks may be closed."""

    before: Layout | None
    closing: bool = False


def scene_in_steps(
    graph: FlowGraph,
    wish: Wish,
    view: View,
    without: Keys = frozenset(),
    *,
    pins: Pins | None = None,
    earlier: Scene | None = None,
) -> Steps[Scene]:
    """The scene of a graph as it is at the first step."""
    content = Content.of(graph, without)
    yield
    layout = yield from placed_in_steps(content, wish.before, view, closing=wish.closing)
    yield
    scene = Scene(graph, pinned(layout, pins or {}))
    yield
    yield from scene.put_in_steps(content, earlier)
    return scene


def _sum_of_known(*rates: Numbers) -> Numbers:
    """Their sum; NaN only where all of them are."""
    known = np.stack(rates)
    summed: Numbers = np.nansum(known, axis=0)
    return np.where(np.isnan(known).all(axis=0), np.nan, summed)
