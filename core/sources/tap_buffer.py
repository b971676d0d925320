"""Messages on their way from a tap to whoever reads it: bounded in number and in bytes."""

from dataclasses import dataclass

from core.inbox import Inbox
from core.tapped import TappedMessage

MESSAGES = 20_000
BYTES = 64 * 1024 * 1024
OVERHEAD = 500
"""Bytes that a message costs besides its body, about."""


@dataclass(frozen=True, slots=True)
class TapStatistics:
    """What a tap received and lost so far."""

    received: int
    """Messages that the broker delivered to the tap."""
    dropped: int
    """Of these, the ones that were thrown away because nobody drained in time."""
    waiting: int
    """Messages that nobody has drained yet."""
    overflowed: bool
    """The tap's queue was full on the broker, which dropped copies: nobody knows how many."""


class TapBuffer:
    """One thread puts and flushes, another drains; when it is full new messages are dropped.

    Each number is written by one of the two threads only, so that no lock is needed.
    """

    def __init__(self, messages: int = MESSAGES, size: int = BYTES) -> None:
        self._messages = messages
        self._size = size
        self._inbox: Inbox[list[TappedMessage]] = Inbox(messages)
        self._batch: list[TappedMessage] = []
        self._received = 0
        self._dropped = 0
        self._put = 0
        self._put_bytes = 0
        self._taken = 0
        self._taken_bytes = 0
        self.overflowed = False
        """Set by the tap when the broker dropped copies."""

    def put(self, message: TappedMessage) -> None:
        """Add a message to the batch at hand, or drop it."""
        self._received += 1
        full = self._put - self._taken >= self._messages
        if full or self._put_bytes - self._taken_bytes + _cost(message) > self._size:
            self._dropped += 1
            return
        self._put += 1
        self._put_bytes += _cost(message)
        self._batch.append(message)

    def flush(self) -> None:
        """Hand the batch over."""
        if self._batch:
            batch, self._batch = self._batch, []
            self._inbox.put(batch)

    def drain(self) -> list[TappedMessage]:
        """Take what waits, oldest first."""
        messages = [message for batch in self._inbox.drain() for message in batch]
        self._taken += len(messages)
        self._taken_bytes += sum(map(_cost, messages))
        return messages

    def wait(self, timeout: float) -> bool:
        """Block until something waits or `timeout` seconds went by; True when something waits."""
        return self._inbox.wait(timeout)

    def statistics(self) -> TapStatistics:
        """What came and what was lost."""
        waiting = self._put - self._taken
        return TapStatistics(self._received, self._dropped, waiting, self.overflowed)


def _cost(message: TappedMessage) -> int:
    return len(message.body) + OVERHEAD
