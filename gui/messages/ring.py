"""The last messages of a tap, in a ring that is bounded by number and by bytes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

MESSAGES = 100_000
BYTES = 256 * 1024 * 1024


class Weighty(Protocol):
    """Anything with a body."""

    @property
    def size(self) -> int:
        """Bytes of the body as it was published."""


Message = TypeVar("Message", bound=Weighty)


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
        self._most_bytes = most_bytes
        self.first = 0
        """Number of the oldest kept message."""
        self.end = 0
        """Number of the next message to come."""
        self._bytes = 0

    def __len__(self) -> int:
        return self.end - self.first

    def put(self, messages: Iterable[Message]) -> None:
        """Add messages, oldest first; the oldest kept ones make room."""
        slots = self._slots
        for message in messages:
            if self.end - self.first == len(slots):
                self._drop()
            slots[self.end % len(slots)] = message
            self.end += 1
            self._bytes += message.size
            while self._bytes > self._most_bytes and self.end - self.first > 1:
                self._drop()

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

    def _drop(self) -> None:
        place = self.first % len(self._slots)
        oldest = self._slots[place]
        if oldest is not None:
            self._bytes -= oldest.size
        self._slots[place] = None
        self.first += 1
