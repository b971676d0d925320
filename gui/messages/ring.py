"""The last messages of a tap, in a ring that is bounded by number and by bytes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import numpy as np

MESSAGES = 100_000
BYTES = 256 * 1024 * 1024


class Weighty(Protocol):
    """Anything with a body."""

    @property
    def size(self) -> int:
        """Bytes of the body as it was published."""


Message = TypeVar("Message", bound=Weighty)


class Numbered(Protocol):
    """Anything in rows, each with a number: what a list needs that draws itself."""

    @property
    def first(self) -> int:
        """The number of the first row."""

    @property
    def end(self) -> int:
        """The number behind the last row."""

    def __len__(self) -> int: ...

    def get(self, number: int) -> Any:
        """What is in a row; None where there is none."""


@dataclass(frozen=True, slots=True)
class RingStatistics:
    """What came and what is still here."""

    received: int
    """Messages that were put in since the ring was cleared."""
    kept: int
    """Messages that can be looked at."""
    dropped: int
    """Messages that made room for newer ones."""
    bytes: int
    """The bodies of the kept ones."""


class MessageRing(Generic[Message]):
    """Messages by their number: the first one ever is 0, the oldest kept one is `first`."""

    def __init__(self, messages: int = MESSAGES, most_bytes: int = BYTES) -> None:
        self._slots: list[Message | None] = [None] * messages
        self._sizes = np.zeros(messages, np.int64)
        self._most_bytes = most_bytes
        self.first = 0
        """Number of the oldest kept message."""
        self.end = 0
        """Number of the next message to come."""
        self._bytes = 0

    def __len__(self) -> int:
        return self.end - self.first

    def put(self, messages: Sequence[Message]) -> None:
        """Add messages, oldest first; the oldest kept ones make room."""
        room = len(self._slots)
        skipped = max(0, len(messages) - room)
        if skipped:
            self._drop(len(self))
            self.first = self.end = self.end + skipped
            messages = messages[skipped:]
        self._drop(max(0, len(self) + len(messages) - room))
        sizes = np.fromiter((one.size for one in messages), np.int64, len(messages))
        place = self.end % room
        before_the_end = room - place
        columns: tuple[tuple[Any, Any], ...] = ((self._slots, messages), (self._sizes, sizes))
        for slots, new in columns:
            slots[place : place + len(messages)] = new[:before_the_end]
            slots[: max(0, len(messages) - before_the_end)] = new[before_the_end:]
        self.end += len(messages)
        self._bytes += int(sizes.sum())
        while self._bytes > self._most_bytes and len(self) > 1:
            self._slots[self.first % room] = None
            self._drop(1)

    def get(self, number: int) -> Message | None:
        """A message by its number; None when it is not kept any more or not there yet."""
        if self.first <= number < self.end:
            return self._slots[number % len(self._slots)]
        return None

    def clear(self) -> None:
        """Forget all messages and counts."""
        self._slots = [None] * len(self._slots)
        self.first = self.end = self._bytes = 0

    def statistics(self) -> RingStatistics:
        """What came, what is here and what went."""
        return RingStatistics(self.end, len(self), self.first, self._bytes)

    def _drop(self, count: int) -> None:
        """Forget the oldest; their slots are overwritten next."""
        place = self.first % len(self._slots)
        beyond = max(0, place + count - len(self._slots))
        self._bytes -= int(self._sizes[place : place + count].sum())
        self._bytes -= int(self._sizes[:beyond].sum())
        self.first += count
