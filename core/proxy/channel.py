"""One channel, followed from both sides: what was published on it, who consumes, who holds what.

A `multiple` is resolved here, because only here it is known which messages it is about: each gets a
fact of its own. Where two frames cross on the way, the broker's word counts: a channel that the
client closes is closed by `close-ok`, since what the broker delivered before goes back as well.
"""

from typing import Any

from core.amqp import hot
from core.amqp.methods import decode_method
from core.message_facts import Flag, Kind
from core.proxy.consumers import Consumers
from core.proxy.message import Label, Message, Passing
from core.proxy.notes import Notes, Tell, next_batch
from core.proxy.outstanding import MOST, Outstanding
from core.proxy.publishes import Publishes

Payload = bytes

# Plain numbers, because these run for every message.
_MULTIPLE, _REDELIVERED, _REQUEUE = int(Flag.MULTIPLE), int(Flag.REDELIVERED), int(Flag.REQUEUE)
_MANDATORY, _NO_ACK = int(Flag.MANDATORY), int(Flag.NO_ACK)
_TOO_MANY = "more messages wait to be settled or committed on the channel than are followed"


class Channel:
    """What is known of a channel now."""

    def __init__(self, number: int, notes: Notes) -> None:
        self.number = number
        self.sent = Passing()
        """What the client is sending."""
        self.received = Passing()
        """What the broker is sending."""
        self.unacked = Outstanding()
        self.publishes = Publishes()
        self.farewell: tuple[int, str] | None = None
        """Code and text with which the client closes it."""
        self._notes = notes
        self._tell: Tell = notes.message
        self._uncommitted: list[tuple[Kind, int, int, Message, int, int]] = []
        self._consumers = Consumers(number, notes)

    def lose_sight(self) -> None:
        """Nobody looks for a while: what is on its way now is not known any more."""
        if self.sent.is_under_way:
            self.unseen_publish()
        self.sent.forget()
        self.received.forget()
        self.unacked.clear()
        self.publishes.lose_sight()
        self._uncommitted.clear()

    def unseen_publish(self) -> None:
        """A message was published while nobody looked."""
        self.publishes.number += 1

    def unseen_get_ok(self) -> None:
        """A message was fetched while nobody looked."""
        self._consumers.fetched()

    def close(self, code: int, text: str) -> None:
        """It ends, and what it holds goes back."""
        self.roll_back()
        held = len(self.unacked)
        self._notes.whole(Kind.CHANNEL_CLOSED, self.number, amount=held, code=code, text=text)

    def publish(self, payload: Payload) -> None:
        """basic.publish from the client."""
        self.sent.begin(payload, self._published)

    def ack(self, payload: Payload) -> None:
        """basic.ack from the client."""
        tag, bits = hot.decode_settled(payload)
        self._settle(Kind.ACKED, tag, bits & 1, 0)

    def nack(self, payload: Payload) -> None:
        """basic.nack from the client."""
        tag, bits = hot.decode_settled(payload)
        self._settle(Kind.NACKED, tag, bits & 1, _REQUEUE if bits & 2 else 0)

    def reject(self, payload: Payload) -> None:
        """basic.reject from the client."""
        tag, bits = hot.decode_settled(payload)
        self._settle(Kind.REJECTED, tag, 0, _REQUEUE if bits & 1 else 0)

    def get(self, payload: Payload) -> None:
        """basic.get from the client."""
        queue, no_ack = hot.decode_get(payload)
        self._consumers.fetches.append((queue, _NO_ACK if no_ack else 0))

    def deliver(self, payload: Payload) -> None:
        """basic.deliver from the broker."""
        self.received.begin(payload, self._delivered)

    def got(self, payload: Payload) -> None:
        """basic.get-ok from the broker."""
        self.received.begin(payload, self._got)

    def returned(self, payload: Payload) -> None:
        """basic.return from the broker."""
        self.received.begin(payload, self._returned)

    def confirm(self, payload: Payload) -> None:
        """basic.ack from the broker."""
        self._answer(Kind.CONFIRMED, payload)

    def refuse(self, payload: Payload) -> None:
        """basic.nack from the broker."""
        self._answer(Kind.NACKED_BY_BROKER, payload)

    def consume(self, payload: Payload) -> None:
        """basic.consume from the client."""
        said = _said(payload)
        flags = _NO_ACK if said["no_ack"] else 0
        self._consumers.ask(said["queue"], said["consumer_tag"], flags, waits=not said["nowait"])

    def consuming(self, payload: Payload) -> None:
        """basic.consume-ok from the broker."""
        self._consumers.answered(_said(payload)["consumer_tag"])

    def cancel(self, payload: Payload) -> None:
        """basic.cancel from the client: without `nowait` it counts once the broker says so."""
        said = _said(payload)
        if said["nowait"]:
            self._consumers.leave(said["consumer_tag"])

    def cancelled(self, payload: Payload) -> None:
        """basic.cancel-ok, or basic.cancel from the broker."""
        self._consumers.end(_said(payload)["consumer_tag"])

    def got_empty(self, _payload: Payload) -> None:
        """basic.get-empty from the broker."""
        self.unseen_get_ok()

    def qos(self, payload: Payload) -> None:
        """basic.qos from the client: a limit for each new consumer, or for the whole channel."""
        said = _said(payload)
        limit = said["prefetch_count"]
        if said["global_qos"]:
            self._notes.whole(Kind.QOS, self.number, amount=limit)
        else:
            self._consumers.limit = limit

    def recovered(self, _payload: Payload) -> None:
        """basic.recover-ok, or basic.recover-async which nothing answers."""
        self._notes.whole(Kind.RECOVERED, self.number, amount=len(self.unacked))
        self.unacked.clear()

    def declare(self, payload: Payload) -> None:
        """queue.declare or its answer: where the client names no queue later, it means this one."""
        self._consumers.last_queue = _said(payload)["queue"] or self._consumers.last_queue

    def select_confirms(self, _payload: Payload) -> None:
        """confirm.select from the client."""
        self.publishes.select()

    def select_transactions(self, _payload: Payload) -> None:
        """tx.select from the client: nothing happens to a message before the commit."""
        self._tell = self._wait_for_commit

    def commit(self, _payload: Payload) -> None:
        """tx.commit-ok from the broker."""
        for waiting in self._uncommitted:
            self._notes.message(*waiting)
        self._uncommitted.clear()

    def roll_back(self, _payload: Payload = b"") -> None:
        """tx.rollback-ok from the broker: acks are taken back, publishes never happened."""
        for kind, _, tag, message, _, _ in self._uncommitted:
            if kind != Kind.PUBLISHED:
                self.unacked.give_back(tag, message)
        self._uncommitted.clear()

    def leave(self, payload: Payload) -> None:
        """channel.close from the client."""
        said = _said(payload)
        self.farewell = said["reply_code"], said["reply_text"]

    def _published(self, method: Payload, label: Label) -> None:
        exchange, routing_key, bits = hot.decode_publish(method)
        flags = _MANDATORY if bits & hot.MANDATORY else 0
        message = Message(exchange, routing_key, "", "", flags, label, self.sent.content)
        number = self.publishes.add(message)
        self._tell(Kind.PUBLISHED, self.number, number, message, 0, 0)
        if self.publishes.unconfirmed.is_full:
            self._give_up()

    def _delivered(self, method: Payload, label: Label) -> None:
        consumer_tag, tag, redelivered, exchange, routing_key = hot.decode_deliver(method)
        consumer = self._consumers.find(consumer_tag)
        flags = consumer.flags | (_REDELIVERED if redelivered else 0)
        content = self.received.content
        message = Message(
            exchange, routing_key, consumer.queue, consumer_tag, flags, label, content
        )
        self._hand_over(Kind.DELIVERED, tag, message)

    def _got(self, method: Payload, label: Label) -> None:
        said = _said(method)
        queue, asked = self._consumers.fetched()
        flags = asked | (_REDELIVERED if said["redelivered"] else 0)
        content = self.received.content
        message = Message(said["exchange"], said["routing_key"], queue, "", flags, label, content)
        self._hand_over(Kind.GOT, said["delivery_tag"], message)

    def _hand_over(self, kind: Kind, tag: int, message: Message) -> None:
        self._notes.message(kind, self.number, tag, message)
        if message.flags & _NO_ACK:
            return
        self.unacked.add(tag, message)
        if self.unacked.is_full:
            self._give_up()

    def _returned(self, method: Payload, label: Label) -> None:
        said = _said(method)
        message = Message(said["exchange"], said["routing_key"], "", "", _MANDATORY, label)
        tag = self.publishes.returned(message)
        code, text = said["reply_code"], said["reply_text"]
        self._notes.returned(self.number, tag, message, code, text)

    def _answer(self, kind: Kind, payload: Payload) -> None:
        tag, bits = hot.decode_settled(payload)
        multiple = bits & 1 == 1
        found = self.publishes.answered(tag, multiple=multiple)
        flags, batch = (_MULTIPLE, next_batch()) if multiple else (0, 0)
        for number, message in found:
            self._notes.message(kind, self.number, number, message, flags, batch)

    def _settle(self, kind: Kind, tag: int, multiple: int, flags: int) -> None:
        if not multiple:
            message = self.unacked.settle(tag)
            if message is not None:
                self._tell(kind, self.number, tag, message, flags, 0)
            return
        batch = next_batch()
        for one, message in self.unacked.settle_up_to(tag):
            self._tell(kind, self.number, one, message, flags | _MULTIPLE, batch)

    def _wait_for_commit(
        self, kind: Kind, channel: int, tag: int, message: Message, flags: int, batch: int
    ) -> None:
        message.content = None  # too many may wait
        self._uncommitted.append((kind, channel, tag, message, flags, batch))
        if len(self._uncommitted) >= MOST:
            self._give_up()

    def _give_up(self) -> None:
        self.lose_sight()
        self._notes.whole(Kind.LOST_SIGHT, self.number, text=_TOO_MANY)


def _said(payload: Payload) -> dict[str, Any]:
    return decode_method(payload).arguments
