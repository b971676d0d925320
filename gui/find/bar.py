"""The bar above the flow: what is sought, what was found, and what is hidden."""

from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.wording import phrase, tr
from gui import icons
from gui.find.entry import ExpressionEntry
from gui.find.presets import PRESETS
from gui.find.search import Mode
from gui.plain import tooltip

MODES: tuple[tuple[Mode, str, str], ...] = (
    ("find", phrase("Find"), phrase("Mark what matches; Enter goes from one to the next")),
    ("only", phrase("Show only"), phrase("Show only what matches and the edges in between")),
    (
        "around",
        phrase("Show with neighbours"),
        phrase("Show what matches and everything it is connected with"),
    ),
    ("without", phrase("Hide"), phrase("Hide what matches")),
)
_HELP = phrase(
    "A part of a name, or: queue:pay*   rate > 10   !consumers   unacked > 0 and not idle"
)


class FindBar(QWidget):
    """An expression, what to do with what fits, and below it how that went."""

    asked = Signal(str, str)
    """Another text or mode."""
    stepped = Signal(int)
    show_all = Signal()
    left = Signal()

    def __init__(self, entry: ExpressionEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self.mode = QComboBox()
        self.count = QLabel()
        self.line = QLabel()
        self.hidden = _button(tr("Show all"), tr("Show all that is hidden (Ctrl+Shift+A)"))
        self.before = _button("", tr("Previous match (Shift+Enter)"), "chevron-up")
        self.after = _button("", tr("Next match (Enter)"), "chevron-down")
        self.presets = _button(tr("Presets"), tr("What people look for most"))
        self.presets.setText(f"{tr('Presets')} \N{BLACK DOWN-POINTING SMALL TRIANGLE}")
        self.presets.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.close_ = _button("", tr("Close (Esc)"), "close")
        self.row = QWidget()
        self._words = self._why = ""
        self._is_trouble = False
        self._fill()
        self._lay_out()
        self._connect()
        self.show_hidden(0, "")

    def open(self) -> None:
        """Show the field, ready to type."""
        self.row.show()
        self._show_or_hide()
        self.entry.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.entry.selectAll()

    def shut(self) -> None:
        """Show nothing but what is hidden."""
        self.entry.popup.close()
        self.row.hide()
        self._show_or_hide()

    @property
    def is_open(self) -> bool:
        """The field is there to type."""
        return not self.row.isHidden()

    def ask(self, text: str, mode: Mode) -> None:
        """Look for something else, as if it had been typed."""
        with QSignalBlocker(self.mode):
            self.mode.setCurrentIndex(self.mode.findData(mode))
        self.entry.setText(text)
        self._on_asked()

    def say(self, words: str, *, trouble: bool) -> None:
        """What is wrong or lacking, or how the picture is meant."""
        self._is_trouble = trouble
        self._words = words
        self._show_line()

    def show_count(self, words: str, *, steps: bool) -> None:
        """How much was found, and whether there is something to step to."""
        self.count.setText(words)
        for button in (self.before, self.after):
            button.setEnabled(steps)

    def show_hidden(self, count: int, which: str, why: str = "") -> None:
        """How much is not in the picture; why is said while the bar is closed."""
        self._why = why
        self.hidden.setText(tr("{n:,} hidden · show all", n=count))
        self.hidden.setAccessibleName(self.hidden.text())
        how = tr("Click or Ctrl+Shift+A: show all")
        self.hidden.setToolTip(tooltip(f"{which}\n{how}" if which else ""))
        self.hidden.setVisible(count > 0)
        self._show_or_hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, wherever in the bar the keyboard is."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _fill(self) -> None:
        for mode, text, about in MODES:
            self.mode.addItem(tr(text), mode)
            self.mode.setItemData(self.mode.count() - 1, tr(about), Qt.ItemDataRole.ToolTipRole)
        self.mode.setAccessibleName(tr("What to do with matches"))
        self.mode.setToolTip(tr("Find, or change what is shown"))
        self.entry.setPlaceholderText(tr("Find in the flow"))
        self.entry.setAccessibleName(tr("Expression"))
        self.count.setAccessibleName(tr("Matches"))
        self.line.setMinimumHeight(self.hidden.sizeHint().height())
        self.line.setTextFormat(Qt.TextFormat.PlainText)
        self.line.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        menu = QMenu(self.presets)
        for title, text in PRESETS:
            action = menu.addAction(f"{tr(title)}\t{text}")
            action.triggered.connect(partial(self._on_preset, text))
        self.presets.setMenu(menu)
        self.presets.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self.row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.mode)
        row.addWidget(self.entry, 1)
        row.addWidget(self.count)
        for button in (self.before, self.after, self.presets, self.close_):
            row.addWidget(button)
        below = QHBoxLayout()
        below.setContentsMargins(2, 0, 0, 0)
        below.addWidget(self.line, 1)
        below.addWidget(self.hidden)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 4)
        column.setSpacing(3)
        column.addWidget(self.row)
        column.addLayout(below)
        self.row.hide()

    def _connect(self) -> None:
        self.entry.textChanged.connect(self._on_asked)
        self.mode.currentIndexChanged.connect(self._on_asked)
        self.entry.stepped.connect(self.stepped)
        self.entry.left.connect(self.left)
        self.before.clicked.connect(partial(self.stepped.emit, -1))
        self.after.clicked.connect(partial(self.stepped.emit, 1))
        self.hidden.clicked.connect(self.show_all)
        self.close_.clicked.connect(self.left)

    def _on_asked(self) -> None:
        self.asked.emit(self.entry.text(), self.mode.currentData())

    def _on_preset(self, text: str) -> None:
        self.entry.setText(text)
        self.entry.setFocus()

    def _show_or_hide(self) -> None:
        self.setVisible(self.is_open or not self.hidden.isHidden())
        self._show_line()

    def _show_line(self) -> None:
        self.line.setText((self._words or tr(_HELP)) if self.is_open else self._why)
        role = QPalette.ColorRole
        is_trouble = self._is_trouble and self.is_open
        self.line.setForegroundRole(role.BrightText if is_trouble else role.PlaceholderText)


def _button(text: str, tip: str, sign: str = "") -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(text or tip)
    button.setAutoRaise(True)
    if sign:
        icons.wear(button, sign)
    return button
