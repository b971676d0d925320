"""The list of unacked messages with its heading and what can be copied of it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from core.numbers import UNKNOWN, exact_count
from core.watched_message import Message
from core.wording import tr
from gui import theme
from gui.acks.rows import Row, Rows, as_json, as_text
from gui.acks.unacked_table import UnackedTable


class UnackedList(QWidget):
    """Shows who waits for an answer, the longest first; at most a thousand of them."""

    chosen = Signal(object)
    """A message."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = UnackedTable()
        self.heading = QLabel()
        self.heading.setFont(theme.figures(self.font()))
        self.copy_text = self._copier(tr("Copy as text"), tr("Copy the shown messages, one a line"))
        self.copy_json = self._copier(tr("Copy as JSON"), tr("Copy the shown messages as JSON"))
        self.copy_text.triggered.connect(lambda: self._copy(as_text(self.table.rows)))
        self.copy_json.triggered.connect(lambda: self._copy(as_json(self.table.rows)))
        self.table.current_changed.connect(self._on_current)
        self._arrange()
        self.show_rows(Rows(), "", None)

    def show_rows(self, rows: Rows, heading: str, chosen: Message | None) -> None:
        """These, and what is said of them."""
        self.table.show_rows(rows, chosen)
        self.heading.setText(heading)
        for action in (self.copy_text, self.copy_json):
            action.setEnabled(bool(len(rows)))

    def _on_current(self, row: Row) -> None:
        self.chosen.emit(row.message)

    @staticmethod
    def _copy(words: str) -> None:
        QGuiApplication.clipboard().setText(words)

    def _copier(self, words: str, hint: str) -> QAction:
        action = QAction(words, self)
        action.setToolTip(hint)
        self.table.addAction(action)
        return action

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(8, 3, 6, 3)
        head.addWidget(self.heading, 1)
        for action in (self.copy_text, self.copy_json):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setAutoRaise(True)
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.table, 1)


def heading_of(shown: int, total: int, is_blind: bool, at_least: bool) -> str:
    """What a list of so many of so many is."""
    if is_blind and not total:
        return tr("Who holds messages is unknown")
    if not total:
        return tr("Nothing is waiting for an answer")
    if total <= shown:
        return tr("Oldest first")
    return tr(
        "The oldest {shown} of {total}",
        shown=exact_count(shown),
        total=exact_count(total, at_least),
    )


def total_words(total: int, is_blind: bool, at_least: bool) -> str:
    """How many wait; with the firehose alone nobody knows."""
    shown = UNKNOWN if is_blind and not total else exact_count(total, at_least)
    return tr("{n} wait for an answer", n=shown)
