"""What is written on edges, and where, so that no label covers another."""

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from gui import numbers
from gui.flow.curves import SAMPLES
from gui.flow.lettering import DETAIL, text_width
from gui.flow.scene import Scene

HEIGHT = 15.0
_PADDING = 6.0
_BETWEEN = 7.0
_CELL_WIDTH, _CELL_HEIGHT = 48.0, 16.0
_SHARES = {
    -1: (0.27, 0.5, 0.73, 0.38, 0.62),
    0: (0.5, 0.35, 0.65),
    1: (0.73, 0.5, 0.27, 0.62, 0.38),
}
"""How far along an edge a label may be; first where fewer edges meet: start, neither, end."""
_ROOM = 5.0
_NOTABLE_DEFICIT = 0.05
RETURNED, DROPPED, REDELIVERED, ACKED = (
    "\N{LEFTWARDS ARROW WITH HOOK}",
    "\N{MULTIPLICATION X}",
    "\N{CLOCKWISE OPEN CIRCLE ARROW}",
    "ack",
)
"""The signs before numbers that are not the edge's main rate."""

Part = tuple[str, str]
"""A text and the name of its colour in the theme."""


@dataclass(frozen=True, slots=True)
class Label:
    """A label at its place on the plane."""

    edge: int
    x: float
    y: float
    width: float
    parts: tuple[Part, ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        wide, high = self.width / 2, HEIGHT / 2
        return (self.x - wide, self.y - high, self.x + wide, self.y + high)


def parts(scene: Scene, edge: int) -> tuple[Part, ...]:
    """The rate of an edge and whatever is remarkable about it."""
    flows, kind = scene.flows, scene.edges[edge].kind
    rate = float(flows.passing[edge])
    main = "text_dim" if rate != rate or rate == 0 else "text"
    found = [(numbers.rate(None if rate != rate else rate), main)]
    for sign, values, colour in (
        (RETURNED, flows.returned, "returned"),
        (DROPPED, flows.dropped, "returned"),
        (REDELIVERED, flows.redelivered, "redeliver"),
    ):
        value = float(values[edge])
        if value > 0:
            found.append((f"{sign} {numbers.rate(value)}", colour))
    if kind == "deliver" and float(flows.unacked[edge]) > max(_NOTABLE_DEFICIT * rate, 0.05):
        found.append((f"{ACKED} {numbers.rate(float(flows.answered[edge]))}", "warning"))
    return tuple(found)


def width(of: tuple[Part, ...]) -> float:
    """How wide a label is; rounded up, so that changing figures do not move it."""
    texts = sum(text_width(text, DETAIL) for text, _ in of)
    return 8.0 * ceil((texts + _BETWEEN * (len(of) - 1) + 2 * _PADDING) / 8.0)


class Placing:
    """Where the labels of a scene go; asked edge by edge, so that it can be done in slices."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._taken: set[tuple[int, int]] = set()
        self._where: dict[int, tuple[float, tuple[float, float] | None]] = {}
        self._cells: dict[int, set[tuple[int, int]]] = {}
        leaving = np.bincount(scene.ends[:, 0], minlength=len(scene.slots))
        entering = np.bincount(scene.ends[:, 1], minlength=len(scene.slots))
        crowd = leaving[scene.ends[:, 0]] - entering[scene.ends[:, 1]]
        self._side: list[int] = np.sign(crowd).tolist()

    def label(self, edge: int) -> Label | None:
        """The label of an edge, or None where there is no room."""
        of = parts(self._scene, edge)
        wide = width(of)
        known = self._where.get(edge)
        if known is None or wide > known[0] or (known[1] is None and wide < known[0]):
            self._taken -= self._cells.pop(edge, set())
            known = self._where[edge] = (wide, self._free_place(edge, wide))
        place = known[1]
        return None if place is None else Label(edge, *place, wide, of)

    def _free_place(self, edge: int, wide: float) -> tuple[float, float] | None:
        for share in _SHARES[self._side[edge]]:
            x, y = _spot(self._scene.points[edge], share, wide)
            cells = _cells(x, y, wide)
            if self._taken.isdisjoint(cells):
                self._taken |= cells
                self._cells[edge] = cells
                return x, y
        return None


def _spot(points: NDArray[np.float64], share: float, wide: float) -> tuple[float, float]:
    """A point of a curve where a label of that width stays between the columns."""
    first, last = points[0, 0], points[-1, 0]
    low, high = min(first, last), max(first, last)
    if high - low < wide + 2 * _ROOM:
        return float(points[SAMPLES // 2, 0]), float(points[SAMPLES // 2, 1])
    x = float(
        np.clip(first + share * (last - first), low + wide / 2 + _ROOM, high - wide / 2 - _ROOM)
    )
    towards = 1 if last > first else -1
    return x, float(np.interp(x, points[::towards, 0], points[::towards, 1]))


def _cells(x: float, y: float, wide: float) -> set[tuple[int, int]]:
    left, right = x - wide / 2 - 3, x + wide / 2 + 3
    top, bottom = y - HEIGHT / 2, y + HEIGHT / 2
    return {
        (column, row)
        for column in range(int(left // _CELL_WIDTH), int(right // _CELL_WIDTH) + 1)
        for row in range(int(top // _CELL_HEIGHT), int(bottom // _CELL_HEIGHT) + 1)
    }
