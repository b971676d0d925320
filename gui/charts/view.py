"""The charts of a selection: what is counted, or how long things take, up to an hour back."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QHideEvent,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core import numbers
from core.counters import HISTORY_SECONDS
from core.selection import Selection, words
from core.wording import tr
from gui.charts.beat import AT_ONCE_MS, FASTEST_MS, Beat
from gui.charts.board import Board
from gui.charts.clock_scale import stretch_words
from gui.charts.cost import ChartsStatistics
from gui.charts.counters_page import CountersPage
from gui.charts.csv_text import file_name
from gui.charts.exporting import Exporting
from gui.charts.halves import Halves
from gui.charts.header import ChartsHeader
from gui.charts.keys import press
from gui.charts.line import short_words
from gui.charts.marks import Mark, Marks
from gui.charts.pages import Pages
from gui.charts.pinned_chart import PinnedChart
from gui.charts.plot import Plot
from gui.charts.stack import Stack
from gui.charts.stretch import Stretch
from gui.charts.tastes import Tastes
from gui.charts.times_page import TimesPage
from gui.charts.watched import Watched
from gui.field_message import FieldMessage

_SLOWEST_MS = 1000
_STALE_AT_LEAST = 6.0


class ChartsView(QWidget):
    """The plots for what is selected; they draw only while they are visible.

    `bar` is where proxy and firehose are switched on, without which there are no times.
    """

    change_wanted = Signal(object)
    """The user wants to see a change of the broker in the topology log."""

    def __init__(self, session: Watched, bar: QWidget | None = None) -> None:
        super().__init__()
        self._session = session
        self._clock = session.clock
        self._selection: Selection = None
        self.marks = Marks(session.log)
        self.tastes = Tastes()
        self._paused_at: float | None = None
        self._looked_at = session.clock()
        self.header = ChartsHeader()
        self.exporting = Exporting(self)
        self.message = FieldMessage()
        self.counters = CountersPage(session)
        self.rates, self.depths = self.counters.plots
        self.times = TimesPage(bar)
        self.board = Board(session)
        self._beat = Beat(self, self._draw_one)
        self._arrange()
        self._connect()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Charts"))
        self.show_range(self.header.range_seconds)

    def show_selection(self, selection: Selection) -> None:
        """Chart a node (its id), an edge (its key) or the whole broker (None)."""
        if selection != self._selection:
            self._selection = selection
            self.counters.show_selection(selection)
            self.times.show_selection(selection)
            self._beat.soon()

    @property
    def selection(self) -> Selection:
        """What the charts beside the pinned ones are about."""
        return self._selection

    def show_page(self, name: str) -> None:
        """Chart `rates` or `times`, of the same part of time."""
        (oldest, newest), at = self.lead.time_range, self.lead.cursor_at
        self._pages.setCurrentWidget(self.times if name == "times" else self.counters)
        self.header.pages[name].setChecked(True)
        self.lead.set_time_range(oldest, newest)
        self.point_at(at)
        self._beat.soon()

    def refresh(self) -> None:
        """The model may have changed: draw soon, if anybody can see it.

        Not in the turn in which everything else that is seen is drawn.
        """
        if not self.is_paused:
            self._beat.soon(wait_ms=AT_ONCE_MS)

    @property
    def lead(self) -> Plot:
        """The plot that says which part of time is shown."""
        return self.times.plot if self.shows_times else self.rates

    @property
    def shows_times(self) -> bool:
        """Times are shown, not rates."""
        return self._pages.currentWidget() is self.times

    @property
    def is_paused(self) -> bool:
        """The picture stands still; the session goes on recording."""
        return self._paused_at is not None

    def set_paused(self, paused: bool) -> None:
        """Freeze the picture, or catch up with what was recorded meanwhile."""
        if paused != self.is_paused:
            self._paused_at = self._clock() if paused else None
            self._tell_pause()
            self._beat.soon()

    def show_range(self, seconds: float) -> None:
        """Show that many seconds up to now."""
        self.lead.set_time_range(-seconds, 0.0)
        self._on_look()

    def export_table(self) -> None:
        """Keep the numbers in sight as CSV."""
        plots = [plot for plot in self._plots if plot.isVisible() and not plot.words]
        self.exporting.ask_table([plot.table() for plot in plots], self._file_name("csv"))

    def export_picture(self) -> None:
        """Keep the charts as they look as PNG."""
        self.exporting.ask_picture(self.grab().toImage(), self._file_name("png"))

    def _file_name(self, suffix: str) -> str:
        first, _ = self.lead.visible()
        return file_name(self.header.title.text(), first, suffix)

    def statistics(self) -> ChartsStatistics:
        """What drawing has cost so far."""
        return self._beat.statistics([plot.curves.strip for plot in self._plots])

    def draw(self) -> None:
        """Bring all plots up to date."""
        self._beat.draw_all()

    def _everyone(self) -> tuple[QWidget, ...]:
        """What is drawn in turns: the page of the selection, and each chart that stays."""
        return (self._page, *self.board.charts)

    def _on_drawn(self) -> None:
        told = words(self._session.graph, self._selection)
        self.header.show_title(told, short_words(self._selection))
        self._tell_pause()

    def _draw_one(self, one: QWidget) -> None:
        now, stale_after = self._now(), self._stale_after()
        if one is self.counters:
            self.counters.draw(now, stale_after, self.is_paused)
        elif one is self.times:
            self.times.draw(self._session.times, now, stale_after, self.is_paused)
        elif isinstance(one, PinnedChart) and one in self.board.charts:
            self._go_along(one.plot)
            one.draw(now, stale_after, self.is_paused)

    def _go_along(self, plot: Plot) -> None:
        """The same part of time and the same cursor as the others."""
        plot.set_time_range(*self.lead.time_range)
        if plot.cursor_at != self.lead.cursor_at:
            plot.point_at(self.lead.cursor_at)

    def _now(self) -> float:
        return self._clock() if self._paused_at is None else self._paused_at

    def _go_with(self, now: float) -> None:
        """What happened at a time stays in sight while that time moves into the past."""
        elapsed, self._looked_at = now - self._looked_at, now
        before = self.lead.stretch
        after = before.later(elapsed)
        if after != before:
            self._set_stretch(after)
            if self.lead.cursor_at is not None:
                self.point_at(max(self.lead.cursor_at - elapsed, after.oldest))

    def _set_stretch(self, shown: Stretch) -> None:
        self.lead.set_time_range(shown.oldest, shown.newest)

    @property
    def _page(self) -> CountersPage | TimesPage:
        return self.times if self.shows_times else self.counters

    @property
    def _plots(self) -> tuple[Plot, ...]:
        pinned = (chart.plot for chart in self.board.charts)
        return (*self.counters.plots, self.times.plot, *pinned)

    def _stale_after(self) -> float:
        slowest = max(self._session.periods.values(), default=0.0)
        return max(_STALE_AT_LEAST, 1.5 * slowest + 2.0)

    @property
    def is_behind(self) -> bool:
        """Some of what is to be seen has not been read or drawn yet."""
        return not self._beat.is_over or self._is_unread()

    def _is_unread(self) -> bool:
        return self._page.is_behind() or any(chart.is_behind() for chart in self.board.charts)

    def _rest_ms(self) -> float | None:
        if self._is_unread():
            return FASTEST_MS
        if self.is_paused:
            return _SLOWEST_MS
        if not self._page.has_lines and not self.board.charts:
            return None
        oldest, newest = self.lead.time_range
        pixel_ms = 1000 * (newest - oldest) / max(1, self.lead.canvas.width())
        return float(min(max(pixel_ms, FASTEST_MS), _SLOWEST_MS))

    def _tell_pause(self) -> None:
        if self._paused_at is None:
            self.header.show_pause(None)
        else:
            self.header.show_pause(max(0.0, self._clock() - self._paused_at))

    def _arrange(self) -> None:
        pages = QWidget()
        self._pages = Pages(pages)
        self._pages.addWidget(self.counters)
        self._pages.addWidget(self.times)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 6)
        column.setSpacing(6)
        column.addWidget(self.header)
        column.addWidget(self.message)
        self.halves = Halves(pages, self.board)
        self.stack = Stack(self.halves, self.board)
        column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        self._beat.everyone, self._beat.rest_ms = self._everyone, self._rest_ms
        self._beat.begins.connect(lambda: self._go_with(self._now()))
        self._beat.ended.connect(self._on_drawn)
        self.header.page_chosen.connect(self.show_page)
        self.header.range_chosen.connect(self.show_range)
        self.header.pause_toggled.connect(self.set_paused)
        self.exporting.failed.connect(self.message.say)
        self.exporting.said.connect(self.message.clear)
        self.header.pin.clicked.connect(lambda: self.halves.pin(self._selection))
        self.header.now_wanted.connect(self.go_on)
        self.header.lock_toggled.connect(self._on_lock)
        self.times.changed.connect(self._beat.soon)
        for plot in self._plots:
            self._adopt(plot)
            plot.looked.connect(self._on_look)
        self.tastes.changed.connect(self._beat.soon)
        self.board.added.connect(self._on_added)
        self.board.changed.connect(self._beat.soon)
        self.halves.placed.connect(self._place)
        self.halves.refused.connect(self.message.say)

    def _adopt(self, plot: Plot) -> None:
        plot.pointed.connect(self.point_at)
        plot.marks = self.marks
        plot.tastes = self.tastes
        plot.mark_chosen.connect(self.choose)
        plot.reset_wanted.connect(self.show_whole)

    def _on_added(self, chart: PinnedChart) -> None:
        plot = chart.plot
        self._adopt(plot)
        plot.set_time_range(*self.lead.time_range)
        plot.lock(self.header.lock.isChecked())
        plot.looked.connect(lambda: self._on_look_at(chart))
        plot.pointed.connect(lambda _: self._beat.at_once(chart))
        self._beat.soon()

    def _on_look_at(self, chart: PinnedChart) -> None:
        """A pinned chart was zoomed: all go with it."""
        if chart.plot.stretch != self.lead.stretch:
            self.look(chart.plot.stretch)
        self._beat.at_once(chart)

    def _on_look(self) -> None:
        self._go_with(self._now())
        shown = self.lead.stretch
        whole = abs(shown.oldest + self.header.range_seconds) < 1e-6 and shown.newest == 0
        words = "" if whole else tr("{age} ago to now", age=numbers.whole_age(round(-shown.oldest)))
        if not shown.is_live:
            now = self._now()
            words = stretch_words(now + shown.oldest, now + shown.newest)
        self.header.show_zoom(words)
        self._drop_cursor_beyond(shown)
        self.header.now.setVisible(not shown.is_live)
        self._beat.at_once(self._page)

    def _drop_cursor_beyond(self, shown: Stretch) -> None:
        """What is out of sight is not told of any more."""
        at = self.lead.cursor_at
        if at is not None and not shown.oldest <= at <= shown.newest:
            self.point_at(None)

    def go_on(self) -> None:
        """Go with now again, as much of it as was looked at."""
        self._set_stretch(self.lead.stretch.until_now())
        self.set_paused(False)
        self._on_look()

    def look(self, shown: Stretch) -> None:
        """Show another part of time."""
        self._set_stretch(shown)
        self._on_look()

    def _on_lock(self, locked: bool) -> None:
        for plot in self._plots:
            plot.lock(locked)
        self._beat.soon()

    def point_at(self, age: float | None) -> None:
        """Move the cursor in every plot, or take it away; charts that stay follow in turns."""
        for plot in (*self.counters.plots, self.times.plot):
            plot.point_at(age)
        if self.board.charts:
            self._beat.at_once(self._page)
        told = self.lead.curves.readout
        self.setAccessibleDescription("" if told is None else told.words())

    def event(self, event: QEvent) -> bool:
        """M is for the changes of the broker here, and for the overview elsewhere in the window."""
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and _is_m(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space pauses; arrows move the cursor, with Shift the time; plus and minus zoom."""
        if not press(self, event):
            super().keyPressEvent(event)

    def toggle_pause(self) -> None:
        """Freeze the picture, or resume."""
        self.set_paused(not self.is_paused)

    def toggle_lock(self) -> None:
        """Hold the scale of the values, or let it follow them."""
        self.header.lock.toggle()

    def show_whole(self) -> None:
        """Show the whole range again."""
        self.show_range(self.header.range_seconds)

    def step(self, by: int) -> None:
        """Put the cursor on the next change of what is shown, and that into sight."""
        now, shown = self._now(), self.lead.stretch
        at = shown.oldest if self.lead.cursor_at is None and by > 0 else self.lead.cursor_at
        found = self.marks.beside(now + (at or 0.0), by, self.lead.subjects)
        if found is None or found > now or found < now - HISTORY_SECONDS:
            return
        age = found - now
        if not shown.oldest <= age <= shown.newest:
            self.look(shown.moved(age - (shown.oldest + shown.newest) / 2))
        self.point_at(age)

    def choose(self, mark: Mark | None) -> None:
        """Show what changed in the topology log."""
        if mark is not None:
            self.change_wanted.emit(mark.entries[0])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the plots beside each other when there is more width than height."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        self.counters.place(self.halves.free_width, self.height())
        self.times.place(self.halves.free_width, self.height())
        self._beat.soon()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what was recorded while nobody looked."""
        super().showEvent(event)
        self._beat.soon()

    def hideEvent(self, event: QHideEvent) -> None:
        """Cost nothing while nobody looks."""
        super().hideEvent(event)
        self._beat.stop()


def _is_m(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_M and not event.modifiers()
