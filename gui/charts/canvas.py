"""The drawn part of a plot: axes, wheel and drag by pyqtgraph, the curves by our own item."""

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseClickEvent
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFont

from core.counters import HISTORY_SECONDS
from core.wording import tr
from gui import theme
from gui.charts.axes import ValueAxis
from gui.charts.clock_scale import clock_ticks
from gui.charts.curves import CurvesItem
from gui.charts.scale import Tick, age_ticks
from gui.charts.stretch import NARROWEST_SECONDS, Stretch

_AXIS_WIDTH = 58
_AXIS_HEIGHT, _NO_AXIS = 24, 4
_ABOVE, _BELOW = 9, 2
READABLE = 66
"""Pixels of height below which no curve says anything."""
_TICK_PIXELS = 76
_BEYOND = 26
"""So far the words of a tick at the very end of an axis may go beyond it."""
_HAND = Qt.CursorShape.PointingHandCursor


class Canvas(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Seconds relative to now from left to right, values from bottom to top.

    What goes with now is measured in seconds ago; what stands still in times of day.
    """

    looked = Signal()
    """The user chose another part of time."""
    pointed = Signal(object)
    """The mouse points at so many seconds ago (negative or 0), or at nothing (None)."""
    mark_chosen = Signal(object)
    """The user clicked a mark of what changed on the broker."""
    reset_wanted = Signal()
    """The user wants to see the whole range again."""

    def __init__(self, name: str, axis: ValueAxis, font: QFont) -> None:
        super().__init__()
        self.axis = axis
        self._now = 0.0
        self._stands_still = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("{name} over time", name=tr(name)))
        self._view_box = self.getPlotItem().getViewBox()
        self._prepare_axes()
        self.curves = CurvesItem(self._view_box, font)
        self._view_box.sigXRangeChanged.connect(self._on_range)
        self._view_box.sigResized.connect(self._on_range)
        self._view_box.sigRangeChangedManually.connect(lambda *_: self.looked.emit())
        self.scene().sigMouseClicked.connect(self._on_click)
        self.scene().sigMouseMoved.connect(self._on_mouse)
        self.viewport().installEventFilter(self)

    @property
    def stretch(self) -> Stretch:
        """The part of time that is shown."""
        (oldest, newest), _ = self._view_box.viewRange()
        return Stretch(float(oldest), float(newest))

    @property
    def area(self) -> QRectF:
        """Inside of the axes."""
        return QRectF(self._view_box.rect())

    def show_stretch(self, oldest: float, newest: float) -> None:
        """Show another part of time."""
        self._view_box.setXRange(oldest, newest, padding=0)

    def link_time(self, other: "Canvas") -> None:
        """Show the same part of time as another."""
        self.setXLink(other)

    def show_time_axis(self, shown: bool) -> None:
        """Write the times below the plot, or leave that to the plot below it."""
        self.getAxis("bottom").setStyle(showValues=shown)
        self._give_axis(_AXIS_HEIGHT if shown else _NO_AXIS)

    def _give_axis(self, height: int) -> None:
        self.getAxis("bottom").setHeight(height)
        self.setMinimumHeight(_ABOVE + READABLE + height + _BELOW)

    def set_now(self, now: float, stands_still: bool) -> None:
        """What the seconds are relative to, and whether it is held still."""
        still = stands_still or not self.stretch.is_live
        changed = still != self._stands_still or (still and now != self._now)
        self._now, self._stands_still = now, still
        if changed:
            self.place_ticks()

    def show_values(self) -> None:
        """The value axis has changed."""
        self._view_box.setYRange(self.axis.bottom, self.axis.top, padding=0)
        self.place_ticks()

    def place_ticks(self) -> None:
        """Write both axes and put the grid beneath the curves."""
        area, shown = self.area, self.stretch
        if area.width() < 2 or shown.span <= 0:
            return
        times = self._times(shown, max(1, int(area.width() / _TICK_PIXELS)))
        values = self.axis.ticks(area.height())
        bottom, top = self.axis.bottom, self.axis.top
        self.getAxis("bottom").setTicks([times])
        self.getAxis("left").setTicks([values])
        columns = [(at - shown.oldest) / shown.span * area.width() for at, _ in times]
        rows = [area.height() * (top - value) / (top - bottom) for value, _ in values]
        self.curves.grid = (_on_pixels(columns), _on_pixels(rows))
        self.curves.update()

    def show_theme(self, colours: theme.Theme, font: QFont) -> None:
        """Take over other colours."""
        self.setBackground(colours.panel)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(colours.panel_border))
            axis.setTextPen(pg.mkPen(colours.text_dim))
            axis.setStyle(tickLength=0, tickTextOffset=6, hideOverlappingLabels=_BEYOND)
            axis.setTickFont(theme.figures(font))
        self.curves.theme = colours
        self.curves.strip.invalidate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the cursor away when the mouse leaves; a double click asks for the whole range."""
        if event.type() == QEvent.Type.Leave:
            self.pointed.emit(None)
        elif event.type() == QEvent.Type.MouseButtonDblClick:
            self.reset_wanted.emit()
        return bool(super().eventFilter(watched, event))

    def _times(self, shown: Stretch, most: int) -> list[Tick]:
        if self._stands_still and self._now:
            return clock_ticks(shown.oldest, shown.newest, self._now, most)
        return age_ticks(shown.oldest, shown.newest, most)

    def _prepare_axes(self) -> None:
        item = self.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.layout.setContentsMargins(4, _ABOVE, 20, _BELOW)
        item.getAxis("left").setWidth(_AXIS_WIDTH)
        self._give_axis(_AXIS_HEIGHT)
        self._view_box.setMouseEnabled(x=True, y=False)
        self._view_box.setDefaultPadding(0)
        self._view_box.disableAutoRange()
        self._view_box.setLimits(
            xMin=-HISTORY_SECONDS, xMax=0, minXRange=NARROWEST_SECONDS, maxXRange=HISTORY_SECONDS
        )
        self._view_box.setYRange(self.axis.bottom, self.axis.top, padding=0)

    def _on_mouse(self, at: QPointF) -> None:
        inside = self._view_box.sceneBoundingRect().contains(at)
        age = float(self._view_box.mapSceneToView(at).x()) if inside else None
        over = inside and self.curves.mark_at(self.curves.mapFromScene(at)) is not None
        self.viewport().setCursor(_HAND if over else Qt.CursorShape.ArrowCursor)
        self.pointed.emit(None if age is None else min(age, 0.0))

    def _on_click(self, event: MouseClickEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or event.double():
            return
        at = QPointF(event.scenePos())
        inside = self._view_box.sceneBoundingRect().contains(at)
        mark = self.curves.mark_at(self.curves.mapFromScene(at)) if inside else None
        if mark is not None:
            self.mark_chosen.emit(mark)

    def _on_range(self, *_: object) -> None:
        self.curves.set_area(self.area)
        self.place_ticks()


def _on_pixels(places: list[float]) -> tuple[float, ...]:
    return tuple(round(place) + 0.5 for place in places)
