"""Limits as bands: what is above one is tinted; a line that has crossed it is marked by a sign."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from gui.theme import Theme, faded

ABOVE = "\N{BLACK UP-POINTING TRIANGLE}"


@dataclass(frozen=True, slots=True)
class Band:
    """A limit of one line."""

    y: float
    words: str
    is_crossed: bool


def paint_bands(
    painter: QPainter, theme: Theme, bands: Sequence[Band], area: QSizeF, font: QFont
) -> None:
    """Tint what is above each limit that is in sight, and write it at the right."""
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    for band in bands:
        if not 0 <= band.y <= area.height():
            continue
        colour = theme.error if band.is_crossed else theme.warning
        painter.fillRect(QRectF(0, 0, area.width(), band.y), faded(colour, 0.09))
        painter.setPen(QPen(faded(colour, 0.8), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(0, band.y), QPointF(area.width(), band.y))
        words = f"{ABOVE} {band.words}" if band.is_crossed else band.words
        painter.setPen(colour)
        baseline = band.y - 4 if band.y > metrics.height() + 4 else band.y + metrics.ascent() + 3
        painter.drawText(QPointF(4, baseline), words)
