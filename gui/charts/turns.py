"""Many charts are drawn in turns, so that the window is never busy with them for long (no Qt)."""

from collections import deque
from collections.abc import Callable, Iterable
from math import inf
from typing import Generic, TypeVar

from core.clock import Clock

T = TypeVar("T")


class Turns(Generic[T]):
    """Who is still to be drawn in this round, and for how long at a time."""

    def __init__(self, draw: Callable[[T], object], clock: Clock) -> None:
        self._draw = draw
        self._clock = clock
        self._waiting: deque[T] = deque()

    @property
    def are_over(self) -> bool:
        """Everyone had a turn."""
        return not self._waiting

    def begin(self, everyone: Iterable[T]) -> None:
        """The next round: whoever waits already goes first, so that nobody waits for ever."""
        known = list(everyone)
        waiting = [one for one in self._waiting if one in known]
        self._waiting = deque((*waiting, *(one for one in known if one not in waiting)))

    def put_first(self, one: T) -> None:
        """The user has a hand on it: it does not wait."""
        if one in self._waiting:
            self._waiting.remove(one)
        self._waiting.appendleft(one)

    def go_on(self, seconds: float = inf) -> None:
        """Draw for so long, one at least."""
        until = self._clock() + seconds
        while self._waiting:
            self._draw(self._waiting.popleft())
            if self._clock() >= until:
                return
