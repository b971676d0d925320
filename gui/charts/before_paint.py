"""The part of a plot that was not measured but sampled by the broker: hatched, pale, and named."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetricsF, QPainter, QPen

from gui.theme import Theme, faded

_PADDING = 5.0


@dataclass(frozen=True, slots=True)
class Before:
    """Where measuring began, and what is to the left of it."""

    x: float
    words: str


def paint_before(
    painter: QPainter, theme: Theme, before: Before, area: QSizeF, font: QFont
) -> None:
    """Make what is drawn there paler, hatch it, and write at its end what it is."""
    end = min(before.x, area.width())
    if end <= 0:
        return
    where = QRectF(0, 0, end, area.height())
    painter.fillRect(where, faded(theme.panel, 0.4))
    painter.fillRect(where, QBrush(faded(theme.text_dim, 0.14), Qt.BrushStyle.BDiagPattern))
    if before.x <= area.width():
        painter.setPen(QPen(faded(theme.text_dim, 0.9), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(end, 0), QPointF(end, area.height()))
    _write(painter, theme, before.words, end, font)


def _write(painter: QPainter, theme: Theme, words: str, end: float, font: QFont) -> None:
    metrics = QFontMetricsF(font)
    room = end - 2 * _PADDING - 8
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(room, 0.0))
    width = metrics.horizontalAdvance(shown)
    if width < 3 * metrics.averageCharWidth():
        return
    # changes of the broker are marked at the top, but only of the time that was watched
    box = QRectF(end - width - 2 * _PADDING - 4, 1, width + 2 * _PADDING, metrics.height() + 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(theme.panel, 0.85))
    painter.drawRoundedRect(box, 3, 3)
    painter.setFont(font)
    painter.setPen(theme.text_dim)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
