"""The lives of messages, folded from facts: what each fact did to which message.

A publish is known by connection, channel and number; a copy in a queue by connection, channel and
delivery tag while a consumer holds it, and by its id (or, where nothing else looks like it, by all
that is known of it) when it comes back or arrives elsewhere as a dead letter. Facts may be missing
and may come a little out of order.
"""

import heapq
from collections.abc import Callable, Iterator
from itertools import islice

from core.life_table import Event, after
from core.message_facts import NO_FACTS, Flag, Kind, MessageFacts, Row
from core.open_channels import Ledger, OpenChannel, OpenConnections
from core.origins import Origins, is_alike
from core.traces import Traces
from core.watched_message import Message, Step, Trace

_REDELIVERED, _REQUEUE, _NO_ACK = Flag.REDELIVERED.value, Flag.REQUEUE.value, Flag.NO_ACK.value
_CONFIRMS, _ACKS_UNSEEN = Flag.CONFIRMS.value, Flag.ACKS_UNSEEN.value
_ANSWERS: dict[int, Event] = {
    Kind.CONFIRMED: "confirm",
    Kind.NACKED_BY_BROKER: "nack_by_broker",
    Kind.ACKED: "ack",
    Kind.NACKED: "nack",
    Kind.REJECTED: "reject",
}
_BACK: dict[int, Event] = {
    Kind.ACKED: "ack",
    Kind.NACKED: "nack_requeue",
    Kind.REJECTED: "reject_requeue",
}


