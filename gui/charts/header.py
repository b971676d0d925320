"""The line above the charts: what they show, how far back, and whether they stand still."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from core import numbers
from core.wording import phrase, tr
from gui import theme
from gui.charts.scale import is_now

RANGES = {
    phrase("1 min"): 60,
    phrase("5 min"): 300,
    phrase("15 min"): 900,
    phrase("60 min"): 3600,
}
_FIRST_RANGE = "5 min"
_PAGES = {
    "rates": (phrase("Rates"), phrase("How many messages pass, and how many are in queues")),
    "times": (phrase("Times"), phrase("How long messages take: until confirmed, delivered, acked")),
}


class Title(QLabel):
    """A line of plain text that is shortened in the middle when it does not fit."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._short = ""
        font = self.font()
        font.setBold(True)
        self.setFont(font)

    def show_words(self, words: str, short: str = "") -> None:
        """Say that, in the short words where there is no room for it; the tool tip says all."""
        if (words, short) != (self.text(), self._short):
            self._short = short
            self.setText(words)
            self.setToolTip(words)
            self.update()

    @property
    def shown(self) -> str:
        """What there is room for."""
        metrics, fitting = self.fontMetrics(), self.text()
        if self._short and metrics.horizontalAdvance(fitting) > self.width():
            fitting = self._short
        return metrics.elidedText(fitting, Qt.TextElideMode.ElideMiddle, self.width())

    def minimumSizeHint(self) -> QSize:
        """It may shrink to a few letters."""
        return QSize(60, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw as much of both ends as fits."""
        painter = QPainter(self)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self.shown)


class ChartsHeader(QWidget):
    """Title, ranges, zoom and pause."""

    page_chosen = Signal(str)
    """`rates` or `times`."""
    range_chosen = Signal(float)
    pause_toggled = Signal(bool)
    now_wanted = Signal()
    """The user wants to see again what happens now."""
    lock_toggled = Signal(bool)
    """The scale of the values shall stay, or follow them."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Title()
        self.note = QLabel()
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.reset = QToolButton()
        self.reset.setToolTip(tr("Show the whole range again (double click in a plot)"))
        self.reset.hide()
        self.reset.clicked.connect(lambda: self.range_chosen.emit(float(self.range_seconds)))
        self.pause = QToolButton()
        self.pause.setCheckable(True)
        self.pause.setText(tr("Pause"))
        self.pause.setToolTip(tr("Freeze the picture; recording goes on (Space)"))
        self.pause.toggled.connect(self.pause_toggled)
        self.now = QToolButton()
        self.now.setText(tr("Now"))
        self.now.setToolTip(tr("Follow live data again (End)"))
        self.now.setAccessibleName(tr("Back to now"))
        self.now.hide()
        self.now.clicked.connect(self.now_wanted)
        self.pin = QToolButton()
        self.pin.setText(tr("Pin"))
        self.pin.setToolTip(tr("Keep this chart beside those of what is selected (Ctrl+Shift+N)"))
        self.pin.setAccessibleName(tr("Pin this chart"))
        self.lock = QToolButton()
        self.lock.setCheckable(True)
        self.lock.setText(tr("Lock scale"))
        self.lock.setToolTip(tr("Hold the scale of the values; unlocked it follows them (Y)"))
        self.lock.toggled.connect(self.lock_toggled)
        self._pages = QButtonGroup(self)
        self.pages = {name: self._page_button(name, *words) for name, words in _PAGES.items()}
        self._ranges = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 4, 0)
        row.setSpacing(4)
        for button in self.pages.values():
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(self.title, 1)
        row.addWidget(self.note)
        row.addWidget(self.now)
        row.addWidget(self.reset)
        for words, seconds in RANGES.items():
            row.addWidget(self._range_button(words, seconds))
        row.addSpacing(8)
        row.addWidget(self.pin)
        row.addWidget(self.lock)
        row.addWidget(self.pause)
        self._tint()
        theme.changed.connect(self._tint)

    @property
    def range_seconds(self) -> int:
        """The range that is chosen."""
        return self._ranges.checkedId()

    def range_button(self, words: str) -> QToolButton:
        """The button of a range, such as `5 min`."""
        button = self._ranges.button(RANGES[words])
        assert isinstance(button, QToolButton)
        return button

    def show_title(self, words: str, short: str) -> None:
        """Say what the charts are about."""
        self.title.show_words(words, short)
        self.title.setAccessibleName(tr("Charts of {what}", what=words))

    def show_zoom(self, words: str) -> None:
        """Say what part of time is shown; nothing when it is the whole range."""
        self.reset.setText(f"{words}  \N{MULTIPLICATION SIGN}")
        self.reset.setAccessibleName(tr("Zoomed to {stretch}; reset", stretch=words))
        self.reset.setVisible(bool(words))

    def show_pause(self, seconds: float | None) -> None:
        """Say how long the picture has been standing still; None when it moves."""
        self.pause.setChecked(seconds is not None)
        self.pause.setText(tr("Pause") if seconds is None else tr("Resume"))
        self.note.setText("" if seconds is None else _paused_words(seconds))

    def _page_button(self, name: str, words: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(tr(words))
        button.setToolTip(tr(tip))
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setAccessibleName(tr("Chart {what}", what=tr(words).lower()))
        button.setChecked(name == "rates")
        button.clicked.connect(lambda: self.page_chosen.emit(name))
        self._pages.addButton(button)
        return button

    def _range_button(self, words: str, seconds: int) -> QToolButton:
        button = QToolButton()
        button.setText(tr(words))
        button.setCheckable(True)
        button.setAutoRaise(True)
        button.setAccessibleName(tr("Show the last {range}", range=tr(words)))
        button.setChecked(words == _FIRST_RANGE)
        button.clicked.connect(lambda: self.range_chosen.emit(float(seconds)))
        self._ranges.addButton(button, seconds)
        return button

    def _tint(self) -> None:
        self.note.setStyleSheet(f"color: {theme.current().warning.name()}")


def _paused_words(seconds: float) -> str:
    if is_now(seconds):
        return tr("Paused, recording goes on")
    return tr("Paused {age}, recording goes on", age=numbers.whole_age(round(seconds)))
