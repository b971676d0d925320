"""With which routing keys services publish, as far as single messages are seen: the newest."""

from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.message_facts import Flag, Kind, MessageFacts, Party
from core.watched_message import Message

_MOST = 1_000
_MOST_FRESH = 100
"""Different headers that are kept until somebody asks why no queue wants them."""


Place = tuple[str, str, str]
"""Service or connection, exchange and routing key."""


def place_of(party: Party, exchange: str, routing_key: str) -> Place:
    """Where messages of a routing key come from and go to."""
    return party.service or party.connection, exchange, routing_key


@dataclass(slots=True)
class Sent:
    """Messages of one routing key that a service published to an exchange."""

    party: Party
    exchange: str
    routing_key: str
    since: float
    """When the first of them was seen."""
    at: float
    """When the newest was."""
    times: int = 0
    message_id: str = ""
    """Of the newest."""
    message: Message | None = None
    """The newest of which it was seen that no queue took it."""
    fresh: Counter[str] = field(default_factory=Counter)
    """With which headers no queue took some, since somebody has asked."""

    @property
    def headers(self) -> str:
        """Its headers, as far as they were heard."""
        return self.message.headers if self.message is not None else ""

    @property
    def key(self) -> Place:
        """What tells it from others."""
        return place_of(self.party, self.exchange, self.routing_key)


class SentKeys:
    """What is published without being asked for again when no queue takes it.

    Messages of which it is seen that a queue took them are left out.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._sent: OrderedDict[Place, Sent] = OrderedDict()

    def __iter__(self) -> Iterator[Sent]:
        """The newest first."""
        return reversed(self._sent.values())

    def take(self, facts: MessageFacts) -> None:
        """Take a batch; a burst with one routing key costs hardly more than one message."""
        records = facts.records
        which = (records["kind"] == Kind.PUBLISHED) & (records["amount"] == 0)
        records = records[which & ((records["flags"] & Flag.MANDATORY.value) == 0)]
        names = ("party", "exchange", "routing_key")
        places = list(zip(*(records[name].tolist() for name in names), strict=True))
        newest = {place: row for row, place in enumerate(places)}
        for place, times in Counter(places).items():
            row = records[newest[place]]
            sent = self._renewed(facts, *place, at=float(row["at"]))
            sent.times += times
            sent.message_id = facts.ids[row["message_id"]]
        while len(self._sent) > self._most:
            self._sent.popitem(last=False)

    def forget(self, sent: Sent) -> None:
        """Nothing like that has been published for long."""
        self._sent.pop(sent.key, None)

    def note(self, message: Message) -> None:
        """No queue took this one."""
        key = place_of(message.party, message.exchange, message.routing_key)
        if key in self._sent:
            sent = self._sent[key]
            sent.message = message
            if message.headers in sent.fresh or len(sent.fresh) < _MOST_FRESH:
                sent.fresh[message.headers] += 1

    def _renewed(
        self, facts: MessageFacts, party: int, exchange: int, routing_key: int, *, at: float
    ) -> Sent:
        """Those of a routing key, as the newest."""
        who, to, by = facts.parties[party], facts.strings[exchange], facts.strings[routing_key]
        key = place_of(who, to, by)
        sent = self._sent.pop(key, None) or Sent(who, to, by, at, at)
        sent.party, sent.at = who, at
        self._sent[key] = sent
        return sent
