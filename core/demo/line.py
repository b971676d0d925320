"""One AMQP connection with one channel, on an asyncio loop: pika's callbacks as `await`."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pika
from pika.adapters.asyncio_connection import AsyncioConnection
from pika.exceptions import AMQPError
from pika.spec import Basic

from core.endpoints import Endpoints
from core.sources.link import parameters

PATIENCE = 5.0
"""Seconds that a broker gets to answer when a connection opens or closes."""


class LineLost(Exception):  # noqa: N818 - it says what happened
    """The connection or its channel is gone; the cause says why."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message that a service received."""

    queue: str
    tag: int
    redelivered: bool
    key: str
    properties: Any
    body: bytes


class Line:
    """A connection that names itself; whoever waits for it when it is lost gets LineLost."""

    def __init__(self, endpoints: Endpoints, name: str) -> None:
        self._parameters = parameters(endpoints, name)
        self._parameters.client_properties = {"connection_name": name, "product": "Flowscope demo"}
        self._loop = asyncio.get_running_loop()
        self._waiting: set[asyncio.Future[Any]] = set()
        self._unconfirmed: deque[tuple[int, asyncio.Future[bool]]] = deque()
        self._returned: set[str] = set()
        self._published = 0
        self._got: asyncio.Future[Any] | None = None
        self._connection: Any = None
        self._channel: Any = None
        self.over: asyncio.Future[BaseException] = self._loop.create_future()
        """Why the line is no use any more, once that is so."""
        self._closed: asyncio.Future[None] = self._loop.create_future()

    async def open(self) -> None:
        """Connect and open the channel, with confirms on. Raises LineLost."""
        opened = self._wait()
        self._connection = AsyncioConnection(
            self._parameters,
            on_open_callback=lambda _: _settle(opened, None),
            on_open_error_callback=lambda _, why: self._on_closed(why),
            on_close_callback=lambda _, why: self._on_closed(why),
            custom_ioloop=self._loop,
        )
        await opened
        self._channel = await self._new_channel(self._on_lost)
        self._channel.add_on_return_callback(self._on_return)
        self._channel.add_on_cancel_callback(lambda _: self._on_lost(AMQPError("cancelled")))
        self._channel.add_callback(self._on_empty, [Basic.GetEmpty], one_shot=False)
        await self._ask(self._channel.confirm_delivery, ack_nack_callback=self._on_confirm)

    async def close(self) -> None:
        """Leave in good order; fine for a line that is lost or never opened."""
        if self._connection is None:
            return
        if not (self._closed.done() or self._connection.is_closing or self._connection.is_closed):
            self._connection.close()
        await asyncio.wait([self._closed], timeout=PATIENCE)

    async def publish(
        self, exchange: str, key: str, body: bytes, properties: Any, *, mandatory: bool = False
    ) -> str:
        """Publish and wait for the broker: `confirmed`, `returned` or `nacked`."""
        self._check()
        self._published += 1
        confirmed = self._wait()
        self._unconfirmed.append((self._published, confirmed))
        self._channel.basic_publish(exchange, key, body, properties, mandatory)
        is_taken = await confirmed
        if properties.message_id in self._returned:
            self._returned.discard(properties.message_id)
            return "returned"
        return "confirmed" if is_taken else "nacked"

    async def consume(
        self, queue: str, take: Callable[[Delivery], None], *, prefetch: int, auto_ack: bool
    ) -> None:
        """Subscribe: `take` gets each message of the queue."""

        def on_message(_: object, method: Any, properties: Any, body: bytes) -> None:
            take(_delivery(queue, method, properties, body))

        await self._ask(self._channel.basic_qos, prefetch_count=prefetch)
        await self._ask(self._channel.basic_consume, queue, on_message, auto_ack=auto_ack)

    async def get(self, queue: str) -> Delivery | None:
        """Poll for one message."""
        self._check()
        self._got = self._wait()
        self._channel.basic_get(queue, self._on_got)
        got = await self._got
        return None if got is None else _delivery(queue, *got)

    def ack(self, tag: int, *, multiple: bool = False) -> None:
        """Acknowledge one message, or all up to it."""
        self._check()
        self._channel.basic_ack(tag, multiple)

    def reject(self, tag: int, *, requeue: bool) -> None:
        """Give a message back, or refuse it for good."""
        self._check()
        self._channel.basic_reject(tag, requeue)

    async def declare_exchange(self, name: str, type_: str, arguments: dict[str, Any]) -> None:
        """A durable exchange."""
        ask = self._channel.exchange_declare
        await self._ask(ask, name, type_, durable=True, arguments=arguments)

    async def declare_queue(self, name: str, arguments: dict[str, Any]) -> None:
        """A durable queue."""
        await self._ask(self._channel.queue_declare, name, durable=True, arguments=arguments)

    async def declare_replies(self, name: str) -> None:
        """A queue that only this connection may use and that goes with it."""
        await self._ask(self._channel.queue_declare, name, exclusive=True, auto_delete=True)

    async def bind_exchange(self, name: str, source: str, key: str) -> None:
        """Exchange to exchange."""
        await self._ask(self._channel.exchange_bind, name, source, key)

    async def bind_queue(
        self, name: str, source: str, key: str, arguments: dict[str, Any] | None
    ) -> None:
        """Exchange to queue."""
        await self._ask(self._channel.queue_bind, name, source, key, arguments)

    async def delete_queue(self, name: str) -> None:
        """With all that is in it."""
        await self._ask(self._channel.queue_delete, name)

    async def delete_exchange(self, name: str) -> None:
        """With all its bindings."""
        await self._ask(self._channel.exchange_delete, name)

    async def exists(self, name: str, *, is_queue: bool) -> bool:
        """Whether such a queue or exchange is declared, asked on a channel of its own."""
        refused = self._wait()
        channel = await self._new_channel(lambda _: _settle(refused, None))
        ask = channel.queue_declare if is_queue else channel.exchange_declare
        answered = self._wait()
        ask(name, passive=True, callback=lambda frame: _settle(answered, frame))
        done, _ = await asyncio.wait({answered, refused}, return_when=asyncio.FIRST_COMPLETED)
        if answered in done and channel.is_open:
            channel.close()
            await refused
        return answered in done

    async def _new_channel(self, on_closed: Callable[[BaseException], None]) -> Any:
        self._check()
        opened = self._wait()
        channel = self._connection.channel(on_open_callback=lambda one: _settle(opened, one))
        channel.add_on_close_callback(lambda _, why: on_closed(why))
        return await opened

    async def _ask(self, method: Callable[..., object], *given: Any, **named: Any) -> None:
        """Call a method of the channel that the broker answers."""
        self._check()
        answered = self._wait()
        method(*given, callback=lambda frame: _settle(answered, frame), **named)
        await answered

    def _wait(self) -> asyncio.Future[Any]:
        """A future that is told when the line is lost before it is settled."""
        waiting: asyncio.Future[Any] = self._loop.create_future()
        self._waiting.add(waiting)
        waiting.add_done_callback(self._waiting.discard)
        return waiting

    def _check(self) -> None:
        if self.over.done():
            raise LineLost from self.over.result()

    def _on_closed(self, why: BaseException) -> None:
        self._on_lost(why)
        _settle(self._closed, None)

    def _on_lost(self, why: BaseException) -> None:
        _settle(self.over, why)
        for one in [one for one in self._waiting if not one.done()]:
            lost = LineLost()
            lost.__cause__ = why
            one.set_exception(lost)
            one.exception()  # nobody may be waiting any more: that is no fault

    def _on_confirm(self, frame: Any) -> None:
        method = frame.method
        is_taken = isinstance(method, Basic.Ack)
        if method.multiple:
            while self._unconfirmed and self._unconfirmed[0][0] <= method.delivery_tag:
                _settle(self._unconfirmed.popleft()[1], is_taken)
            return
        for entry in self._unconfirmed:
            if entry[0] == method.delivery_tag:
                self._unconfirmed.remove(entry)
                _settle(entry[1], is_taken)
                return

    def _on_return(self, _channel: object, _method: Any, properties: Any, _body: bytes) -> None:
        self._returned.add(properties.message_id)

    def _on_got(self, _channel: object, method: Any, properties: Any, body: bytes) -> None:
        if self._got is not None:
            _settle(self._got, (method, properties, body))

    def _on_empty(self, _frame: object) -> None:
        if self._got is not None:
            _settle(self._got, None)


def _delivery(queue: str, method: Any, properties: pika.BasicProperties, body: bytes) -> Delivery:
    return Delivery(
        queue, method.delivery_tag, method.redelivered, method.routing_key, properties, body
    )


def _settle(waiting: asyncio.Future[Any], value: Any) -> None:
    if not waiting.done():
        waiting.set_result(value)
