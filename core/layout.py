"""Where the nodes of a flow graph stand: four fixed columns, read from left to right.

    services that publish -> exchanges -> queues -> services that consume

A service that does both stands in both outer columns, so that nothing ever has to be read
backwards. The order within the columns keeps crossings low (barycentres, then switches of
neighbours), the height of each node follows its neighbours (isotonic regression). A layout that
continues an earlier one keeps the order of all nodes that it knows: the picture never jumps.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from core.columns import Form, View, formed
from core.graph import Edge, EdgeKey, EdgeKind, FlowGraph, Node
from core.making import Steps, made
from core.ordering import (
    COLUMNS,
    CONSUMERS,
    EXCHANGES,
    PUBLISHERS,
    QUEUES,
    Indices,
    Net,
    Numbers,
    Slot,
    ordered_in_steps,
)

HEIGHTS = (40.0, 40.0, 48.0, 40.0)
SPACING = 14.0
"""Free height between two nodes."""
_SETTLINGS = 6
_AT_ONCE = 500
"""Edges that are looked at in one step."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands: the middle of its box."""

    node: str
    column: int
    x: float
    y: float
    width: float

    @property
    def height(self) -> float:
        """How high the box is."""
        return HEIGHTS[self.column]


@dataclass(frozen=True)
class Layout:
    """All nodes in their places, column by column and from top to bottom."""

    places: dict[Slot, Place]
    edges: dict[EdgeKey, tuple[Slot, Slot]]
    """The two slots that each drawn edge joins."""
    form: Form
    view: View
    """What it was made for."""
    columns: tuple[int, ...] = tuple(range(COLUMNS))
    """Those that the picture has."""
    homes: dict[Slot, float] = field(default_factory=dict)
    """The y where nodes would stand if nobody had put any elsewhere, as far as they do not."""
    pins: frozenset[Slot] = frozenset()
    """What somebody has put where it is."""

    @property
    def gap(self) -> float:
        """Free width between two columns."""
        return self.form.gap

    @property
    def widths(self) -> tuple[float, ...]:
        """How wide the boxes of each column are."""
        return self.form.widths

    @cached_property
    def middles(self) -> list[float]:
        """The x of each column's middle."""
        return self.form.middles(self.columns)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all boxes; all zero without any."""
        if not self.places:
            return (0.0, 0.0, 0.0, 0.0)
        tops = [place.y - place.height / 2 for place in self.places.values()]
        bottoms = [place.y + place.height / 2 for place in self.places.values()]
        lefts = [place.x - place.width / 2 for place in self.places.values()]
        rights = [place.x + place.width / 2 for place in self.places.values()]
        left = min(self.middles[0] - self.widths[0] / 2, *lefts)
        right = max(self.middles[-1] + self.widths[-1] / 2, *rights)
        return (left, min(tops), right, max(bottoms))

    def slots_of(self, node: str) -> list[Slot]:
        """Every place where a node stands."""
        return [(node, column) for column in range(COLUMNS) if (node, column) in self.places]


@dataclass(frozen=True)
class Content:
    """What a picture shows: the nodes and edges of a graph as they are at one moment."""

    nodes: dict[str, Node]
    edges: dict[EdgeKey, Edge]
    columns: tuple[int, ...]

    @classmethod
    def of(cls, graph: FlowGraph, without: Container[str | EdgeKey] = frozenset()) -> "Content":
        """All of it `without` some; an edge that lacks an end has no place."""
        nodes = {id_: node for id_, node in graph.nodes.items() if id_ not in without}
        edges = {
            key: edge
            for key, edge in graph.edges.items()
            if edge.source in nodes and edge.target in nodes and key not in without
        }
        return cls(nodes, edges, graph.columns)


def place(
    graph: FlowGraph,
    before: Layout | None = None,
    view: View | None = None,
    without: Container[str | EdgeKey] = frozenset(),
    *,
    closing: bool = False,
) -> Layout:
    """Place a graph's nodes at once."""
    content = Content.of(graph, without)
    return made(placed_in_steps(content, before, view or View(), closing=closing))


def placed_in_steps(
    content: Content, before: Layout | None, view: View, *, closing: bool = False
) -> Steps[Layout]:
    """Place nodes; those that `before` knows keep their order and, nearly, their place.

    `view` is what the picture is made for: as wide as it, as far as gaps can do it, with boxes as
    wide as names need there. `closing` the gaps of what has gone keeps only the order of the rest.
    """
    slots, edges = yield from _slots(content)
    net = Net(slots, edges)
    yield
    if before is not None and 2 * sum(slot in before.places for slot in slots) < len(slots):
        before = None
    if before is None:
        columns = yield from ordered_in_steps(net)
    else:
        columns, y = _continued(net, before)
        yield
    if before is None or closing:
        y = yield from _settled(net, columns)
    nodes = [[content.nodes[slots[i][0]] for i in column] for column in columns]
    form = formed(_height(y), view, content.columns, nodes)
    if before is not None and not closing and before.view == view:
        form = before.form.becoming(form)
    yield
    middles = form.middles(content.columns)
    places = {
        slots[i]: Place(slots[i][0], c, middles[c], float(y[i]), form.widths[c])
        for c in range(COLUMNS)
        for i in columns[c]
    }
    return Layout(places, edges, form, view, content.columns)


