"""The line above a panel that stands alone: its name, to move it by, to detach and to close it.

A panel among others has its name on a tab, by which it is moved; a second title would be noise.
"""

from PySide6.QtCore import QLineF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QHBoxLayout, QLabel, QWidget

from core.wording import tr
from gui import theme
from gui.panel_actions import detach, shown

_SIDE = 20
_CROSS = (QLineF(6, 6, 14, 14), QLineF(14, 6, 6, 14))
_OUT = (QLineF(6, 14, 14, 6), QLineF(8, 6, 14, 6), QLineF(14, 6, 14, 12))


class DockTitle(QWidget):
    """Qt moves the dock when this is dragged, and detaches it at a double click."""

    def __init__(self, dock: QDockWidget) -> None:
        super().__init__(dock)
        self._dock = dock
        self._is_alone = True
        self.name = QLabel(dock.windowTitle())
        self.name.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.detach = _Sign(_OUT, shown(dock.windowTitle()))
        self.close_it = _Sign(_CROSS, tr("Hide {panel}", panel=dock.windowTitle()))
        self.detach.clicked.connect(lambda: detach(dock))
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
        """Whether no tab names the panel."""
        if alone != self._is_alone:
            self._is_alone = alone
            for part in (self.name, self.detach, self.close_it):
                part.setVisible(alone)
            self.updateGeometry()

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
        self._strokes = strokes
        self.setFixedSize(_SIDE, _SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its command has keys
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

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
