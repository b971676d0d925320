"""The commands of the charts."""

from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from core.wording import phrase
from gui.command import command


class ChartActions(QObject):
    """What is done with a chart as a whole."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.pin = self._action(
            phrase("Pi&n a chart of this"),
            "Ctrl+Shift+N",
            phrase("Keep a chart of the selection, whatever is chosen"),
        )
        self.table = self._action(
            phrase("Export the chart as &CSV…"),
            "Ctrl+Shift+S",
            phrase("Save the numbers that the charts show"),
        )
        self.picture = self._action(
            phrase("Export the chart as a &picture…"),
            "Ctrl+Shift+G",
            phrase("Save the charts as a PNG picture"),
        )
        self.all = [self.pin, self.table, self.picture]

    def __iter__(self) -> Iterator[QAction]:
        return iter(self.all)

    def _action(self, text: str, shortcut: str, tip: str) -> QAction:
        return command(self, text, shortcut, tip)
