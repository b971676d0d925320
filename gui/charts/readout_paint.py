"""The box of the cursor: a time, and below it as many lines as there is room for."""

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from core.wording import tr
from gui.charts.line import line_words
from gui.charts.looks import draw_marker
from gui.charts.readout import Readout, Row
from gui.theme import Theme, faded

_PADDING = 8.0
_ROW_GAP = 3.0
_TOP = 20.0
_BESIDE = 12.0
_WIDEST = 360


def paint_readout(
    painter: QPainter, theme: Theme, readout: Readout, area: QSizeF, font: QFont
) -> None:
    """Draw the box beside the cursor, inside the plot."""
    metrics = QFontMetricsF(font)
    line = metrics.height() + _ROW_GAP
    notes = [metrics.elidedText(n, Qt.TextElideMode.ElideRight, _WIDEST) for n in readout.notes]
    room = int((area.height() - _TOP - 2 * _PADDING) / line)
    fitting = max(1, room - 1 - len(notes))
    rows, rest = fitted(readout.rows, fitting)
    width = _width(metrics, [readout.title, *notes], rows) + 2 * _PADDING
    height = line * (len(notes) + len(rows) + 1 + bool(rest)) + 2 * _PADDING - _ROW_GAP
    right_of = readout.x + _BESIDE
    left = right_of if right_of + width <= area.width() else readout.x - _BESIDE - width
    box = QRectF(max(left, 0.0), _TOP, width, height)
    painter.setFont(font)
    painter.setPen(QPen(theme.panel_border, 1))
    painter.setBrush(faded(theme.panel, 0.94))
    painter.drawRoundedRect(box, 4, 4)
    inner = box.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
    baseline = inner.top() + metrics.ascent()
    painter.setPen(theme.text_dim)
    painter.drawText(QPointF(inner.left(), baseline), readout.title)
    painter.setPen(theme.text)
    for note in notes:
        baseline += line
        painter.drawText(QPointF(inner.left(), baseline), note)
    for row in rows:
        baseline += line
        _paint_row(painter, theme, row, inner, baseline)
    if rest:
        painter.setPen(theme.text_dim)
        painter.drawText(QPointF(inner.left() + 16, baseline + line), tr("and {n} more", n=rest))


def fitted(rows: tuple[Row, ...], most: int) -> tuple[tuple[Row, ...], int]:
    """The rows that there is room for, the known first, and how many are left out."""
    if len(rows) <= most:
        return rows, 0
    known = sorted(rows, key=lambda row: row.y is None)
    return tuple(known[: most - 1]), len(rows) - most + 1


def _width(metrics: QFontMetricsF, told: list[str], rows: tuple[Row, ...]) -> float:
    names = max((metrics.horizontalAdvance(line_words(row.look.name)) for row in rows), default=0.0)
    values = max((metrics.horizontalAdvance(row.text) for row in rows), default=0.0)
    return max(names + values + 36.0, *map(metrics.horizontalAdvance, told))


def _paint_row(painter: QPainter, theme: Theme, row: Row, inner: QRectF, baseline: float) -> None:
    metrics = QFontMetricsF(painter.font())
    painter.setPen(row.look.colour)
    middle = QPointF(inner.left() + 5, baseline - metrics.ascent() / 2 + 1)
    draw_marker(painter, row.look.marker, middle, 3.6, theme.panel)
    painter.setPen(theme.text)
    painter.drawText(QPointF(inner.left() + 16, baseline), line_words(row.look.name))
    start = inner.right() - metrics.horizontalAdvance(row.text)
    painter.drawText(QPointF(start, baseline), row.text)
