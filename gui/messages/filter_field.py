"""The field that leaves only some messages in a list."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from core.message_filter import MessageFilter
from core.wording import tr

_LONGEST = 255
"""No routing key and no message id is longer."""
_INTO_LIST = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_AROUND = 54
"""What frame and the button that clears take of the width."""


class FilterField(QLineEdit):
    """Tells at every letter what is wanted now."""

    changed = Signal(object)
    """The `MessageFilter`."""

    def __init__(self, table: QWidget) -> None:
        super().__init__()
        self._table = table
        self.setMaxLength(_LONGEST)
        self.setClearButtonEnabled(True)
        self.setPlaceholderText(tr("filter: key or id"))
        self.setAccessibleName(tr("Show only messages with this routing key or message id"))
        self.setToolTip(
            tr(
                "Show only messages whose routing key or message id contains this; "
                "* stands for anything (Esc: all again)"
            )
        )
        hint = self.fontMetrics().horizontalAdvance(self.placeholderText()) + _AROUND
        self.setMinimumWidth(min(90, hint))
        self.setMaximumWidth(max(200, hint))
        self.textChanged.connect(lambda text: self.changed.emit(MessageFilter(text)))

    @property
    def wanted(self) -> MessageFilter:
        """What is typed."""
        return MessageFilter(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape shows all again, Enter and Down go into the list."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in _INTO_LIST:
            self._table.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)
