"""The only object that two threads share: sources put into it, the model's owner drains it."""

from collections import deque
from dataclasses import dataclass
from threading import Condition
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class InboxStatistics:
    """What an inbox held and lost so far."""

    waiting: int
    """Items that nobody has drained yet."""
    peak: int
    """The largest number that ever waited."""
    refused: int
    """Items that came while it was full: lost, and shown as such."""


class Inbox(Generic[Item]):
    """A bounded queue: any thread puts, one thread drains, nothing blocks.

    When it is full the newest items are refused and counted, so that a reader can say that a
    number is a lower bound instead of showing a wrong one.
    """

    def __init__(self, bound: int = 10_000) -> None:
        self._items: deque[Item] = deque()
        self._bound = bound
        self._peak = 0
        self._refused = 0
        self._changed = Condition()

    def put(self, item: Item) -> bool:
        """Add one item from any thread; False when it was refused."""
        with self._changed:
            if len(self._items) >= self._bound:
                self._refused += 1
                return False
            self._items.append(item)
            self._peak = max(self._peak, len(self._items))
            self._changed.notify()
            return True

    def drain(self, most: int | None = None) -> list[Item]:
        """Take what waits, oldest first, at most `most` items."""
        with self._changed:
            if most is None or most >= len(self._items):
                taken = list(self._items)
                self._items.clear()
                return taken
            return [self._items.popleft() for _ in range(most)]

    def __len__(self) -> int:
        with self._changed:
            return len(self._items)

    def wait(self, timeout: float) -> bool:
        """Block until something waits or `timeout` seconds went by; True when something waits."""
        with self._changed:
            return self._changed.wait_for(lambda: bool(self._items), timeout)

    def statistics(self) -> InboxStatistics:
        """How full it is and what it lost."""
        with self._changed:
            return InboxStatistics(len(self._items), self._peak, self._refused)
