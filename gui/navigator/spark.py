"""The last minute of rows, one value a second: what waits in a queue, what passes elsewhere."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from core.counters import Ids, Rings
from core.find.flow_things import FlowThings

SECONDS = 60
REACH_SECONDS = 12
"""How far back a late poll may still change what was read."""
Values = NDArray[np.float32]
Key = tuple[str, str]
"""A node's id, and `ready`, `unacked` or `rate`."""
_DEPTHS = ("ready", "unacked")
_FEW = 1 << 16
"""So few nodes are sorted in a fifth of the time."""
_NONE: Ids = np.zeros(0, dtype=np.int64)


def key_of(node: str, field: str) -> Key:
    """The history that goes with a field."""
    return (node, field if field in _DEPTHS else "rate")


class Sparks:
    """Reads the rings of the model for the rows that are in sight, all of them once a second."""

    def __init__(self, things: FlowThings) -> None:
        self._things = things
        self._kept: dict[Key, Values] = {}
        self._before: dict[Key, Values] = {}
        """What was kept before the last seconds passed."""
        self._passed = 0
        self._second = 0
        self._structure = -1
        self._counters: dict[str, tuple[Ids, Ids]] = {}
        self._met = ((_NONE, _NONE), (_NONE, _NONE))

    def prepare(self, keys: Iterable[Key]) -> None:
        """Read at once what will be asked for: one by one takes much longer."""
        self._keep_up()
        missing = [key for key in dict.fromkeys(keys) if key not in self._kept]
        known = [key for key in missing if key in self._before]
        newest = min(SECONDS, self._passed + REACH_SECONDS)
        values = self._read(known, newest)
        start, end = self._passed, SECONDS - newest + self._passed
        for key in known:
            values[key] = np.concatenate((self._before[key][start:end], values[key]))
        self._kept |= values
        self._kept |= self._read([key for key in missing if key not in self._before], SECONDS)

    def of(self, key: Key) -> Values:
        """A history; gaps are NaN."""
        self._keep_up()
        if key not in self._kept:
            self.prepare([key])
        return self._kept[key]

    def _keep_up(self) -> None:
        """What was read a moment ago is read on, unless it is the sum of other counters now."""
        graph, now = self._things.graph, int(self._things.now)
        is_same = self._structure == graph.structure
        if is_same and self._second == now:
            return
        self._passed = now - self._second
        before, self._kept = self._kept, {}
        self._second = now
        if not is_same:
            self._structure = graph.structure
            before = self._still_true(before)
        self._before = before if 0 <= self._passed < REACH_SECONDS else {}

    def _still_true(self, before: dict[Key, Values]) -> dict[Key, Values]:
        """Of a graph that has changed, the sums of the counters of before."""
        counters, self._counters = self._counters, {}
        return {
            key: values
            for key, values in before.items()
            if key[0] in counters and key[1] not in _DEPTHS
            if all(map(np.array_equal, counters[key[0]], self._counters_of(key[0])))
        }

    def _read(self, keys: Sequence[Key], seconds: int) -> dict[Key, Values]:
        """The newest seconds of some histories."""
        graph = self._things.graph
        depths = [key for key in keys if key[1] in _DEPTHS]
        passing = [key for key in keys if key[1] not in _DEPTHS]
        gauges = self._summed(graph.gauges, [self._gauge(*key) for key in depths], seconds)
        both = [ids for node, _ in passing for ids in self._counters_of(node)]
        sums = self._summed(graph.tally.rings, both, seconds)
        more = np.fmax(sums[:, 0::2], sums[:, 1::2])
        return dict(zip((*depths, *passing), (*gauges.T, *more.T), strict=True))

    def _gauge(self, node: str, field: str) -> Ids:
        nodes = self._things.graph.nodes
        ring = nodes[node].gauges.get(field) if node in nodes else None
        return _NONE if ring is None else np.array([ring], dtype=np.int64)

    def _summed(self, rings: Rings, groups: Sequence[Ids], seconds: int) -> Values:
        """A column a group: the sum of its counters, a gap where none is known."""
        found = np.full((seconds, len(groups)), np.nan, dtype=np.float32)
        filled = [i for i, ids in enumerate(groups) if len(ids)]
        if not filled:
            return found
        lengths = [len(groups[i]) for i in filled]
        starts = np.cumsum([0, *lengths])[:-1]
        ids = np.concatenate([groups[i] for i in filled])
        values = rings.window(ids, self._second - seconds + 1, self._second)
        known = values == values
        sums = np.add.reduceat(np.where(known, values, np.float32(0)), starts, axis=1)
        sums[~np.logical_or.reduceat(known, starts, axis=1)] = np.nan
        found[:, filled] = sums
        return found

    def _counters_of(self, node: str) -> tuple[Ids, Ids]:
        """The counters of what comes into a node and of what leaves it."""
        found = self._counters.get(node)
        if found is None:
            row = self._things.row.get(node, -1)
            if not self._counters:
                self._met = (self._by_end(1), self._by_end(0))
            spans = (np.searchsorted(rows, (row, row + 1)) for rows, _ in self._met)
            comes, leaves = (
                ids[slice(*span)] for (_, ids), span in zip(self._met, spans, strict=True)
            )
            found = self._counters[node] = (comes, leaves)
        return found

    def _by_end(self, end: int) -> tuple[Ids, Ids]:
        """The nodes where edges end or begin, in order, and a counter of an edge for each."""
        ids, owners = self._things.counters("rate")
        rows = self._things.ends[owners, end]
        few = len(self._things.nodes) < _FEW
        order = np.argsort(rows.astype(np.uint16) if few else rows, kind="stable")
        return rows[order], ids[order]
