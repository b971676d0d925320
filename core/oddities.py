"""Messages that stand out: those that were returned, and those that come back again and again."""

from collections import OrderedDict

from core.sent_keys import Place, Sent
from core.watched_message import Message, Trace

LOOP = 5
"""Redeliveries after which a message is said to go round."""
CYCLE = 10
"""Deaths in one queue after which a message is said to go round by way of dead-lettering."""
_MOST = 1_000


class Oddities:
    """A bounded number of each, the newest."""

    def __init__(self) -> None:
        self.loops: OrderedDict[Trace, Message] = OrderedDict()
        """Messages that were redelivered many times and not settled for good."""
        self.cycles: OrderedDict[Trace, Message] = OrderedDict()
        """Messages that were dead-lettered again and again, as they came last."""
        self.returns: OrderedDict[Place, Sent] = OrderedDict()
        """By service or connection, exchange and routing key."""

    def came_back(self, message: Message) -> None:
        """It was delivered once more."""
        if message.redeliveries >= LOOP:
            self.loops.pop(message.trace, None)
            self.loops[message.trace] = message
            if len(self.loops) > _MOST:
                self.loops.popitem(last=False)

    def went_round(self, message: Message) -> None:
        """It came as a dead letter once more."""
        if message.deaths >= CYCLE:
            self.cycles.pop(message.trace, None)
            self.cycles[message.trace] = message
            if len(self.cycles) > _MOST:
                self.cycles.popitem(last=False)

    def settled(self, message: Message) -> None:
        """It is done with; what is rejected may come round again."""
        if self.cycles and message.state == "acked":
            self.cycles.pop(message.trace, None)
        if self.loops and message.state != "ready":
            self.loops.pop(message.trace, None)

    def disproved(self, message: Message) -> None:
        """It goes round no more."""
        self.loops.pop(message.trace, None)
        self.cycles.pop(message.trace, None)

    def returns_no_more(self, sent: Sent) -> None:
        """None of that routing key has been returned for long."""
        self.returns.pop(sent.key, None)

    def returned(self, message: Message, at: float) -> None:
        """No queue took it."""
        party = message.party
        sent = Sent(party, message.exchange, message.routing_key, at, at)
        found = self.returns.pop(sent.key, sent)
        found.times += 1
        found.at = at
        found.party = party
        found.message_id, found.message = message.message_id, message
        self.returns[found.key] = found
        if len(self.returns) > _MOST:
            self.returns.popitem(last=False)
