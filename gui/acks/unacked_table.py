"""The list of unacked messages: the oldest first, the chosen one stays chosen."""

from PySide6.QtWidgets import QWidget

from core.watched_message import Message
from core.wording import tr
from gui.acks.rows import COLUMNS, Rows
from gui.messages.table import MessageTable


class UnackedTable(MessageTable):
    """Shows rows that are told anew again and again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Rows(), COLUMNS, parent)
        self.setAccessibleName(tr("Unacked messages"))
        self.follow(False)

    @property
    def rows(self) -> Rows:
        """What is shown now."""
        assert isinstance(self._ring, Rows)
        return self._ring

    def show_rows(self, rows: Rows, chosen: Message | None) -> None:
        """These are unacked now."""
        self._ring = rows
        self.mark(chosen)
        self._fit_bars()

    def mark(self, chosen: Message | None) -> None:
        """Show which message is chosen, without a word about it."""
        self._current = self.rows.find(chosen)
        self.viewport().update()
