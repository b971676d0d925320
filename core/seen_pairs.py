"""Who was delivered whose messages: what was seen of single ones, counted by connections.

Which services these are is known only later, and to others. There is a bounded number of pairs:
when they are too many, of the rarest it only stays known that there were some.
"""

from collections.abc import Collection

from core.life_table import Event
from core.message_facts import NOBODY, Party
from core.watched_message import Message

_MOST = 20_000
Pair = tuple[str, str, str, str]
"""Connection of the publisher, exchange, queue, connection of the consumer.

The first two are empty where nobody knows whose messages they were.
"""
FORGOTTEN: Pair = ("", "", "", "")
Counts = dict[Event | str, int]
"""How often each event happened; `redeliver` counts deliveries of messages that came back."""


class SeenPairs:
    """Counts of deliveries, redeliveries and acks by pair."""

    def __init__(self, most: int = _MOST) -> None:
        self.counts: dict[Pair, Counts] = {}
        self.parties: dict[str, Party] = {}
        """The connections of all pairs, by name."""
        self._most = most

    def note(self, event: Event, message: Message) -> None:
        """A message was handed to a consumer, or acked."""
        origin, consumer = message.origin, message.party.connection
        if origin is None:
            pair = ("", "", message.queue, consumer)
        else:
            pair = (origin.party.connection, origin.exchange, message.queue, consumer)
        counts = self.counts.get(pair)
        if counts is None:
            counts = self._enter(pair, message.party, NOBODY if origin is None else origin.party)
        counts[event] = counts.get(event, 0) + 1
        if message.redelivered and event != "ack":
            counts["redeliver"] = counts.get("redeliver", 0) + 1

    def forget(self, pairs: Collection[Pair]) -> None:
        """Somebody else keeps the counts of these."""
        for pair in pairs:
            del self.counts[pair]
        used = {end for pair in self.counts for end in (pair[0], pair[3])}
        self.parties = {name: party for name, party in self.parties.items() if name in used}

    def _enter(self, pair: Pair, *parties: Party) -> Counts:
        if len(self.counts) >= self._most:
            self._forget_rarest()
        self.parties.update((one.connection, one) for one in parties if one is not NOBODY)
        return self.counts.setdefault(pair, {})

    def _forget_rarest(self) -> None:
        by_count = sorted(self.counts, key=lambda pair: sum(self.counts[pair].values()))
        rarest = [pair for pair in by_count if pair != FORGOTTEN][: self._most // 2]
        forgotten = self.counts.setdefault(FORGOTTEN, {})
        for pair in rarest:
            for event, count in self.counts[pair].items():
                forgotten[event] = forgotten.get(event, 0) + count
        self.forget(rarest)
