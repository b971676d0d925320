"""The dots that travel along edges, drawn once into one pixmap.

A dot is a message on its way, a ring one that is delivered again, a diamond one that no queue
took; small dots travel back: confirms and acks.
"""

from enum import IntEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from gui.theme import Theme

SUBPIXELS = 4
"""Each sprite exists in 4 x 4 shifts of a quarter pixel, so that slow dots glide."""
SIZES = 3
_RADII = (2.6, 3.1, 3.7)


class Dot(IntEnum):
    """What a moving mark stands for; the first six are the kinds of edges."""

    PUBLISH = 0
    ROUTE = 1
    DELIVER = 2
    DEAD_LETTER = 3
    ALTERNATE = 4
    BIND = 5
    REDELIVERED = 6
    RETURNED = 7
    DROPPED = 8
    CONFIRM = 9
    ACK = 10


_COLOURS = {
    Dot.REDELIVERED: "redeliver",
    Dot.RETURNED: "returned",
    Dot.DROPPED: "returned",
}
BACKWARDS = frozenset({Dot.RETURNED, Dot.CONFIRM, Dot.ACK})
"""What travels from the end of an edge to its start."""


class Sprites:
    """All dots in all sizes and shifts for one theme, scale and screen."""

    def __init__(self, theme: Theme, zoom: float, ratio: float) -> None:
        self.ratio = ratio
        self._scale = ratio * min(max(zoom**0.5, 0.42), 1.5)
        self.cell = 2 * round((_RADII[-1] * 1.5 + 2.0) * self._scale + 1.0)
        self.pixmap = QPixmap(self.cell * SUBPIXELS**2, self.cell * len(Dot) * SIZES)
        self.pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self.pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for dot in Dot:
            for size in range(SIZES):
                for shift in range(SUBPIXELS**2):
                    self._draw(painter, theme, dot, size, shift)
        painter.end()

    def _draw(self, painter: QPainter, theme: Theme, dot: Dot, size: int, shift: int) -> None:
        column, row = shift, dot * SIZES + size
        painter.resetTransform()
        painter.translate(
            (column + 0.5) * self.cell + (shift % SUBPIXELS) / SUBPIXELS,
            (row + 0.5) * self.cell + (shift // SUBPIXELS) / SUBPIXELS,
        )
        painter.scale(self._scale, self._scale)
        draw_dot(painter, theme, dot, _RADII[size])


def draw_dot(painter: QPainter, theme: Theme, dot: Dot, radius: float = _RADII[1]) -> None:
    """Draw one mark around the origin, with a rim that parts it from its line."""
    colour = theme.flow(_COLOURS.get(dot, dot.name.lower()))
    if dot in (Dot.CONFIRM, Dot.ACK):
        radius *= 0.62
    if dot in (Dot.RETURNED, Dot.DROPPED):
        _draw_diamond(painter, theme, colour, radius * 1.45, filled=dot == Dot.RETURNED)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.window)
    _circle(painter, radius + 0.9)
    if dot == Dot.REDELIVERED:
        painter.setPen(QPen(colour, 1.7))
        _circle(painter, radius * 1.05)
    else:
        painter.setBrush(colour)
        _circle(painter, radius)


def _draw_diamond(
    painter: QPainter, theme: Theme, colour: QColor, radius: float, filled: bool
) -> None:
    corners = [QPointF(0, -radius), QPointF(radius, 0), QPointF(0, radius), QPointF(-radius, 0)]
    pen = QPen(theme.window, 2.2)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(theme.window)
    painter.drawPolygon(QPolygonF(corners))
    painter.setPen(Qt.PenStyle.NoPen if filled else QPen(colour, 1.5))
    painter.setBrush(colour if filled else theme.window)
    painter.drawPolygon(QPolygonF(corners))


def _circle(painter: QPainter, radius: float) -> None:
    painter.drawEllipse(QRectF(-radius, -radius, 2 * radius, 2 * radius))
