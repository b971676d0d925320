"""What was seen to happen to single messages: facts, in batches of columns.

A `MessageFact` is one thing that was seen happen to one message (or to the channel, consumer or
connection that it went through). Facts travel as `MessageFacts`: one numpy record for each, in the
order in which they were seen, and the texts beside it. Texts that come again and again (exchanges,
routing keys, queues, consumer tags) are numbered once for each source; the ids of messages belong
to their batch, and so do the contents that some messages are seen with until `kept_contents` takes
them: nothing of a content is printed or written, and no other part has a secret.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum, IntFlag
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.content import Content


class Kind(IntEnum):
    """What happened. The numbers are part of the format of batches: new ones come at the end."""

    PUBLISHED = 1
    ROUTED = 2
    """Put into one queue; one fact for each."""
    CONFIRMED = 3
    NACKED_BY_BROKER = 4
    RETURNED = 5
    DELIVERED = 6
    GOT = 7
    ACKED = 8
    NACKED = 9
    REJECTED = 10
    RECOVERED = 11
    """All that the channel holds goes back (`basic.recover`)."""
    CONSUMING = 12
    """A consumer began; `amount` is its prefetch, 0 without limit."""
    CANCELLED = 13
    """A consumer ended; what it holds stays unacked."""
    QOS = 14
    """`amount` is the limit of all consumers of a channel together; 0 without limit."""
    CHANNEL_OPENED = 15
    CHANNEL_CLOSED = 16
    """What it holds unacked (`amount`) goes back to the queues; `code` and `text` say why."""
    CONNECTION_OPENED = 17
    CONNECTION_CLOSED = 18
    """Like the end of all its channels."""
    BLOCKED = 19
    """The broker takes no more publishes of the connection; `text` says why."""
    UNBLOCKED = 20
    LOST_SIGHT = 21
    """From here on the source did not look, at a channel or (channel 0) at a whole connection: what
    was published, held and unconfirmed there before is not known any more. `text` says why."""

    @property
    def word(self) -> str:
        """As the command line prints it."""
        return self.name.lower()


class Flag(IntFlag):
    """What may be said of a fact besides."""

    MULTIPLE = 1
    """One frame settled several messages, each of which has a fact of its own with its `batch`."""
    REDELIVERED = 2
    REQUEUE = 4
    MANDATORY = 8
    NO_ACK = 16
    """Delivered to somebody who does not ack: settled with the delivery."""
    CONFIRMS = 32
    """Published on a channel in confirm mode: an answer will come."""
    ACKS_UNSEEN = 64
    """Delivered, or published, where this source can see neither acks nor confirms."""


NO_FLAG = Flag(0)


class Party(NamedTuple):
    """The connection on which something happened."""

    connection: str
    """Its name as the broker spells it, `<peer> -> <listener>`, as far as that is known."""
    service: str = ""
    user: str = ""
    vhost: str = "/"


NOBODY = Party("")


class Row(NamedTuple):
    """One record of a batch as it is: texts are numbers. For those who fold many."""

    at: float
    tag: int
    size: int
    content: int
    party: int
    exchange: int
    routing_key: int
    queue: int
    consumer_tag: int
    message_id: int
    correlation_id: int
    cause: int
    cause_header: int
    reply_to: int
    trace_id: int
    text: int
    death_queue: int
    death_reason: int
    deaths: int
    amount: int
    batch: int
    channel: int
    code: int
    flags: int
    kind: int


LAYOUT = struct.Struct("<d3Q17I4H")
"""One record in bytes."""
_TYPES = ("f8", *["u8"] * 3, *["u4"] * 17, *["u2"] * 4)
RECORD = np.dtype([(name, f"<{of}") for name, of in zip(Row._fields, _TYPES, strict=True)])
"""One record in columns: the same bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFact:
    """One thing that was seen happen to one message."""

    kind: Kind
    at: float
    """Unix seconds."""
    party: Party = NOBODY
    channel: int = 0
    """The number of the channel on its connection."""
    exchange: str = ""
    routing_key: str = ""
    queue: str = ""
    """Empty where it is not known."""
    tag: int = 0
    """The delivery tag; of what is published its sequence number on the channel, counted from 1,
    also without confirms. 0 where it is not known."""
    consumer_tag: str = ""
    flags: Flag = NO_FLAG
    batch: int = 0
    """The same for all messages that one frame settled; 0 for a frame of their own."""
    message_id: str = ""
    correlation_id: str = ""
    cause: str = ""
    """The id of the message that caused it, as its header `cause_header` says."""
    cause_header: str = ""
    reply_to: str = ""
    trace_id: str = ""
    """Of the trace that it is part of (header `traceparent`)."""
    size: int = 0
    """Bytes of the body."""
    content: Content | None = field(default=None, repr=False)
    """What it carries; None where that was not seen, or is kept elsewhere."""
    amount: int = 0
    """Of queues (PUBLISHED with ROUTED facts behind it), of a limit (CONSUMING, QOS), or of the
    messages that a channel held (CHANNEL_CLOSED, RECOVERED)."""
    code: int = 0
    text: str = ""
    """Why: the reply text of a return or an end, the reason of a block.

    Of a publish that no queue took its headers, as JSON, where they were heard.
    """
    death_queue: str = ""
    """The newest entry of the message's x-death header: which queue it left, and why."""
    death_reason: str = ""
    deaths: int = 0
    """How often that happened: the `count` of the entry."""

    def as_json(self) -> dict[str, Any]:
        """The line that the command line prints: what is known, flags by their names."""
        party = {name: text for name, text in self.party._asdict().items() if text}
        texts = {name: getattr(self, name) for name in _SHOWN}
        known = {name: value for name, value in texts.items() if value}
        flags = {str(flag.name).lower(): True for flag in Flag if flag in self.flags}
        return {"kind": self.kind.word, "at": self.at, **party, **known, **flags}


