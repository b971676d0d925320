"""A chart that stays whatever is selected: a plot with its title, and a way to close it."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
)

from core import numbers
from core.selection import LINES, Selection, exists
from core.wording import phrase, tr
from gui import theme
from gui.charts.axes import CountAxis
from gui.charts.cargo import holds_selection, unpacked
from gui.charts.header import Title
from gui.charts.legend import NARROW, NARROWEST
from gui.charts.line import line_name
from gui.charts.past_trail import PastTrail
from gui.charts.pin import Kind, Pin
from gui.charts.plot import Plot
from gui.charts.watched import Watched
from gui.vocabulary import EACH_SECOND

_DEPTHS = ("ready", "unacked")
_GONE = phrase("This is no longer there. It is charted again when it is back.")
_NONE = {
    "rates": phrase("Nothing that is counted passes here."),
    "depths": phrase("No messages wait here. Show rates instead."),
}
_KINDS: dict[Kind, tuple[str, str]] = {
    "rates": (phrase("Rates"), phrase("Show rates")),
    "depths": (phrase("Depths"), phrase("Show depths")),
}
_BESIDE_FROM = 440
"""The width of a chart from which its legend has room beside the curves."""
_BELOW_FROM = 150
"""The height from which it has room below them; a lower chart has it beside, but narrow."""


class PinnedChart(QFrame):
    """Draws what its pin says; takes further things that are dropped onto it."""

    changed = Signal()
    """Its pin is another one."""
    closed = Signal()
    carried = Signal(QPoint)
    """The user drags it by its title; there on the screen is the mouse."""

    def __init__(self, session: Watched, pin: Pin) -> None:
        super().__init__()
        self._session = session
        self.pin = pin
        self._structure = -1
        self._is_target = False
        self._trail = PastTrail()
        self.plot = Plot("pinned", numbers.rate, self._trail, CountAxis())
        self.title = Title()
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name of the chart"))
        self.name.setPlaceholderText(tr("As what it shows"))
        self.kinds = {kind: self._kind_button(kind) for kind in _KINDS}
        self.close_button = QToolButton()
        self._arrange()
        self.name.editingFinished.connect(self._on_named)
        self.close_button.clicked.connect(self.closed)
        self.title.installEventFilter(self)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._take(pin)

    def draw(self, now: float, stale_after: float, is_paused: bool) -> None:
        """Bring the plot up to now."""
        self._follow(is_paused)
        changed = self._trail.catch_up(now, -self.plot.stretch.oldest)
        if self._trail.look_back():
            self.plot.curves.strip.invalidate()
        self.plot.draw(now, changed, stale_after, is_paused)

    def is_behind(self) -> bool:
        """Some of what is to be seen has not been read yet."""
        return self._trail.is_behind(-self.plot.stretch.oldest)

    def add(self, selection: Selection) -> None:
        """Chart one thing more."""
        self._change(self.pin.also(selection))

    def show_kind(self, kind: Kind) -> None:
        """Chart rates or depths."""
        self._change(replace(self.pin, kind=kind))

    def rename(self) -> None:
        """Let the user type a name; none is that of what is shown."""
        self.name.setText(self.pin.name)
        self._titles.setCurrentWidget(self.name)
        self.name.setFocus()
        self.name.selectAll()

    def _change(self, pin: Pin) -> None:
        if pin != self.pin:
            self._take(pin)
            self.changed.emit()

    def _take(self, pin: Pin) -> None:
        if pin.kind != self.pin.kind:
            self.plot.axis = CountAxis()
        self.pin = pin
        self._structure = -1
        self.plot.subjects = pin.of
        self._trail = PastTrail()
        self.plot.write = numbers.rate if pin.kind == "rates" else _whole
        self.plot.unit = phrase("messages/s") if pin.kind == "rates" else phrase("messages")
        self.plot.span = EACH_SECOND if pin.kind == "rates" else ""
        self.plot.begin_anew(self._trail)
        self.kinds[pin.kind].setChecked(True)
        self._show_title()

    def _follow(self, is_paused: bool) -> None:
        """Find the counters anew when the graph has changed."""
        graph = self._session.graph
        if graph.structure == self._structure or (is_paused and self._structure != -1):
            return
        self._structure = graph.structure
        several, lines, queues = len(self.pin.of) > 1, {}, {}
        for slot, one in enumerate(self.pin.of):
            rates = self.pin.kind == "rates"
            found = graph.lines(one) if rates else graph.depths(one)
            for counter in LINES if rates else _DEPTHS:
                if counter in found:
                    name = line_name(counter, slot, one) if several else counter
                    lines[name] = found[counter]
                    queue = graph.queue_of(one)
                    is_told = queue and (isinstance(one, str) or not rates)
                    if one is None or is_told:
                        queues[name] = queue
        self._trail.follow(graph.tally.rings if rates else graph.gauges, lines)
        self._trail.recall(self._session.past, queues)
        self.plot.show_names(list(lines))
        gone = not any(exists(graph, one) for one in self.pin.of)
        self.plot.show_words("" if lines else tr(_GONE) if gone else tr(_NONE[self.pin.kind]))
        self._show_title()

    def _show_title(self) -> None:
        graph = self._session.graph
        gone = [one for one in self.pin.of if not exists(graph, one)]
        title, short = self.pin.title(graph), self.pin.short_title()
        told = title
        if gone and len(self.pin.of) == 1:
            told, short = (tr("{title} (gone)", title=words) for words in (title, short))
        self.title.show_words(told, short)
        self.title.setToolTip(
            f"{told}\n"
            + tr("Double click renames it, a drag moves it (Ctrl+Shift+Left, Ctrl+Shift+Right)")
        )
        self.setAccessibleName(tr("Pinned chart of {what}", what=told))
        self.plot.canvas.setAccessibleName(tr("{name} over time", name=told))
        self.close_button.setAccessibleName(tr("Close the chart of {what}", what=title))

    def _on_named(self) -> None:
        if self._titles.currentWidget() is self.name:
            self._titles.setCurrentWidget(self.title)
            self._change(replace(self.pin, name=self.name.text().strip()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A double click on the title renames, a drag moves the chart."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonDblClick:
            self.rename()
            return True
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            return event.button() == Qt.MouseButton.LeftButton  # what follows comes here, too
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            self.carried.emit(event.globalPosition().toPoint())
            return True
        return super().eventFilter(watched, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the chart as a whole."""
        menu = QMenu(self)
        menu.addAction(tr("&Rename")).triggered.connect(self.rename)
        menu.addAction(tr("Show &rates")).triggered.connect(lambda: self.show_kind("rates"))
        menu.addAction(tr("Show &depths")).triggered.connect(lambda: self.show_kind("depths"))
        menu.addSeparator()
        menu.addAction(tr("&Close")).triggered.connect(self.closed)
        menu.popup(event.globalPos())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take whatever can be charted."""
        if holds_selection(event.mimeData()):
            event.acceptProposedAction()
            self._target(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It goes elsewhere."""
        super().dragLeaveEvent(event)
        self._target(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Chart it here too."""
        self._target(False)
        event.acceptProposedAction()
        self.add(unpacked(event.mimeData()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show where a drop would go."""
        super().paintEvent(event)
        colours = theme.current()
        lit = self._is_target or self.hasFocus()
        painter = QPainter(self)
        painter.setPen(QPen(colours.accent if lit else colours.panel_border, 2 if lit else 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The legend is beside the curves only where there is room for both."""
        super().resizeEvent(event)
        narrow = self.width() < _BESIDE_FROM
        below = narrow and self.height() >= _BELOW_FROM
        self.plot.put_legend(below, NARROWEST if narrow else NARROW)

    def _target(self, is_target: bool) -> None:
        self._is_target = is_target
        self.update()

    def _kind_button(self, kind: Kind) -> QToolButton:
        button = QToolButton()
        words, told = _KINDS[kind]
        button.setText(tr(words))
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setAutoRaise(True)
        button.setAccessibleName(tr(told))
        button.clicked.connect(lambda: self.show_kind(kind))
        return button

    def _arrange(self) -> None:
        self.close_button.setText("\N{MULTIPLICATION SIGN}")
        self.close_button.setAutoRaise(True)
        self.close_button.setToolTip(tr("Close this chart (Delete)"))
        self._titles = QStackedWidget()
        self._titles.addWidget(self.title)
        self._titles.addWidget(self.name)
        self._titles.setMaximumHeight(self.name.sizeHint().height())
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self._titles, 1)
        for button in (*self.kinds.values(), self.close_button):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 3, 3, 3)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.plot, 1)


def _whole(value: float) -> str:
    return numbers.exact_count(round(value))
