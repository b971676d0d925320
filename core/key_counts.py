"""How often services published with which routing key, as far as single messages are seen."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from core.message_facts import Flag, Kind, MessageFacts, Party

_MOST = 5_000


@dataclass(slots=True)
class KeyCount:
    """Messages of one routing key that a service published to an exchange."""

    party: Party
    exchange: str
    routing_key: str
    since: float
    """When the first of them was seen."""
    times: int = 0
    told: int = 0
    """Of so many it is known whether a queue took them."""
    nowhere: int = 0
    """So many of these none took."""


class KeyCounts:
    """Counts since single messages were seen first; of very many keys the rarest are forgotten."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._counts: dict[tuple[str, str, str], KeyCount] = {}
        self.version = 0
        """Grows whenever somebody publishes with a key for the first time, or is forgotten."""
        self.missed = False
        """Messages or keys are missing: counts are lower bounds."""

    def __iter__(self) -> Iterator[KeyCount]:
        return iter(self._counts.values())

    def take(self, facts: MessageFacts) -> None:
        """Take a batch; a burst with one routing key costs hardly more than one message."""
        records = facts.records
        returned = records["kind"] == Kind.RETURNED
        records = records[returned | (records["kind"] == Kind.PUBLISHED)]
        returned = records["kind"] == Kind.RETURNED
        is_told = (records["flags"] & Flag.ACKS_UNSEEN.value) != 0
        taken = ~returned & (records["amount"] > 0)
        lost = returned | (is_told & ~taken)
        names = ("party", "exchange", "routing_key")
        columns = (*(records[name] for name in names), returned, taken, lost)
        since = float(records["at"].min()) if len(records) else 0.0
        rows = zip(*(column.tolist() for column in columns), strict=True)
        for (party, exchange, routing_key, back, into, none), times in Counter(rows).items():
            one = self._of(facts, party, exchange, routing_key, since)
            one.times += 0 if back else times
            one.told += times if into or none else 0
            one.nowhere += times if none else 0
        self.missed |= bool(facts.lost)
        if len(self._counts) > self._most:
            self._forget()

    def _of(
        self, facts: MessageFacts, party: int, exchange: int, routing_key: int, at: float
    ) -> KeyCount:
        who, to, by = facts.parties[party], facts.strings[exchange], facts.strings[routing_key]
        key = who.service or who.connection, to, by
        found = self._counts.get(key)
        if found is None:
            found = self._counts[key] = KeyCount(who, to, by, at)
            self.version += 1
        found.party = who
        return found

    def _forget(self) -> None:
        """The rarer half."""
        self.missed = True
        self.version += 1
        by_count = sorted(self._counts.items(), key=lambda item: item[1].times, reverse=True)
        self._counts = dict(by_count[: self._most // 2])
