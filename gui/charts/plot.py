"""One plot: axes and zoom by pyqtgraph, the curves by our own item, legend, words when empty."""

from collections.abc import Callable, Sequence

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QWidget

from core.counters import HISTORY_SECONDS
from gui import theme
from gui.charts.axes import ValueAxis
from gui.charts.curves import CurvesItem, Readout
from gui.charts.geometry import Scope
from gui.charts.legend import UNKNOWN, Entry, Legend
from gui.charts.looks import look
from gui.charts.scale import age_ticks, age_words
from gui.charts.strip import Picture
from gui.charts.watched import Lines, Value

_AXIS_WIDTH = 58
_AXIS_HEIGHT = 24
_NARROWEST_SECONDS = 10
_TICK_PIXELS = 76

Write = Callable[[float], str]
"""How a value of a plot is written, with its unit."""


class Plot(QWidget):
    """Some lines over time, at fixed seconds ago."""

    looked = Signal()
    """The user chose another part of time, or hid or showed a line."""
    pointed = Signal(object)
    """The mouse points at so many seconds ago (negative or 0), or at nothing (None)."""

    reset_wanted = Signal()
    """The user wants to see the whole range again."""

    def __init__(self, name: str, write: Write, lines: Lines, axis: ValueAxis) -> None:
        super().__init__()
        self.name = name
        self.lines = lines
        self.axis = axis
        self.legend = Legend()
        self._write = write
        self._now = 0.0
        self._cursor: float | None = None
        self._names: tuple[str, ...] = ()
        self.canvas = pg.PlotWidget()
        self.canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.canvas.setAccessibleName(f"{name} over time")
        self._view_box = self.canvas.getPlotItem().getViewBox()
        self._prepare_axes()
        self.curves = CurvesItem(self._view_box, self.font())
        self._words = QLabel()
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._arrange()
        self._connect()
        self._on_theme()

    @property
    def time_range(self) -> tuple[float, float]:
        """The part of time that is shown: seconds relative to now."""
        (oldest, newest), _ = self._view_box.viewRange()
        return float(oldest), float(newest)

    @property
    def cursor_at(self) -> float | None:
        """Where the cursor is: seconds relative to now."""
        return self._cursor

    @property
    def top(self) -> float:
        """Where the value axis ends."""
        return self.axis.top

    @property
    def shown_lines(self) -> tuple[str, ...]:
        """The lines that are drawn now."""
        hidden = self.legend.hidden_lines
        return tuple(n for n in self._names if n not in hidden and self.lines.is_known(n))

    def set_time_range(self, oldest: float, newest: float) -> None:
        """Show that part of time."""
        self._view_box.setXRange(oldest, newest, padding=0)

    def link_time(self, other: "Plot") -> None:
        """Show the same part of time as another plot."""
        self.canvas.setXLink(other.canvas)

    def show_time_axis(self, shown: bool) -> None:
        """Write the seconds ago below the plot, or leave that to the plot below it."""
        self.canvas.getAxis("bottom").setStyle(showValues=shown)
        self.canvas.getAxis("bottom").setHeight(_AXIS_HEIGHT if shown else 4)

    def begin_anew(self, lines: Lines) -> None:
        """Forget what was drawn: something else is charted from now on."""
        self.lines = lines
        self.curves.strip.invalidate()

    @property
    def words(self) -> str:
        """What is said instead of a plot; empty while there is something to draw."""
        return self._words.text()

    def show_words(self, words: str) -> None:
        """Say why there is nothing to draw; without words the plot is shown."""
        self._words.setText(words)
        self._stack.setCurrentIndex(1 if words else 0)

    def show_names(self, names: Sequence[str]) -> None:
        """These lines belong to the plot, known or not."""
        self._names = tuple(names)

    def draw(self, now: float, changed: int | None, stale_after: float) -> bool:
        """Draw the lines up to now; False when the picture was still right."""
        self._now = now
        self._write_legend(stale_after)
        area = self._view_box.rect()
        if area.width() < 2 or area.height() < 2:
            return False
        ratio = self.canvas.devicePixelRatioF()
        self._fit_axis()
        scope = self._scope(area, ratio)
        colours = theme.current()
        looks = tuple(look(name, colours) for name in self.shown_lines)
        picture = Picture(scope, looks, colours.panel, ratio)
        painted = self.curves.strip.draw(self.lines, now, picture, changed)
        if self._cursor is not None:
            self.curves.readout = self._readout()
        self.curves.ratio = ratio
        if painted or self._cursor is not None:
            self.curves.update()
        return painted

    def point_at(self, age: float | None) -> None:
        """Put the cursor at so many seconds ago (negative or 0), or take it away."""
        self._cursor = age
        self.curves.readout = self._readout()
        self.curves.update()

    def _scope(self, area: QRectF, ratio: float) -> Scope:
        oldest, newest = self.time_range
        size = round(area.width() * ratio), round(area.height() * ratio)
        return Scope(*size, oldest, newest, self.axis.top, self.axis.bottom)

    def _fit_axis(self) -> None:
        oldest, newest = self.time_range
        first, last = int(self._now + oldest) - 1, int(self._now + newest) + 1
        values = self.lines.between(first, last)
        rows = [self.lines.names.index(name) for name in self.shown_lines]
        if self.axis.fit(values[rows]):
            self._view_box.setYRange(self.axis.bottom, self.axis.top, padding=0)
            self._place_ticks()

    def _write_legend(self, stale_after: float) -> None:
        self.legend.show_entries([self._entry(name, stale_after) for name in self._names])

    def _entry(self, name: str, stale_after: float) -> Entry:
        drawn = self.lines.is_known(name)
        latest = self.lines.latest(name, stale_after) if drawn else None
        if latest is None:
            detail = "No reading is new enough to tell." if drawn else "No source tells it."
            return Entry(name, "?" if drawn else UNKNOWN, detail, drawn)
        return Entry(name, self._write(latest.value), self._detail(latest), drawn)

    def _detail(self, known: Value) -> str:
        age = age_words(max(0.0, int(self._now) - known.second))
        when = "Read just now" if age == "now" else f"Read {age} ago"
        return f"{when}; {known.detail}"

    def _readout(self) -> Readout | None:
        if self._cursor is None:
            return None
        oldest, newest = self.time_range
        width = self._view_box.rect().width()
        x = (self._cursor - oldest) / (newest - oldest) * width
        second = round(self._now + self._cursor)
        colours = theme.current()
        rows = []
        for name in self.shown_lines:
            known = self.lines.at(name, second)
            rows.append((look(name, colours), "?" if known is None else self._write(known.value)))
        age = age_words(-self._cursor)
        return Readout(x, "now" if age == "now" else f"{age} ago", tuple(rows))

    def _prepare_axes(self) -> None:
        item = self.canvas.getPlotItem()
        item.setMenuEnabled(False)
        item.hideButtons()
        item.layout.setContentsMargins(4, 9, 20, 2)
        item.getAxis("left").setWidth(_AXIS_WIDTH)
        item.getAxis("bottom").setHeight(_AXIS_HEIGHT)
        self._view_box.setMouseEnabled(x=True, y=False)
        self._view_box.setDefaultPadding(0)
        self._view_box.disableAutoRange()
        self._view_box.setLimits(
            xMin=-HISTORY_SECONDS, xMax=0, minXRange=_NARROWEST_SECONDS, maxXRange=HISTORY_SECONDS
        )
        self._view_box.setYRange(self.axis.bottom, self.axis.top, padding=0)

    def _arrange(self) -> None:
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._stack = QStackedLayout()
        drawn = QWidget()
        row = QHBoxLayout(drawn)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.canvas, 1)
        row.addWidget(self.legend)
        self._stack.addWidget(drawn)
        self._stack.addWidget(self._words)
        self.setLayout(self._stack)

    def _connect(self) -> None:
        self._view_box.sigXRangeChanged.connect(self._on_range)
        self._view_box.sigResized.connect(self._on_range)
        self._view_box.sigRangeChangedManually.connect(self._on_look)
        self.canvas.scene().sigMouseMoved.connect(self._on_mouse)
        self.canvas.viewport().installEventFilter(self)
        self.legend.toggled.connect(self._on_look)
        theme.changed.connect(self._on_theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the cursor away when the mouse leaves; a double click asks for the whole range."""
        if event.type() == QEvent.Type.Leave:
            self.pointed.emit(None)
        elif event.type() == QEvent.Type.MouseButtonDblClick:
            self.reset_wanted.emit()
        return super().eventFilter(watched, event)

    def _on_mouse(self, at: QPointF) -> None:
        inside = self._view_box.sceneBoundingRect().contains(at)
        age = float(self._view_box.mapSceneToView(at).x()) if inside else None
        self.pointed.emit(None if age is None else min(age, 0.0))

    def _on_look(self, *_: object) -> None:
        self.looked.emit()

    def _on_range(self, *_: object) -> None:
        self.curves.set_area(self._view_box.rect())
        self._place_ticks()

    def _on_theme(self) -> None:
        colours = theme.current()
        self.canvas.setBackground(colours.panel)
        for side in ("left", "bottom"):
            axis = self.canvas.getAxis(side)
            axis.setPen(pg.mkPen(colours.panel_border))
            axis.setTextPen(pg.mkPen(colours.text_dim))
            axis.setStyle(tickLength=0, tickTextOffset=6, hideOverlappingLabels=False)
            axis.setTickFont(theme.figures(self.font()))
        self.curves.theme = colours
        self.curves.strip.invalidate()
        self.looked.emit()

    def _place_ticks(self) -> None:
        area = self._view_box.rect()
        oldest, newest = self.time_range
        if area.width() < 2 or newest <= oldest:
            return
        ages = age_ticks(oldest, newest, max(1, int(area.width() / _TICK_PIXELS)))
        values = self.axis.ticks(area.height())
        bottom, top = self.axis.bottom, self.axis.top
        self.canvas.getAxis("bottom").setTicks([ages])
        self.canvas.getAxis("left").setTicks([values])
        columns = [(age - oldest) / (newest - oldest) * area.width() for age, _ in ages]
        rows = [area.height() * (top - value) / (top - bottom) for value, _ in values]
        self.curves.grid = (_on_pixels(columns), _on_pixels(rows))
        self.curves.update()


def _on_pixels(places: list[float]) -> tuple[float, ...]:
    return tuple(round(place) + 0.5 for place in places)
