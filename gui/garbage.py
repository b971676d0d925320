"""The garbage of the process, collected on the GUI thread alone.

Python collects on whatever thread happens to allocate. A QObject that goes there disconnects its
signals: it takes a lock of Qt and then waits for the interpreter, while the GUI thread has the
interpreter and may wait for that lock. Then neither ever goes on (seen with PySide6 6.11).
"""

import gc

from PySide6.QtCore import QObject, QTimer

THRESHOLDS = (50_000, 50, 1_000)
"""Of each generation: the whole model must not be walked many times a second (see benchmarks)."""
_TICK_MS = 200
_SETTLED_MS = 1_000
"""So long after the end of something large its last references have gone, too."""


class Garbage(QObject):
    """Collects now and then, from its making to `release`; what there is already is never walked."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.collect()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(collect)
        self._timer.start()
        self._clearing = QTimer(self)
        self._clearing.setSingleShot(True)
        self._clearing.setInterval(_SETTLED_MS)
        self._clearing.timeout.connect(gc.collect)

    def clear_out(self) -> None:
        """Something large has ended: what is left of it is old, and would never be due."""
        self._clearing.start()

    def release(self) -> None:
        """Python may collect again wherever it likes."""
        self._timer.stop()
        self._clearing.stop()
        gc.enable()


def collect() -> None:
    """Collect the oldest generation that is due, if any."""
    counts = gc.get_count()
    due = [age for age, most in enumerate(THRESHOLDS) if counts[age] > most]
    if due:
        gc.collect(due[-1])
