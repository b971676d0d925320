"""The list of unacked messages: the oldest first, the chosen one stays chosen."""

from PySide6.QtWidgets import QWidget

from core.watched_message import Message
from gui.acks.rows import COLUMNS, Row, Rows
from gui.messages.table import MessageTable


class UnackedTable(MessageTable):
    """Shows rows that are told anew again and again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.rows = Rows()
        super().__init__(self.rows, COLUMNS, parent)
        self.setAccessibleName("Unacked messages")
        self.follow(False)

    def show_rows(self, rows: list[Row], chosen: Message | None) -> None:
        """These are unacked now."""
        self.rows.rows = rows
        self.mark(chosen)
        self._fit_bars()

    def mark(self, chosen: Message | None) -> None:
        """Show which message is chosen, without a word about it."""
        self._current = self.rows.find(chosen)
        self.viewport().update()
