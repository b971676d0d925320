"""The charts that stay, in a grid as wide as there is room for."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QWidget

from core.selection import Selection
from core.wording import tr
from gui.charts.pin import Pin
from gui.charts.pinned_chart import PinnedChart
from gui.charts.watched import Watched

_NARROWEST, _LOWEST, _SPACING = 300, 138, 6
_LEAST = 260
"""A chart of that width still tells its name and its values."""
_MOVING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_WAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
MOST = 24
"""More pinned charts than that cannot be looked at."""


class Board(QScrollArea):
    """Pinned charts; without any it is only there to be dropped upon."""

    changed = Signal()
    """Charts came, went, or show something else."""
    added = Signal(object)
    """A chart is new here."""
    invited = Signal()
    """Something is dragged that may be dropped here, or no longer."""

    def __init__(self, session: Watched) -> None:
        super().__init__()
        self.charts: list[PinnedChart] = []
        self._session = session
        self._is_inviting = False
        self._around: int | None = None
        """The height of what all of it lies in, while it does not scroll by itself."""
        self._area = QWidget()
        self._grid = QGridLayout(self._area)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_SPACING)
        self._hint = QLabel(tr("Drop here\nfor a new chart"))
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._grid.addWidget(self._hint, 0, 0)
        self.setWidget(self._area)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(tr("Pinned charts"))
        self.setMinimumWidth(_LEAST)
        self._hint.hide()
        self.hide()

    @property
    def pins(self) -> list[Pin]:
        """What is pinned, in order."""
        return [chart.pin for chart in self.charts]

    def show_pins(self, pins: Sequence[Pin]) -> None:
        """Pin all these."""
        for pin in pins[:MOST]:
            self._add(pin)
        self._place()

    def pin(self, selection: Selection) -> PinnedChart | None:
        """Keep a chart of that; None when there are too many already."""
        if len(self.charts) >= MOST:
            return None
        is_queue = isinstance(selection, str) and selection.startswith("queue:")
        chart = self._add(Pin((selection,), "depths" if is_queue else "rates"))
        self._place()
        QTimer.singleShot(0, chart, lambda: self._bring(chart))  # once it has its place
        self.changed.emit()
        return chart

    def put(self, chart: PinnedChart, place: int) -> None:
        """Move a chart to another place among them."""
        place = min(max(place, 0), len(self.charts) - 1)
        if place != self.charts.index(chart):
            self.charts.remove(chart)
            self.charts.insert(place, chart)
            self._place()
            QTimer.singleShot(0, chart, lambda: self._bring(chart))
            self.changed.emit()

    def stack(self, height: int | None, width: int) -> None:
        """Be as high as all charts in something that scrolls, of that height; None: no longer."""
        if height is not None:
            rows = max(1, -(-len(self.charts) // self._columns(width)))
            self.setMinimumHeight(rows * (share(height) + _SPACING) - _SPACING)
        elif self._around is not None:
            self.setMinimumHeight(0)
        if height != self._around:
            self._around = height
            self._place()

    def invite(self, dragging: bool) -> None:
        """Show where a new chart would be while something is dragged."""
        self._hint.setVisible(dragging)
        self._is_inviting = dragging
        self.setVisible(dragging or bool(self.charts))
        self.invited.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete closes the chart that has the keyboard, F2 renames it, arrows move it."""
        chart = next((chart for chart in self.charts if chart.hasFocus()), None)
        if chart is not None and event.key() == Qt.Key.Key_Delete:
            self._close(chart)
        elif chart is not None and event.key() == Qt.Key.Key_F2:
            chart.rename()
        elif chart is not None and event.modifiers() == _MOVING and event.key() in _WAYS:
            self.put(chart, self.charts.index(chart) + _WAYS[Qt.Key(event.key())])
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as fit."""
        super().resizeEvent(event)
        self._place()

    def _add(self, pin: Pin) -> PinnedChart:
        chart = PinnedChart(self._session, pin)
        chart.changed.connect(self.changed)
        chart.closed.connect(lambda: self._close(chart))
        chart.carried.connect(lambda at: self._on_carried(chart, at))
        self.charts.append(chart)
        self.added.emit(chart)
        return chart

    def _on_carried(self, chart: PinnedChart, at: QPoint) -> None:
        """It takes the place of the one above which it is."""
        for place, other in enumerate(self.charts):
            if other is not chart and other.rect().contains(other.mapFromGlobal(at)):
                self.put(chart, place)
                return

    def _close(self, chart: PinnedChart) -> None:
        self.charts.remove(chart)
        self._grid.removeWidget(chart)
        chart.hide()
        chart.deleteLater()
        self._place()
        self.changed.emit()

    def _columns(self, width: int) -> int:
        return max(1, min(width // _NARROWEST, len(self.charts)))

    def _bring(self, chart: PinnedChart) -> None:
        """Into sight, all of it or from its title on."""
        if chart in self.charts:
            self.ensureWidgetVisible(chart, 0, 0)
            bar = self.verticalScrollBar()
            bar.setValue(min(bar.value(), chart.y()))

    def _place(self) -> None:
        columns = self._columns(self.viewport().width())
        for place, chart in enumerate(self.charts):
            self._grid.addWidget(chart, place // columns, place % columns)
            chart.show()
        below = -(-len(self.charts) // columns)
        high = share(self.viewport().height() if self._around is None else self._around, below)
        for chart in self.charts:
            chart.setFixedHeight(high)
        self.verticalScrollBar().setSingleStep(high + _SPACING)
        self._grid.addWidget(self._hint, below, 0, 1, columns)
        self.setVisible(self._is_inviting or bool(self.charts))


def share(height: int, rows: int = MOST) -> int:
    """How high each of some rows is: as many as fit are whole, the others are scrolled to."""
    fitting = max(1, min((height + _SPACING) // (_LOWEST + _SPACING), rows))
    return max(_LOWEST, (height + _SPACING) // fitting - _SPACING)
