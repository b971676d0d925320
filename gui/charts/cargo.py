"""What is dragged onto the charts: a node, an edge or the whole broker."""

import json
from collections.abc import Callable

from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDrag, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from core.selection import Selection
from gui import theme
from gui.charts.line import as_selection, short_words

MIME = "application/x-flowscope-selection"

Carry = Callable[[QWidget, Selection], None]
"""Drags a selection, beginning at a widget."""


def packed(selection: Selection) -> QMimeData:
    """A selection on its way."""
    data = QMimeData()
    data.setData(MIME, json.dumps(selection).encode())
    data.setText(short_words(selection))
    return data


def holds_selection(data: QMimeData) -> bool:
    """Whether it can be charted."""
    return data.hasFormat(MIME)


def unpacked(data: QMimeData) -> Selection:
    """What was dragged."""
    return as_selection(json.loads(bytes(data.data(MIME).data())))


def carry(source: QWidget, selection: Selection) -> None:
    """Let the user drop it somewhere."""
    drag = QDrag(source)
    drag.setMimeData(packed(selection))
    drag.setPixmap(_label(short_words(selection), source))
    drag.setHotSpot(QPoint(-10, -4))
    drag.exec(Qt.DropAction.CopyAction)


def _label(words: str, source: QWidget) -> QPixmap:
    metrics, colours = QFontMetrics(source.font()), theme.current()
    words = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, 260)
    pixmap = QPixmap(metrics.horizontalAdvance(words) + 18, metrics.height() + 8)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(colours.accent)
    painter.setBrush(colours.panel)
    painter.drawRoundedRect(pixmap.rect().adjusted(0, 0, -1, -1), 4, 4)
    painter.setPen(colours.text)
    painter.drawText(pixmap.rect(), Qt.AlignmentFlag.AlignCenter, words)
    painter.end()
    return pixmap
