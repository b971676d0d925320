"""A section that folds away, with a summary of what is inside while it is closed."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.plain import tooltip


class Folding(QWidget):
    """A heading that opens and closes what is below it."""

    def __init__(self, title: str, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inside = inside
        self.heading = _Heading()
        self.heading.setText(title)
        self.heading.setCheckable(True)
        self.heading.setAutoRaise(True)
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.summary = ShortLine()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.heading, 0, Qt.AlignmentFlag.AlignLeft)
        row.addWidget(self.summary, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(inside)
        self.heading.toggled.connect(self._on_toggled)
        self._on_toggled(False)

    def open(self) -> None:
        """Show what is inside."""
        self.heading.setChecked(True)

    def summarise(self, words: str) -> None:
        """What is said while it is closed."""
        self.summary.say(words)

    def _on_toggled(self, on: bool) -> None:
        self.heading.setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)
        self.inside.setVisible(on)
        self.summary.setVisible(not on)


class _Heading(QToolButton):
    """Its arrow says that it is open: it does not look pressed as well."""

    def initStyleOption(self, option: QStyleOptionToolButton) -> None:
        """Leave out that it is checked."""
        super().initStyleOption(option)
        option.state &= ~QStyle.StateFlag.State_On


class ShortLine(QLabel):
    """A line that is shortened where it does not fit: it never needs room."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setForegroundRole(self.palette().ColorRole.PlaceholderText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def say(self, words: str) -> None:
        """Show as much of the words as fits; the tool tip has them all."""
        self.setText(words)
        self.setToolTip(tooltip(words))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw what fits, with an ellipsis for the rest."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        mode = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self.text(), mode, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
