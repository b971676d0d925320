"""The beat of the window: drains the session on the GUI thread and says when to draw."""

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from core.session import Session

TICK_MS = 100
QUIET_S = 1.0
"""Views hear at least this often, so that a chart moves on and shows a gap as a gap."""


class Pump(QObject):
    """Pumps one session; emits at most one `updated` a tick, without payload."""

    updated = Signal()

    def __init__(self, session: "Session", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._told = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.pump)

    def start(self) -> None:
        """Begin to beat."""
        self._timer.start()

    def stop(self) -> None:
        """Stop beating; nothing is drained any more."""
        self._timer.stop()

    def pump(self) -> None:
        """Drain and fold what waits, and tell the views if there is a reason to look."""
        changed = self._session.pump()
        now = monotonic()
        if changed or now - self._told >= QUIET_S:
            self._told = now
            self.updated.emit()
