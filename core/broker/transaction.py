"""A transaction of a channel: what is published and settled in it waits for the commit."""

from collections.abc import Callable

from core.broker.publishing import Accepted
from core.broker.unacked import Held

Settle = Callable[[list[Held]], None]
"""Acks, rejects or requeues messages."""


class Transaction:
    """What was done since the last commit or rollback."""

    def __init__(self) -> None:
        self._published: list[Accepted] = []
        self._settled: list[tuple[dict[int, Held], Settle]] = []

    def publish(self, accepted: Accepted) -> None:
        """A message that was checked and routed."""
        self._published.append(accepted)

    def settle(self, taken: dict[int, Held], settle: Settle) -> None:
        """Messages, by delivery tag, that are acked or nacked."""
        self._settled.append((taken, settle))

    def take_published(self) -> list[Accepted]:
        """What is published now, to those queues that are still there."""
        taken, self._published = self._published, []
        return [
            accepted._replace(queues=[queue for queue in accepted.queues if not queue.is_gone])
            for accepted in taken
        ]

    def take_settled(self) -> list[tuple[dict[int, Held], Settle]]:
        """What is settled now."""
        taken, self._settled = self._settled, []
        return taken

    def undo(self) -> dict[int, Held]:
        """Forget everything: these messages are unacked again."""
        self._published = []
        return {tag: held for taken, _ in self.take_settled() for tag, held in taken.items()}
