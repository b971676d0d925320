"""One plot: canvas, legend, and words when there is nothing to draw."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QBoxLayout, QLabel, QStackedLayout, QWidget

from core import numbers
from core.wording import phrase, tr
from gui import theme
from gui.charts.axes import ValueAxis
from gui.charts.band_paint import Band
from gui.charts.batched import SECONDS
from gui.charts.before_paint import Before
from gui.charts.canvas import Canvas
from gui.charts.clock_scale import moment_words
from gui.charts.concern import Subjects
from gui.charts.csv_text import Table
from gui.charts.curves import CurvesItem
from gui.charts.geometry import Numbers, Scope
from gui.charts.legend import UNKNOWN, Entry, Legend
from gui.charts.line import column_name, line_words, series_key
from gui.charts.line_menu import LineMenu
from gui.charts.looks import Look, look
from gui.charts.marks import Mark, Marks, mark_near
from gui.charts.readout import Readout, Row
from gui.charts.scale import is_now
from gui.charts.stretch import Stretch
from gui.charts.strip import Picture
from gui.charts.tastes import Tastes
from gui.charts.watched import Lines, Value

Write = Callable[[float], str]
"""How a value of a plot is written, with its unit."""

_LEAST = 40
"""Pixels of height that the legend always has."""
_IN_BATCHES = phrase(
    "Comes in batches: the curve is the mean of {n} seconds, the band behind it says how much it "
    "varies. The cursor and the table say every second as it was."
)
_AT_CURSOR = 6.0
"""So near to the cursor a mark is told with it."""


class Plot(QWidget):
    """Some lines over time, seconds relative to now."""

    looked = Signal()
    """The user chose another part of time, or hid or showed a line."""
    pointed = Signal(object)
    """The mouse points at so many seconds ago (negative or 0), or at nothing (None)."""
    mark_chosen = Signal(object)
    """The user wants to know more of a mark."""
    reset_wanted = Signal()
    """The user wants to see the whole range again."""

    def __init__(self, name: str, write: Write, lines: Lines, axis: ValueAxis) -> None:
        super().__init__()
        self.name = name
        self.lines = lines
        self.subjects: Subjects = (None,)
        """What it is of."""
        self.variant = ""
        """Which of several lines of the same name it has."""
        self.tastes = Tastes()
        """What the user wants of single lines."""
        self.drawn: Callable[[float], float] = float
        """From what is exported to what is drawn."""
        self.legend = Legend(self._look)
        self.write = write
        self.unit = phrase("messages/s")
        """Of the values, in an exported table."""
        self.span = ""
        """Over which time a value is, in words; empty for what is so at one moment."""
        self.number: Callable[[float], float] = float
        """From what is drawn to what is exported."""
        self.is_locked = False
        """The value axis stays as it is, whatever the values do."""
        self.marks: Marks | None = None
        """What changed on the broker meanwhile."""
        self._now = 0.0
        self._cursor: float | None = None
        self._names: tuple[str, ...] = ()
        self.canvas = Canvas(name, axis, self.font())
        self._words = QLabel()
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._arrange()
        self._connect()
        self._on_theme()

    @property
    def axis(self) -> ValueAxis:
        """The value axis."""
        return self.canvas.axis

    @axis.setter
    def axis(self, axis: ValueAxis) -> None:
        self.canvas.axis = axis

    @property
    def curves(self) -> CurvesItem:
        """What is drawn inside the axes."""
        return self.canvas.curves

    @property
    def stretch(self) -> Stretch:
        """The part of time that is shown."""
        return self.canvas.stretch

    @property
    def time_range(self) -> tuple[float, float]:
        """The part of time that is shown: seconds relative to now."""
        return self.stretch.oldest, self.stretch.newest

    @property
    def cursor_at(self) -> float | None:
        """Where the cursor is: seconds relative to now."""
        return self._cursor

    @property
    def top(self) -> float:
        """Where the value axis ends."""
        return self.axis.top

    @property
    def names(self) -> tuple[str, ...]:
        """The lines that belong to the plot, known or not."""
        return self._names

    @property
    def shown_lines(self) -> tuple[str, ...]:
        """The lines that are drawn now."""
        hidden = self.legend.hidden_lines
        return tuple(n for n in self._names if n not in hidden and self.lines.is_known(n))

    def set_time_range(self, oldest: float, newest: float) -> None:
        """Show that part of time."""
        self.canvas.show_stretch(oldest, newest)

    def link_time(self, other: "Plot") -> None:
        """Show the same part of time as another plot."""
        self.canvas.link_time(other.canvas)

    def show_time_axis(self, shown: bool) -> None:
        """Write the times below the plot, or leave that to the plot below it."""
        self.canvas.show_time_axis(shown)

    def put_legend(self, below: bool, width: int) -> None:
        """Put the legend beside the curves, so wide, or below them in two rows."""
        direction = QBoxLayout.Direction
        self._beside.setDirection(direction.TopToBottom if below else direction.LeftToRight)
        self._beside.setSpacing(0 if below else 8)
        self.legend.place(below, width)

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

    def draw(
        self, now: float, changed: int | None, stale_after: float, stands_still: bool = False
    ) -> bool:
        """Draw the lines up to now; False when the picture was still right."""
        self._now = now
        self.canvas.set_now(now, stands_still)
        self._write_legend(stale_after)
        area = self.canvas.area
        if area.width() < 2 or area.height() < 2:
            return False
        ratio = self.canvas.devicePixelRatioF()
        self._fit_axis()
        colours = theme.current()
        looks = tuple(map(self._look, self.shown_lines))
        picture = Picture(self._scope(ratio), looks, colours.panel, ratio)
        painted = self.curves.strip.draw(self.lines, now, picture, changed)
        painted = any((self._show_marks(), self._show_bands(), self._show_before(), painted))
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

    def table(self) -> Table:
        """What is in sight, in numbers."""
        first, last = self.visible()
        names = self.shown_lines
        rows = [self.lines.names.index(name) for name in names]
        told = {column_name(name): self.lines.samples(name, first, last) for name in names}
        sampled = {name: values for name, values in told.items() if values is not None}
        values = np.vstack([self.lines.measured(first, last)[rows], *sampled.values()])
        columns = (*told, *(f"{name}, sampled by the broker" for name in sampled))
        return Table(first, columns, self.unit, values, self.number)

    def visible(self) -> tuple[int, int]:
        """The first and the last second that are in sight."""
        shown = self.stretch
        return round(self._now + shown.oldest), round(self._now + shown.newest)

    def _scope(self, ratio: float) -> Scope:
        area, shown = self.canvas.area, self.stretch
        size = round(area.width() * ratio), round(area.height() * ratio)
        return Scope(*size, shown.oldest, shown.newest, self.axis.top, self.axis.bottom)

    def _fit_axis(self) -> None:
        first, last = self.visible()
        values = self.lines.between(first - 1, last + 1)
        values = values[[self.lines.names.index(name) for name in self.shown_lines]]
        if self.is_locked:
            self._tell_beyond(values)
        elif self.axis.fit(values):
            self.canvas.show_values()

    def lock(self, locked: bool) -> None:
        """Hold the value axis as it is, or let it follow the values again."""
        self.is_locked = locked
        if not locked:
            self.curves.caption = ""
            self.curves.update()

    def _tell_beyond(self, values: Numbers) -> None:
        """A curve that leaves a locked scale is not cut off silently."""
        known = values[values == values]
        peak = float(known.max()) if len(known) else self.axis.bottom
        is_beyond = peak > self.axis.top
        beyond = tr("Scale locked; up to {value}", value=self.write(peak)) if is_beyond else ""
        self.curves.caption = beyond or tr("Scale locked")

    def _write_legend(self, stale_after: float) -> None:
        self.legend.show_entries([self._entry(name, stale_after) for name in self._names])

    def _entry(self, name: str, stale_after: float) -> Entry:
        drawn = self.lines.is_known(name)
        latest = self.lines.latest(name, stale_after) if drawn else None
        if latest is None:
            old, none = tr("No reading is new enough to tell."), tr("No source tells it.")
            return Entry(name, "?" if drawn else tr(UNKNOWN), old if drawn else none, drawn)
        limit = self.tastes.limits.get(self._key(name))
        above = limit is not None and self.number(latest.value) > limit
        span = tr(self.span) if self.span else ""
        detail = "\n".join(filter(None, (self._detail(latest), span))) + self._past_words()
        if name in self.curves.strip.batched:
            detail += "\n" + tr(_IN_BATCHES, n=SECONDS)
        return Entry(name, self.write(latest.value), detail, drawn, above)

    def _past_words(self) -> str:
        """From when on the values are no measurements, as a further line."""
        before = self.lines.before
        if before is None:
            return ""
        return "\n" + tr("Before {time}: the broker's own samples.", time=numbers.clock(before))

    def _key(self, name: str) -> str:
        return self.variant + series_key(name, self.subjects[0])

    def _look(self, name: str) -> Look:
        usual, colour = look(name, theme.current()), self.tastes.colour(self._key(name))
        return usual if colour is None else replace(usual, colour=colour)

    def _show_before(self) -> bool:
        """Say which part was sampled by the broker; whether that has moved."""
        was, before = self.curves.before, self.lines.before
        self.curves.before = None
        if before is not None:
            x = (before - self._now - self.stretch.oldest) / self.stretch.span
            words = tr("the broker's samples")
            self.curves.before = Before(round(x * self.canvas.area.width()) + 0.5, words)
        return was != self.curves.before

    def _show_bands(self) -> bool:
        before = self.curves.bands
        bands = (self._band(name) for name in self.shown_lines)
        self.curves.bands = tuple(band for band in bands if band is not None)
        return before != self.curves.bands

    def _band(self, name: str) -> Band | None:
        limit = self.tastes.limits.get(self._key(name))
        if limit is None:
            return None
        drawn = self.drawn(limit)
        words = tr("{line} above {limit}", line=line_words(name), limit=self.write(drawn))
        return Band(round(self._scope(1.0).y(drawn)), words, self.legend.is_above(name))

    def _on_menu(self, name: str, place: QPoint) -> None:
        colour, key = self._look(name).colour, self._key(name)
        LineMenu(self, name, key, self.unit, colour, self.tastes).show_at(place)

    def _detail(self, known: Value) -> str:
        age = max(0.0, int(self._now) - known.second)
        if is_now(age):
            return tr("Read just now; {detail}", detail=known.detail)
        return tr("Read {age} ago; {detail}", age=numbers.whole_age(age), detail=known.detail)

    def _readout(self) -> Readout | None:
        if self._cursor is None:
            return None
        shown, area = self.stretch, self.canvas.area
        second = round(self._now + self._cursor)
        rows = tuple(self._row(name, second) for name in self.shown_lines)
        x = (self._cursor - shown.oldest) / shown.span * area.width()
        mark = mark_near(self.curves.marks, x, _AT_CURSOR)
        at = self._now + self._cursor
        origin, moment = self.lines.origin(second), moment_words(at, -self._cursor)
        notes = (*((origin,) if origin else ()), *(mark.words() if mark is not None else ()))
        return Readout(x, moment, rows, notes, numbers.clock(at))

    @property
    def mark_at_cursor(self) -> Mark | None:
        """What changed at the time of the cursor."""
        if self._cursor is None:
            return None
        shown, width = self.stretch, self.canvas.area.width()
        x = (self._cursor - shown.oldest) / shown.span * width
        return mark_near(self.curves.marks, x, _AT_CURSOR)

    def _show_marks(self) -> bool:
        """Put the marks where they are now; whether one has moved."""
        if self.marks is None:
            return False
        before, area = self.curves.marks, self.canvas.area
        self.curves.marks = self.marks.within(self.stretch, self._now, area.width(), self.subjects)
        return before != self.curves.marks

    def _row(self, name: str, second: int) -> Row:
        known = self.lines.at(name, second)
        if known is None:
            return Row(self._look(name), "?", None)
        y = self._scope(1.0).y(known.value)
        return Row(self._look(name), self.write(known.value), y)

    def _arrange(self) -> None:
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._stack = QStackedLayout()
        drawn = QWidget()
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight, drawn)
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.setSpacing(8)
        self.legend.setMinimumHeight(_LEAST)
        self._beside.addWidget(self.canvas, 1)
        self._beside.addWidget(self.legend)
        self._stack.addWidget(drawn)
        self._stack.addWidget(self._words)
        self.setLayout(self._stack)

    def _connect(self) -> None:
        self.canvas.looked.connect(self.looked)
        self.canvas.pointed.connect(self.pointed)
        self.canvas.mark_chosen.connect(self.mark_chosen)
        self.canvas.reset_wanted.connect(self.reset_wanted)
        self.legend.toggled.connect(self.looked)
        self.legend.menu_wanted.connect(self._on_menu)
        theme.changed.connect(self._on_theme)

    def _on_theme(self) -> None:
        self.canvas.show_theme(theme.current(), self.font())
        self.looked.emit()
