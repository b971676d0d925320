"""The table of a message's properties and headers: values have most of the width."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from core.wording import tr

_VALUE_AT_LEAST = 0.5
"""Of the width; names and types are cut before."""
_AIR = 12


class PropertiesTable(QTableWidget):
    """Name, type and value; a value of many lines begins beside its name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 3, parent)
        self.setAccessibleName(tr("Properties and headers"))
        self.setHorizontalHeaderLabels([tr("name"), tr("type"), tr("value")])
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.horizontalHeader().setMinimumSectionSize(24)

    def put(self, line: int, column: int, text: str, tip: str) -> None:
        """Write a cell, from its upper left on."""
        item = QTableWidgetItem(text)
        item.setToolTip(tip)
        item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setItem(line, column, item)

    def fit(self) -> None:
        """Names and types take what they need, as long as values keep enough."""
        width = self.viewport().width()
        wanted = [self.sizeHintForColumn(column) + _AIR for column in range(2)]
        room = int(width * (1 - _VALUE_AT_LEAST))
        share = min(1.0, room / max(sum(wanted), 1))
        for column, need in enumerate(wanted):
            self.setColumnWidth(column, int(need * share))
        self.resizeRowsToContents()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()
