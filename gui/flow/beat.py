"""The beat of the view: frames as often as the machine can, and only while something moves."""

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer

_SHORTEST, _LONGEST = 16, 50
"""Milliseconds between two frames: 60 to 20 a second."""
_REST = 1.5
"""The time between two frames as a multiple of what one costs."""


class Beat:
    """Calls back with the seconds that have passed, until it is stopped."""

    def __init__(self, owner: QObject, on_beat: Callable[[float], None]) -> None:
        self.frames = 0
        self.frame_ms = 0.0
        """A moving mean of what painting a frame takes."""
        self._on_beat = on_beat
        self._at = 0.0
        self._timer = QTimer(owner)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)

    @property
    def running(self) -> bool:
        """Whether frames are being made."""
        return self._timer.isActive()

    def start(self) -> None:
        """Begin, unless it beats already."""
        if not self.running:
            self._at = perf_counter()
            self._timer.start(_SHORTEST)

    def stop(self) -> None:
        """Make no more frames."""
        self._timer.stop()

    def painted(self, seconds: float) -> None:
        """Take note of what a frame took."""
        spent = seconds * 1000
        self.frame_ms = spent if self.frames == 0 else 0.9 * self.frame_ms + 0.1 * spent
        self.frames += 1

    def _on_timeout(self) -> None:
        now = perf_counter()
        elapsed, self._at = now - self._at, now
        self._on_beat(elapsed)
        if self.running:
            spent = self.frame_ms + (perf_counter() - now) * 1000
            self._timer.setInterval(int(min(max(_REST * spent, _SHORTEST), _LONGEST)))
