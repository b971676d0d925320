"""Heartbeats of one connection: ours when nothing else is sent, and the watch over the client's."""

from collections.abc import Callable

from core.broker.parties import Timer, Timers

_LIVES = 2
"""Silent intervals after which a client counts as gone."""


class Heartbeats:
    """Beats at half the interval, and misses the client after two whole ones."""

    def __init__(
        self,
        timers: Timers,
        interval: int,
        *,
        sent: Callable[[], int],
        received: Callable[[], int],
        beat: Callable[[], object],
        missed: Callable[[], object],
    ) -> None:
        self._timers = timers
        self._interval = interval
        self._sent, self._received = sent, received
        self._beat, self._missed = beat, missed
        self._last_sent, self._last_received = sent(), received()
        self._lives = _LIVES
        self._timers_set: dict[Callable[[], None], Timer] = {}
        self.is_paused = False
        """A blocked client is not read from, so it cannot be heard."""
        if interval:
            self._again(self._send, interval / 2)
            self._again(self._listen, interval)

    def stop(self) -> None:
        """The connection is over."""
        for timer in self._timers_set.values():
            timer.cancel()
        self._timers_set.clear()

    def _again(self, what: Callable[[], None], delay: float) -> None:
        self._timers_set[what] = self._timers.call_at(self._timers.time() + delay, what)

    def _send(self) -> None:
        if self._sent() == self._last_sent:
            self._beat()
        self._last_sent = self._sent()
        self._again(self._send, self._interval / 2)

    def _listen(self) -> None:
        heard = self._received()
        alive = self.is_paused or heard != self._last_received
        self._lives = _LIVES if alive else self._lives - 1
        self._last_received = heard
        if self._lives:
            self._again(self._listen, self._interval)
        else:
            self._missed()
