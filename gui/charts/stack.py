"""Where charts stand: beside each other where it is wide enough, else one above the other.

What is lower than all of them together scrolls; no chart ever lies upon another.
"""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea

from gui.charts.board import Board
from gui.charts.halves import Halves
from gui.charts.pinned_chart import PinnedChart


class Stack(QScrollArea):
    """Gives the halves their room."""

    def __init__(self, halves: Halves, board: Board) -> None:
        super().__init__()
        self._halves, self._board = halves, board
        self._awaited: PinnedChart | None = None
        self.setWidget(halves)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().setSingleStep(halves.fontMetrics().height())
        self.verticalScrollBar().rangeChanged.connect(lambda *_: self._show())
        self.verticalScrollBar().actionTriggered.connect(self._let_be)
        halves.placed.connect(self._arrange)
        board.added.connect(self._show_soon)
        board.installEventFilter(self)

    def minimumSizeHint(self) -> QSize:
        """Whatever there is."""
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside or above each other, as there is room."""
        super().resizeEvent(event)
        self._arrange()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The pinned charts have got another place."""
        if event.type() == QEvent.Type.Move:
            self._show()
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        self._halves.stand_in(self.contentsRect().size(), self.viewport().width())
        self._show()

    def _show_soon(self, chart: PinnedChart) -> None:
        """A new chart comes into sight as soon as it has its place, and until one scrolls."""
        self._awaited = chart
        QTimer.singleShot(0, self, self._show)

    def _let_be(self) -> None:
        self._awaited = None

    def _show(self) -> None:
        """From its title on."""
        chart = self._awaited
        if chart is not None and self._halves.is_stacked and chart in self._board.charts:
            at = chart.mapTo(self._halves, chart.rect().topLeft()).y()
            self.verticalScrollBar().setValue(at)
