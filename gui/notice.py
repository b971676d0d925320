"""What went wrong, in the line below everything, until somebody has read it."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from core.wording import tr
from gui import icons, theme
from gui.folding import ShortLine


class Notice(QWidget):
    """The newest trouble, with a button that puts it away; takes no room while there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._mark = QLabel()
        self.words = ShortLine()
        self.words.setForegroundRole(QPalette.ColorRole.BrightText)
        self.close_button = QToolButton()
        self.close_button.setText("\N{MULTIPLICATION SIGN}")
        self.close_button.setAutoRaise(True)
        self.close_button.setToolTip(tr("Close this message"))
        self.close_button.setAccessibleName(tr("Close this message"))
        self.close_button.clicked.connect(self._on_close)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._mark)
        row.addWidget(self.words, 1)
        row.addWidget(self.close_button)
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self.hide()

    def say(self, line: str) -> None:
        """Show it until it is put away, or something else goes wrong."""
        self.words.say(line)
        self.setAccessibleName(line)
        self.show()

    def _on_close(self) -> None:
        self.words.say("")
        self.hide()

    def _on_theme(self) -> None:
        self._mark.setPixmap(icons.mark("failed").pixmap(QSize(icons.SIZE, icons.SIZE)))
