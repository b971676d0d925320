"""From a source's thread to the window's: our inbox beside a signal an item and a plain queue.

A thread reports counts at a steady pace, the window's thread adds them up, and a timer of 16 ms
tells how late the window's thread is for everything else. Prints also how busy both threads are.
The transports take turns in one process; read them beside `nothing`.

    signal an item    a queued Qt Signal(object) for each
    SimpleQueue       queue.SimpleQueue, emptied every 33 ms
    inbox             core.inbox.Inbox, drained every 33 ms
    inbox, columns    the same, with a numpy batch every 33 ms instead of an object for each

    python benchmarks/inbox.py [--quick]
"""

import argparse
import gc
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from time import perf_counter, sleep, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal

from core.inbox import Inbox

BEAT_MS = 16
DRAIN_MS = 33
COUNTERS = 500
STEP_S = 0.002
TARGET = 0.02
"""What columns may take of the window's thread at the fastest pace."""


@dataclass(frozen=True, slots=True)
class Count:
    """One thing that a source saw."""

    number: int
    value: float
    at: float


@dataclass(frozen=True, slots=True)
class Columns:
    """What a source saw in a while."""

    numbers: NDArray[np.int64]
    values: NDArray[np.float64]


class Model:
    """Adds up; only for the window's thread."""

    def __init__(self) -> None:
        self.totals = np.zeros(COUNTERS)
        self.by_number = [0.0] * COUNTERS
        self.taken = 0

    def fold(self, count: Count) -> None:
        """Take one."""
        self.by_number[count.number] += count.value
        self.taken += 1

    def fold_columns(self, columns: Columns) -> None:
        """Take many."""
        np.add.at(self.totals, columns.numbers, columns.values)
        self.taken += len(columns.numbers)


class Transport(QObject):
    """Nothing at all: the thread makes counts and drops them."""

    def __init__(self, model: Model) -> None:
        super().__init__()
        self.model = model
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.drain)
        self._timer.start(DRAIN_MS)

    def put(self, count: int) -> None:
        """Report so many; called by the source's thread."""

    def drain(self) -> None:
        """Take what came; called by the window's thread."""

    def end(self) -> None:
        """No more beats."""
        self._timer.stop()


class Signals(Transport):
    """A queued signal for each."""

    came = Signal(object)

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self.came.connect(model.fold, Qt.ConnectionType.QueuedConnection)

    def put(self, count: int) -> None:
        """Report so many."""
        for item in made(count):
            self.came.emit(item)


class Queued(Transport):
    """A SimpleQueue."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._queue: SimpleQueue[Count] = SimpleQueue()

    def put(self, count: int) -> None:
        """Report so many."""
        for item in made(count):
            self._queue.put(item)

    def drain(self) -> None:
        """Take what came."""
        try:
            while True:
                self.model.fold(self._queue.get_nowait())
        except Empty:
            return


class Boxed(Transport):
    """Our inbox, an object for each."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._inbox: Inbox[Count] = Inbox(100_000)

    def put(self, count: int) -> None:
        """Report so many."""
        for item in made(count):
            self._inbox.put(item)

    def drain(self) -> None:
        """Take what came."""
        for item in self._inbox.drain():
            self.model.fold(item)


class InColumns(Transport):
    """Our inbox, a batch now and then."""

    def __init__(self, model: Model) -> None:
        super().__init__(model)
        self._inbox: Inbox[Columns] = Inbox()
        self._waiting = 0
        self._sent_at = perf_counter()

    def put(self, count: int) -> None:
        """Report so many, together with others of these 33 ms."""
        self._waiting += count
        if perf_counter() - self._sent_at < DRAIN_MS / 1000:
            return
        numbers = np.arange(self._waiting) % COUNTERS
        self._inbox.put(Columns(numbers, np.ones(self._waiting)))
        self._waiting, self._sent_at = 0, perf_counter()

    def drain(self) -> None:
        """Take what came."""
        for columns in self._inbox.drain():
            self.model.fold_columns(columns)


