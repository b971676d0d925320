"""Ctrl+C in the terminal, or a polite kill, closes the window as the mouse would."""

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_ENDS = (signal.SIGINT, signal.SIGTERM)


class Interrupts(QObject):
    """SIGINT and SIGTERM, as a signal on the GUI thread."""

    came = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ear, self._mouth = socket.socketpair()
        self._mouth.setblocking(False)
        self._before = {one: signal.signal(one, self._on_signal) for one in _ENDS}
        self._wakeup = signal.set_wakeup_fd(self._mouth.fileno())
        self._notifier = QSocketNotifier(self._ear.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)

    def release(self) -> None:
        """Give the signal back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._wakeup)
        for one, before in self._before.items():
            signal.signal(one, before)
        self._ear.close()
        self._mouth.close()

    def _on_woken(self) -> None:
        self._ear.recv(64)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self.came.emit()
