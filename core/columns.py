"""How wide the columns of a flow and the gaps between them are: as names and view ask for.

Boxes are as wide as the longest name of their column takes where the whole picture fits the view,
as long as the numbers on the edges keep their room between them. Names keep a size on screen that
can be read, so that from far away they take more of the plane.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil

from core.graph import Node
from core.ordering import COLUMNS

WIDTHS = (176.0, 176.0, 204.0, 176.0)
"""Of the boxes of each column, whatever their names."""
Need = Callable[[float, float], float]
"""How wide a box must be in the plane for all that is written in it, seen at a scale, in letters so
much larger than usual.
"""
_GAPS = (160.0, 520.0)
_GAP_OF_TALL, _WIDEST = 0.11, 900.0
_BREADTHS = (1.0, 3.0)
_NEAREST, _FURTHEST = 1.3, 0.22
"""The scales from which a picture that fits is seen at most, and names at least."""
SCREENS = 2.5
"""A picture that is so many views high at that scale is rather scrolled than seen from further."""
_DETAILED = 0.6
"""A picture is seen from further away for the sake of its names, but not from further than this."""
_STEP = 8.0
_ROUNDS = 6
_BETWEEN, _SHARE = 100.0, 0.45
"""Pixels that numbers on edges need between two columns; no more of a narrow view than this."""
_NOTABLY = 1.3
"""A growing graph gets wider gaps when they would be so much wider."""
_EASE, _CUT, _LOOSE = 1.06, 1.15, 1.5
"""Boxes get a little more than they need, so that a graph may grow before they change; those whose
names are cut anyway change when they would be notably wider; too wide ones become narrower."""


def _nothing(_column: int, _nodes: Sequence[Node]) -> Need:
    return lambda _zoom, _letters: 0.0


@dataclass(frozen=True, slots=True)
class View:
    """What a picture is made for: its room in pixels, and what is written there."""

    wide: float = 1120.0
    high: float = 640.0
    letters: float = 1.0
    """How much larger than usual they are."""
    needs: Callable[[int, Sequence[Node]], Need] = field(default=_nothing, compare=False)
    """What the nodes of a column need."""

    @property
    def breadth(self) -> float:
        """How much wider than high the picture is to be."""
        return min(max(self.wide / self.high, _BREADTHS[0]), _BREADTHS[1])


@dataclass(frozen=True, slots=True)
class Form:
    """Free width between two columns, and the widths of the boxes of each."""

    gap: float
    widths: tuple[float, ...] = WIDTHS
    least: tuple[float, ...] = field(default=WIDTHS, compare=False)
    """What would do as well."""

    def middles(self, columns: tuple[int, ...]) -> list[float]:
        """The x of each column; one that the picture has not is where the next one is."""
        found, left = [], 0.0
        for column, width in enumerate(self.widths):
            found.append(left + width / 2)
            left += (width + self.gap) * (column in columns)
        return found

    def becoming(self, fresh: "Form") -> "Form":
        """This one as long as it will do for what has come, else the one made for it."""
        for width, least, wanted in zip(self.widths, fresh.least, fresh.widths, strict=True):
            if not least <= width <= _LOOSE * wanted:
                return fresh
        return Form(self.gap if fresh.gap <= _NOTABLY * self.gap else fresh.gap, self.widths)


def formed(
    height: float, view: View, columns: tuple[int, ...], nodes: Sequence[Sequence[Node]]
) -> Form:
    """The form of a picture that is so high, with these nodes in its columns."""
    between = max(len(columns) - 1, 1)
    needs = [view.needs(column, nodes[column]) for column in range(COLUMNS)]
    zoom = max(min(view.high / height, _NEAREST), _FURTHEST / 2)
    if view.high / height >= _FURTHEST / SCREENS:
        zoom = max(zoom, _FURTHEST)  # what is only somewhat too high is not seen from further away
    lowest = min(
        _DETAILED * view.letters, view.wide / (sum(WIDTHS[c] for c in columns) + between * _GAPS[0])
    )
    for _ in range(_ROUNDS):
        apart = max(_GAPS[0], min(_BETWEEN * view.letters, _SHARE * view.wide / between) / zoom)
        needed = [need(max(zoom, _FURTHEST), view.letters) for need in needs]
        widths = [_box(column, _EASE * need) for column, need in enumerate(needed)]
        fitting = view.wide / (sum(widths[c] for c in columns) + between * apart)
        if fitting >= zoom or zoom <= lowest:
            break
        zoom = max(fitting, lowest)
    widths = _limited(widths, columns, view.wide / zoom - between * apart)
    boxes = sum(widths[column] for column in columns)
    widest = _GAPS[1] * (COLUMNS - 1) / between  # what lies between others takes no room
    gap = min(max((view.breadth * height - boxes) / between, apart), max(widest, apart))
    gap = max(gap, min(_GAP_OF_TALL * height, _WIDEST))
    least = [
        max(usual, need if need <= width else width / _CUT)
        for usual, need, width in zip(WIDTHS, needed, widths, strict=True)
    ]
    return Form(round(gap), tuple(widths), tuple(least))


def _box(column: int, needed: float) -> float:
    return max(WIDTHS[column], _STEP * ceil(needed / _STEP))


def _limited(widths: list[float], columns: tuple[int, ...], room: float) -> list[float]:
    """The widest boxes as narrow as each other, until all have room; none below the usual."""
    low, high = 0.0, max(widths)
    while high - low > 1.0:
        middle = (low + high) / 2
        cut = _cut(widths, middle)
        low, high = (middle, high) if sum(cut[c] for c in columns) <= room else (low, middle)
    fits = sum(widths[c] for c in columns) <= room
    return widths if fits else _cut(widths, low)


def _cut(widths: list[float], most: float) -> list[float]:
    return [max(WIDTHS[c], min(width, _STEP * (most // _STEP))) for c, width in enumerate(widths)]
