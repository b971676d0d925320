"""One check of a broker, off the GUI thread: its stages as they come, and its end."""

from collections.abc import Callable, Iterator
from functools import partial
from threading import Event

from PySide6.QtCore import QObject, Signal

from core.endpoints import Endpoints
from core.stage import Stage
from gui.background import Background

Check = Callable[[Endpoints], Iterator[Stage]]


class CheckRun(QObject):
    """At most one check runs at a time; one that was stopped says nothing more."""

    came = Signal(object)
    """A Stage."""
    ended = Signal()
    failed = Signal(object)
    """The check itself failed, with this exception."""

    def __init__(self, check: Check, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: list[Stage] = []
        """What has come so far."""
        self.where: Endpoints | None = None
        """What was looked at last."""
        self._check = check
        self._stopped = Event()
        self._running: Background[None] | None = None

    @property
    def is_running(self) -> bool:
        """The broker is being asked."""
        return self._running is not None

    def start(self, where: Endpoints) -> None:
        """Look at a broker."""
        self.stop()
        self.found, self.where = [], where
        self._stopped = stopped = Event()
        running: Background[None] = Background(
            "check",
            lambda: self._run(running, where, stopped),
            lambda _: self._on_end(),
            self._on_failure,
        )
        self._running = running
        running.start()

    def stop(self) -> None:
        """Nobody waits for it any more; its thread ends after the stage that it tries."""
        self._stopped.set()
        if self._running is not None:
            self._running.forget()
            self._running = None

    def forget(self) -> None:
        """What was found says nothing any more."""
        self.stop()
        self.found = []

    def _run(self, running: Background[None], where: Endpoints, stopped: Event) -> None:
        for stage in self._check(where):
            running.report(partial(self._on_stage, stage))
            if stopped.is_set():
                return

    def _on_stage(self, stage: Stage) -> None:
        self.found.append(stage)
        self.came.emit(stage)

    def _on_end(self) -> None:
        self._running = None
        self.ended.emit()

    def _on_failure(self, error: Exception) -> None:
        self._running = None
        self.failed.emit(error)
