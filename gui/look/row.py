"""One of the two sources of single messages: how it is doing, and the buttons that start and end it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from core.wording import tr
from gui import icons, theme
from gui.look.words import Line


class LookRow(QWidget):
    """Shows a line; somebody else begins and ends what it is about."""

    begin_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, name: str, begin: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._line: Line | None = None
        self.mark = QLabel()
        self.words = QLabel()
        self.more = QLabel()
        self.begin = QPushButton(begin)
        self.stop = QPushButton(tr("Stop"))
        self.begin.setAccessibleName(tr("{name}: {action}", name=name, action=begin))
        self.stop.setAccessibleName(tr("{name}: stop", name=name))
        self.begin.clicked.connect(self.begin_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        self._lay_out()
        theme.changed.connect(self._paint_mark)

    def show_line(self, line: Line, *, is_on: bool, can_show: bool) -> None:
        """Show how it is doing; `can_show`: there is something to be read while it is on."""
        self.begin.setVisible(not is_on or can_show)
        self.stop.setVisible(is_on)
        if line == self._line:
            return
        self._line = line
        self.words.setText(line.words)
        told = tr("{words}. {more}", words=line.words, more=line.more)
        self.words.setAccessibleName(told)
        self.more.setText(line.more)
        self.more.setVisible(bool(line.more))
        self._paint_mark()

    def _paint_mark(self) -> None:
        kind = self._line.mark if self._line is not None else "unknown"
        self.mark.setPixmap(icons.mark(kind).pixmap(QSize(icons.SIZE, icons.SIZE)))

    def _lay_out(self) -> None:
        self.words.setFont(theme.figures(self.words.font()))
        for label in (self.words, self.more):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.more.setWordWrap(True)
        self.more.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.mark, 0, 0)
        grid.addWidget(self.words, 0, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.begin)
        buttons.addWidget(self.stop)
        grid.addLayout(buttons, 0, 2)
        grid.addWidget(self.more, 1, 1, 1, 2)
        grid.setRowStretch(2, 1)