def _height(y: Numbers) -> float:
    return float(np.ptp(y)) + 2 * HEIGHTS[QUEUES] if len(y) else 2 * HEIGHTS[QUEUES]


def _slots(content: Content) -> Steps[tuple[list[Slot], dict[EdgeKey, tuple[Slot, Slot]]]]:
    edges: dict[EdgeKey, tuple[Slot, Slot]] = {}
    slots: set[Slot] = set()
    for i, key in enumerate(sorted(content.edges)):  # sums of floats depend on their order
        kind, source, target = key
        ends = _columns(content.nodes[source], content.nodes[target], kind)
        edges[key] = ((source, ends[0]), (target, ends[1]))
        slots.update(edges[key])
        if i % _AT_ONCE == 0:
            yield
    standing = {node for node, _ in slots}
    slots.update((n.id, _alone(n)) for n in content.nodes.values() if n.id not in standing)
    yield
    return sorted(slots, key=lambda slot: (slot[1], slot[0])), edges


def _columns(source: Node, target: Node, kind: EdgeKind) -> tuple[int, int]:
    """The columns that an edge joins."""
    if kind == "hop":
        return PUBLISHERS, CONSUMERS
    return _column(source, kind), _column(target, kind)


def _alone(node: Node) -> int:
    """The column of a node without edges: a service that lost its consumers stays where it was."""
    if node.kind == "service":
        return CONSUMERS if node.has_consumed else PUBLISHERS
    return EXCHANGES if node.kind == "exchange" else QUEUES


def _column(node: Node, kind: EdgeKind) -> int:
    """The column where an edge of that kind meets a node."""
    if node.kind == "service":
        return PUBLISHERS if kind == "publish" else CONSUMERS
    return EXCHANGES if node.kind == "exchange" else QUEUES


def _settled(net: Net, columns: list[Indices]) -> Steps[Numbers]:
    """The y of every slot: as near to its neighbours as the boxes allow."""
    y = np.zeros(net.size)
    for c, slots in enumerate(columns):
        pitch = HEIGHTS[c] + SPACING
        y[slots] = (np.arange(len(slots)) - (len(slots) - 1) / 2) * pitch
    passes = [(c, 0) for _ in range(_SETTLINGS) for c in (1, 2, 3, 2, 1, 0)]
    passes += [(QUEUES, 0), (CONSUMERS, -1), (PUBLISHERS, 1)]
    for c, direction in passes:
        slots = columns[c]
        wanted = net.means(net.side(c, direction), y)[slots]
        loose = np.isnan(wanted)
        weights = np.where(loose, 1e-3, 1.0)
        y[slots] = spread(np.where(loose, y[slots], wanted), weights, c)
        yield
    return _whole(y - y.min(initial=0.0))


def _whole(y: Numbers) -> Numbers:
    """Rounded, all in the same way: a half that was computed is never quite one."""
    whole: Numbers = np.floor(y + 0.5 + 1e-6)
    return whole


def _continued(net: Net, before: Layout) -> tuple[list[Indices], Numbers]:
    """Order and y of slots of which most have a place already."""
    y = np.full(net.size, np.nan)
    for i, slot in enumerate(net.slots):
        if slot in before.places:
            y[i] = before.homes.get(slot, before.places[slot].y)
    known = ~np.isnan(y)
    y = _at_neighbours(net, y)
    columns = []
    for c in range(COLUMNS):
        slots = net.members(c)
        slots = slots[np.lexsort((known[slots], y[slots]))]
        y[slots] = _whole(spread(y[slots], np.where(known[slots], 1.0, 1e-3), c))
        columns.append(slots)
    return columns, y


def _at_neighbours(net: Net, y: Numbers) -> Numbers:
    """Give slots without a place the mean of their neighbours', the rest the bottom."""
    for _ in range(COLUMNS):
        placed = ~np.isnan(y)
        means = net.means(placed[net.other], y)
        y = np.where(placed, y, means)
    return np.where(np.isnan(y), np.nanmax(y, initial=0.0) + HEIGHTS[QUEUES] + SPACING, y)


def spread(wanted: Numbers, weights: Numbers, column: int) -> Numbers:
    """The heights nearest to `wanted` that keep the order and let no boxes touch."""
    offsets = np.arange(len(wanted)) * (HEIGHTS[column] + SPACING)
    free = _isotonic((wanted - offsets).tolist(), weights.tolist())
    found: Numbers = np.fromiter(free, dtype=np.float64, count=len(wanted)) + offsets
    return found


def _isotonic(values: Iterable[float], weights: Iterable[float]) -> Iterator[float]:
    """The non-decreasing sequence nearest to `values`, by pooling what is out of order."""
    pools: list[tuple[float, float, int]] = []
    for value, weight in zip(values, weights, strict=True):
        mean, total, count = value, weight, 1
        while pools and pools[-1][0] > mean:
            earlier, its_weight, its_count = pools.pop()
            mean = (mean * total + earlier * its_weight) / (total + its_weight)
            total, count = total + its_weight, count + its_count
        pools.append((mean, total, count))
    for mean, _, count in pools:
        for _ in range(count):
            yield mean
