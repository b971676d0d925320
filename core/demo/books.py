"""What the services themselves say they did: the truth that Flowscope's numbers must equal."""

from collections import Counter
from typing import Any

Key = tuple[str, str, str, str]
"""Edge kind, id of the node it leaves, id of the node where it ends, counter."""


class Books:
    """Counts in the words of `message_stats`, by edge of the flow graph.

    Written by the one thread of the system. Whoever reads while it works gets a recent copy.
    """

    def __init__(self) -> None:
        self._edges: Counter[Key] = Counter()
        self._keys: Counter[tuple[str, str]] = Counter()
        self._hops: Counter[tuple[str, str, str]] = Counter()

    def published(self, service: str, exchange: str, key: str) -> None:
        """A service handed a message to an exchange."""
        self._edges["publish", f"service:{service}", f"exchange:{exchange}", "publish"] += 1
        self._keys[exchange, key] += 1

    def answered(self, service: str, exchange: str, counter: str) -> None:
        """The broker confirmed or returned what a service published."""
        self._edges["publish", f"service:{service}", f"exchange:{exchange}", counter] += 1

    def handled(self, queue: str, service: str, counter: str, amount: int = 1) -> None:
        """A service received messages of a queue, acknowledged or rejected them."""
        if amount:
            self._edges["deliver", f"queue:{queue}", f"service:{service}", counter] += amount

    def caused(self, publisher: str, queue: str, service: str) -> None:
        """A service received a message, which says itself by whom it was published."""
        self._hops[publisher, queue, service] += 1

    def hops(self) -> dict[tuple[str, str, str], int]:
        """How many messages of whom came through which queue to whom, each time that they came."""
        return dict(self._hops)

    def counts(self) -> dict[Key, int]:
        """Everything noted, by edge and counter; `reject` is ours, the broker has no such count."""
        return dict(self._edges)

    def routing_keys(self) -> dict[tuple[str, str], int]:
        """How often each routing key was published to each exchange."""
        return dict(self._keys)

    def as_json(self) -> list[dict[str, Any]]:
        """The edges as `flowscope flow` prints them."""
        found: dict[tuple[str, str, str], dict[str, int]] = {}
        for (kind, source, target, counter), count in sorted(self.counts().items()):
            found.setdefault((kind, source, target), {})[counter] = count
        return [
            {"kind": kind, "from": source, "to": target, "counts": counts}
            for (kind, source, target), counts in found.items()
        ]
