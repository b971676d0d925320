"""The line above a panel that stands alone: its name, to move it by, to detach and to close it.

A panel among others has its name on a tab, by which it is moved; a second title would be noise.
"""

from PySide6.QtCore import QLineF, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QWidget

from core.wording import tr
from gui import theme
from gui.dock import Dock
from gui.panel_actions import detach, shown

_SIDE = 20
_CROSS = (QLineF(6, 6, 14, 14), QLineF(14, 6, 6, 14))
_OUT = (QLineF(6, 14, 14, 6), QLineF(8, 6, 14, 6), QLineF(14, 6, 14, 12))
_IN = (QLineF(14, 6, 6, 14), QLineF(6, 8, 6, 14), QLineF(6, 14, 12, 14))


class DockTitle(QWidget):
    """Qt moves the dock when this is dragged; a double click detaches it or puts it back."""

    menu_wanted = Signal(QPoint)
    """What can be done with the panel, there on the screen."""

    def __init__(self, dock: Dock) -> None:
        super().__init__(dock)
        self._dock = dock
        self._is_alone = True
        self.name = QLabel(dock.windowTitle())
        self.name.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.detach = _Sign(_OUT, shown(dock.windowTitle()))
        self.close_it = _Sign(_CROSS, tr("Hide {panel}", panel=dock.windowTitle()))
        self.detach.clicked.connect(self._on_sign)
        self.close_it.clicked.connect(dock.close)
        tip = tr("Drag to move this panel, to an edge of the window or onto another one")
        self.setToolTip(tip)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 4, 2)
        row.setSpacing(2)
        row.addWidget(self.name, 1)
        row.addWidget(self.detach)
        row.addWidget(self.close_it)

    def show_alone(self, alone: bool) -> None:
        """Whether no tab names the panel; one that is a window of its own always has its title."""
        alone = alone or self._dock.isFloating()
        if alone != self._is_alone:
            self._is_alone = alone
            for part in (self.name, self.detach, self.close_it):
                part.setVisible(alone)
            self.updateGeometry()

    def show_floating(self, floats: bool) -> None:
        """The dock has become a window of its own, or has come back."""
        name = self._dock.windowTitle()
        tip = tr("Put {panel} back into the window", panel=name) if floats else shown(name)
        self.detach.show_strokes(_IN if floats else _OUT, tip)
        if floats:
            self.show_alone(True)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """As the sign does: Qt would put the new window anywhere."""
        event.accept()
        self._on_sign()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Also of a panel that is a window of its own."""
        event.accept()
        self.menu_wanted.emit(event.globalPos())

    def _on_sign(self) -> None:
        if self._dock.isFloating():
            self._dock.setFloating(False)
        else:
            detach(self._dock)

    def sizeHint(self) -> QSize:
        """As high as its words, or nothing at all beside a tab."""
        return super().sizeHint() if self._is_alone else QSize(0, 0)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return super().minimumSizeHint() if self._is_alone else QSize(0, 0)


class _Sign(QAbstractButton):
    """A small button of a few strokes: the first window draws it, before any font of signs is there."""

    def __init__(self, strokes: tuple[QLineF, ...], tip: str) -> None:
        super().__init__()
        self.setFixedSize(_SIDE, _SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its command has keys
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_strokes(strokes, tip)

    def show_strokes(self, strokes: tuple[QLineF, ...], tip: str) -> None:
        """Look like this, and say what it does."""
        self._strokes = strokes
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(_SIDE, _SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the strokes, on a ground while it is pointed at."""
        look, under = theme.current(), self.underMouse()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if under:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.mixed(look.panel, look.text, 0.2 if self.isDown() else 0.12))
            painter.drawRoundedRect(self.rect(), 3, 3)
        painter.setPen(QPen(look.text if under else look.text_dim, 1.4))
        painter.drawLines(list(self._strokes))
        painter.end()
