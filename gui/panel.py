"""What a dock holds: a view that is visible only while its tab is in front."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget


class Panel(QWidget):
    """Holds one view.

    Qt leaves the tabs behind the front one visible and only moves them aside, so that their views
    would go on drawing for nobody.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: QWidget | None = None
        self._in_front = False
        self.setMinimumSize(160, 96)  # a dock of no size never comes to the front
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)

    def show_view(self, view: QWidget) -> None:
        """Hold another view; the one before is deleted."""
        layout = self.layout()
        if self._view is not None:
            self._view.hide()
            self._view.deleteLater()
        self._view = view
        if layout is not None:
            layout.addWidget(view)
        view.setVisible(self._in_front)

    def set_in_front(self, in_front: bool) -> None:
        """The tab came to the front or went behind another."""
        self._in_front = in_front
        if self._view is not None:
            self._view.setVisible(in_front)


def in_words(words: str) -> QLabel:
    """In the place of a view that has nothing to show: what will be there."""
    label = QLabel(words)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    label.setWordWrap(True)
    return label