TRANSPORTS: dict[str, type[Transport]] = {
    "nothing": Transport,
    "signal an item": Signals,
    "SimpleQueue": Queued,
    "inbox": Boxed,
    "inbox, columns": InColumns,
}


def made(count: int) -> list[Count]:
    """So many things that a source saw."""
    at = perf_counter()
    return [Count(number % COUNTERS, 1.0, at) for number in range(count)]


@dataclass
class Result:
    """How late a timer was, how much came through, and what it cost."""

    late: list[float] = field(default_factory=list)
    taken: int = 0
    seconds: float = 0.0
    window_busy: float = 0.0
    """Seconds of CPU that the window's thread used."""
    source_busy: float = 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds that so many percent of all ticks were late at most."""
        return float(np.percentile(self.late, share)) * 1000


class Beat(QObject):
    """A timer that notes how late it is."""

    def __init__(self, into: list[float]) -> None:
        super().__init__()
        self._into = into
        self._due = perf_counter() + BEAT_MS / 1000
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tick)
        self._timer.start(BEAT_MS)

    def end(self) -> None:
        """No more ticks."""
        self._timer.stop()

    def _tick(self) -> None:
        now = perf_counter()
        self._into.append(max(0.0, now - self._due))
        self._due = now + BEAT_MS / 1000
        self._timer.start(BEAT_MS)


def source(put: Callable[[int], None], rate: int, ending: threading.Event, result: Result) -> None:
    """A thread that reports at a steady pace."""
    begun, reported = perf_counter(), 0
    while not ending.is_set():
        due = int((perf_counter() - begun) * rate) - reported
        put(min(due, rate // 10))
        reported += due
        sleep(STEP_S)
    result.source_busy += thread_time()


def measure(kind: type[Transport], rate: int, seconds: float, result: Result) -> None:
    """Let one transport work for a while."""
    model, ending = Model(), threading.Event()
    transport = kind(model)
    beat = Beat(result.late)
    thread = threading.Thread(target=source, args=(transport.put, rate, ending, result))
    begun, busy = perf_counter(), thread_time()
    thread.start()
    QTimer.singleShot(round(seconds * 1000), QCoreApplication.quit)
    QCoreApplication.exec()
    result.taken += model.taken
    result.seconds += perf_counter() - begun
    result.window_busy += thread_time() - busy
    ending.set()
    thread.join()
    transport.end()
    beat.end()
    QCoreApplication.processEvents()


def show(rate: int, name: str, result: Result) -> None:
    """One line."""
    print(
        f"{rate:6} {name:16} {result.taken / result.seconds:7.0f}"
        f" {result.window_busy / result.seconds:8.1%} {result.source_busy / result.seconds:8.1%}"
        f" {result.percentile(50):12.2f} {result.percentile(99):6.1f}"
        f" {max(result.late) * 1000:6.1f}"
    )


def main() -> None:
    """All transports in turn, at several paces."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="one pace, short")
    quick = parser.parse_args().quick
    application = QCoreApplication([])
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 1_000)  # all three as the window does
    rates, seconds, rounds = ((10_000,), 0.3, 1) if quick else ((1_000, 10_000, 100_000), 1.0, 4)
    print(
        f"{'per s':>6} {'transport':16} {'came/s':>7} {'window %':>8} {'source %':>8}"
        f" {'late: p50 ms':>12} {'p99':>6} {'max':>6}"
    )
    for rate in rates:
        results = {name: Result() for name in TRANSPORTS}
        for _ in range(rounds):
            for name, kind in TRANSPORTS.items():
                measure(kind, rate, seconds, results[name])
        for name, result in results.items():
            show(rate, name, result)
    columns = results["inbox, columns"]
    share = columns.window_busy / columns.seconds
    verdict = "met" if share <= TARGET else "missed"
    print(
        f"target: columns take at most {TARGET:.0%} of the window's thread: {verdict} ({share:.1%})"
    )
    del application


if __name__ == "__main__":
    main()
