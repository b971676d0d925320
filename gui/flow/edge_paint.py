"""How edges look: a colour for each kind, a width for the rate, dashes for what is not known."""

from math import log10

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from core.graph import EdgeKind
from core.troubles import Severity
from gui.flow.labels import HEIGHT, Label
from gui.flow.lettering import DETAIL, font, text_width
from gui.flow.trouble_mark import trouble_colour
from gui.theme import Theme, mixed

DASHES: dict[EdgeKind, list[float]] = {
    "dead_letter": [6.0, 4.0],
    "alternate": [2.0, 3.0],
    "bind": [9.0, 3.0, 2.0, 3.0],
}
UNKNOWN_DASHES = [1.5, 4.5]
BACKWARDS = frozenset(DASHES)
"""Kinds that do not read from left to right and get an arrow head."""


def width(rate: float) -> float:
    """The width of an edge: a line for any traffic, more for each power of ten."""
    return 1.2 if rate != rate else min(1.3 + 1.05 * log10(1.0 + rate), 6.0)


def pen(
    theme: Theme,
    kind: EdgeKind,
    rate: float,
    dimmed: bool,
    strong: bool = False,
    trouble: Severity | None = None,
) -> QPen:
    """What an edge of that kind and rate is drawn with; one with a trouble in its colour."""
    unknown = rate != rate
    colour = theme.flow(kind) if trouble is None else trouble_colour(theme, trouble)
    share = 0.42 if unknown else 0.55 if rate > 0 else 0.3
    share = 0.13 if dimmed else min(share + 0.3, 1.0) if strong or trouble else share
    made = QPen(mixed(theme.window, colour, share), width(rate) + 0.5 * (trouble is not None))
    dashes = UNKNOWN_DASHES if unknown else DASHES.get(kind)
    if dashes is not None:
        scale = 1.4 / made.widthF()
        made.setDashPattern([dash * scale for dash in dashes])
    made.setCapStyle(Qt.PenCapStyle.RoundCap if unknown else Qt.PenCapStyle.FlatCap)
    return made


def curve(controls: NDArray[np.float64]) -> QPainterPath:
    """The path of one edge."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = controls.tolist()
    path = QPainterPath(QPointF(ax, ay))
    path.cubicTo(bx, by, cx, cy, dx, dy)
    return path


def draw_head(painter: QPainter, controls: NDArray[np.float64], colour: QColor) -> None:
    """A small arrow head where an edge ends."""
    tip = QPointF(*controls[3].tolist())
    way = 1.0 if controls[3, 0] > controls[2, 0] else -1.0
    back = QPointF(-7.0 * way, 0.0)
    head = [tip, tip + back + QPointF(0, -3.6), tip + back + QPointF(0, 3.6)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF(head))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def draw_label(painter: QPainter, theme: Theme, label: Label, kind: EdgeKind, dimmed: bool) -> None:
    """The card with an edge's numbers."""
    painter.save()
    painter.translate(label.x, label.y)
    painter.scale(label.scale, label.scale)
    box = QRectF(-label.width / 2, -HEIGHT / 2, label.width, HEIGHT)
    painter.setOpacity(0.2 if dimmed else 1.0)
    painter.setPen(QPen(mixed(theme.window, theme.flow(kind), 0.3), 1.0))
    painter.setBrush(mixed(theme.window, theme.panel, 0.5))
    painter.drawRoundedRect(box, HEIGHT / 2, HEIGHT / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setFont(font(DETAIL))
    widths = [text_width(text, DETAIL) for text, _ in label.parts]
    between = 7.0
    x = -(sum(widths) + between * (len(widths) - 1)) / 2
    for (text, colour), wide in zip(label.parts, widths, strict=True):
        painter.setPen(theme.flow(colour))
        painter.drawText(QPointF(x, DETAIL * 0.36), text)
        x += wide + between
    painter.restore()