class Lifecycle:
    """All messages whose lives go on, and the channels that hold them."""

    def __init__(self, most: int = 100_000) -> None:
        self.connections = OpenConnections()
        self.lost = 0
        """Facts that sources had to drop: numbers may be too low."""
        self.unexpected = 0
        """Facts that came out of order, or after others that are missing."""
        self.evicted = 0
        """Messages that wait for an answer and were too many to be kept."""
        self._most = most
        self._kept = 0
        self._published = Origins(most)
        self._waiting = Traces(most)
        self._gone = Traces(most)
        self._sees_routes = False
        self._steps: list[Step] = []
        self._facts = NO_FACTS
        self._handlers = self._by_kind()

    @property
    def forgotten(self) -> int:
        """Messages that would not be known again: too many were like to come back."""
        return self._published.evicted + self._waiting.evicted + self._gone.evicted

    def fold(self, facts: MessageFacts) -> list[Step]:
        """Take a batch; what it did, in order."""
        self.lost += facts.lost
        self._facts, self._steps = facts, []
        handlers = self._handlers
        for row in facts.rows:
            handler = handlers.get(row.kind)
            if handler is not None:
                handler(row)
            else:
                self.connections.take(facts.fact(row))
        steps, self._steps, self._facts = self._steps, [], NO_FACTS
        return steps

    def unacked(self, most: int | None = None) -> list[Message]:
        """Messages that somebody holds, the longest held first."""
        held = (channel.unacked.open.values() for channel in self.connections.channels)
        return list(islice(heapq.merge(*held, key=lambda message: message.since), most))

    def leave_unseen(self, message: Message) -> None:
        """A message cannot be in its queue any more; should it be seen again, it goes on."""
        if message.state == "ready":
            message.state = "left_unseen"

    @property
    def channels(self) -> Iterator[OpenChannel]:
        """Those on which something was seen."""
        return self.connections.channels

    def _by_kind(self) -> dict[int, Callable[[Row], None]]:
        return {
            Kind.PUBLISHED: self._publish,
            Kind.ROUTED: self._route,
            Kind.CONFIRMED: self._confirm,
            Kind.NACKED_BY_BROKER: self._confirm,
            Kind.RETURNED: self._return,
            Kind.DELIVERED: self._deliver,
            Kind.GOT: self._deliver,
            Kind.ACKED: self._settle,
            Kind.NACKED: self._settle,
            Kind.REJECTED: self._settle,
            Kind.RECOVERED: self._recover,
            Kind.CHANNEL_OPENED: self._close_channel,
            Kind.CHANNEL_CLOSED: self._close_channel,
            Kind.CONNECTION_OPENED: self._close_connection,
            Kind.CONNECTION_CLOSED: self._close_connection,
            Kind.LOST_SIGHT: self._lose_sight,
        }

    def _publish(self, row: Row) -> None:
        message = self._message(row)
        if row.flags & _ACKS_UNSEEN:
            message.queues = row.amount
            message.headers = self._facts.strings[row.text]
        self._step("publish", message, row.at)
        if row.flags & _CONFIRMS and row.tag:
            self._await(self._channel(row).unconfirmed, message)
        if message.message_id or message.correlation_id:
            self._published.note(message)

    def _route(self, row: Row) -> None:
        message = self._message(row)
        self._step("route", message, row.at)
        if message.message_id:
            self._sees_routes = True
            message.published_at = row.at
            self._waiting.add(message.trace, message)

    def _confirm(self, row: Row) -> None:
        self._answer(_ANSWERS[row.kind], self._channel(row).unconfirmed, row)

    def _return(self, row: Row) -> None:
        """The confirm of a returned message is still to come."""
        message = self._channel(row).unconfirmed.open.get(row.tag)
        self._step("return_unroutable", message or self._message(row), row.at)

    def _deliver(self, row: Row) -> None:
        message = self._message(row)
        self._recognize(message, row.at)
        event = _handed(row)
        self._step(event, message, row.at)
        if message.state == "unacked":
            self._await(self._channel(row).unacked, message)
        elif event == "deliver_unseen" and message.message_id:
            self._gone.replace(message.trace, message)

    def _recognize(self, message: Message, at: float) -> None:
        """What is known of it from before it came here, or came back."""
        if message.death_queue and message.message_id and not message.redelivered:
            self._bury(message, at)
        before = self._back_again(message)
        if before is not None:
            message.state, message.since = before.state, before.since
            message.redeliveries = before.redeliveries + message.redelivered
            message.published_at = before.published_at
            message.origin = message.origin or before.origin
        else:
            message.redeliveries = int(message.redelivered)
        if message.origin is None and (message.message_id or message.correlation_id):
            self._trace_back(message, is_new=before is None)

    def _trace_back(self, message: Message, *, is_new: bool) -> None:
        """To its publish; when a dead letter was published says nothing of its last queue."""
        publish = message.origin = self._published.find(message)
        if publish is not None and is_new and message.message_id and is_alike(publish, message):
            message.published_at = publish.began_at

    def _back_again(self, message: Message) -> Message | None:
        if not message.redelivered:
            return self._waiting.take(message.trace) if self._sees_routes else None
        return self._waiting.take(message.trace) or self._gone.take(message.trace)

    def _bury(self, message: Message, at: float) -> None:
        """A dead letter arrived: this is what it was before."""
        trace: Trace = message.party.vhost, message.death_queue, message.message_id
        before = self._gone.take(trace) or self._waiting.take(trace)
        if before is not None:
            message.origin = before.origin
            self._step("dead_letter", before, at)

    def _settle(self, row: Row) -> None:
        event = (_BACK if row.flags & _REQUEUE else _ANSWERS)[row.kind]
        self._put_back(self._answer(event, self._channel(row).unacked, row))

    def _recover(self, row: Row) -> None:
        self._release(self._channel(row).unacked, "recover", row.at)

    def _answer(self, event: Event, ledger: Ledger, row: Row) -> Message:
        message = ledger.take(row.tag)
        if message is not None:
            self._kept -= 1
            self._step(event, message, row.at, row.batch)
            return message
        message = self._message(row)
        self._step(event, message, row.at, row.batch)
        ledger.note_early(row.tag, message.state)
        self.unexpected += 1
        return message

    def _await(self, ledger: Ledger, message: Message) -> None:
        early = ledger.answered_early(message.tag)
        if early is not None:
            message.state = early
            return
        if self._kept >= self._most:
            self._evict()
        self._kept += message.tag not in ledger.open
        ledger.open[message.tag] = message

    def _evict(self) -> None:
        """Whoever holds most does not need each of them told."""
        ledgers = (one for c in self.channels for one in (c.unacked, c.unconfirmed))
        fullest = max(ledgers, key=lambda ledger: len(ledger.open))
        forgotten = fullest.forget_newest(max(self._most // 100, 1))
        self.evicted += forgotten
        self._kept -= forgotten

    def _close_channel(self, row: Row) -> None:
        """Also when one opens: an end that was not seen must have been before."""
        connection = self.connections.connection(self._facts.parties[row.party])
        channel = connection.channels.pop(row.channel, None)
        if channel is not None:
            self._end(channel, row.at)

    def _close_connection(self, row: Row) -> None:
        connection = self.connections.pop(self._facts.parties[row.party].connection, None)
        for channel in connection.channels.values() if connection is not None else ():
            self._end(channel, row.at)

    def _end(self, channel: OpenChannel, at: float) -> None:
        self._release(channel.unacked, "channel_closed", at)
        self._release(channel.unconfirmed, "unanswered", at)

    def _lose_sight(self, row: Row) -> None:
        channels = self.connections.connection(self._facts.parties[row.party]).channels
        for number, channel in channels.items():
            if row.channel in (0, number):
                self._release(channel.unacked, "lose_sight", row.at)
                self._release(channel.unconfirmed, "lose_sight", row.at)

    def _release(self, ledger: Ledger, event: Event, at: float) -> None:
        """One thing happens to all that waits."""
        self.lost += ledger.forgotten
        for message in ledger.clear():
            self._kept -= 1
            self._step(event, message, at)
            self._put_back(message)

    def _put_back(self, message: Message) -> None:
        """It may be seen again: where it came from, or elsewhere as a dead letter."""
        if message.state == "ready" and message.queue:
            self._waiting.add(message.trace, message)
        elif message.state == "rejected" and message.message_id:
            self._gone.replace(message.trace, message)

    def _step(self, event: Event, message: Message, at: float, batch: int = 0) -> None:
        before = message.state
        message.state, is_expected = after(before, event)
        self.unexpected += not is_expected
        self._steps.append(Step(event, message, at, at - message.since, before, batch))
        message.since = at

    def _channel(self, row: Row) -> OpenChannel:
        return self.connections.channel(self._facts.parties[row.party], row.channel)

    def _message(self, row: Row) -> Message:
        facts = self._facts
        strings, ids = facts.strings, facts.ids
        return Message(
            facts.parties[row.party],
            row.channel,
            row.tag,
            strings[row.exchange],
            strings[row.routing_key],
            strings[row.queue],
            strings[row.consumer_tag],
            ids[row.message_id],
            ids[row.correlation_id],
            row.size,
            row.at,
            began_at=row.at,
            redelivered=bool(row.flags & _REDELIVERED),
            deaths=row.deaths,
            death_queue=strings[row.death_queue],
            cause=ids[row.cause],
            cause_header=strings[row.cause_header],
            reply_to=ids[row.reply_to],
            trace_id=ids[row.trace_id],
            content=row.content,
        )


def _handed(row: Row) -> Event:
    """How a message came to its consumer."""
    if row.flags & _ACKS_UNSEEN:
        return "deliver_unseen"
    if row.kind == Kind.GOT:
        return "get_no_ack" if row.flags & _NO_ACK else "get"
    return "deliver_no_ack" if row.flags & _NO_ACK else "deliver"
