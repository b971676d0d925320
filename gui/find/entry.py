"""The field where an expression is typed: it completes, and underlines what it cannot read."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QTextCharFormat,
)
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from core.find.completion import Candidate, Names, candidates
from core.find.tokens import FindError
from gui import theme
from gui.find.popup import Popup

_LONGEST = 400
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ExpressionEntry(QLineEdit):
    """One line of text with completion at the cursor."""

    stepped = Signal(int)
    """Enter (1) or Shift+Enter (-1)."""
    left = Signal()
    """Esc."""
    down = Signal()
    """Down, while nothing is offered."""

    def __init__(self, names: Callable[[], Names], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = names
        self.popup = Popup(self)
        self.popup.chosen.connect(self._on_chosen)
        self.setMaxLength(_LONGEST)
        self.setClearButtonEnabled(True)
        self.textEdited.connect(self._on_edited)

    def offer(self) -> None:
        """Show how the text may go on at the cursor."""
        found = candidates(self.text(), self.cursorPosition(), self._names())
        start = found[0].start if found else 0
        back = self.fontMetrics().horizontalAdvance(self.text()[start : self.cursorPosition()])
        self.popup.offer(found, QPoint(max(0, self.cursorRect().center().x() - back - 8), 0))

    def underline(self, error: FindError | None) -> None:
        """Mark the place of an error, or none; where there is nothing to mark, the text's end."""
        attributes = []
        if error is not None and error.end > error.start:
            look = QTextCharFormat()
            look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            look.setUnderlineColor(theme.current().error)
            start = error.start - self.cursorPosition()
            kind = QInputMethodEvent.AttributeType.TextFormat
            length = error.end - error.start
            attributes.append(QInputMethodEvent.Attribute(kind, start, length, look))
        QApplication.sendEvent(self, QInputMethodEvent("", attributes))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter steps through what was found, Tab completes, Ctrl+Space offers."""
        key = event.key()
        if key in _ENTER and not self.popup.has_marked:
            self.popup.close()
            backwards = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.stepped.emit(-1 if backwards else 1)
        elif self.popup.is_open and key in (*_ENTER, Qt.Key.Key_Escape):
            event.ignore()  # the list takes it
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key == Qt.Key.Key_Down:
            self.down.emit()
        elif key == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.offer()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab takes the word that is offered, if any."""
        if forward and self.popup.take():
            return True
        return super().focusNextPrevChild(forward)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Offer nothing to somebody who is elsewhere."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.popup.close()

    def _on_edited(self, text: str) -> None:
        if text.strip():
            self.offer()
        else:
            self.popup.close()

    def _on_chosen(self, candidate: Candidate) -> None:
        text = self.text()
        self.setText(text[: candidate.start] + candidate.text + text[candidate.end :])
        self.setCursorPosition(candidate.start + len(candidate.text))
        if candidate.text.endswith((":", " ")):
            self.offer()
