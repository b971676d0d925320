"""The charts of a selection: rates above, depths below, for the last minutes up to an hour."""

from collections import deque
from dataclasses import dataclass
from statistics import median
from time import perf_counter

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from core.selection import LINES, Selection, exists, expected_lines, words
from gui import numbers
from gui.charts.header import ChartsHeader
from gui.charts.legend import NARROW, WIDTH
from gui.charts.plot import Plot
from gui.charts.scale import age_words
from gui.charts.trail import Trail
from gui.charts.watched import Watched

FASTEST_MS = 66
"""Never drawn more often than that: 15 times a second."""
_SLOWEST_MS = 1000
_STALE_AT_LEAST = 6.0
_SIDE_BY_SIDE = 3.0
"""From this ratio of width to height on the plots stand beside each other."""
_ONLY_WHEN_USED = frozenset({"drop_unroutable"})
_DEPTHS = ("ready", "unacked")


@dataclass(frozen=True, slots=True)
class ChartsStatistics:
    """What drawing the charts has cost."""

    draws: int
    """How often the charts were brought up to date."""
    full_draws: int
    """How many pictures were drawn as a whole."""
    scrolls: int
    """How many pictures were scrolled and only got their new columns."""
    median_ms: float
    """The median of the last draws, without Qt's repaint."""


