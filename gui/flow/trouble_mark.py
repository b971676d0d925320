"""The mark of a trouble: an octagon for a warning, a triangle for a notice, each in its colour."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from core.troubles import Severity
from gui.icons import Mark, colour_of, paint_mark
from gui.theme import Theme

MARKS: dict[Severity, Mark] = {"warning": "failed", "notice": "missing"}
EDGE_MARK = 0.85
"""The size of an edge's mark beside that of a node."""
_SIDE, _SMALLEST, _RIM = 13.0, 11.0, 1.6


def trouble_colour(theme: Theme, trouble: Severity) -> QColor:
    """The colour that goes with the mark."""
    return colour_of(MARKS[trouble], theme)


def trouble_size(zoom: float) -> float:
    """How large a mark is in the plane; from far it stays as large as can be told apart."""
    return max(_SIDE, _SMALLEST / zoom)


def draw_trouble_mark(
    painter: QPainter, theme: Theme, trouble: Severity, middle: QPointF, side: float
) -> None:
    """Draw the mark around a point, with a rim that parts it from what it lies on."""
    around = side / 2 + _RIM * side / _SIDE
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.window)
    painter.drawEllipse(middle, around, around)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    place = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
    paint_mark(painter, MARKS[trouble], place, theme)
