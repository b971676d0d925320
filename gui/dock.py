"""A panel's dock, which has a frame and lies wholly on the screen when it is a window of its own.

The windows of docks have no frame of the desktop on X11: what they are moved and closed by is
their title, and that has to be within reach.
"""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QDockWidget, QWidget

from gui import theme

_EDGES = (
    Qt.DockWidgetArea.LeftDockWidgetArea
    | Qt.DockWidgetArea.RightDockWidgetArea
    | Qt.DockWidgetArea.BottomDockWidgetArea
)
"""Above the flow a panel would only squash it."""
_BESIDE = QSize(460, 640)
_BELOW = QSize(900, 560)
_LEAST = QSize(480, 300)
"""A window of its own is never so small that the buttons in it say nothing."""


class Dock(QDockWidget):
    """May be at three edges of the window, or a window of its own."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setAllowedAreas(_EDGES)
        self._high = True
        self.dockLocationChanged.connect(self._on_place)
        self.topLevelChanged.connect(self._on_floating)
        self.topLevelChanged.connect(lambda _: QTimer.singleShot(0, self, self.keep_in_sight))

    def detach(self) -> None:
        """Become a window of its own, near the middle of the one that it was in."""
        self.show()
        if not self.isFloating():
            self.setFloating(True)
            self.resize(_BESIDE if self._high else _BELOW)
            window = self.parentWidget()
            middle = window.geometry().center() if window is not None else QPoint()
            self.move(middle - QPoint(self.width() // 2, self.height() // 2))
        self.keep_in_sight()

    def keep_in_sight(self) -> None:
        """Lie wholly on the screen, unless it is being dragged."""
        dragged = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if self.isFloating() and not (dragged and self.underMouse()):
            inside = within(self.geometry(), self.screen().availableGeometry())
            if inside != self.geometry():
                self.setGeometry(inside)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A frame where the desktop gives none."""
        super().paintEvent(event)
        if self.isFloating():
            look = theme.current()
            painter = QPainter(self)
            painter.fillRect(self.rect(), look.panel)
            painter.setPen(theme.mixed(look.panel, look.text, 0.35))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            painter.end()

    def _on_floating(self, floating: bool) -> None:
        self.setMinimumSize(_LEAST if floating else QSize(0, 0))

    def _on_place(self, area: Qt.DockWidgetArea) -> None:
        self._high = area is not Qt.DockWidgetArea.BottomDockWidgetArea


def within(place: QRect, room: QRect) -> QRect:
    """The same place moved, and made smaller if need be, so that it lies wholly in the room."""
    size = place.size().boundedTo(room.size())
    x = min(max(place.x(), room.x()), room.x() + room.width() - size.width())
    y = min(max(place.y(), room.y()), room.y() + room.height() - size.height())
    return QRect(QPoint(x, y), size)
