"""The charts of what is selected and those that stay, beside each other; takes what is dropped."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCursor, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from core.selection import Selection
from core.wording import tr
from gui.charts.board import MOST, Board, share
from gui.charts.cargo import holds_selection, unpacked
from gui.charts.pages import PagesHalf
from gui.charts.pin import Pin

_EVEN = 10_000
_NARROWEST = 380
"""What the charts of the selection always keep: legend and curves beside each other."""


class Halves(QSplitter):
    """Two halves; the second is there while something is pinned or dragged.

    They lie above each other where there is not enough width for both.
    """

    placed = Signal()
    """The halves have other sizes."""
    refused = Signal(str)
    """Something was not pinned, and why; nothing when all is well again."""

    def __init__(self, pages: QWidget, board: Board) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._pages = PagesHalf(pages)
        self._board = board
        self._was_shared = False
        self.setChildrenCollapsible(False)
        self.setHandleWidth(6)
        self.addWidget(self._pages)
        self.addWidget(board)
        self._pages.setMinimumWidth(_NARROWEST)
        for half in (0, 1):
            self.setStretchFactor(half, 1)
        self.setAcceptDrops(True)
        self.splitterMoved.connect(self.placed)
        board.changed.connect(self._place_soon)
        board.invited.connect(self._place_soon)

    @property
    def free_width(self) -> int:
        """What the charts of the selection have."""
        beside = self._board.charts and not self.is_stacked
        return self.width() - (self._board.width() if beside else 0)

    @property
    def is_stacked(self) -> bool:
        """One half lies above the other."""
        return self.orientation() == Qt.Orientation.Vertical

    def stand_in(self, room: QSize, width: int) -> None:
        """Make do with so much room, of which a scroll bar may have left only that width."""
        is_shared = not self._board.isHidden()
        needed = _NARROWEST + self._board.minimumWidth() + self.handleWidth()
        stacked = is_shared and room.width() < needed
        ways = Qt.Orientation
        self._pages.setMinimumWidth(0 if stacked else min(_NARROWEST, room.width()))
        self._board.stack(room.height() if stacked else None, width)
        self._pages.show_whole(share(room.height()) if stacked else None)
        if stacked != self.is_stacked:
            self.setOrientation(ways.Vertical if stacked else ways.Horizontal)
            self._place_soon()

    def pin(self, selection: Selection) -> None:
        """Keep a chart of that."""
        if self._board.pin(selection) is None:
            words = tr("There are {n:,} pinned charts already: close one first.", n=MOST)
            self.refused.emit(words)
            return
        self.refused.emit("")
        self._share_room()

    def show_pins(self, pins: Sequence[Pin]) -> None:
        """Keep all these charts."""
        self._board.show_pins(pins)
        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The charts of the selection have another width."""
        super().resizeEvent(event)
        self.placed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take whatever can be charted, and show where."""
        if holds_selection(event.mimeData()):
            event.acceptProposedAction()
            self._board.invite(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It goes elsewhere, or onto a chart."""
        super().dragLeaveEvent(event)
        self._board.invite(self.rect().contains(self.mapFromGlobal(QCursor.pos())))

    def dropEvent(self, event: QDropEvent) -> None:
        """Chart what was dropped."""
        event.acceptProposedAction()
        self._board.invite(False)
        self.pin(unpacked(event.mimeData()))

    def _share_room(self) -> None:
        """Give the first pinned chart its half; later ones do with what there is."""
        if self._board.charts and not self._was_shared:
            self._was_shared = True
            QTimer.singleShot(0, self, self._make_even)
        self._place_soon()

    def _make_even(self) -> None:
        if not self.is_stacked:
            self.setSizes([_EVEN, _EVEN])

    def _place_soon(self) -> None:
        QTimer.singleShot(0, self, self.placed.emit)
