"""A broker's clients without sockets, and a time that passes when a test says so."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count
from typing import Any

from core.amqp.fields import field_of
from core.amqp.properties import Properties
from core.broker.broker import Broker
from core.broker.counts import ChannelCounts
from core.broker.message import Entry, Message
from core.broker.parties import Consumer
from core.broker.permissions import Permission, User
from core.broker.queue import Queue
from core.broker.requests import Requests
from core.broker.vhost import Routed, Vhost


class Timer:
    def __init__(self, callback: Callable[..., object], args: tuple[Any, ...]) -> None:
        self.callback = callback
        self.args = args
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True


class Hours:
    """Time for a broker: it stands still until the test lets it pass."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._due: list[tuple[float, int, Timer]] = []
        self._order = count()

    def time(self) -> float:
        return self.now

    def wall(self) -> float:
        return 1_800_000_000.0 + self.now

    def call_at(self, when: float, callback: Callable[..., object], *args: Any) -> Timer:
        timer = Timer(callback, args)
        heapq.heappush(self._due, (when, next(self._order), timer))
        return timer

    def turn(self) -> None:
        """What is due now happens; what that makes due waits for the next turn."""
        due = [entry for entry in self._due if entry[0] <= self.now]
        self._due = [entry for entry in self._due if entry[0] > self.now]
        heapq.heapify(self._due)
        for _, _, timer in sorted(due):
            if not timer.is_cancelled:
                timer.callback(*timer.args)

    def pass_by(self, milliseconds: float) -> None:
        until = self.now + milliseconds / 1000
        while self._due and self._due[0][0] <= until:
            when, _, timer = heapq.heappop(self._due)
            self.now = max(self.now, when)
            if not timer.is_cancelled:
                timer.callback(*timer.args)
        self.now = until


class FakeConsumer(Consumer):
    """Takes as many messages as its prefetch count allows and keeps them until told."""

    def __init__(self, channel: FakeChannel, tag: str, **options: Any) -> None:
        super().__init__(channel, tag, **options)
        self.got: list[Message] = []
        self.held: list[Entry] = []
        self.was_cancelled = False

    def can_take(self, entry: Entry) -> bool:  # noqa: ARG002
        return self.no_ack or not self.prefetch_count or len(self.held) < self.prefetch_count

    def deliver(self, entry: Entry) -> None:
        self.got.append(entry.message)
        if not self.no_ack:
            self.held.append(entry)

    def reply(self, message: Message) -> None:
        self.got.append(message)

    def cancelled(self) -> None:
        self.was_cancelled = True

    @property
    def bodies(self) -> list[str]:
        return [message.body.decode() for message in self.got]

    def ack(self, entry: Entry | None = None) -> None:
        entry = entry or self.held[0]
        self.held.remove(entry)
        self._queue.ack(entry)
        self._queue.resume(self)

    def reject(self) -> None:
        self._queue.reject([self.held.pop(0)])
        self._queue.resume(self)

    def requeue(self) -> None:
        held, self.held = self.held, []
        self._queue.put_back(held)
        self._queue.pump()
        self._queue.resume(self)

    @property
    def _queue(self) -> Queue:
        assert self.queue is not None
        return self.queue


class FakeConnection:
    def __init__(self, broker: Broker, user: User, vhost: Vhost) -> None:
        self.broker = broker
        self.pid = broker.next_pid()
        self.user = user
        self.vhost = vhost
        self.peer_host = self.host = "127.0.0.1"
        self.peer_port = 30000 + self.pid
        self.port = 5672
        self.name = f"127.0.0.1:{self.peer_port} -> 127.0.0.1:5672"
        self.connected_at = int(broker.wall() * 1000)
        self.client_properties = {"connection_name": field_of("orders")}
        self.auth_mechanism = "PLAIN"
        self.channel_max, self.frame_max, self.timeout = 2047, 131072, 60
        self.recv_oct = self.recv_cnt = self.send_oct = self.send_cnt = self.send_pend = 0
        self.state = "running"
        self.channels: dict[int, FakeChannel] = {}
        self.closed_with: tuple[int, str] | None = None
        broker.opened(self)

    def channel(self) -> FakeChannel:
        number = len(self.channels) + 1
        channel = self.channels[number] = FakeChannel(self, number)
        self.broker.opened_channel(channel)
        return channel

    def unblock(self) -> None:
        self.state = "running"

    def close(self, code: int, text: str) -> None:
        self.closed_with = code, text
        for channel in list(self.channels.values()):
            channel.close()
        self.channels.clear()
        self.broker.closed(self)


class FakeChannel:
    def __init__(self, connection: FakeConnection, number: int) -> None:
        self.connection = connection
        self.pid = connection.broker.next_pid()
        self.number = number
        self.counts = ChannelCounts()
        self.reductions = 0
        self.prefetch_count = self.global_prefetch_count = 0
        self.confirm = False
        self.consumers: dict[str, FakeConsumer] = {}
        self.messages_unacknowledged = self.messages_unconfirmed = 0
        self.state = "running"
        self.requests = Requests(connection.vhost, self)

    def publish(
        self, exchange: str, key: str, body: str = "", *, mandatory: bool = False, **properties: Any
    ) -> Routed:
        header = b"".join(Properties(properties).encode())
        message = Message(exchange, key, header, body.encode())
        return self.requests.give(self.requests.accept(message, mandatory=mandatory))

    def consume(self, queue: str, **options: Any) -> FakeConsumer:
        consumer = FakeConsumer(self, f"tag{len(self.consumers)}", **options)
        self.requests.consume(queue, consumer)
        self.consumers[consumer.tag] = consumer
        if consumer.queue is not None:
            consumer.queue.pump()
        return consumer

    def close(self) -> None:
        for consumer in self.consumers.values():
            self.requests.cancel(consumer)
        for consumer in self.consumers.values():
            if consumer.queue is not None:
                consumer.queue.put_back(consumer.held)
                consumer.queue.pump()
        self.connection.broker.closed_channel(self)


def connected(hours: Hours | None = None, vhost: str = "/") -> FakeConnection:
    """A new broker with the user guest connected to it."""
    hours = hours or Hours()
    broker = Broker(hours, wall=hours.wall)
    user = broker.add_user("guest", "guest", ("administrator",))
    broker.permit(user, vhost, Permission(), "guest")
    return FakeConnection(broker, user, broker.open_vhost(vhost, user))
