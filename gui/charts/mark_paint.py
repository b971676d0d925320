"""The marks of changes: a thin line each, with a sign at its upper end."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from gui.charts.marks import Mark
from gui.theme import Theme, faded

SIGN_HEIGHT = 14.0


def paint_marks(
    painter: QPainter, theme: Theme, marks: Sequence[Mark], height: float, font: QFont
) -> None:
    """Draw all marks of a plot."""
    small = QFont(font)
    small.setPixelSize(10)
    small.setBold(True)
    painter.setFont(small)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for mark in marks:
        grave = mark.verb in ("lost", "back")
        style = Qt.PenStyle.SolidLine if grave else Qt.PenStyle.DotLine
        painter.setPen(QPen(faded(_colour(mark, theme), 0.75), 1, style))
        x = round(mark.x) + 0.5
        painter.drawLine(QPointF(x, SIGN_HEIGHT), QPointF(x, height))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for mark in marks:
        _paint_sign(painter, theme, mark)


def _paint_sign(painter: QPainter, theme: Theme, mark: Mark) -> None:
    width = max(SIGN_HEIGHT, QFontMetricsF(painter.font()).horizontalAdvance(mark.sign) + 7)
    box = QRectF(mark.x - width / 2 + 0.5, 0.5, width, SIGN_HEIGHT)
    colour = _colour(mark, theme)
    painter.setPen(QPen(colour, 1))
    painter.setBrush(theme.panel)
    painter.drawRoundedRect(box, 3, 3)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark.sign)


def _colour(mark: Mark, theme: Theme) -> QColor:
    colours = {
        "appeared": theme.ack,
        "vanished": theme.error,
        "changed": theme.warning,
        "lost": theme.error,
        "back": theme.ack,
    }
    return colours.get(mark.verb, theme.text_dim)
