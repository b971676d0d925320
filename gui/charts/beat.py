"""When charts are drawn: what a hand moves at once, the rest as often as it moves on by itself."""

from collections.abc import Callable, Sequence
from math import inf
from time import perf_counter

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from gui.charts.cost import ChartsStatistics, Cost
from gui.charts.strip import Strip
from gui.charts.turns import Turns
from gui.turn import Room

FASTEST_MS = 66
"""Nothing that moves by itself is drawn more often than that: 15 times a second."""
AT_ONCE_MS = 16
"""What a hand moves goes with it."""
_TURN_S = 0.008
"""So long the window may be busy with charts before it looks at keys and mouse again."""


class Beat(QTimer):
    """Draws in turns while the charts can be seen; the owner says who, and when it is next."""

    begins = Signal()
    """Some charts are drawn now."""
    ended = Signal()
    """Some charts were drawn."""

    def __init__(self, charts: QWidget, draw: Callable[[QWidget], object]) -> None:
        super().__init__(charts)
        self._charts = charts
        self._turns: Turns[QWidget] = Turns(draw, perf_counter)
        self._drawn_at = 0.0
        self._cost = Cost()
        self.everyone: Callable[[], Sequence[QWidget]] = tuple
        """All that are drawn in turns."""
        self.rest_ms: Callable[[], float | None] = lambda: None
        """How long the picture stays right, once all are drawn; None for as long as nobody asks."""
        self.setSingleShot(True)
        self._room = Room()
        self.timeout.connect(self._on_timeout)

    @property
    def is_over(self) -> bool:
        """Everyone is drawn."""
        return self._turns.are_over

    def draw_all(self) -> None:
        """Bring all up to date now."""
        self._turns.begin(self.everyone())
        self._draw_for(inf)

    def soon(self, apart_ms: float = FASTEST_MS, wait_ms: float = 0.0) -> None:
        """Draw once more, so long after the last time, and after now."""
        if self._charts.isVisible():
            since = (perf_counter() - self._drawn_at) * 1000
            self._wake_in(max(wait_ms, apart_ms - since))

    def at_once(self, first: QWidget | None) -> None:
        """The user moves something: it goes with the hand, the others follow."""
        self._turns.begin(self.everyone())
        if first is not None:
            self._turns.put_first(first)
        self.soon(AT_ONCE_MS)

    def statistics(self, strips: Sequence[Strip]) -> ChartsStatistics:
        """What drawing has cost so far."""
        return self._cost.statistics(strips)

    def _on_timeout(self) -> None:
        if self._room.is_there():
            self._draw_for(_TURN_S)
        else:
            self.start(0)

    def _draw_for(self, seconds: float) -> None:
        if not self._charts.isVisible():
            return
        self.stop()
        begun = perf_counter()
        self.begins.emit()
        if self._turns.are_over:
            self._turns.begin(self.everyone())
        self._turns.go_on(seconds)
        self.ended.emit()
        self._drawn_at = perf_counter()
        self._cost.note((self._drawn_at - begun) * 1000)
        rest = self.rest_ms() if self._turns.are_over else AT_ONCE_MS
        if rest is not None:
            self._wake_in(rest)

    def _wake_in(self, milliseconds: float) -> None:
        if not self.isActive() or self.remainingTime() > milliseconds:
            self.start(round(milliseconds))
