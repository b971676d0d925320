"""The beat of the window: drains the session on the GUI thread and says when to draw."""

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from core.session import Session

TICK_MS = 100
SLICE_S = 0.005
"""So long it may fold at a time."""
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
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.pump)
        self._soon, self._tell = QTimer(self), QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.pump)
        self._tell.setSingleShot(True)
        self._tell.timeout.connect(self._on_told)

    def start(self) -> None:
        """Begin to beat."""
        self._timer.start()

    def stop(self) -> None:
        """Stop beating; nothing is drained any more."""
        for timer in (self._timer, self._soon, self._tell):
            timer.stop()

    def pump(self) -> None:
        """Fold some of what waits, and tell the views if there is a reason to look."""
        self._changed |= self._session.pump(SLICE_S)
        if self._session.has_more:
            self._soon.start(0)  # the user's next key or move comes first
        elif self._changed or monotonic() - self._told >= QUIET_S:
            self._tell.start(0)

    def _on_told(self) -> None:
        self._changed, self._told = False, monotonic()
        self.updated.emit()
