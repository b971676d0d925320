"""The curves as one item of a plot: grid, the scrolled picture, and the cursor upon it."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from gui.charts.band_paint import Band, paint_bands
from gui.charts.before_paint import Before, paint_before
from gui.charts.looks import draw_marker
from gui.charts.mark_paint import SIGN_HEIGHT, paint_marks
from gui.charts.marks import Mark, mark_near
from gui.charts.readout import Readout
from gui.charts.readout_paint import paint_readout
from gui.charts.strip import Strip
from gui.theme import Theme, faded, figures, mixed

_SIGN_REACH, _LINE_REACH = 9.0, 3.0


class CurvesItem(QGraphicsObject):
    """One item instead of one a line: it costs the same for one line and for fifty."""

    def __init__(self, parent: QGraphicsItem, font: QFont) -> None:
        super().__init__(parent)
        self.strip = Strip()
        self.grid: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())
        """Columns and rows of the grid lines, in the item's coordinates."""
        self.readout: Readout | None = None
        self.bands: tuple[Band, ...] = ()
        """Limits that the user has set."""
        self.marks: tuple[Mark, ...] = ()
        """What changed on the broker."""
        self.before: Before | None = None
        """What was not measured but sampled by the broker."""
        self.caption = ""
        """What has to be known of the scale; nothing when it follows the values."""
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

    def mark_at(self, place: QPointF) -> Mark | None:
        """The mark whose sign or line is there."""
        reach = _SIGN_REACH if place.y() <= SIGN_HEIGHT + 2 else _LINE_REACH
        return mark_near(self.marks, place.x(), reach)

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
        paint_bands(painter, self.theme, self.bands, self._area.size(), self._font)
        pixmap = self.strip.pixmap
        if not pixmap.isNull():
            size = pixmap.size()
            where = QRectF(0, 0, size.width() / self.ratio, size.height() / self.ratio)
            painter.drawPixmap(where, pixmap, QRectF(pixmap.rect()))
        if self.before is not None:
            paint_before(painter, self.theme, self.before, self._area.size(), self._font)
        if self.marks:
            paint_marks(painter, self.theme, self.marks, self._area.height(), self._font)
        if self.caption:
            self._paint_caption(painter, self.theme)
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

    def _paint_caption(self, painter: QPainter, theme: Theme) -> None:
        metrics = QFontMetricsF(self._font)
        width = metrics.horizontalAdvance(self.caption) + 12
        box = QRectF(6, 2, width, metrics.height() + 4)
        painter.setFont(self._font)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(theme.panel, 0.85))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(theme.warning)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.caption)

    def _paint_cursor(self, painter: QPainter, theme: Theme, readout: Readout) -> None:
        painter.setPen(QPen(theme.text_dim, 1))
        x = round(readout.x) + 0.5
        painter.drawLine(QPointF(x, 0), QPointF(x, self._area.height()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row in readout.rows:
            if row.y is not None and 0 <= row.y <= self._area.height():
                painter.setPen(row.look.colour)
                draw_marker(painter, row.look.marker, QPointF(x, row.y), 4.4, theme.panel)
        paint_readout(painter, theme, readout, self._area.size(), self._font)
