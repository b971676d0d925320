"""In which order nodes stand in their columns, so that few edges cross.

Barycentres first (every node goes where its neighbours are), then switches of two neighbours as
long as that removes crossings. Groups that are not connected never mix.
"""

from functools import cached_property
from itertools import pairwise, product

import numpy as np
from numpy.typing import NDArray

from core.graph import EdgeKey, EdgeKind
from core.making import Steps

Slot = tuple[str, int]
"""A node's id and the column where it stands."""
Numbers = NDArray[np.float64]
Indices = NDArray[np.int64]
Flags = NDArray[np.bool_]

PUBLISHERS, EXCHANGES, QUEUES, CONSUMERS = range(4)
COLUMNS = 4
_PULL: dict[EdgeKind, float] = {"dead_letter": 0.5, "alternate": 0.25, "bind": 0.25}
_SWEEPS = 8
_SWITCHES = 12


class Net:
    """Slots as numbers, and who pulls at whom."""

    def __init__(self, slots: list[Slot], edges: dict[EdgeKey, tuple[Slot, Slot]]) -> None:
        self.slots = slots
        self.size = len(slots)
        self.column = np.array([slot[1] for slot in slots], dtype=np.int64)
        number = {slot: i for i, slot in enumerate(slots)}
        ends = np.array(
            [(number[a], number[b]) for a, b in edges.values()], dtype=np.int64
        ).reshape(-1, 2)
        pull = np.array([_PULL.get(key[0], 1.0) for key in edges])
        self.me = np.concatenate((ends[:, 0], ends[:, 1]))
        self.other = np.concatenate((ends[:, 1], ends[:, 0]))
        self.pull = np.concatenate((pull, pull))
        self._ends = ends
        self.present: list[int] = np.unique(self.column).tolist()
        """The columns that hold anything."""

    @cached_property
    def group(self) -> Indices:
        """A number for each slot: equal when connected, smaller for larger groups."""
        return _groups(self.size, self._ends)

    def members(self, column: int) -> Indices:
        """The slots of a column."""
        return np.flatnonzero(self.column == column)

    def side(self, column: int, direction: int) -> Flags:
        """Which pulls reach a column from the left (-1), the right (1) or anywhere (0)."""
        mine: Flags = self.column[self.me] == column
        if direction == 0:
            return mine
        towards: Flags = (self.column[self.other] - column) * direction >= 0
        return mine & towards

    def means(self, pulls: Flags, at: Numbers) -> Numbers:
        """The weighted mean of `at` over each slot's neighbours; NaN without neighbours."""
        me, pull = self.me[pulls], self.pull[pulls]
        weights = np.bincount(me, pull, self.size)
        sums = np.bincount(me, pull * at[self.other[pulls]], self.size)
        with np.errstate(invalid="ignore"):
            found: Numbers = sums / weights
        return found


def _groups(size: int, ends: Indices) -> Indices:
    parent = list(range(size))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for a, b in ends.tolist():
        parent[root(a)] = root(b)
    roots = np.array([root(i) for i in range(size)], dtype=np.int64)
    _, first, inverse, counts = np.unique(
        roots, return_index=True, return_inverse=True, return_counts=True
    )
    rank = np.empty(len(counts), dtype=np.int64)
    rank[np.lexsort((first, -counts))] = np.arange(len(counts))
    return rank[inverse]


def ordered_in_steps(net: Net) -> Steps[list[Indices]]:
    """The order within each column, found from nothing, step by step."""
    columns = [_by(net, net.members(c), np.zeros(net.size)) for c in range(COLUMNS)]
    best, fewest = columns, _crossings(net, columns)
    for _ in range(_SWEEPS):
        columns = list(columns)
        for c in range(1, COLUMNS):
            columns[c] = _swept(net, columns, c, -1)
            yield
        for c in range(COLUMNS - 2, -1, -1):
            columns[c] = _swept(net, columns, c, 1)
            yield
        crossings = _crossings(net, columns)
        if crossings < fewest:
            best, fewest = columns, crossings
        yield
    return (yield from _switching(net, best))


def _swept(net: Net, columns: list[Indices], column: int, direction: int) -> Indices:
    at = _ranks(net, columns)
    means = net.means(net.side(column, direction), at)
    return _by(net, columns[column], np.where(np.isnan(means), at, means))


def _by(net: Net, slots: Indices, key: Numbers) -> Indices:
    """Slots sorted by a key, connected groups kept together."""
    return slots[np.lexsort((np.arange(len(slots)), key[slots], net.group[slots]))]


def _ranks(net: Net, columns: list[Indices]) -> Numbers:
    """Each slot's place in its column, from 0 to 1."""
    at = np.zeros(net.size)
    for slots in columns:
        at[slots] = (np.arange(len(slots)) + 0.5) / max(len(slots), 1)
    return at


def _between(net: Net, columns: list[Indices], left: int, right: int) -> Numbers:
    """How many edges join the slots of two columns, in their present order."""
    rank = np.zeros(net.size, dtype=np.int64)
    for slots in (columns[left], columns[right]):
        rank[slots] = np.arange(len(slots))
    pulls = (net.column[net.me] == left) & (net.column[net.other] == right)
    shape = (len(columns[left]), len(columns[right]))
    flat = rank[net.me[pulls]] * shape[1] + rank[net.other[pulls]]
    return np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)


def _crossings(net: Net, columns: list[Indices]) -> float:
    """How many pairs of edges cross."""
    total = 0.0
    for left, right in pairwise(net.present):
        joined = _between(net, columns, left, right)
        below = np.cumsum(joined[::-1], axis=0)[::-1]
        above_right = np.cumsum(below, axis=1)
        total += float((joined[:-1, 1:] * above_right[1:, :-1]).sum())
    return total


def _switching(net: Net, columns: list[Indices]) -> Steps[list[Indices]]:
    """Switch neighbours as long as that removes crossings."""
    columns = [slots.copy() for slots in columns]
    for _ in range(_SWITCHES):
        moved = False
        for c, odd in product(net.present, (0, 1)):
            moved |= _switch(net, columns, c, odd)
            yield
        if not moved:
            break
    return columns


def _switch(net: Net, columns: list[Indices], column: int, odd: int) -> bool:
    slots = columns[column]
    upper = np.arange(odd, len(slots) - 1, 2)
    gain = np.zeros(len(upper))
    at = net.present.index(column)
    for side in (*net.present[max(at - 1, 0) : at], *net.present[at + 1 : at + 2]):
        joined = _between(net, columns, column, side)
        before = np.cumsum(joined, axis=1) - joined
        gain += (joined[upper] * before[upper + 1]).sum(axis=1)
        gain -= (joined[upper + 1] * before[upper]).sum(axis=1)
    better = upper[gain > 0]
    slots[better], slots[better + 1] = slots[better + 1], slots[better]
    return len(better) > 0
