"""Where something can be dragged from: Shift and drag in the flow, drag in the navigator."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from core.selection import Selection
from gui.charts.cargo import Carry, carry

At = Callable[[QPoint], Selection]
"""What lies at a place of a widget; None for nothing."""


class DragSource(QObject):
    """Makes a widget something that one drags from, and lets its clicks be."""

    def __init__(
        self,
        widget: QWidget,
        at: At,
        held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        clicked: Callable[[Selection], None] | None = None,
    ) -> None:
        super().__init__(widget)
        self.carry: Carry = carry
        self._widget, self._at, self._held, self._clicked = widget, at, held, clicked
        self._selection: Selection = None
        self._pressed = QPoint()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's
        """Begin a drag once the mouse has gone far enough; a click stays a click."""
        if not isinstance(event, QMouseEvent):
            return False
        if event.type() == QEvent.Type.MouseButtonPress:
            return self._on_press(event)
        if self._selection is None:
            return False
        if event.type() == QEvent.Type.MouseMove:
            return self._on_move(event)
        if event.type() == QEvent.Type.MouseButtonRelease:
            return self._on_release()
        return False

    @property
    def _takes_over(self) -> bool:
        """A press with a modifier is ours alone; without one it also selects."""
        return self._held != Qt.KeyboardModifier.NoModifier

    def _on_press(self, event: QMouseEvent) -> bool:
        self._selection = None
        left = event.button() == Qt.MouseButton.LeftButton
        if left and event.modifiers() == self._held:
            self._pressed = event.position().toPoint()
            self._selection = self._at(self._pressed)
        return self._takes_over and self._selection is not None

    def _on_move(self, event: QMouseEvent) -> bool:
        way = event.position().toPoint() - self._pressed
        if way.manhattanLength() >= QApplication.startDragDistance():
            dragged, self._selection = self._selection, None
            self.carry(self._widget, dragged)
        return True

    def _on_release(self) -> bool:
        chosen, self._selection = self._selection, None
        if self._clicked is not None:
            self._clicked(chosen)
        return self._takes_over
