"""One message published once or many times: its pace, and how far it is."""

import math
import threading
import time
from collections.abc import Sequence

from core.clock import Clock
from core.confirms import Confirms
from core.publishing import Outcome, Progress, Publish
from core.sources.trouble import Trouble
from core.variables import Filling

WINDOW = 1000
"""Messages that may wait for their confirm at once."""
WINDOW_BYTES = 32 * 1024 * 1024


class Pace:
    """How many messages are due at a rate. What a stall held up is not made up for in a burst."""

    LONGEST_LAG = 0.5

    def __init__(self, rate: float | None, stopwatch: Clock = time.perf_counter) -> None:
        self._rate = rate
        self._stopwatch = stopwatch
        self._started = stopwatch()

    def due(self, sent: int, count: int) -> int:
        """How many of `count` messages should be out by now, of which `sent` are."""
        if self._rate is None:
            return count
        lag = self._stopwatch() - self._started - sent / self._rate
        if lag > max(self.LONGEST_LAG, 1 / self._rate):
            self.restart(sent)
            lag = 0.0
        return min(count, sent + max(0, math.floor(lag * self._rate) + 1))

    def wait(self, sent: int) -> float:
        """Seconds until the next message is due."""
        if self._rate is None:
            return 0.0
        return max(0.001, self._started + sent / self._rate - self._stopwatch())

    def restart(self, sent: int) -> None:
        """The next message is due now."""
        self._started = self._stopwatch() - (sent / self._rate if self._rate else 0.0)


class Run:
    """A message, how often and how fast it is sent, and what became of it so far.

    `progress`, `done` and `wait` may be used from any thread; the rest is the publisher's.
    """

    def __init__(self, publish: Publish, count: int, rate: float | None, clock: Clock) -> None:
        self.publish = publish
        self.count = count
        self.pace = Pace(rate)
        self.confirms = Confirms(publish, clock, time.perf_counter)
        self.filling = Filling(clock) if publish.fills_in else None
        """What is filled into each message; None when all are alike."""
        self.unsendable = self.message(count).unsendable()
        self.window = max(1, min(WINDOW, WINDOW_BYTES // max(1, len(publish.body))))
        self.cancelled = threading.Event()
        self.sent = 0
        self.blocked = ""
        self.connected = False
        """It got as far as a channel in confirm mode."""
        self.trouble: Trouble | None = None
        """Why it ended early."""
        self._counts = {"confirmed": 0, "returned": 0, "nacked": 0, "failed": 0}
        self._done = threading.Event()

    def message(self, number: int) -> Publish:
        """A message of the run, as it is or was sent."""
        return self.filling.message(self.publish, number) if self.filling else self.publish

    def next_message(self) -> Publish:
        """The message that is sent now."""
        return self.filling.next_message(self.publish) if self.filling else self.publish

    @property
    def progress(self) -> Progress:
        """How far it is now."""
        counts = dict(self._counts)
        return Progress(wanted=self.count, sent=self.sent, blocked=self.blocked, **counts)

    @property
    def done(self) -> bool:
        """Nothing more will be sent or reported."""
        return self._done.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Block until it is done; False when it still is not."""
        return self._done.wait(timeout)

    @property
    def room(self) -> int:
        """How many more messages may wait for their confirm now."""
        return 0 if self.blocked else self.window - len(self.confirms)

    def count_in(self, outcomes: Sequence[Outcome]) -> None:
        """Add outcomes to the progress."""
        for outcome in outcomes:
            self._counts[outcome.outcome] += 1

    def finish(self) -> None:
        """Say that it is done."""
        self._done.set()
