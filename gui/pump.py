"""The beat of the window: drains the session on the GUI thread and says when to draw."""

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gui.turn import Due

if TYPE_CHECKING:
    from core.session import Session

TICK_MS = 100
SLICE_S = 0.003
"""So long it may fold or judge at a time."""
JUDGE_REST = 100
"""So many times as long as it takes to judge, the next time waits: a big broker is judged less."""
QUIET_S = 1.0
"""Views hear at least this often, so that a chart moves on and shows a gap as a gap."""


class Pump(QObject):
    """Pumps one session; emits at most one `updated` a tick, without payload."""

    updated = Signal()

    def __init__(self, session: "Session", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._told = 0.0
        self._changed = False
        self._rests_until = self._judged_for = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        self._soon = Due(self, self.pump)
        self._judge = Due(self, self._on_judged)
        self._tell = Due(self, self._on_told)

    def start(self) -> None:
        """Begin to beat."""
        self._timer.start()

    def stop(self) -> None:
        """Stop beating; nothing is drained any more."""
        for timer in (self._timer, self._soon, self._judge, self._tell):
            timer.stop()

    def pump(self) -> None:
        """Fold some of what waits, or judge it, or tell the views if there is a reason to look.

        One at a time: the user's next key or move comes in between. Where a flood never ends, it is
        judged and told all the same.
        """
        if self._judge.isActive() or self._tell.isActive():
            return  # of one moment: nothing is folded until that is done
        session = self._session
        self._changed |= session.drain(SLICE_S)
        is_late = monotonic() - self._told >= QUIET_S and not session.folding.is_under_way
        if is_late or not session.has_more:
            self._go_on(is_late)
        else:
            _give_turn(self._soon)

    def _on_tick(self) -> None:
        _give_turn(self._soon)

    def _go_on(self, is_late: bool) -> None:
        if self._session.judging.is_due and monotonic() >= self._rests_until:
            _give_turn(self._judge)
        elif self._changed or is_late:
            _give_turn(self._tell)

    def _on_judged(self) -> None:
        begun = monotonic()
        self._session.judging.go_on(SLICE_S)
        now = monotonic()
        self._judged_for += now - begun
        if self._session.judging.is_under_way:
            _give_turn(self._judge)
            return
        self._rests_until, self._judged_for = now + JUDGE_REST * self._judged_for, 0.0
        _give_turn(self._tell)

    def _on_told(self) -> None:
        self._changed, self._told = False, monotonic()
        self.updated.emit()
        if self._session.has_more:
            _give_turn(self._soon)


def _give_turn(timer: QTimer) -> None:
    """Once the event loop comes to it; started again it would wait once more."""
    if not timer.isActive():
        timer.start(0)