class ChartsView(QWidget):
    """Two plots for what is selected; they draw only while they are visible."""

    def __init__(self, session: Watched, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._clock = session.clock
        self._selection: Selection = None
        self._structure = -1
        self._values = -1
        self._paused_at: float | None = None
        self._drawn_at = 0.0
        self._draws = 0
        self._costs: deque[float] = deque(maxlen=100)
        self.header = ChartsHeader()
        self.rates = Plot("rates", numbers.rate)
        self.depths = Plot("depths", lambda value: numbers.exact_count(round(value)))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.draw)
        self._arrange()
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Charts")
        self.show_range(self.header.range_seconds)

    def show_selection(self, selection: Selection) -> None:
        """Chart a node (its id), an edge (its key) or the whole broker (None)."""
        if selection != self._selection:
            self._selection = selection
            self._structure = -1
            for plot in (self.rates, self.depths):
                plot.begin_anew()
            self._draw_soon()

    def refresh(self) -> None:
        """The model may have changed: draw soon, if anybody can see it."""
        if not self.is_paused:
            self._draw_soon()

    @property
    def is_paused(self) -> bool:
        """The picture stands still; the session goes on recording."""
        return self._paused_at is not None

    def set_paused(self, paused: bool) -> None:
        """Freeze the picture, or catch up with what was recorded meanwhile."""
        if paused != self.is_paused:
            self._paused_at = self._clock() if paused else None
            self._tell_pause()
            self._draw_soon()

    def show_range(self, seconds: float) -> None:
        """Show that many seconds up to now."""
        self.rates.set_time_range(-seconds, 0.0)
        self._on_look()

    def statistics(self) -> ChartsStatistics:
        """What drawing has cost so far."""
        strips = (self.rates.curves.strip, self.depths.curves.strip)
        return ChartsStatistics(
            self._draws,
            sum(strip.full_draws for strip in strips),
            sum(strip.scrolls for strip in strips),
            median(self._costs) if self._costs else 0.0,
        )

    def draw(self) -> None:
        """Bring both plots up to date, and come back when they have to move on."""
        if not self.isVisible():
            return
        self._timer.stop()
        begun = perf_counter()
        self._follow()
        span = -self.rates.time_range[0]
        now = self._clock() if self._paused_at is None else self._paused_at
        plots = (self.rates, self.depths)
        changed = [self._catch_up(plot.trail, now, span) for plot in plots]
        self._values = self._session.graph.values
        self._say_what_is_missing()
        for plot, since in zip(plots, changed, strict=True):
            plot.draw(now, since, self._stale_after())
        self._tell_pause()
        self._draws += 1
        self._drawn_at = perf_counter()
        self._costs.append((self._drawn_at - begun) * 1000)
        self._plan_next(span)

    def _catch_up(self, trail: Trail, now: float, span: float) -> int | None:
        """Read the rings, unless nothing was recorded since the last time."""
        news = self._values != self._session.graph.values and not self.is_paused
        if news or trail.newest != int(now) or trail.is_behind(span):
            return trail.catch_up(now, span)
        return None

    def _follow(self) -> None:
        """Find the counters of the selection anew when the graph has changed."""
        graph = self._session.graph
        stands_still = self.is_paused and self._structure != -1
        if graph.structure == self._structure or stands_still:
            return
        self._structure = graph.structure
        lines = graph.lines(self._selection)
        depths = graph.depths(self._selection)
        self.rates.trail.follow(
            graph.tally.rings, {name: lines[name] for name in LINES if name in lines}
        )
        self.depths.trail.follow(
            graph.gauges, {name: depths[name] for name in _DEPTHS if name in depths}
        )
        self.depths.show_names(list(self.depths.trail.names))
        self.depths.setVisible(bool(depths))
        self._place_time_axes()
        self.header.show_title(words(graph, self._selection))

    def _say_what_is_missing(self) -> None:
        graph = self._session.graph
        names = [
            name
            for name in expected_lines(graph, self._selection)
            if name not in _ONLY_WHEN_USED or self.rates.trail.is_used(name)
        ]
        self.rates.show_names(names)
        self.rates.show_words(self._reason_for_nothing(names))

    def _reason_for_nothing(self, names: list[str]) -> str:
        graph = self._session.graph
        if not exists(graph, self._selection):
            return "This is no longer there. Select something else in the flow."
        if not names and self._selection is None:
            return "No traffic is known yet. Rates appear after the second reading of the counters."
        if not names:
            return "Nothing passes here: no service, binding or consumer is connected to it."
        return ""

    def _stale_after(self) -> float:
        slowest = max(self._session.periods.values(), default=0.0)
        return max(_STALE_AT_LEAST, 1.5 * slowest + 2.0)

    def _draw_soon(self) -> None:
        if not self.isVisible():
            return
        since = (perf_counter() - self._drawn_at) * 1000
        self._wake_in(max(0, round(FASTEST_MS - since)))

    def _plan_next(self, span: float) -> None:
        if any(plot.trail.is_behind(span) for plot in (self.rates, self.depths)):
            self._wake_in(FASTEST_MS)
        elif self.is_paused:
            self._wake_in(_SLOWEST_MS)
        elif self.rates.trail.names or self.depths.trail.names:
            oldest, newest = self.rates.time_range
            pixel_ms = 1000 * (newest - oldest) / max(1, self.rates.canvas.width())
            self._wake_in(round(min(max(pixel_ms, FASTEST_MS), _SLOWEST_MS)))

    def _wake_in(self, milliseconds: int) -> None:
        if not self._timer.isActive() or self._timer.remainingTime() > milliseconds:
            self._timer.start(milliseconds)

    def _tell_pause(self) -> None:
        if self._paused_at is None:
            self.header.show_pause(None)
        else:
            self.header.show_pause(age_words(max(0.0, self._clock() - self._paused_at)))

    def _arrange(self) -> None:
        self._plots = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._plots.setSpacing(6)
        self._plots.addWidget(self.rates, 3)
        self._plots.addWidget(self.depths, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 6)
        column.setSpacing(6)
        column.addWidget(self.header)
        column.addLayout(self._plots, 1)

    def _connect(self) -> None:
        self.depths.link_time(self.rates)
        self.header.range_chosen.connect(self.show_range)
        self.header.pause_toggled.connect(self.set_paused)
        for plot in (self.rates, self.depths):
            plot.looked.connect(self._on_look)
            plot.pointed.connect(self._on_pointed)
            plot.reset_wanted.connect(lambda: self.show_range(self.header.range_seconds))

    def _on_look(self) -> None:
        oldest, newest = self.rates.time_range
        whole = abs(oldest + self.header.range_seconds) < 1e-6 and newest == 0
        self.header.show_zoom("" if whole else _range_words(oldest, newest))
        self._draw_soon()

    def _on_pointed(self, age: float | None) -> None:
        self.rates.point_at(age)
        self.depths.point_at(age)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space pauses; the arrow keys move the cursor, Escape takes it away."""
        oldest, newest = self.rates.time_range
        step = max(1.0, (newest - oldest) / 60)
        match Qt.Key(event.key()):
            case Qt.Key.Key_Space:
                self.set_paused(not self.is_paused)
            case Qt.Key.Key_Left:
                self._move_cursor(-step)
            case Qt.Key.Key_Right:
                self._move_cursor(step)
            case Qt.Key.Key_Escape:
                self._on_pointed(None)
            case _:
                super().keyPressEvent(event)

    def _move_cursor(self, by: float) -> None:
        oldest, newest = self.rates.time_range
        at = newest if self.rates.cursor_at is None else self.rates.cursor_at
        self._on_pointed(min(max(at + by, oldest), newest))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the plots beside each other when there is more width than height."""
        super().resizeEvent(event)
        wide = self.width() > _SIDE_BY_SIDE * self.height()
        direction = QBoxLayout.Direction
        self._plots.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        self._place_time_axes()
        self._draw_soon()

    def _place_time_axes(self) -> None:
        stacked = self._plots.direction() == QBoxLayout.Direction.TopToBottom
        self.rates.show_time_axis(not stacked or self.depths.isHidden())
        self.depths.legend.setFixedWidth(WIDTH if stacked else NARROW)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what was recorded while nobody looked."""
        super().showEvent(event)
        self._draw_soon()

    def hideEvent(self, event: QHideEvent) -> None:
        """Cost nothing while nobody looks."""
        super().hideEvent(event)
        self._timer.stop()


def _range_words(oldest: float, newest: float) -> str:
    until = f"{age_words(-newest)} ago" if newest < -0.5 else "now"
    return f"{age_words(-oldest)} ago to {until}"
