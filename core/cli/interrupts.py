"""Ctrl+C and SIGTERM end a command in good order; a second one ends it at once.

Nothing heavy is imported here: the signals are taken before click and pika are loaded.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_EXIT_TROUBLE = 2
_STDERR = 2


class Interrupted(SystemExit):
    """A signal came where there was nothing yet to print; ends the command with exit code 2."""

    def __init__(self, doing: str = "") -> None:
        super().__init__(_EXIT_TROUBLE)
        words = f"interrupted while {doing}" if doing else "interrupted"
        os.write(_STDERR, f"{words}\n".encode())  # at once: to end may take a moment


@contextmanager
def signals_of_process() -> Iterator[None]:
    """Take the signals for as long as the process runs: never a traceback, always the reason."""
    _on_signals(_interrupt)
    try:
        yield
    finally:
        _on_signals(signal.SIG_IGN)  # all is said: nothing may spoil the exit code any more


def give_signals_back() -> None:
    """Python's own way again, for the window: it handles Ctrl+C itself."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextmanager
def on_interrupt(end: Callable[[], object]) -> Iterator[None]:
    """Call `end` at the first signal.

    It comes between any two steps of the main thread, so it must not want a lock that this may
    hold: to set an event for which the main thread waits would block it for ever, now and then.
    """
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def interrupted(_number: int, _frame: FrameType | None) -> None:
        _on_signals(signal.SIG_DFL)
        end()

    _on_signals(interrupted)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    _on_signals(signal.SIG_DFL)
    raise Interrupted


def _on_signals(handler: Callable[[int, FrameType | None], object] | signal.Handlers) -> None:
    for number in _SIGNALS:
        signal.signal(number, handler)
