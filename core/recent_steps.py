"""The last steps of all messages, for whoever wants to see single ones."""

from collections import deque
from collections.abc import Iterator
from itertools import islice

from core.watched_message import Step

MOST = 20_000


class RecentSteps:
    """A bounded number of steps, numbered from the first that was ever seen."""

    def __init__(self, most: int = MOST) -> None:
        self._steps: deque[Step] = deque(maxlen=most)
        self.end = 0
        """How many there have been."""

    def __len__(self) -> int:
        return len(self._steps)

    def __iter__(self) -> Iterator[Step]:
        return iter(self._steps)

    def __reversed__(self) -> Iterator[Step]:
        return reversed(self._steps)

    @property
    def first(self) -> int:
        """The number of the oldest that is kept."""
        return self.end - len(self._steps)

    def add(self, steps: list[Step]) -> None:
        """What a batch of facts did."""
        self._steps.extend(steps)
        self.end += len(steps)

    def since(self, number: int) -> list[Step]:
        """From that one on, as far as they are kept."""
        newest = list(islice(reversed(self._steps), max(self.end - number, 0)))
        newest.reverse()
        return newest
