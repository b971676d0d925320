"""How far the folding of what came in has come.

An item may take several goes, with turns of others in between; each of its steps leaves a model of
which everything is true, and the next item waits until it is whole.
"""

import time
from collections.abc import Callable, Iterator
from math import inf

from core.facts import Item
from core.inbox import Inbox

Fold = Callable[[Item], Iterator[None]]


class Folding:
    """Takes items out of an inbox and has them folded, step by step."""

    def __init__(self, inbox: Inbox[Item], fold: Fold) -> None:
        self._inbox = inbox
        self._fold = fold
        self._steps: Iterator[None] | None = None

    @property
    def is_under_way(self) -> bool:
        """An item is folded in part."""
        return self._steps is not None

    @property
    def has_more(self) -> bool:
        """Something waits that there was no time for, or that came since."""
        return self.is_under_way or bool(len(self._inbox))

    def go_on(self, seconds: float = inf) -> bool:
        """Fold what waits, as far as that takes `seconds`; True if anything was folded."""
        until, waiting = time.monotonic() + seconds, len(self._inbox) + self.is_under_way
        for _ in range(waiting):
            if not self._fold_one(until):
                break
        return waiting > 0

    def _fold_one(self, until: float) -> bool:
        """Fold an item, or the rest of one; whether there is time for another.

        There is none after a rest: whoever waits until everything is whole gets a turn.
        """
        is_rest = self.is_under_way
        if self._steps is None:
            (item,) = self._inbox.drain(1)
            self._steps = self._fold(item)
        for _ in self._steps:
            if time.monotonic() >= until:
                return False
        self._steps = None
        return not is_rest and time.monotonic() < until
