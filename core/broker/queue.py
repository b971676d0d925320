"""A queue: what is ready, who holds what, and who gets the next message."""

from collections.abc import Iterable, Sequence
from math import inf
from typing import TYPE_CHECKING

from core.amqp.fields import Table
from core.broker.backlog import Backlog, PriorityBacklog
from core.broker.counts import Delivered
from core.broker.message import Entry, Message
from core.broker.parties import Channel, Connection, Consumer, Timer
from core.broker.policies import Policy
from core.broker.queue_settings import settings_of
from core.broker.subscribers import Subscribers

if TYPE_CHECKING:
    from core.broker.vhost import Vhost

_REDUCTIONS = 8
"""What a delivery or an ack adds to a channel's measure of work."""

_AT_ONCE = 200
"""How many messages may expire before the others in this broker have their turn."""


class Queue:
    """One queue of a vhost."""

    kind = "queue"

    def __init__(
        self,
        home: "Vhost",
        name: str,
        *,
        durable: bool = False,
        owner: Connection | None = None,
        auto_delete: bool = False,
        arguments: Table | None = None,
        user: str = "",
    ) -> None:
        self.home = home
        self.vhost = home.name
        self.name = name
        self.durable = durable
        self.owner = owner
        """The connection that alone may use it, if it is exclusive."""
        self.auto_delete = auto_delete
        self.arguments: Table = arguments or {}
        self.user = user
        self.policy: Policy | None = None
        self.settings = settings_of(self.arguments, {})
        self.counts = Delivered()
        self.published = 0
        self.unacked: dict[Entry, Channel] = {}
        self.bytes_ready = 0
        self.bytes_unacked = 0
        self.subscribers = Subscribers(is_single=self.settings.single_active_consumer)
        self.is_gone = False
        highest = self.settings.max_priority
        self._ready = PriorityBacklog(highest) if highest else Backlog()
        self._seq = 0
        self._expiry: Timer | None = None
        self._expires_at: float | None = None
        """When the head expires, while a timer waits for that."""
        self._unused: Timer | None = None
        self._used_at = 0.0
        self.used()

    @property
    def message_count(self) -> int:
        """How many messages are ready."""
        return len(self._ready)

    @property
    def lengths(self) -> dict[str, int]:
        """How many messages are in it."""
        ready, unacked = len(self._ready), len(self.unacked)
        return {
            "messages": ready + unacked,
            "messages_ready": ready,
            "messages_unacknowledged": unacked,
        }

    @property
    def head(self) -> Message | None:
        """The message that is delivered next."""
        entry = self._ready.head
        return None if entry is None else entry.message

    @property
    def consumer_count(self) -> int:
        """How many consumers it has."""
        return len(self.subscribers)

    def publish(self, message: Message) -> bool:
        """Take a message; False when it is refused because the queue is full."""
        settings = self.settings
        if settings.rejects and self._would_overflow(message):
            if settings.overflow == "reject-publish-dlx":
                self._dead_letter([message], "maxlen")
            return False
        entry = self._enter(message)
        if not self._ready and (consumer := self.subscribers.taker(entry)) is not None:
            self._deliver(consumer, entry)
            return True
        self._append(entry)
        if not settings.rejects:
            self._make_room()
        self._drop_expired()
        return True

    def get(self, channel: Channel, *, no_ack: bool) -> Entry | None:
        """Take the next message for a channel that asked; None when nothing is ready."""
        self.used()
        self._drop_expired(inf)
        counts = channel.counts.delivered[self.name]
        if not self._ready:
            counts.get_empty += 1
            self.counts.get_empty += 1
            return None
        entry = self._pop()
        if no_ack:
            counts.get_no_ack += 1
            self.counts.get_no_ack += 1
        else:
            counts.get += 1
            self.counts.get += 1
            self._hold(entry, channel)
        self._given(entry, channel, counts)
        self._drop_expired()
        return entry

    def subscribe(self, consumer: Consumer) -> None:
        """Add a consumer; nothing is delivered before `pump`. Raises Refusal."""
        self.subscribers.add(self, consumer)
        consumer.queue = self

    def unsubscribe(self, consumer: Consumer) -> None:
        """A consumer is gone; what it has not acked stays unacked."""
        if self.subscribers.discard(consumer):
            self.used()
            if self.auto_delete and not self.subscribers:
                self.home.forget_queue(self)
            else:
                self.pump()

    def resume(self, consumer: Consumer) -> None:
        """A consumer that was blocked can take messages again."""
        if self.subscribers.resume(consumer):
            self.pump()

    def pump(self) -> None:
        """Deliver while there is something ready and somebody who can take it."""
        while (head := self._drop_expired()) is not None:
            if (consumer := self.subscribers.taker(head)) is None:
                return
            self._deliver(consumer, self._pop())

    def ack(self, entry: Entry) -> None:
        """A message is done with."""
        channel = self._release(entry)
        if channel is not None:
            channel.counts.delivered[self.name].ack += 1
            channel.reductions += _REDUCTIONS
            self.counts.ack += 1

    def reject(self, entries: Iterable[Entry]) -> None:
        """Messages are not wanted: they go to the dead-letter exchange, or nowhere."""
        dead = []
        for entry in entries:
            channel = self._release(entry)
            if channel is not None:
                channel.reductions += _REDUCTIONS
                dead.append(entry.message)
        self._dead_letter(dead, "rejected")

    def put_back(self, entries: Iterable[Entry]) -> None:
        """Messages take their old places, marked as redelivered; `pump` delivers them again."""
        for entry in entries:
            if self._release(entry) is not None:
                entry.redelivered = True
                self._ready.put_back(entry)
                self.bytes_ready += len(entry.message.body)
        if self.is_gone:
            return
        if not self.settings.rejects:
            self._make_room()
        self._drop_expired()

    def purge(self) -> int:
        """Drop what is ready; says how many."""
        count = len(self._ready)
        while self._ready:
            self._pop()
        return count

    def used(self) -> None:
        """Somebody declared it or asked it for a message: it is not unused."""
        self._used_at = self.home.timers.time()
        self._watch_use()

    def end(self) -> None:
        """It is deleted: nothing is dead-lettered, consumers hear of it."""
        self.is_gone = True
        for timer in (self._expiry, self._unused):
            if timer is not None:
                timer.cancel()
        self._expiry = self._unused = None
        consumers = list(self.subscribers)
        self.subscribers.clear()
        for consumer in consumers:
            consumer.cancelled()
        self.unacked.clear()
        self.purge()

    def apply(self, policy: Policy | None) -> None:
        """A policy applies, beside what the queue was declared with."""
        self.policy = policy
        self.settings = settings_of(self.arguments, {} if policy is None else policy.definition)
        if not self.settings.rejects:
            self._make_room()
        self._drop_expired()
        self._watch_use()

    # What follows happens inside.

    def _enter(self, message: Message) -> Entry:
        self._seq += 1
        entry = Entry(message, self._seq)
        ttl = self.settings.message_ttl
        if message.may_expire:
            own = int(message.properties.expiration or 0)
            ttl = own if ttl is None else min(ttl, own)
        if ttl is not None:
            entry.expires_at = self.home.timers.time() + ttl / 1000
        if self.settings.max_priority and message.has_priority:
            entry.priority = message.properties.priority or 0
        return entry

    def _append(self, entry: Entry) -> None:
        entry.message.rest()
        self._ready.append(entry)
        self.bytes_ready += len(entry.message.body)

    def _pop(self) -> Entry:
        entry = self._ready.pop()
        self.bytes_ready -= len(entry.message.body)
        return entry

    def _deliver(self, consumer: Consumer, entry: Entry) -> None:
        channel = consumer.channel
        counts = channel.counts.delivered[self.name]
        if consumer.no_ack:
            counts.deliver_no_ack += 1
            self.counts.deliver_no_ack += 1
        else:
            counts.deliver += 1
            self.counts.deliver += 1
            self._hold(entry, channel)
        self._given(entry, channel, counts)
        consumer.deliver(entry)

    def _given(self, entry: Entry, channel: Channel, counts: Delivered) -> None:
        channel.reductions += _REDUCTIONS
        if entry.redelivered:
            counts.redeliver += 1
            self.counts.redeliver += 1
        if self.home.tracer is not None:
            self.home.tracer.delivered(channel, self, entry)

    def _hold(self, entry: Entry, channel: Channel) -> None:
        self.unacked[entry] = channel
        self.bytes_unacked += len(entry.message.body)

    def _release(self, entry: Entry) -> Channel | None:
        channel = self.unacked.pop(entry, None)
        if channel is not None:
            self.bytes_unacked -= len(entry.message.body)
        return channel

    def _dead_letter(self, messages: Sequence[Message], reason: str) -> None:
        if messages:
            self.home.dead_letter(self, messages, reason)

    def _would_overflow(self, message: Message) -> bool:
        return self._is_over(len(self._ready) + 1, self.bytes_ready + len(message.body))

    def _is_over(self, count: int, size: int) -> bool:
        most, largest = self.settings.max_length, self.settings.max_length_bytes
        return (most is not None and count > most) or (largest is not None and size > largest)

    def _make_room(self) -> None:
        dead = []
        while self._ready and self._is_over(len(self._ready), self.bytes_ready):
            dead.append(self._pop().message)
        self._dead_letter(dead, "maxlen")

    def _is_due(self, entry: Entry) -> bool:
        return entry.expires_at is not None and entry.expires_at <= self.home.timers.time()

    def _drop_expired(self, at_once: float = _AT_ONCE) -> Entry | None:
        """Drop from the head what has expired; what expires behind it waits for its turn.

        Says what may be delivered now: nothing either where even more has expired.
        """
        dead: list[Message] = []
        while (head := self._ready.head) is not None and (is_due := self._is_due(head)):
            if len(dead) >= at_once:
                break
            dead.append(self._pop().message)
        self._watch_head(None if head is None else head.expires_at)
        self._dead_letter(dead, "expired")
        return None if head is None or is_due else head

    def _watch_head(self, due: float | None) -> None:
        if due == self._expires_at:
            return
        self._expires_at = due
        if self._expiry is not None:
            self._expiry.cancel()
            self._expiry = None
        if due is not None:
            self._expiry = self.home.timers.call_at(due, self._expire_head)

    def _expire_head(self) -> None:
        self._expires_at = None
        self.pump()

    def _watch_use(self) -> None:
        if self._unused is not None:
            self._unused.cancel()
            self._unused = None
        if self.settings.expires is not None and not self.is_gone:
            due = self._used_at + self.settings.expires / 1000
            self._unused = self.home.timers.call_at(due, self._expire)

    def _expire(self) -> None:
        self._unused = None
        if not self.subscribers:
            self.home.forget_queue(self)
