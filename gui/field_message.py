"""A message at the field that is wrong: what, and what it should be."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gui import icons, theme


class FieldMessage(QWidget):
    """One line below a field; takes no room while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = QLabel()
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setForegroundRole(QPalette.ColorRole.BrightText)
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        self._mark.setMinimumHeight(self.fontMetrics().height())  # centred on the first line
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.setVisible(False)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    @property
    def text(self) -> str:
        """What is said now."""
        return self._words.text()

    def say(self, text: str) -> None:
        """Show what is wrong."""
        self._words.setText(text)
        self.setVisible(bool(text))

    def clear(self) -> None:
        """Nothing is wrong."""
        self.say("")

    def _on_theme(self) -> None:
        self._mark.setPixmap(icons.mark("failed").pixmap(QSize(icons.SIZE, icons.SIZE)))
