"""Services that settle messages in every way there is, and keep books of each."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pika

from core.clock import now
from tests.integration.shop import connect


@dataclass
class AckBooks:
    """What services say that they did: (queue or publisher, event) to count; who holds what."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    unacked: set[tuple[str, str, str]] = field(default_factory=set)
    """Queue, service and message id."""


@contextlib.contextmanager
def connected(url: str, name: str) -> Iterator[pika.BlockingConnection]:
    """A connection that may end before the test does."""
    link = connect(url, name)
    try:
        yield link
    finally:
        with contextlib.suppress(pika.exceptions.AMQPError):
            link.close()


class Publisher:
    """A service that waits for the confirm of each message."""

    def __init__(self, link: pika.BlockingConnection, books: AckBooks) -> None:
        self._books = books
        self._number = 0
        self._channel = link.channel()
        self._channel.confirm_delivery()

    def publish(self, queue: str, amount: int) -> None:
        """Straight to a queue, which may not exist."""
        for _ in range(amount):
            self._number += 1
            properties = pika.BasicProperties(message_id=f"m{self._number}")
            self._books.counts["shop", "publish"] += 1
            try:
                self._channel.basic_publish("", queue, b"x" * 100, properties, mandatory=True)
            except pika.exceptions.UnroutableError:
                self._books.counts["shop", "return_unroutable"] += 1
            self._books.counts["shop", "confirm"] += 1


class Holder:
    """A service with one channel, which gets messages and settles them as it is told."""

    def __init__(
        self, link: pika.BlockingConnection, service: str, queue: str, books: AckBooks
    ) -> None:
        self.link = link
        self.held: dict[int, str] = {}
        """Delivery tag to message id."""
        self._books = books
        self._service = service
        self._queue = queue
        self._open_channel()

    def consume(self, prefetch: int = 0, *, auto_ack: bool = False) -> None:
        """Begin to consume."""

        def take(_channel: object, method: Any, properties: Any, _body: bytes) -> None:
            self._take("deliver_no_ack" if auto_ack else "deliver", method, properties)

        self.channel.basic_qos(prefetch_count=prefetch)
        self.channel.basic_consume(self._queue, take, auto_ack=auto_ack)

    def get(self, amount: int, *, auto_ack: bool = False) -> None:
        """Fetch that many."""
        for _ in range(amount):
            method, properties, _ = self.channel.basic_get(self._queue, auto_ack=auto_ack)
            assert method is not None
            self._take("get_no_ack" if auto_ack else "get", method, properties)

    def wait(self, event: str, amount: int) -> None:
        """Until so many were got in all."""
        until = now() + 30.0
        while self._books.counts[self._queue, event] < amount:
            assert now() < until, (self._queue, event, self._books.counts)
            self.link.process_data_events(0.05)

    def ack(self, tag: int, *, multiple: bool = False) -> None:
        self.channel.basic_ack(tag, multiple)
        self._settled("ack", tag, multiple)

    def nack(self, tag: int, *, multiple: bool = False, requeue: bool = False) -> None:
        self._settled("nack_requeue" if requeue else "nack", tag, multiple)
        self.channel.basic_nack(tag, multiple, requeue)

    def reject(self, tag: int, *, requeue: bool = False) -> None:
        self._settled("reject_requeue" if requeue else "reject", tag, multiple=False)
        self.channel.basic_reject(tag, requeue)

    def recover(self) -> None:
        self._give_back("recover")
        self.channel.basic_recover(requeue=True)

    def close_channel(self) -> None:
        """What is held goes back."""
        self._give_back("channel_closed")
        self.channel.close()
        self._open_channel()

    def break_channel(self) -> None:
        """The broker closes it: a tag that it never gave out is acked."""
        self._give_back("channel_closed")
        self.channel.basic_ack(10_000)
        until = now() + 30.0
        while self.channel.is_open:
            assert now() < until
            self.link.process_data_events(0.05)

    def ask(self) -> None:
        """Wait until all that was said before is done."""
        self.channel.queue_declare(self._queue, passive=True)

    def _open_channel(self) -> None:
        self.channel = self.link.channel()

    def _take(self, event: str, method: Any, properties: Any) -> None:
        self._books.counts[self._queue, event] += 1
        self._books.counts[self._queue, "redeliver"] += method.redelivered
        if not event.endswith("no_ack"):
            self.held[method.delivery_tag] = properties.message_id
            self._books.unacked.add((self._queue, self._service, properties.message_id))

    def _settled(self, event: str, tag: int, multiple: bool) -> None:
        tags = [one for one in self.held if one <= tag] if multiple else [tag]
        for one in tags:
            self._let_go(event, one)

    def _give_back(self, event: str) -> None:
        for tag in list(self.held):
            self._let_go(event, tag)

    def _let_go(self, event: str, tag: int) -> None:
        self._books.counts[self._queue, event] += 1
        self._books.unacked.discard((self._queue, self._service, self.held.pop(tag)))
