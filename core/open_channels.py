"""Connections and channels as single facts show them: what each holds, awaits and consumes."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from core.life_table import State
from core.message_facts import Flag, Kind, MessageFact, Party
from core.watched_message import Message

_MOST_EARLY = 1_000
"""Answers on a channel to messages that were not seen, which may still be told of."""


class Ledger:
    """The messages of a channel that wait for an answer, by tag, oldest first."""

    __slots__ = ("_early", "forgotten", "open")

    def __init__(self) -> None:
        self.open: dict[int, Message] = {}
        self.forgotten = 0
        """Messages that wait as well, but were too many to be kept."""
        self._early: dict[int, State] = {}

    def __len__(self) -> int:
        return len(self.open) + self.forgotten

    def take(self, tag: int) -> Message | None:
        """The message that is answered, which waits no longer."""
        message = self.open.pop(tag, None)
        if message is None and self.forgotten:
            self.forgotten -= 1
        return message

    def note_early(self, tag: int, state: State) -> None:
        """An answer came and its message was not seen: that may still be told."""
        if tag and len(self._early) < _MOST_EARLY:
            self._early[tag] = state

    def answered_early(self, tag: int) -> State | None:
        """What became of a message that is told of only now; None as it should be."""
        return self._early.pop(tag, None) if self._early else None

    def forget_newest(self, most: int) -> int:
        """Keep only the count of the newest; of how many."""
        forgotten = min(most, len(self.open))
        for _ in range(forgotten):
            _, message = self.open.popitem()
            message.state = "out_of_sight"
        self.forgotten += forgotten
        return forgotten

    def clear(self) -> list[Message]:
        """What waited, and waits no longer."""
        waited = list(self.open.values())
        self.open.clear()
        self._early.clear()
        self.forgotten = 0
        return waited


@dataclass(frozen=True, slots=True)
class Subscription:
    """A consumer of a channel."""

    queue: str
    limit: int
    """Its prefetch, 0 without limit."""
    no_ack: bool
    since: float


@dataclass(slots=True, eq=False)
class OpenChannel:
    """A channel on which something was seen."""

    party: Party
    number: int
    unacked: Ledger = field(default_factory=Ledger)
    unconfirmed: Ledger = field(default_factory=Ledger)
    consumers: dict[str, Subscription] = field(default_factory=dict)
    limit: int = 0
    """Of all its consumers together, 0 without limit."""


@dataclass(slots=True, eq=False)
class OpenConnection:
    """A connection on which something was seen."""

    party: Party
    channels: dict[int, OpenChannel] = field(default_factory=dict)
    blocked_since: float | None = None
    """The broker takes no publishes since then; None as it should be."""
    blocked_why: str = ""


class OpenConnections(dict[str, OpenConnection]):
    """By the connection's name."""

    def channel(self, party: Party, number: int) -> OpenChannel:
        """A channel; whatever was seen on it shows that it is open."""
        connection = self.connection(party)
        channel = connection.channels.get(number)
        if channel is None:
            channel = connection.channels[number] = OpenChannel(party, number)
        return channel

    def connection(self, party: Party) -> OpenConnection:
        """A connection."""
        connection = self.get(party.connection)
        if connection is None:
            connection = self[party.connection] = OpenConnection(party)
        return connection

    def take(self, fact: MessageFact) -> None:
        """Who consumes with which limit, and whom the broker does not let publish."""
        match fact.kind:
            case Kind.CONSUMING:
                no_ack = Flag.NO_ACK in fact.flags
                consumer = Subscription(fact.queue, fact.amount, no_ack, fact.at)
                self.channel(fact.party, fact.channel).consumers[fact.consumer_tag] = consumer
            case Kind.CANCELLED:
                self.channel(fact.party, fact.channel).consumers.pop(fact.consumer_tag, None)
            case Kind.QOS:
                self.channel(fact.party, fact.channel).limit = fact.amount
            case Kind.BLOCKED | Kind.UNBLOCKED:
                is_blocked = fact.kind == Kind.BLOCKED
                connection = self.connection(fact.party)
                connection.blocked_since = fact.at if is_blocked else None
                connection.blocked_why = fact.text

    @property
    def channels(self) -> Iterator[OpenChannel]:
        """All of them."""
        return (channel for one in self.values() for channel in one.channels.values())
