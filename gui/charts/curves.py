"""The curves as one item of a plot: grid, the scrolled picture, and the cursor upon it."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from gui.charts.looks import Look, draw_marker
from gui.charts.strip import Strip
from gui.theme import Theme, faded, figures, mixed
from gui.vocabulary import word

_PADDING = 8.0
_ROW_GAP = 3.0


@dataclass(frozen=True, slots=True)
class Readout:
    """What the cursor says: a time, and each line with its value then."""

    x: float
    title: str
    rows: tuple[tuple[Look, str], ...]


class CurvesItem(QGraphicsObject):
    """One item instead of one a line: it costs the same for one line and for fifty."""

    def __init__(self, parent: QGraphicsItem, font: QFont) -> None:
        super().__init__(parent)
        self.strip = Strip()
        self.grid: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())
        """Columns and rows of the grid lines, in the item's coordinates."""
        self.readout: Readout | None = None
        self.theme: Theme | None = None
        self.ratio = 1.0
        self._font = figures(font)
        self._area = QRectF()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setZValue(10)

    def set_area(self, area: QRectF) -> None:
        """Cover that part of the plot."""
        if area != self._area:
            self.prepareGeometryChange()
            self._area = QRectF(area)

    def boundingRect(self) -> QRectF:
        """The whole plot inside the axes."""
        return self._area

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002 - Qt's signature
        widget: QWidget | None = None,  # noqa: ARG002 - Qt's signature
    ) -> None:
        """Draw the grid, the picture of the curves and the cursor."""
        if self.theme is None or self._area.isEmpty():
            return
        self._paint_grid(painter, self.theme)
        pixmap = self.strip.pixmap
        if not pixmap.isNull():
            size = pixmap.size()
            where = QRectF(0, 0, size.width() / self.ratio, size.height() / self.ratio)
            painter.drawPixmap(where, pixmap, QRectF(pixmap.rect()))
        if self.readout is not None:
            self._paint_cursor(painter, self.theme, self.readout)

    def _paint_grid(self, painter: QPainter, theme: Theme) -> None:
        painter.setPen(QPen(mixed(theme.grid, theme.panel_border, 0.5), 1))
        columns, rows = self.grid
        width, height = self._area.width(), self._area.height()
        for x in columns:
            painter.drawLine(QPointF(x, 0), QPointF(x, height))
        for y in rows:
            painter.drawLine(QPointF(0, y), QPointF(width, y))

    def _paint_cursor(self, painter: QPainter, theme: Theme, readout: Readout) -> None:
        painter.setPen(QPen(theme.text_dim, 1))
        x = round(readout.x) + 0.5
        painter.drawLine(QPointF(x, 0), QPointF(x, self._area.height()))
        if readout.rows:
            self._paint_box(painter, theme, readout)

    def _paint_box(self, painter: QPainter, theme: Theme, readout: Readout) -> None:
        metrics = QFontMetricsF(self._font)
        names = max(metrics.horizontalAdvance(word(look.name)) for look, _ in readout.rows)
        values = max(metrics.horizontalAdvance(text) for _, text in readout.rows)
        line = metrics.height() + _ROW_GAP
        content = max(names + values + 36.0, metrics.horizontalAdvance(readout.title))
        width = content + 2 * _PADDING
        height = line * (len(readout.rows) + 1) + 2 * _PADDING - _ROW_GAP
        right_of = readout.x + 12.0
        left = right_of if right_of + width <= self._area.width() else readout.x - 12.0 - width
        box = QRectF(max(left, 0.0), 6.0, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font)
        painter.setPen(QPen(theme.panel_border, 1))
        painter.setBrush(faded(theme.panel, 0.94))
        painter.drawRoundedRect(box, 4, 4)
        inner = box.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
        painter.setPen(theme.text_dim)
        baseline = inner.top() + metrics.ascent()
        painter.drawText(QPointF(inner.left(), baseline), readout.title)
        for look, text in readout.rows:
            baseline += line
            painter.setPen(look.colour)
            middle = QPointF(inner.left() + 5, baseline - metrics.ascent() / 2 + 1)
            draw_marker(painter, look.marker, middle, 3.6, theme.panel)
            painter.setPen(theme.text)
            painter.drawText(QPointF(inner.left() + 16, baseline), word(look.name))
            start = inner.right() - metrics.horizontalAdvance(text)
            painter.drawText(QPointF(start, baseline), text)
