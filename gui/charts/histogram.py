"""How many took how long: the histogram of what a chart of times shows."""

from dataclasses import dataclass
from math import log10

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core import numbers
from core.percentiles import percentiles_of
from core.wording import tr
from gui import theme
from gui.charts.axes import DurationAxis
from gui.charts.bars import Bar, bars
from gui.charts.geometry import Numbers
from gui.charts.looks import draw_marker, look
from gui.charts.times_trail import LINES
from gui.vocabulary import word

_LEFT, _RIGHT, _TOP, _BOTTOM = 14.0, 20.0, 30.0, 24.0
_TICK_PIXELS = 64.0


@dataclass(frozen=True, slots=True)
class _Shown:
    bars: tuple[Bar, ...]
    marks: tuple[tuple[str, float], ...]
    """Percentiles, in seconds."""

    @property
    def messages(self) -> float:
        return sum(bar.count for bar in self.bars)


class Histogram(QWidget):
    """Bars over a logarithmic axis of durations, with the percentiles as marked lines."""

    def __init__(self, colour: str = "deliver") -> None:
        super().__init__()
        self.colour = colour
        """The name of the flow whose colour the bars have."""
        self._counts: Numbers = np.zeros(1)
        self._shown = _Shown((), ())
        self._axis = DurationAxis()
        self._pointed: float | None = None
        self.setMouseTracking(True)
        self.setMinimumWidth(190)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setFont(theme.figures(self.font()))
        self.setAccessibleName(tr("Histogram"))
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Half as wide as a plot."""
        return QSize(280, 180)

    def show_counts(self, counts: Numbers) -> None:
        """How many fell into each bin."""
        if not np.array_equal(counts, self._counts):
            self._counts = counts
            self._measure()

    @property
    def words(self) -> str:
        """What is written above the bars."""
        bar = self._bar()
        many = self._shown.messages
        if bar is None:
            return tr("{n:,} messages in sight", n=round(many))
        return tr(
            "{low} to {high}: {n:,} ({share})",
            low=numbers.duration(bar.low),
            high=numbers.duration(bar.high),
            n=round(bar.count),
            share=numbers.share(bar.count / many),
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw words, axis, bars and marks."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, area = theme.current(), self._area()
        painter.setPen(colours.text_dim if self._bar() is None else colours.text)
        words = QRectF(area.left(), 4, area.width(), 18)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.words)
        self._paint_axis(painter, area, colours)
        self._paint_bars(painter, area, colours)
        for name, seconds in self._shown.marks:
            self._paint_mark(painter, area, colours, name, seconds)

    def _paint_axis(self, painter: QPainter, area: QRectF, colours: theme.Theme) -> None:
        painter.setPen(QPen(colours.panel_border, 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        end = -1e9
        for at, words in self._axis.ticks(area.width() * 34 / _TICK_PIXELS):
            x = self._x(at, area)
            wide = self.fontMetrics().horizontalAdvance(words)
            left = min(max(x - wide / 2, 2.0), self.width() - wide - 2.0)
            painter.setPen(QPen(theme.mixed(colours.grid, colours.panel_border, 0.5), 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            if left > end:
                painter.setPen(colours.text_dim)
                painter.drawText(QRectF(left, area.bottom() + 4, wide + 2, 18), words)
                end = left + wide + 8

    def _paint_bars(self, painter: QPainter, area: QRectF, colours: theme.Theme) -> None:
        pointed, colour = self._bar(), colours.flow(self.colour)
        most = max((bar.count for bar in self._shown.bars), default=1.0)
        painter.setPen(Qt.PenStyle.NoPen)
        for bar in self._shown.bars:
            left, right = self._x(log10(bar.low), area), self._x(log10(bar.high), area)
            high = max(area.height() * bar.count / most, 1.5 if bar.count else 0.0)
            painter.setBrush(colour if bar is pointed else theme.faded(colour, 0.55))
            painter.drawRect(QRectF(left + 0.5, area.bottom() - high, right - left - 1.0, high))

    def _paint_mark(
        self, painter: QPainter, area: QRectF, colours: theme.Theme, name: str, seconds: float
    ) -> None:
        its = look(name, colours)
        x = self._x(log10(seconds), area)
        painter.setPen(QPen(its.colour, 1.2))
        painter.drawLine(QPointF(x, area.top() - 3), QPointF(x, area.bottom()))
        draw_marker(painter, its.marker, QPointF(x, area.top() - 3), 3.6, colours.panel)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell of the bar under the mouse."""
        self._pointed = event.position().x()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Tell of all of them."""
        super().leaveEvent(event)
        self._pointed = None
        self.update()

    def _measure(self) -> None:
        found = tuple(bars(self._counts, self._area().width()))
        known = percentiles_of(self._counts[None, :], tuple(LINES.values()))[0].tolist()
        marks = tuple(zip(LINES, known, strict=True))[:3] if found else ()
        self._shown = _Shown(found, marks)
        if found:
            self._axis = DurationAxis()
            self._axis.fit(np.log10([found[0].low, found[-1].high]))
        told = (f"{word(name)} {numbers.duration(seconds)}" for name, seconds in marks)
        self.setAccessibleDescription(tr(", ").join([self.words, *told]))
        self.update()

    def _area(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)

    def _x(self, at: float, area: QRectF) -> float:
        share = (at - self._axis.bottom) / (self._axis.top - self._axis.bottom)
        return area.left() + share * area.width()

    def _bar(self) -> Bar | None:
        if self._pointed is None or not self._shown.bars:
            return None
        area, axis = self._area(), self._axis
        share = (self._pointed - area.left()) / max(area.width(), 1.0)
        seconds = 10 ** (axis.bottom + share * (axis.top - axis.bottom))
        inside = (bar for bar in self._shown.bars if bar.low <= seconds < bar.high)
        return next(inside, None)
