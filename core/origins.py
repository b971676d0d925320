"""Whose messages are delivered: who was seen to publish the message of that id.

A delivery keeps the exchange and routing key of its publish, so both must fit. A dead letter comes
by others: of it only the id speaks, and only where a single service published under that id.
Nobody is named where two services published what looks the same, nor what has no id at all. Who is
never seen to publish cannot be told from who is, where both use the same ids.
"""

from collections import OrderedDict
from collections.abc import Hashable

from core.watched_message import Message

_MOST_ALIKE = 8
"""Publishes under one id; who uses it for more tells nothing by it."""


class Origins:
    """Publishes by the message's id, else its correlation id; a bounded number, the newest."""

    def __init__(self, most: int) -> None:
        self.evicted = 0
        """How many were forgotten because there were too many."""
        self._most = most
        self._known: OrderedDict[Hashable, Message | list[Message]] = OrderedDict()
        self._reused: set[tuple[str, str]] = set()
        """Vhost and exchange where several services published under one id."""

    def __len__(self) -> int:
        return len(self._known)

    def note(self, publish: Message) -> None:
        """It was published."""
        key = _key(publish)
        known = self._known.pop(key, None)
        if known is not None:
            self._known[key] = self._beside(known, publish)
            return
        self._known[key] = publish
        if len(self._known) > self._most:
            self._known.popitem(last=False)
            self.evicted += 1

    def find(self, message: Message) -> Message | None:
        """The publish of a message that is delivered; None where that is not certain."""
        known = self._known.get(_key(message))
        if known is None or (self.evicted and _place(message) in self._reused):
            return None
        if message.death_queue:
            return _only(known) if message.message_id else None
        if isinstance(known, Message):
            return known if is_alike(known, message) else None
        return _only([one for one in known if is_alike(one, message)])

    def _beside(self, known: Message | list[Message], publish: Message) -> list[Message]:
        others = [known] if isinstance(known, Message) else known
        if not others:
            return others  # too many were alike
        kept = [one for one in others if not _is_same(one, publish)]
        if any(_publisher(one) != _publisher(publish) for one in kept if is_alike(one, publish)):
            self._reused.add(_place(publish))
        return [*kept, publish] if len(kept) < _MOST_ALIKE else []


def _key(message: Message) -> Hashable:
    if message.message_id:
        return message.party.vhost, message.message_id
    return message.party.vhost, message.correlation_id, "correlation"


def is_alike(one: Message, other: Message) -> bool:
    """The one may be the publish by which the other came."""
    return (one.exchange, one.routing_key) == (other.exchange, other.routing_key)


def _is_same(one: Message, other: Message) -> bool:
    return is_alike(one, other) and one.party.connection == other.party.connection


def _only(known: Message | list[Message]) -> Message | None:
    """The newest, if all are of one service and went to one exchange."""
    if isinstance(known, Message):
        return known
    origins = {(_publisher(one), one.exchange) for one in known}
    return known[-1] if len(origins) == 1 else None


def _place(message: Message) -> tuple[str, str]:
    return message.party.vhost, message.exchange


def _publisher(message: Message) -> str:
    return message.party.service or message.party.connection
