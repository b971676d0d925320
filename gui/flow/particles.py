"""The moving dots: emitted at a pace that follows each edge's rate, kept and moved in numpy.

Up to one message per second each message is one dot; above that the pace grows with the logarithm
of the rate, so that busier edges always look busier and none becomes a solid line.
"""

import numpy as np
from numpy.typing import NDArray

from gui.flow.curves import SAMPLES
from gui.flow.scene import Scene
from gui.flow.sprites import Dot

Numbers = NDArray[np.float64]
Indices = NDArray[np.int64]

MOST = 6000
"""About so many dots are on their way at most; beyond, all edges emit fewer in proportion."""
LONGEST_STEP = 0.1
"""Seconds; after a longer pause the dots go on from where they were."""
_SPEED = 92.0
_LONGEST_TRIP = 6.0
_SLOWEST, _BUSIEST = 0.2, 8.0
_GROWTH = 1.8
_KINDS = {
    "publish": Dot.PUBLISH,
    "route": Dot.ROUTE,
    "deliver": Dot.DELIVER,
    "dead_letter": Dot.DEAD_LETTER,
    "alternate": Dot.ALTERNATE,
    "bind": Dot.BIND,
    "hop": Dot.DELIVER,
}


def pace(rates: Numbers) -> Numbers:
    """Dots per second for messages per second; none for zero and for unknown."""
    known = np.nan_to_num(rates)
    busy = 1.0 + _GROWTH * np.log10(np.maximum(known, 1.0))
    dots: Numbers = np.clip(np.where(known < 1.0, known, busy), _SLOWEST, _BUSIEST)
    return np.where(known > 0.0, dots, 0.0)


