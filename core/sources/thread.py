"""A source that asks: one thread, one beat, woken early when there is a reason to."""

import logging
from collections.abc import Callable
from threading import Event, Thread
from typing import Protocol

from core.facts import Item
from core.wording import tr

log = logging.getLogger("flowscope")
log.addHandler(logging.NullHandler())  # without it Python prints tracebacks on stderr

_AFTER_FAULT_SECONDS = 5.0

Put = Callable[[Item], bool]
"""Where a source reports to: the inbox of a session. False when it is full and the item is lost."""


class Source(Protocol):
    """Something that reports facts, readings or topology of a broker."""

    def start(self) -> None:
        """Begin, on a thread of its own."""

    def stop(self) -> None:
        """Ask it to end; returns at once."""

    def join(self, timeout: float) -> None:
        """Wait until its thread has ended."""


class PollingThread:
    """Calls `poll` again and again; `poll` returns when it wants to be called next.

    Never two polls at once. `poke` asks for an early one, which comes as soon as the pause that
    `poll` demands is over.
    """

    def __init__(
        self,
        name: str,
        poll: Callable[[], tuple[float, float]],
        on_fault: Callable[[Exception], object],
        on_end: Callable[[], object] = lambda: None,
    ) -> None:
        self._poll = poll
        self._on_fault = on_fault
        self._on_end = on_end
        self._poked = Event()
        self._ended = Event()
        self._thread = Thread(target=self._run, name=f"flowscope {name}", daemon=True)

    def start(self) -> None:
        """Begin polling."""
        self._thread.start()

    def poke(self) -> None:
        """Something changed: poll as soon as allowed. From any thread."""
        self._poked.set()

    def stop(self) -> None:
        """Ask the thread to end; returns at once."""
        self._ended.set()
        self._poked.set()

    def join(self, timeout: float) -> None:
        """Wait until the thread has ended."""
        if self._thread.is_alive():
            self._thread.join(timeout)

    def _run(self) -> None:
        while not self._ended.is_set():
            self._poked.clear()
            pause, period = self._poll_once()
            if not self._ended.wait(pause):
                self._poked.wait(max(0.0, period - pause))
        self._on_end()

    def _poll_once(self) -> tuple[float, float]:
        try:
            return self._poll()
        except Exception as fault:  # the rim of a thread: say it and go on
            log.exception("a source failed")
            self._on_fault(fault)
            return _AFTER_FAULT_SECONDS, _AFTER_FAULT_SECONDS


def fault_words(fault: Exception) -> tuple[str, str]:
    """Why and mend for an error that is Flowscope's own."""
    why = tr(
        "Flowscope could not read what the broker said ({kind}: {fault})",
        kind=type(fault).__name__,
        fault=fault,
    )
    mend = tr("please report it with the broker's version; it is tried again every few seconds")
    return why, mend
