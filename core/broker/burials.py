"""Dead letters on their way to their exchanges: in the order in which they died, some at a time.

A client may give up a hundred thousand messages with one nack, and nobody else shall wait for that.
Nor may more and more of them wait: whoever publishes meanwhile waits for one burial a message.
"""

from collections import deque
from collections.abc import Callable, Iterable
from itertools import repeat
from typing import NamedTuple

from core.broker.message import Message
from core.broker.parties import Timer, Timers

AT_ONCE = 100
"""How many are buried before the others in this broker have their turn."""


class Death(NamedTuple):
    """Why a queue gave up messages, and what held for the queue at that moment."""

    queue: str
    reason: str
    at: float
    """Unix time."""
    exchange: str
    routing_key: str | None
    """Instead of that of the message."""


class Burials:
    """The dead letters of one vhost that have not yet been published."""

    def __init__(self, timers: Timers, bury: Callable[[Message, Death], object]) -> None:
        self._timers = timers
        self._bury = bury
        self._waiting: deque[tuple[Message, Death]] = deque()
        self._left = 0
        """How many may still be buried in this turn of the loop."""
        self._next: Timer | None = None
        self._is_burying = False

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, messages: Iterable[Message], death: Death) -> None:
        """Bury them, in this turn if they are few; a burial that causes others is done first."""
        self._waiting.extend(zip(messages, repeat(death)))
        if self._next is None:
            self._begin_turn()
        self._go_on()

    def one_more(self) -> None:
        """Bury one beyond those of this turn."""
        self._left += 1
        self._go_on()

    def _begin_turn(self) -> None:
        self._left = AT_ONCE
        self._next = self._timers.call_at(self._timers.time(), self._turn)

    def _turn(self) -> None:
        self._next = None
        if self._waiting:
            self._begin_turn()
            self._go_on()

    def _go_on(self) -> None:
        if self._is_burying:
            return
        self._is_burying = True
        try:
            while self._left > 0 and self._waiting:
                self._left -= 1
                self._bury(*self._waiting.popleft())
        finally:
            self._is_burying = False
