"""What becomes of the messages that a client holds: acked, rejected, or back in their queues."""

from itertools import groupby
from typing import TYPE_CHECKING

from core.broker.queue import Queue
from core.broker.unacked import Held, Unacked

if TYPE_CHECKING:
    from core.broker.channel import ClientChannel


class Settling:
    """The unacked messages of one channel."""

    __slots__ = ("_channel", "consumed", "unacked")

    def __init__(self, channel: "ClientChannel") -> None:
        self._channel = channel
        self.unacked = Unacked()
        self.consumed = 0
        """Those of its consumers; what was fetched with basic.get does not count."""

    def hold(self, delivery_tag: int, held: Held) -> None:
        """It was delivered and waits for an ack."""
        self.unacked.add(delivery_tag, held)
        if held.consumer is not None:
            self.consumed += 1

    def ack(self, taken: list[Held]) -> None:
        """Done with."""
        for held in taken:
            held.queue.ack(held.entry)
        self._released(taken)
        self._wake(taken)

    def reject(self, taken: list[Held]) -> None:
        """Not wanted."""
        for queue, ones in groupby(taken, lambda held: held.queue):
            queue.reject(held.entry for held in ones)
        self._released(taken)
        self._wake(taken)

    def requeue(self, taken: list[Held]) -> None:
        """For somebody else, or for the same client again."""
        by_queue: dict[Queue, list[Held]] = {}
        for held in taken:
            by_queue.setdefault(held.queue, []).append(held)
        self._released(taken)
        for queue, ones in by_queue.items():
            queue.put_back(held.entry for held in ones)
        self._wake(taken)
        for queue in by_queue:
            queue.pump()

    def requeue_all(self) -> None:
        """Everything that is held."""
        self.requeue(self.unacked.take_all())

    def _released(self, taken: list[Held]) -> None:
        for held in taken:
            if held.consumer is not None:
                held.consumer.unacked -= 1
                self.consumed -= 1

    def _wake(self, taken: list[Held]) -> None:
        if self._channel.global_prefetch_count:
            self._channel.wake()
            return
        for held in taken:
            if held.consumer is not None and held.consumer.blocked:
                held.consumer.wake()
