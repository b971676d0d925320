"""What is noted of one connection: facts with its time and its party."""

from collections.abc import Callable
from itertools import count

from core.fact_log import FactLog
from core.message_facts import NOBODY, Kind, Party
from core.proxy.message import Message

_LARGEST_BATCH = 2**32
_batches = count(1)

Tell = Callable[[Kind, int, int, Message, int, int], None]
"""Kind, channel, tag, message, flags and batch of what happened to a message."""


def next_batch() -> int:
    """A number for the messages that one frame settles."""
    return next(_batches) % _LARGEST_BATCH or next_batch()


class Notes:
    """Writes into the log of the proxy."""

    def __init__(self, log: FactLog, connection: str) -> None:
        self._add = log.add
        self.at = 0.0
        """When what is being read now came by."""
        self.party: Party = NOBODY._replace(connection=connection)

    def message(
        self, kind: Kind, channel: int, tag: int, message: Message, flags: int = 0, batch: int = 0
    ) -> None:
        """Something happened to a message."""
        label, names = message.label, message.label.names
        content, message.content = message.content, None
        self._add(
            kind,
            self.at,
            self.party,
            channel,
            tag,
            message.flags | flags,
            exchange=message.exchange,
            routing_key=message.routing_key,
            queue=message.queue,
            consumer_tag=message.consumer_tag,
            message_id=label.message_id,
            correlation_id=label.correlation_id,
            cause=names.cause,
            cause_header=names.header,
            reply_to=label.reply_to,
            trace_id=names.trace_id,
            size=label.size,
            batch=batch,
            death_queue=label.death_queue,
            death_reason=label.death_reason,
            deaths=label.deaths,
            content=content,
        )

    def returned(self, channel: int, tag: int, message: Message, code: int, text: str) -> None:
        """The broker could not route a message."""
        label = message.label
        self._add(
            Kind.RETURNED,
            self.at,
            self.party,
            channel,
            tag,
            message.flags,
            exchange=message.exchange,
            routing_key=message.routing_key,
            message_id=label.message_id,
            correlation_id=label.correlation_id,
            size=label.size,
            code=code,
            text=text,
        )

    def consumer(
        self, kind: Kind, channel: int, queue: str, consumer_tag: str, flags: int, limit: int
    ) -> None:
        """A consumer began or ended."""
        self._add(
            kind,
            self.at,
            self.party,
            channel,
            flags=flags,
            queue=queue,
            consumer_tag=consumer_tag,
            amount=limit,
        )

    def whole(
        self, kind: Kind, channel: int = 0, *, amount: int = 0, code: int = 0, text: str = ""
    ) -> None:
        """Something happened to a channel, or to the connection if it is channel 0."""
        self._add(kind, self.at, self.party, channel, amount=amount, code=code, text=text)
