"""Where labels go: none covers another, and where there is no room for all, the busiest have it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gui.flow.curves import SAMPLES
from gui.flow.labelling import Labelling
from gui.flow.labels import HEIGHT, Label, Part, width
from gui.flow.scene import Scene

Box = tuple[float, float, float, float]

LEGIBLE = 0.9
"""The scale below which labels do not become smaller on screen."""
MOST = 240
"""Edges that are tried for one picture; more labels than that nobody reads."""
_SHARES = {
    -1: (0.27, 0.5, 0.73, 0.38, 0.62),
    0: (0.5, 0.35, 0.65, 0.2, 0.8),
    1: (0.73, 0.5, 0.27, 0.62, 0.38),
}
"""How far along an edge a label may be; first where fewer edges meet: start, neither, end."""
_ROOM, _BETWEEN = 8.0, 3.0
_SLOWEST = 2.0**-10


class Placing:
    """Where the labels of a scene go; it remembers, so that they do not jump."""

    def __init__(self, scene: Scene, labelling: Labelling | None = None) -> None:
        self._scene = scene
        self._labelling = labelling or Labelling()
        self._levels = np.full(len(scene.keys), -np.inf)
        self._shares: dict[int, float] = {}
        self._widths: dict[tuple[int, int], float] = {}
        leaving = np.bincount(scene.ends[:, 0], minlength=len(scene.slots))
        entering = np.bincount(scene.ends[:, 1], minlength=len(scene.slots))
        crowd = leaving[scene.ends[:, 0]] - entering[scene.ends[:, 1]]
        self._side: list[int] = np.sign(crowd).tolist()

    def ranked(self, seen: Sequence[int], favour: NDArray[np.int64]) -> list[int]:
        """The edges that are tried, the most wanted first: by favour, then by rate.

        A rate has to double or halve before it counts as another one: labels must not take turns.
        """
        self._take_levels()
        edges = np.array(sorted(seen), dtype=np.int64)
        order = np.lexsort((edges, -self._levels[edges], -favour[edges]))
        found: list[int] = edges[order][:MOST].tolist()
        return found

    def labels(self, ranked: Sequence[int], zoom: float) -> Iterator[Label | None]:
        """The label of each edge, or None where there is no room; each step is short."""
        room = _Room(max(1.0, LEGIBLE / zoom))
        for edge in ranked:
            yield self._label(edge, room)

    def _take_levels(self) -> None:
        rates = np.nan_to_num(self._scene.flows.passing)
        known = ~np.isnan(self._scene.flows.passing)
        now = np.log2(np.maximum(rates, _SLOWEST))
        with np.errstate(invalid="ignore"):
            moved = ~(np.abs(now - self._levels) <= 1.0)
        self._levels = np.where(known & moved, np.round(now), self._levels)
        self._levels[~known] = -np.inf

    def _label(self, edge: int, room: "_Room") -> Label | None:
        """As much of what there is to say as fits, at least the first part of it."""
        all_of_it = self._labelling.parts(self._scene, edge)
        for said in range(len(all_of_it), 0, -1):
            of = all_of_it[:said]
            wide = self._width(edge, of)
            for share in self._candidates(edge):
                at = self._spot(edge, share, wide * room.scale, room.scale)
                if at is None:
                    continue
                label = Label(edge, *at, wide, of, room.scale)
                if room.take(label.box):
                    self._shares[edge] = share
                    return label
        return None

    def _candidates(self, edge: int) -> tuple[float, ...]:
        usual = _SHARES[self._side[edge]]
        before = self._shares.get(edge)
        return usual if before is None else (before, *usual)

    def _width(self, edge: int, of: tuple[Part, ...]) -> float:
        """As wide as it ever was with so many parts: figures change, the label stands still."""
        known = self._widths.get((edge, len(of)), 0.0)
        found = self._widths[edge, len(of)] = max(known, width(of))
        return found

    def _spot(
        self, edge: int, share: float, wide: float, scale: float
    ) -> tuple[float, float] | None:
        """A point of an edge where a label of that width stays between the columns."""
        points = self._scene.points[edge]
        first, last = float(points[0, 0]), float(points[-1, 0])
        reach = wide / 2 + _ROOM * min(scale, 3.0)  # clear of the marks at the boxes
        if abs(last - first) < 1.0:
            return self._beside(points, share, reach)
        low, high = min(first, last) + reach, max(first, last) - reach
        if high < low:
            return None
        x = min(max(first + share * (last - first), low), high)
        towards = 1 if last > first else -1
        return x, float(np.interp(x, points[::towards, 0], points[::towards, 1]))

    def _beside(
        self, points: NDArray[np.float64], share: float, reach: float
    ) -> tuple[float, float] | None:
        """A point of an arc that joins two nodes of one column, at the left of that column."""
        edge_of_column = float(points[0, 0])
        at_x, at_y = points[round(share * (SAMPLES - 1))].tolist()
        if 2 * reach > self._scene.layout.gap:
            return None
        return min(
            max(at_x, edge_of_column - self._scene.layout.gap + reach), edge_of_column - reach
        ), at_y


@dataclass(slots=True)
class _Room:
    """What labels of one picture have taken, by stripes as high as a label."""

    scale: float
    _taken: dict[int, list[Box]] = field(default_factory=dict)

    def take(self, box: Box) -> bool:
        """Take a place, unless some of it is taken."""
        left, top, right, bottom = box
        apart, high = _BETWEEN * self.scale, HEIGHT * self.scale
        stripes = range(int(top // high), int(bottom // high) + 1)
        for stripe in stripes:
            for other in self._taken.get(stripe, ()):
                beside = right + apart <= other[0] or other[2] + apart <= left
                if not (beside or bottom + 1 <= other[1] or other[3] + 1 <= top):
                    return False
        for stripe in stripes:
            self._taken.setdefault(stripe, []).append(box)
        return True
