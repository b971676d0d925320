"""What the broker counts, in the words of `message_stats`; the surfaces read it as it stands.

Counts belong to names: an exchange or queue that is deleted and declared again counts on.
"""

from collections import Counter, defaultdict


class Published:
    """What was published: by a channel to an exchange, or to an exchange by all."""

    __slots__ = (
        "confirm",
        "drop_unroutable",
        "publish",
        "return_unroutable",
        "routed",
        "routed_total",
    )
    NAMES = ("confirm", "drop_unroutable", "publish", "return_unroutable")

    def __init__(self) -> None:
        self.publish = 0
        self.confirm = 0
        self.return_unroutable = 0
        self.drop_unroutable = 0
        self.routed: Counter[str] = Counter()
        """How many messages went to which queue."""
        self.routed_total = 0


class Delivered:
    """What a queue gave away: to a channel, or to all."""

    NAMES = ("ack", "deliver", "deliver_no_ack", "get", "get_empty", "get_no_ack", "redeliver")
    __slots__ = NAMES

    def __init__(self) -> None:
        self.ack = 0
        self.deliver = 0
        self.deliver_no_ack = 0
        self.get = 0
        self.get_empty = 0
        self.get_no_ack = 0
        self.redeliver = 0

    @property
    def deliver_get(self) -> int:
        """All messages that were given away, in whichever way."""
        return self.deliver + self.deliver_no_ack + self.get + self.get_no_ack


class ChannelCounts:
    """What one channel published to which exchange and received from which queue."""

    __slots__ = ("delivered", "published")

    def __init__(self) -> None:
        self.published: defaultdict[str, Published] = defaultdict(Published)
        self.delivered: defaultdict[str, Delivered] = defaultdict(Delivered)

    def forget_exchange(self, name: str) -> None:
        """An exchange was deleted, and its rows with it."""
        self.published.pop(name, None)

    def forget_queue(self, name: str) -> None:
        """A queue was deleted, and its rows with it."""
        self.delivered.pop(name, None)
        for published in self.published.values():
            published.routed.pop(name, None)
