"""The ready messages of a queue in the order in which they are delivered."""

from collections import deque
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush

from core.broker.message import Entry


class Backlog:
    """First those that came back, in their old order, then those that were never delivered.

    A message that was delivered stood before all that were not, so returned ones always come
    first: a heap of them in front of the line is the original order.
    """

    __slots__ = ("_fresh", "_returned")

    def __init__(self) -> None:
        self._fresh: deque[Entry] = deque()
        self._returned: list[Entry] = []

    def __len__(self) -> int:
        return len(self._fresh) + len(self._returned)

    def __iter__(self) -> Iterator[Entry]:
        yield from sorted(self._returned)
        yield from self._fresh

    @property
    def head(self) -> Entry | None:
        """What is delivered next."""
        if self._returned:
            return self._returned[0]
        return self._fresh[0] if self._fresh else None

    def append(self, entry: Entry) -> None:
        """A new message, behind all others of its priority."""
        self._fresh.append(entry)

    def put_back(self, entry: Entry) -> None:
        """A message that was delivered takes its old place."""
        heappush(self._returned, entry)

    def pop(self) -> Entry:
        """Take the head."""
        return heappop(self._returned) if self._returned else self._fresh.popleft()


class PriorityBacklog(Backlog):
    """Messages of a higher priority come before those of a lower one."""

    __slots__ = ("_highest", "_lines")

    def __init__(self, highest: int) -> None:
        super().__init__()
        self._highest = highest
        self._lines: dict[int, Backlog] = {}

    def __len__(self) -> int:
        return sum(map(len, self._lines.values()))

    def __iter__(self) -> Iterator[Entry]:
        for line in self._in_order():
            yield from line

    @property
    def head(self) -> Entry | None:
        """That of the highest priority that has any."""
        return next((line.head for line in self._in_order() if line), None)

    def append(self, entry: Entry) -> None:
        """Behind all others of its priority."""
        self._line(entry).append(entry)

    def put_back(self, entry: Entry) -> None:
        """To its old place among those of its priority."""
        self._line(entry).put_back(entry)

    def pop(self) -> Entry:
        """Take the head."""
        return next(line for line in self._in_order() if line).pop()

    def _line(self, entry: Entry) -> Backlog:
        entry.priority = min(entry.priority, self._highest)
        return self._lines.setdefault(entry.priority, Backlog())

    def _in_order(self) -> Iterable[Backlog]:
        return [self._lines[priority] for priority in sorted(self._lines, reverse=True)]