_SHOWN = (
    *("channel", "exchange", "routing_key", "queue", "tag", "consumer_tag", "batch"),
    *("message_id", "correlation_id", "cause", "cause_header", "reply_to", "trace_id"),
    *("size", "amount", "code", "text"),
    *("death_queue", "death_reason", "deaths"),
)


@dataclass(frozen=True)
class MessageFacts:
    """A batch of facts of one source, oldest first.

    `strings` and `parties` grow with the batches of the source, so that a batch needs what it had
    when it was made and nothing that came later; number 0 is the empty text, and nobody.
    """

    records: NDArray[np.void]
    strings: Sequence[str] = ("",)
    parties: Sequence[Party] = (NOBODY,)
    ids: Sequence[str] = ("",)
    """Ids of messages and what else is new with each, of this batch alone."""
    contents: Sequence[Content | None] = field(default=(None,), repr=False)
    """Of this batch alone; empty where records have the numbers of contents that are kept."""
    lost: int = 0
    """Facts that the source had to drop since its last batch."""
    new: tuple[tuple[int, int], tuple[int, int]] = field(default=((0, 1), (0, 1)), repr=False)
    """From where to where strings and parties are new to whoever has all earlier batches."""

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[MessageFact]:
        return map(self.fact, self.rows)

    def __getitem__(self, index: int) -> MessageFact:
        return self.fact(Row._make(self.records[index].tolist()))

    def until(self, at: float) -> "MessageFacts":
        """Those that were seen up to then."""
        seen = self.records["at"] <= at
        return self if seen.all() else replace(self, records=self.records[seen])

    @cached_property
    def rows(self) -> list[Row]:
        """The records one by one, as they are."""
        return list(map(Row._make, LAYOUT.iter_unpack(self.records.tobytes())))

    def fact(self, row: Row) -> MessageFact:
        """A record with its texts."""
        strings, ids = self.strings, self.ids
        return MessageFact(
            kind=Kind(row.kind),
            at=row.at,
            party=self.parties[row.party],
            channel=row.channel,
            exchange=strings[row.exchange],
            routing_key=strings[row.routing_key],
            queue=strings[row.queue],
            tag=row.tag,
            consumer_tag=strings[row.consumer_tag],
            flags=Flag(row.flags),
            batch=row.batch,
            message_id=ids[row.message_id],
            correlation_id=ids[row.correlation_id],
            cause=ids[row.cause],
            cause_header=strings[row.cause_header],
            reply_to=ids[row.reply_to],
            trace_id=ids[row.trace_id],
            size=row.size,
            content=self.contents[row.content] if self.contents else None,
            amount=row.amount,
            code=row.code,
            text=strings[row.text],
            death_queue=strings[row.death_queue],
            death_reason=strings[row.death_reason],
            deaths=row.deaths,
        )


NO_FACTS = MessageFacts(np.zeros(0, RECORD))
