"""Slow work off the GUI thread, its outcome back on it."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

Outcome = TypeVar("Outcome")


class _Courier(QObject):
    """Carries a call from a thread to the GUI thread."""

    arrived = Signal(object)


class Background(Generic[Outcome]):
    """One function that runs in a thread; what it returns or raises arrives on the GUI thread.

    Must be made on the GUI thread. `forget` makes the outcome unwanted; the thread itself runs to
    its end and then disappears. All that the work holds on to is let go on the GUI thread, because
    nothing of Qt may end on another (see `gui.garbage`).
    """

    _running: ClassVar[set["Background[Any]"]] = set()

    def __init__(
        self,
        name: str,
        work: Callable[[], Outcome],
        done: Callable[[Outcome], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self._work = work
        self._done = done
        self._failed = failed
        self._wanted = True
        self._courier = _Courier()
        self._courier.arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name=f"flowscope:{name}", daemon=True)

    def start(self) -> None:
        """Begin the work."""
        self._running.add(self)
        self._thread.start()

    def forget(self) -> None:
        """Nobody waits for the outcome any more."""
        self._wanted = False

    def report(self, step: Callable[[], None]) -> None:
        """Called by the work itself: run `step` on the GUI thread, in order, while it is wanted."""
        # Qt deletes its objects at the end of the application; a slow worker may outlive it.
        with suppress(RuntimeError):
            self._courier.arrived.emit(step)

    def _run(self) -> None:
        try:
            outcome = self._work()
        except Exception as error:  # noqa: BLE001 - the rim of a thread: handed to the GUI thread
            trouble = error
            self.report(lambda: self._failed(trouble))
        else:
            self.report(lambda: self._done(outcome))
        self.report(self._end)

    def _on_arrived(self, step: Callable[[], None]) -> None:
        if self._wanted or step == self._end:
            step()

    def _end(self) -> None:
        self._thread.join()  # it has nothing left to do, and then holds on to nothing
        self._running.discard(self)
