"""Ctrl+C in the terminal closes the window as the mouse would."""

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal


class Interrupts(QObject):
    """Ctrl+C in the terminal, as a signal on the GUI thread."""

    came = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ear, self._mouth = socket.socketpair()
        self._mouth.setblocking(False)
        self._before = signal.signal(signal.SIGINT, self._on_signal)
        self._wakeup = signal.set_wakeup_fd(self._mouth.fileno())
        self._notifier = QSocketNotifier(self._ear.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_woken)

    def release(self) -> None:
        """Give the signal back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._wakeup)
        signal.signal(signal.SIGINT, self._before)
        self._ear.close()
        self._mouth.close()

    def _on_woken(self) -> None:
        self._ear.recv(64)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self.came.emit()
