"""A consumer of a client: whether it can take a message now, and how it gets one."""

from functools import lru_cache
from typing import TYPE_CHECKING

from core.amqp.fields import Table, encode_short_string
from core.amqp.hot import DELIVER, encode_tagged
from core.broker.message import Entry, Message
from core.broker.parties import Consumer
from core.broker.refusal import Refusal
from core.broker.unacked import Held

if TYPE_CHECKING:
    from core.broker.channel import ClientChannel


UNREAD_REPLIES = 64 * 1024 * 1024
"""Bytes that wait to be sent to a client before it gets no more direct replies.

They wait in no queue, and who replies shall not wait for a stranger. RabbitMQ has no limit.
"""


class ClientConsumer(Consumer):
    """A subscription of a client's channel."""

    __slots__ = ("_before", "_client", "unacked")

    def __init__(
        self,
        channel: "ClientChannel",
        tag: str,
        *,
        no_ack: bool,
        exclusive: bool,
        arguments: Table,
    ) -> None:
        super().__init__(
            channel,
            tag,
            no_ack=no_ack,
            exclusive=exclusive,
            arguments=arguments,
            prefetch_count=channel.prefetch_count,
        )
        self._client = channel
        self._before = DELIVER + encode_short_string(tag)
        self.unacked = 0
        """What it was given and has not acked."""

    def can_take(self, entry: Entry) -> bool:  # noqa: ARG002
        """Whether its prefetch and that of its channel have room, and the client reads."""
        channel = self._client
        if not channel.can_be_sent_to():
            return False
        if self.no_ack:
            return True
        if self.prefetch_count and self.unacked >= self.prefetch_count:
            return False
        most = channel.global_prefetch_count
        return not most or channel.settling.consumed < most

    def deliver(self, entry: Entry) -> None:
        """Send the message."""
        channel = self._client
        delivery_tag = channel.next_delivery_tag()
        if not self.no_ack:
            assert self.queue is not None
            self.unacked += 1
            channel.settling.hold(delivery_tag, Held(entry, self.queue, self))
        self._send(delivery_tag, entry.message, redelivered=entry.redelivered)

    def reply(self, message: Message) -> None:
        """A direct reply: nobody acks it, and who does not read them loses the channel."""
        channel = self._client
        pending = channel.connection.send_pend
        if pending > UNREAD_REPLIES:
            refusal = Refusal(406, f"direct replies are not read: {pending} bytes wait to be sent")
            channel.refuse(refusal.code, refusal.text, (0, 0))
        else:
            self._send(channel.next_delivery_tag(), message, redelivered=False)

    def cancelled(self) -> None:
        """The queue is gone: tell the client if it wants to hear that."""
        self._client.forget_consumer(self)

    def wake(self) -> None:
        """It may be able to take messages again."""
        if self.blocked and self.queue is not None:
            self.queue.resume(self)

    def _send(self, delivery_tag: int, message: Message, *, redelivered: bool) -> None:
        address = address_of(message.exchange, message.routing_key)
        method = encode_tagged(self._before, delivery_tag, redelivered, address)
        self._client.send_content(method, message)


@lru_cache(maxsize=4096)
def address_of(exchange: str, routing_key: str) -> bytes:
    """Exchange and routing key as they stand in basic.deliver."""
    return encode_short_string(exchange) + encode_short_string(routing_key)
