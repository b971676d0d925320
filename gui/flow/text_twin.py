"""The flow in words, in a window of its own: what the picture shows, to read and to copy."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.wording import tr

_EVERY_MS = 2_000


class TextTwin(QDialog):
    """Stands still unless one wants it to follow: nobody can read what changes under the cursor."""

    def __init__(self, parent: QWidget | None, tell: Callable[[], str]) -> None:
        super().__init__(parent)
        self._tell = tell
        self.setWindowTitle(tr("The flow in words"))
        self.setModal(False)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr("The flow in words"))
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.follow = QCheckBox(tr("&Keep up to date"))
        self.follow.setToolTip(tr("Rewrite it every two seconds"))
        self.again = self._button(tr("&Now (F5)"), tr("Describe the present state"), self.tell)
        self.copy = self._button(
            tr("&Copy as text"), tr("For an issue or a message"), self._on_copy
        )
        self.finish = self._button(tr("C&lose"), tr("Close this window (Esc)"), self.close)
        QShortcut(QKeySequence("F5"), self, self.tell)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.tell)
        self.follow.toggled.connect(self._on_follow)
        self.finished.connect(self._timer.stop)
        self._arrange()
        self.resize(720, 560)

    def tell(self) -> None:
        """Write how it is now; what one reads stays where it is."""
        said = self._tell()
        if said == self.text.toPlainText():
            return
        bar, cursor = self.text.verticalScrollBar(), self.text.textCursor()
        scrolled, at = bar.value(), cursor.position()
        self.text.setPlainText(said)
        cursor = self.text.textCursor()
        cursor.setPosition(min(at, len(said.encode("utf-16-le")) // 2))
        self.text.setTextCursor(cursor)
        bar.setValue(scrolled)

    def _on_follow(self, on: bool) -> None:
        if on:
            self.tell()
            self._timer.start()
        else:
            self._timer.stop()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())

    def _button(self, words: str, tip: str, press: Callable[[], object]) -> QPushButton:
        button = QPushButton(words)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: press())
        return button

    def _arrange(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.follow)
        foot.addStretch(1)
        for button in (self.again, self.copy, self.finish):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(self.text, 1)
        column.addLayout(foot)
        self.text.setFocus()
