"""The box of the cursor: a line each where there is room for all, else side by side."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from gui.charts.line import line_words
from gui.charts.looks import draw_marker
from gui.charts.readout import Readout, Row
from gui.charts.readout_flow import APART, MARKER, Line, flowed, width_of_line
from gui.theme import Theme, faded

_PADDING = 8.0
_LOW_PADDING = 3.0
"""Above and below where the plot is low."""
_ROW_GAP = 3.0
_TOP = 20.0
"""Where the box begins: below the signs of the changes, where there is room for that."""
_BESIDE = 12.0
_WIDEST = 360
_AWAY = 12.0
"""So far away are the edges of the plot, as if there were points."""


def paint_readout(
    painter: QPainter, theme: Theme, readout: Readout, area: QSizeF, font: QFont
) -> None:
    """Draw the box beside the cursor, inside the plot."""
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    notes = [metrics.elidedText(n, Qt.TextElideMode.ElideRight, _WIDEST) for n in readout.notes]
    size = _size(metrics, [readout.title, *notes], readout.rows)
    if size.height() <= area.height() and size.width() <= room_beside(readout.x, area):
        box = placed(size, readout.x, area)
        _paint_frame(painter, theme, box)
        _paint_lines(painter, theme, readout, notes, box)
    else:
        _paint_low(painter, theme, readout, area, metrics)


def room_beside(x: float, area: QSizeF) -> float:
    """How wide a box can be that does not reach to the cursor."""
    return max(x, area.width() - x) - _BESIDE


def placed(size: QSizeF, x: float, area: QSizeF, points: Sequence[float] = ()) -> QRectF:
    """Where a box is, always as a whole in the plot: right of the cursor or left of it.

    One that is too wide for either is above, below or between the points that it tells.
    """
    left = x + _BESIDE
    if left + size.width() > area.width():
        left = x - _BESIDE - size.width()
    lowest = max(area.height() - size.height(), 0.0)
    top = min(_TOP, lowest)
    if left < 0:
        left = min(max(x - size.width() / 2, 0.0), max(area.width() - size.width(), 0.0))
        top = _between(points, size.height(), lowest)
    return QRectF(QPointF(left, top), size)


def _between(points: Sequence[float], height: float, lowest: float) -> float:
    """The top of what is as far away from all points as it can be."""
    middle = height / 2
    ends = sorted((*points, -_AWAY, lowest + height + _AWAY))
    gaps = [(a + b) / 2 - middle for a, b in itertools.pairwise(ends)]
    tops = [min(max(top, 0.0), lowest) for top in (_TOP, 0.0, lowest, *gaps)]
    return max(tops, key=lambda top: min((abs(at - top - middle) for at in points), default=0.0))


def _size(metrics: QFontMetricsF, told: Sequence[str], rows: Sequence[Row]) -> QSizeF:
    names = max((metrics.horizontalAdvance(line_words(row.look.name)) for row in rows), default=0.0)
    values = max((metrics.horizontalAdvance(row.text) for row in rows), default=0.0)
    width = max(names + values + 36.0, *map(metrics.horizontalAdvance, told))
    height = (metrics.height() + _ROW_GAP) * (len(told) + len(rows)) - _ROW_GAP
    return QSizeF(width + 2 * _PADDING, height + 2 * _PADDING)


def _paint_frame(painter: QPainter, theme: Theme, box: QRectF) -> None:
    painter.setPen(QPen(theme.panel_border, 1))
    painter.setBrush(faded(theme.panel, 0.94))
    painter.drawRoundedRect(box, 4, 4)


def _paint_lines(
    painter: QPainter, theme: Theme, readout: Readout, notes: Sequence[str], box: QRectF
) -> None:
    metrics = QFontMetricsF(painter.font())
    line = metrics.height() + _ROW_GAP
    inner = box.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
    baseline = inner.top() + metrics.ascent()
    painter.setPen(theme.text_dim)
    painter.drawText(QPointF(inner.left(), baseline), readout.title)
    painter.setPen(theme.text)
    for note in notes:
        baseline += line
        painter.drawText(QPointF(inner.left(), baseline), note)
    for row in readout.rows:
        baseline += line
        _paint_row(painter, theme, row, inner, baseline)


def _paint_row(painter: QPainter, theme: Theme, row: Row, inner: QRectF, baseline: float) -> None:
    metrics = QFontMetricsF(painter.font())
    _paint_marker(painter, theme, row, QPointF(inner.left(), baseline))
    painter.drawText(QPointF(inner.left() + 16, baseline), line_words(row.look.name))
    start = inner.right() - metrics.horizontalAdvance(row.text)
    painter.drawText(QPointF(start, baseline), row.text)


def _paint_marker(painter: QPainter, theme: Theme, row: Row, at: QPointF) -> None:
    painter.setPen(row.look.colour)
    middle = QPointF(at.x() + 5, at.y() - QFontMetricsF(painter.font()).ascent() / 2 + 1)
    draw_marker(painter, row.look.marker, middle, 3.6, theme.panel)
    painter.setPen(theme.text)


def _paint_low(
    painter: QPainter, theme: Theme, readout: Readout, area: QSizeF, metrics: QFontMetricsF
) -> None:
    """In a low or narrow plot: as many lines as there are, each with several values."""
    most = max(1, int((area.height() - 2 * _LOW_PADDING) / metrics.height()))
    fitting = partial(_fitting, readout, metrics, most=most)
    lines, size = fitting(room_beside(readout.x, area))
    if size.width() > room_beside(readout.x, area):
        lines, size = fitting(area.width(), most=1)
    points = [row.y for row in readout.rows if row.y is not None]
    box = placed(size, readout.x, area, points)
    _paint_frame(painter, theme, box)
    for number, line in enumerate(lines):
        baseline = box.top() + _LOW_PADDING + number * metrics.height() + metrics.ascent()
        _paint_pieces(painter, theme, line, QPointF(box.left() + _PADDING, baseline))


def _fitting(
    readout: Readout, metrics: QFontMetricsF, room: float, most: int
) -> tuple[tuple[Line, ...], QSizeF]:
    """What there is to say in a box that is so wide at most, and how large that is."""
    widest, width_of = room - 2 * _PADDING, metrics.horizontalAdvance
    notes = (metrics.elidedText(n, Qt.TextElideMode.ElideRight, widest) for n in readout.notes)
    lines = flowed(replace(readout, notes=tuple(notes)), width_of, widest, most)
    width = max((width_of_line(line, width_of) for line in lines), default=0.0)
    height = len(lines) * metrics.height() + 2 * _LOW_PADDING
    return lines, QSizeF(width + 2 * _PADDING, height)


def _paint_pieces(painter: QPainter, theme: Theme, line: Line, at: QPointF) -> None:
    width_of = QFontMetricsF(painter.font()).horizontalAdvance
    for piece in line:
        painter.setPen(theme.text_dim)
        words = QPointF(at)
        if piece.row is not None:
            _paint_marker(painter, theme, piece.row, at)
            words += QPointF(MARKER, 0.0)
        painter.drawText(words, piece.text)
        at += QPointF(piece.width(width_of) + APART, 0.0)
