"""Parts that lie beside each other where there is width for it, and else on top of each other."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from gui.fonts import largeness


class TurningSplitter(QSplitter):
    """Turns when it is higher than wide, and narrower than `least` (of letters of the usual size)."""

    def __init__(self, least: int, *parts: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._least = least
        for part in parts:
            self.addWidget(part)
        self.setChildrenCollapsible(False)
        self._beside: list[int] = []
        """The widths that the parts had when they lay beside each other."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lie as there is room."""
        size = event.size()
        least = min(self._least * largeness(self.font()), size.height())
        is_wide = size.width() >= least
        if is_wide != (self.orientation() == Qt.Orientation.Horizontal):
            self._turn(is_wide)
        super().resizeEvent(event)

    def _turn(self, is_wide: bool) -> None:
        if is_wide:
            self.setOrientation(Qt.Orientation.Horizontal)
            self.setSizes(self._beside)
        else:
            self._beside = self.sizes()
            self.setOrientation(Qt.Orientation.Vertical)
            self.setSizes([1] * self.count())
