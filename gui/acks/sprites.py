"""Messages and their fates, drawn once into one pixmap for one theme and screen."""

from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF
from shiboken6 import Shiboken

from core.lanes.lane import LaneKind
from core.lanes.settled import WELL, Fate
from gui.acks.looks import FATE_LOOKS, KINDS, SHADES, Shape, age_colour, fate_colour
from gui.theme import Theme

CELL = 18
PIP_WIDE, PIP_HIGH, PIP_LOW = 5.0, 15.0, 5.0
_GLYPH, _RIM = 4.0, 6.2
_HELD_ROWS = len(KINDS) * 4
"""Of each kind: tall, tall and redelivered, low (stacked), low and redelivered."""
_FIELDS = 10
_CORNERS: dict[Shape, tuple[tuple[float, float], ...]] = {
    "diamond": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    "kite": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    "back": ((-1.1, 0), (0.85, -1.1), (0.3, 0), (0.85, 1.1)),
    "onward": ((1.1, 0), (-0.85, -1.0), (-0.85, 1.0)),
    "down": ((-1.1, -0.9), (1.1, -0.9), (0, 1.1)),
    "square": ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    "box": ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
}
_HOLLOW = frozenset({"kite", "box"})


def held_sprite(kind: LaneKind, shade: int, *, low: bool, again: bool) -> tuple[int, int]:
    """Column and row of a message that waits."""
    return shade, KINDS.index(kind) * 4 + low * 2 + again


def fate_sprite(fate: int) -> tuple[int, int]:
    """Column and row of a fate."""
    return fate % SHADES, _HELD_ROWS + fate // SHADES


class AckSprites:
    """All marks, and putting many of them on screen in one call."""

    def __init__(self, theme: Theme, ratio: float) -> None:
        self.ratio = ratio
        rows = _HELD_ROWS + -(-len(Fate) // SHADES)
        side = round(CELL * ratio)
        self._side = side
        self.pixmap = QPixmap(side * SHADES, side * rows)
        self.pixmap.fill(Qt.GlobalColor.transparent)
        self._pieces = np.zeros((256, _FIELDS))
        painter = QPainter(self.pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for kind in KINDS:
            for shade in range(SHADES):
                colour = age_colour(theme, kind, shade)
                for low in (False, True):
                    for again in (False, True):
                        place = held_sprite(kind, shade, low=low, again=again)
                        self._go_to(painter, *place)
                        draw_pip(painter, theme, colour, low=low, again=again)
        for fate in Fate:
            self._go_to(painter, *fate_sprite(fate))
            if fate not in WELL:  # a rim parts it from what went well in the same place
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.panel)
                painter.drawEllipse(QPointF(), _RIM, _RIM)
            draw_fate(painter, theme, fate)
        painter.end()

    def draw(
        self,
        painter: QPainter,
        at: NDArray[np.float64],
        column: NDArray[np.intp],
        row: NDArray[np.intp],
        opacity: NDArray[np.float64] | float = 1.0,
    ) -> None:
        """Draw marks around points."""
        count = len(at)
        if not count:
            return
        if len(self._pieces) < count:
            self._pieces = np.zeros((count * 2, _FIELDS))
        pieces = self._pieces[:count]
        pieces[:, 0:2] = at
        pieces[:, 2], pieces[:, 3] = column * self._side, row * self._side
        pieces[:, 4:6] = self._side
        pieces[:, 6:8] = 1.0 / self.ratio
        pieces[:, 8], pieces[:, 9] = 0.0, opacity
        first = Shiboken.wrapInstance(self._pieces.ctypes.data, QPainter.PixmapFragment)
        painter.drawPixmapFragments(cast(QPainter.PixmapFragment, first), count, self.pixmap)

    def draw_one(self, painter: QPainter, x: float, y: float, fate: Fate) -> None:
        """Draw the mark of a fate around a point."""
        column, row = fate_sprite(fate)
        side = self._side
        source = QRectF(column * side, row * side, side, side)
        half = CELL / 2
        painter.drawPixmap(QRectF(x - half, y - half, CELL, CELL), self.pixmap, source)

    def _go_to(self, painter: QPainter, column: int, row: int) -> None:
        painter.resetTransform()
        painter.translate((column + 0.5) * self._side, (row + 0.5) * self._side)
        painter.scale(self.ratio, self.ratio)


def draw_pip(painter: QPainter, theme: Theme, colour: QColor, *, low: bool, again: bool) -> None:
    """A message that waits, around the origin; hollow when it was delivered before."""
    high = PIP_LOW if low else PIP_HIGH
    box = QRectF(-PIP_WIDE / 2, -high / 2, PIP_WIDE, high)
    painter.setPen(QPen(colour, 1.4) if again else Qt.PenStyle.NoPen)
    painter.setBrush(theme.panel if again else colour)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5) if again else box, 1.8, 1.8)


def draw_fate(painter: QPainter, theme: Theme, fate: Fate, size: float = _GLYPH) -> None:
    """The mark of a fate around the origin."""
    colour, shape = fate_colour(theme, fate), FATE_LOOKS[fate].shape
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if shape == "dot":
        painter.drawEllipse(QPointF(), size * 0.85, size * 0.85)
    elif shape == "cross":
        painter.setPen(QPen(colour, size * 0.5, c=Qt.PenCapStyle.RoundCap))
        reach = size * 0.8
        painter.drawLine(QPointF(-reach, -reach), QPointF(reach, reach))
        painter.drawLine(QPointF(-reach, reach), QPointF(reach, -reach))
    elif shape in ("ring", "half"):
        _draw_ring(painter, theme, colour, size * 0.8, half=shape == "half")
    else:
        corners = [QPointF(x * size, y * size) for x, y in _CORNERS[shape]]
        if shape in _HOLLOW:
            painter.setPen(QPen(colour, 1.4))
            painter.setBrush(theme.panel)
        painter.drawPolygon(QPolygonF(corners))


def _draw_ring(
    painter: QPainter, theme: Theme, colour: QColor, radius: float, *, half: bool
) -> None:
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(theme.panel)
    painter.drawEllipse(QPointF(), radius, radius)
    if half:
        path = QPainterPath()
        path.arcMoveTo(-radius, -radius, 2 * radius, 2 * radius, 90)
        path.arcTo(-radius, -radius, 2 * radius, 2 * radius, 90, 180)
        painter.fillPath(path, colour)
