"""Errors of Flowscope itself: the traceback goes to standard error, the user reads one line."""

import sys
import threading
import traceback
from collections import Counter
from types import TracebackType

from PySide6.QtCore import QObject, Signal

from core.wording import tr

MOST_PRINTED = 3
"""How often one and the same traceback is written."""


class Incidents(QObject):
    """Takes over the hooks for uncaught exceptions of all threads until `release` is called."""

    happened = Signal(str)
    """One line for people, emitted on the GUI thread."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._printed: Counter[str] = Counter()
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def release(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def _print(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """What fails with every tick must not fill the terminal."""
        text = "".join(traceback.format_exception(kind, error, trace))
        self._printed[text] += 1
        if self._printed[text] <= MOST_PRINTED:
            sys.stderr.write(text)

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self._print(kind, error, trace)
        self.happened.emit(
            tr(
                "Something went wrong inside Flowscope ({error}). "
                "Watching goes on; the details are on standard error.",
                error=kind.__name__,
            )
        )

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        self._print(args.exc_type, args.exc_value, args.exc_traceback)
        thread = args.thread.name if args.thread else tr("a thread")
        self.happened.emit(
            tr(
                "{thread} ended with {error}; the details are on standard error.",
                thread=thread,
                error=args.exc_type.__name__,
            )
        )