class Particles:
    """All dots on their way, and the streams that emit them."""

    def __init__(self) -> None:
        self.edge: Indices = np.zeros(0, dtype=np.int64)
        self.at: Numbers = np.zeros(0)
        """How far along its edge each dot is, as a distance from the edge's start."""
        self.way: Numbers = np.zeros(0)
        self.look: Indices = np.zeros(0, dtype=np.int64)
        self.size: Indices = np.zeros(0, dtype=np.int64)
        self.held = -1
        """The edge on which all dots stand still, so that they can be looked at."""
        self._scene: Scene | None = None
        self._due: Numbers = np.zeros((3, 0))
        self._mixed: Numbers = np.zeros(0)

    def __len__(self) -> int:
        return len(self.edge)

    @property
    def moving(self) -> bool:
        """Whether any dot is on its way or will be."""
        return len(self) > 0 or bool(self._paces.any())

    def show(self, scene: Scene) -> None:
        """Go on in a new scene; dots on edges that remain travel on."""
        old, self._scene = self._scene, scene
        self.held = -1
        count = len(scene.keys)
        self._lengths = np.maximum(scene.lengths, 1.0)
        self._speeds = np.maximum(_SPEED, self._lengths / _LONGEST_TRIP)
        self._kinds = np.array([_KINDS[key[0]] for key in scene.keys], dtype=np.int64)
        answers = np.where(self._kinds == Dot.PUBLISH, Dot.CONFIRM, Dot.ACK)
        returned = np.full(count, int(Dot.RETURNED))
        self._looks = np.stack((self._kinds, answers, returned)).reshape(3, count)
        self._others = np.where(self._kinds == Dot.PUBLISH, Dot.DROPPED, Dot.REDELIVERED)
        due: Numbers = np.fmod(np.arange(3.0 * count) * 0.618034, 1.0).reshape(3, count)
        mixed: Numbers = np.zeros(count)
        fresh = np.ones(count, dtype=bool)
        if old is not None:
            fresh = self._carry_over(old, scene, due, mixed)
        self._due, self._mixed = due, mixed
        self.read_values()
        self._fill(fresh)

    def measure(self) -> None:
        """Edges have become longer or shorter: dots go on along them."""
        if self._scene is not None:
            share = self.at / self._lengths[self.edge]
            self._lengths = np.maximum(self._scene.lengths, 1.0)
            self._speeds = np.maximum(_SPEED, self._lengths / _LONGEST_TRIP)
            self.at = share * self._lengths[self.edge]

    def read_values(self) -> None:
        """Take over the scene's present rates."""
        if self._scene is None:
            return
        flows = self._scene.flows
        paces = pace(np.stack((flows.passing, flows.answered, flows.returned)))
        expected = float((paces * self._lengths / self._speeds).sum())
        self._paces = paces * min(1.0, MOST / max(expected, 1.0))
        passing = np.nan_to_num(flows.passing)
        other = np.where(self._kinds == Dot.PUBLISH, flows.dropped, flows.redelivered)
        shares = np.nan_to_num(other) / np.maximum(passing, 1e-9)
        self._shares = np.clip(np.where(passing > 0, shares, 0.0), 0.0, 1.0)
        self._sizes = np.digitize(passing, (10.0, 100.0))

    def step(self, seconds: float) -> None:
        """Move all dots and emit new ones."""
        if self._scene is None:
            return
        seconds = min(seconds, LONGEST_STEP)
        goes = self.edge != self.held
        self.at = self.at + self.way * self._speeds[self.edge] * seconds * goes
        stays = (self.at >= 0.0) & (self.at <= self._lengths[self.edge])
        if not stays.all():
            self._keep(stays)
        due = self._paces * seconds
        if self.held >= 0:
            due[:, self.held] = 0.0
        self._due += due
        stream, edge = np.nonzero(self._due >= 1.0)
        if len(edge):
            self._due[stream, edge] -= np.floor(self._due[stream, edge])
            late = self._due[stream, edge] / np.maximum(self._paces[stream, edge], 1e-9)
            self._emit(stream, edge, late)

    def places(self) -> tuple[Numbers, Numbers]:
        """Where all dots are on the plane, and which way is aside of their edges."""
        if self._scene is None or not len(self):
            return np.zeros((0, 2)), np.zeros((0, 2))
        points = self._scene.points
        along = self.at / self._lengths[self.edge] * (SAMPLES - 1)
        index = np.clip(along.astype(np.int64), 0, SAMPLES - 2)
        before, after = points[self.edge, index], points[self.edge, index + 1]
        step = after - before
        aside = np.stack((-step[:, 1], step[:, 0]), axis=1)
        aside /= np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)[:, None]
        return before + step * (along - index)[:, None], aside

    def _emit(self, stream: Indices, edge: Indices, late: Numbers) -> None:
        forward = stream == 0
        looks = self._looks[stream, edge]
        main = edge[forward]
        self._mixed[main] += self._shares[main]
        other = self._mixed[main] >= 1.0 - 1e-9
        self._mixed[main[other]] -= 1.0
        looks[forward] = np.where(other, self._others[main], looks[forward])
        gone = late * self._speeds[edge]
        at = np.where(forward, gone, self._lengths[edge] - gone)
        self._add(edge, at, np.where(forward, 1.0, -1.0), looks)

    def _fill(self, fresh: NDArray[np.bool_]) -> None:
        """Put dots on new edges as if they had always been watched."""
        trip = self._lengths / self._speeds
        due = np.floor(self._paces * trip + self._due).astype(np.int64) * fresh
        for stream in range(3):
            edge = np.repeat(np.arange(len(fresh)), due[stream])
            first = np.cumsum(due[stream]) - due[stream]
            turn = np.arange(len(edge)) - first[edge]
            gap = 1.0 / np.maximum(self._paces[stream, edge], 1e-9)
            late = (turn + self._due[stream, edge] % 1.0) * gap
            inside = late < trip[edge]
            chosen = np.full(int(inside.sum()), stream)
            self._emit_each(chosen, edge[inside], late[inside])

    def _emit_each(self, stream: Indices, edge: Indices, late: Numbers) -> None:
        """Emit dots of which several may be on one edge."""
        while len(edge):
            _, first = np.unique(edge, return_index=True)
            self._emit(stream[first], edge[first], late[first])
            rest = np.ones(len(edge), dtype=bool)
            rest[first] = False
            stream, edge, late = stream[rest], edge[rest], late[rest]

    def _add(self, edge: Indices, at: Numbers, way: Numbers, look: Indices) -> None:
        self.edge = np.concatenate((self.edge, edge))
        self.at = np.concatenate((self.at, at))
        self.way = np.concatenate((self.way, way))
        self.look = np.concatenate((self.look, look))
        self.size = np.concatenate((self.size, self._sizes[edge]))

    def _keep(self, which: NDArray[np.bool_]) -> None:
        self.edge, self.at, self.way = self.edge[which], self.at[which], self.way[which]
        self.look, self.size = self.look[which], self.size[which]

    def _carry_over(
        self, old: Scene, new: Scene, due: Numbers, mixed: Numbers
    ) -> NDArray[np.bool_]:
        """Move dots and what is due to the edges' new numbers; which edges are new."""
        moved = np.array([new.numbers.get(key, -1) for key in old.keys], dtype=np.int64)
        there = moved >= 0
        due[:, moved[there]] = self._due[:, there]
        mixed[moved[there]] = self._mixed[there]
        share = self.at / np.maximum(old.lengths[self.edge], 1.0)
        self.edge = moved[self.edge]
        self.at = share * self._lengths[self.edge] if len(self._lengths) else share
        self._keep(self.edge >= 0)
        fresh = np.ones(len(new.keys), dtype=bool)
        fresh[moved[there]] = False
        return fresh
