"""How long things take for what is selected: percentiles over time, and how they are spread."""

from math import log10

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QToolButton, QVBoxLayout, QWidget

from core import numbers
from core.edge_times import MEASURES, EdgeTimes, measures_of
from core.recent_times import Measure
from core.selection import Selection
from core.wording import phrase, tr
from gui.charts.axes import DurationAxis
from gui.charts.histogram import Histogram
from gui.charts.legend import NARROW
from gui.charts.plot import Plot
from gui.charts.times_trail import LINES, WINDOW_SECONDS, TimesTrail
from gui.vocabulary import word

_COLOURS: dict[Measure, str] = {"confirm": "confirm", "wait": "ready", "handling": "ack"}
_TIPS: dict[Measure, str] = {
    "confirm": phrase("From a publish to the broker's confirm or nack"),
    "wait": phrase(
        "From a publish to the first delivery of the message: how long it waited in the queue; "
        "known of messages that have an id"
    ),
    "handling": phrase("From a delivery to the consumer's ack, nack or reject"),
}
_NEEDS = phrase(
    "How long messages take is seen only through the proxy or the firehose.\n"
    "Let services connect through the proxy (Ctrl+Shift+L), which sees all of it; "
    "the firehose (Ctrl+L) tells only how long messages wait."
)
_NEEDS_PROXY = {
    "confirm": phrase(
        "No {what} was seen here in this hour. Only the proxy sees it: "
        "let the publishers connect through it, with confirms on."
    ),
    "handling": phrase(
        "No {what} was seen here in this hour. Only the proxy sees it: "
        "let the consumers connect through it; one with auto ack never answers."
    ),
}
_WAIT_NEEDS = phrase(
    "No message was seen both published and delivered here in this hour.\n"
    "Publisher and consumer have to use the proxy, or the firehose has to be on; "
    "and messages need a message id."
)
_NOT_HERE = phrase(
    "Nothing can be timed here. Select a service, an exchange, a queue or another edge."
)
_SIDE_BY_SIDE, _WIDE_ENOUGH = 1.5, 640


class TimesPage(QWidget):
    """A plot of percentiles, the histogram of what it shows, and which times these are."""

    changed = Signal()
    """Something else is to be shown."""

    def __init__(self, bar: QWidget | None = None) -> None:
        super().__init__()
        self._selection: Selection = None
        self._bar = bar or QWidget()
        """Where proxy and firehose are switched on, for when they are needed."""
        self._is_wide, self._needs_bar = True, False
        """There is room for that, too."""
        self._wanted: Measure = "handling"
        self.trail = TimesTrail()
        self.plot = Plot(phrase("times"), _written, self.trail, DurationAxis())
        self.plot.unit, self.plot.number, self.plot.drawn = "s", _seconds, _logarithm
        self.plot.show_names(list(LINES))
        self.plot.legend.setFixedWidth(NARROW)
        self.histogram = Histogram(_COLOURS[self._wanted])
        self.choices = QButtonGroup(self)
        self.buttons = {measure: self._button(measure) for measure in MEASURES}
        self._arrange()

    @property
    def measure(self) -> Measure:
        """Which times are shown: those that were wanted, unless there are no such here."""
        here = measures_of(self._selection)
        return self._wanted if self._wanted in here or not here else here[-1]

    def show_selection(self, selection: Selection) -> None:
        """Show the times of a node, an edge or the whole broker."""
        self._selection = selection
        self._begin_anew()

    def show_measure(self, measure: Measure) -> None:
        """Show these times wherever there are such."""
        self._wanted = measure
        self._begin_anew()
        self.changed.emit()

    def draw(
        self, times: EdgeTimes, now: float, stale_after: float, stands_still: bool = False
    ) -> None:
        """Bring plot and histogram up to now."""
        self.trail.follow(times, self._selection, self.measure)
        oldest, newest = self.plot.time_range
        changed = self.trail.catch_up(now, -oldest)
        counts = self.trail.histogram(int(now + oldest), int(now + newest))
        self._say(self._missing(times, bool(counts.any())))
        self.histogram.show_counts(counts)
        self.plot.draw(now, changed, stale_after + WINDOW_SECONDS, stands_still)

    @property
    def has_lines(self) -> bool:
        """There is something that moves on: also the seconds in which nothing is seen."""
        return True

    def is_behind(self) -> bool:
        """Some of what is to be seen has not been read yet."""
        return self.trail.is_behind(-self.plot.time_range[0])

    def _say(self, words: str) -> None:
        self.plot.show_words(words)
        self.histogram.setVisible(not words)
        self._needs_bar = bool(words) and bool(measures_of(self._selection))
        self._bar.setVisible(self._needs_bar and self._is_wide)

    def _missing(self, times: EdgeTimes, is_in_sight: bool) -> str:
        if not measures_of(self._selection):
            return tr(_NOT_HERE)
        is_known = is_in_sight or any(self.trail.is_known(name) for name in LINES)
        if is_known or self.is_behind():
            return ""
        if not any(times.is_seen(measure) for measure in MEASURES):
            return tr(_NEEDS)
        if self.measure == "wait":
            return tr(_WAIT_NEEDS)
        return tr(_NEEDS_PROXY[self.measure], what=word(self.measure))

    def _begin_anew(self) -> None:
        self.plot.subjects, self.plot.variant = (self._selection,), self.measure
        self.plot.axis = DurationAxis()
        self.plot.begin_anew(self.trail)
        self._show_choice()

    def _show_choice(self) -> None:
        here = measures_of(self._selection)
        for measure, button in self.buttons.items():
            button.setEnabled(measure in here)
        self.buttons[self.measure].setChecked(True)
        if self.histogram.colour != _COLOURS[self.measure]:
            self.histogram.colour = _COLOURS[self.measure]
            self.histogram.update()

    def _button(self, measure: Measure) -> QToolButton:
        button = QToolButton()
        button.setText(word(measure) if measure != "confirm" else tr("publish to confirm"))
        button.setToolTip(tr(_TIPS[measure]))
        button.setAccessibleName(tr("Show the times from {what}", what=button.text()))
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.show_measure(measure))
        self.choices.addButton(button)
        return button

    def _arrange(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(4)
        for button in self.buttons.values():
            button.setSizePolicy(
                self.sizePolicy().Policy.Minimum, button.sizePolicy().verticalPolicy()
            )
            column.addWidget(button)
        column.addStretch(1)
        self._plots = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._plots.setSpacing(6)
        self._plots.addWidget(self.plot, 3)
        self._plots.addWidget(self.histogram, 2)
        self._bar.hide()
        shown = QVBoxLayout()
        shown.setSpacing(0)
        shown.addLayout(self._plots, 1)
        shown.addWidget(self._bar)
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addLayout(column)
        row.addLayout(shown, 1)
        self._show_choice()

    def place(self, width: int, height: int) -> None:
        """Put the histogram beside the plot when there is more width than height."""
        direction = QBoxLayout.Direction
        beside = width > _SIDE_BY_SIDE * height and width >= _WIDE_ENOUGH
        self._plots.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        self._is_wide = width >= _WIDE_ENOUGH
        self._bar.setVisible(self._needs_bar and self._is_wide)


def _written(logarithm: float) -> str:
    return numbers.duration(_seconds(logarithm))


def _seconds(logarithm: float) -> float:
    return float(10.0**logarithm)


def _logarithm(seconds: float) -> float:
    return log10(max(seconds, 1e-9))
