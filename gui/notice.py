"""What went wrong, in the line below everything, until somebody has read it."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from core.wording import tr
from gui import icons, theme
from gui.folding import ShortLine


class Notice(QWidget):
    """The newest trouble, with a button that puts it away; takes no room while there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.mark = QToolButton()
        self.mark.setAutoRaise(True)
        self.mark.setToolTip(tr("Put this message away"))
        self.mark.setAccessibleName(tr("Put this message away"))
        self.mark.setIconSize(QSize(icons.SIZE, icons.SIZE))
        self.mark.clicked.connect(self._on_close)
        self.words = ShortLine()
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.mark)
        row.addWidget(self.words, 1)
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
        self.mark.setIcon(icons.mark("failed"))
        palette = self.words.palette()
        palette.setColor(self.words.foregroundRole(), theme.current().error)
        self.words.setPalette(palette)
