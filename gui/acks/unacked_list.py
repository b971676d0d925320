"""The list of unacked messages with its heading and what can be copied of it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from core.watched_message import Message
from gui import theme
from gui.acks.rows import Row, as_json, as_text
from gui.acks.unacked_table import UnackedTable
from gui.numbers import exact_count


class UnackedList(QWidget):
    """Shows who waits for an answer, the longest first; at most a thousand of them."""

    chosen = Signal(object)
    """A message."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = UnackedTable()
        self.heading = QLabel()
        self.heading.setFont(theme.figures(self.font()))
        self.copy_text = self._copier("Copy as text", "Copy the shown messages, one a line")
        self.copy_json = self._copier("Copy as JSON", "Copy the shown messages as JSON")
        self.copy_text.triggered.connect(lambda: self._copy(as_text(self.table.rows.rows)))
        self.copy_json.triggered.connect(lambda: self._copy(as_json(self.table.rows.rows)))
        self.table.current_changed.connect(self._on_current)
        self._arrange()
        self.show_rows([], 0, None)

    def show_rows(
        self, rows: list[Row], total: int, chosen: Message | None, at_least: bool = False
    ) -> None:
        """These, of so many."""
        self.table.show_rows(rows, chosen)
        of = f" of {exact_count(total, at_least)}"
        shown = f"The oldest {exact_count(len(rows))}{of}" if total > len(rows) else "Oldest first"
        self.heading.setText(shown)
        for action in (self.copy_text, self.copy_json):
            action.setEnabled(bool(rows))

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
