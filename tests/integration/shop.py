"""A small event-driven system that keeps its own books, to compare Flowscope's numbers with.

Every service has a connection of its own and counts what it did in a `Ledger`, in the words of
`message_stats`, by edge. Two client libraries take part: pika and aio-pika.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import aio_pika
import pika

Key = tuple[str, str, str, str]
"""Edge kind, from, to, counter."""


class Ledger:
    """What the services themselves say they did."""

    def __init__(self) -> None:
        self._counts: Counter[Key] = Counter()
        self._lock = threading.Lock()

    def note(self, kind: str, source: str, target: str, counter: str, amount: int = 1) -> None:
        """Count something."""
        with self._lock:
            self._counts[kind, source, target, counter] += amount

    def published(self, service: str, exchange: str, *queues: str, confirmed: bool = False) -> None:
        """A service published one message that the exchange routes to those queues."""
        self.note("publish", f"service:{service}", f"exchange:{exchange}", "publish")
        if confirmed:
            self.note("publish", f"service:{service}", f"exchange:{exchange}", "confirm")
        for queue in queues:
            self.note("route", f"exchange:{exchange}", f"queue:{queue}", "publish")

    def delivered(self, queue: str, service: str, counter: str, amount: int = 1) -> None:
        """A service got a message, or acknowledged it."""
        self.note("deliver", f"queue:{queue}", f"service:{service}", counter, amount)

    def counts(self) -> dict[Key, int]:
        """Everything noted, by edge and counter."""
        with self._lock:
            return dict(self._counts)


def connect(url: str, name: str) -> pika.BlockingConnection:
    """A pika connection that calls itself `name`."""
    parameters = pika.URLParameters(url)
    parameters.client_properties = {"connection_name": name}
    return pika.BlockingConnection(parameters)


def declare(url: str) -> None:
    """Exchanges, queues and bindings: topic, fanout, headers, direct with an alternate exchange,
    exchange-to-exchange, dead-lettering."""
    link = connect(url, "setup")
    channel = link.channel()
    for name, type_ in (("shop", "topic"), ("news", "fanout"), ("reports", "headers")):
        channel.exchange_declare(name, type_)
    channel.exchange_declare("archive", "fanout")
    channel.exchange_declare("dead", "fanout")
    channel.exchange_declare("lost", "fanout")
    channel.exchange_declare("strict", "direct", arguments={"alternate-exchange": "lost"})
    channel.queue_declare("payments.q", arguments={"x-dead-letter-exchange": "dead"})
    for queue in ("stock.q", "report.q", "audit.q", "dead.q", "lost.q", "direct.q", "strict.q"):
        channel.queue_declare(queue)
    channel.queue_bind("payments.q", "shop", "order.*")
    channel.queue_bind("stock.q", "news")
    channel.queue_bind("report.q", "reports", arguments={"x-match": "all", "format": "pdf"})
    channel.exchange_bind("archive", "shop", "#")
    channel.queue_bind("audit.q", "archive")
    channel.queue_bind("dead.q", "dead")
    channel.queue_bind("lost.q", "lost")
    channel.queue_bind("strict.q", "strict", "known")
    link.close()


class Service(threading.Thread):
    """One process of the system: connects, waits for `go`, works, stays until `leave`."""

    def __init__(
        self, url: str, name: str, ledger: Ledger, work: "Callable[[Service, Any], None]"
    ) -> None:
        super().__init__(name=f"service {name}")
        self.url = url
        self.service = name.partition("-")[0]
        self.ledger = ledger
        self.connected = threading.Event()
        self.go = threading.Event()
        self.done = threading.Event()
        self.leave = threading.Event()
        self.failure: BaseException | None = None
        self._connection_name = name
        self._work = work

    def run(self) -> None:
        """The life of the process."""
        try:
            link = connect(self.url, self._connection_name)
            channel = link.channel()
            self.connected.set()
            while not self.go.is_set():
                link.process_data_events(0.05)
            self._work(self, channel)
            self.done.set()
            while not self.leave.is_set():
                link.process_data_events(0.05)
            link.close()
        except BaseException as error:
            self.failure = error
            raise
        finally:
            self.connected.set()
            self.done.set()


def publisher_of_orders(amount: int) -> Callable[[Service, Any], None]:
    """Topic, with confirms; every fifth is mandatory and nobody is bound to its key.

    `shop` hands everything on to `archive`, so nothing that goes there is unroutable: the
    unroutable ones go to `reports`.
    """

    def work(service: Service, channel: Any) -> None:
        channel.confirm_delivery()
        for number in range(amount):
            channel.basic_publish("shop", "order.new", b"{}")
            service.ledger.published("orders", "shop", "payments.q", "audit.q", confirmed=True)
            if number % 5 == 0:
                try:
                    channel.basic_publish("reports", "", b"nobody", mandatory=True)
                except pika.exceptions.UnroutableError:
                    service.ledger.published("orders", "reports", confirmed=True)
                    edge = ("publish", "service:orders", "exchange:reports")
                    service.ledger.note(*edge, "return_unroutable")

    return work


def publisher_of_reports(amount: int) -> Callable[[Service, Any], None]:
    """Headers exchange, without confirms; every third matches nothing and is dropped."""

    def work(service: Service, channel: Any) -> None:
        for number in range(amount):
            kind = "csv" if number % 3 == 0 else "pdf"
            properties = pika.BasicProperties(headers={"format": kind})
            channel.basic_publish("reports", "", b"r", properties)
            if kind == "pdf":
                service.ledger.published("reporting", "reports", "report.q")
            else:
                service.ledger.published("reporting", "reports")
                edge = ("publish", "service:reporting", "exchange:reports")
                service.ledger.note(*edge, "drop_unroutable")

    return work


def publisher_of_direct(amount: int) -> Callable[[Service, Any], None]:
    """The default exchange, and a direct one whose unknown keys go to the alternate exchange."""

    def work(service: Service, channel: Any) -> None:
        for number in range(amount):
            channel.basic_publish("", "direct.q", b"d")
            service.ledger.published("pricing", "", "direct.q")
            key = "known" if number % 2 else "unknown"
            channel.basic_publish("strict", key, b"s")
            service.ledger.published("pricing", "strict", "strict.q" if number % 2 else "lost.q")

    return work


def consumer_of_payments(expected: int, fault: str) -> Callable[[Service, Any], None]:
    """Acks singly; rejects every fourth: for good, or once with requeue."""

    def work(service: Service, channel: Any) -> None:
        channel.basic_qos(prefetch_count=10)
        messages = channel.consume("payments.q", inactivity_timeout=2.0)
        for seen, (method, _properties, _body) in enumerate(messages, start=1):
            if method is None:
                break
            service.ledger.delivered("payments.q", service.service, "deliver")
            if method.redelivered:
                service.ledger.delivered("payments.q", service.service, "redeliver")
            if seen % 4 == 0 and not method.redelivered:
                channel.basic_reject(method.delivery_tag, requeue=fault == "requeue")
            else:
                channel.basic_ack(method.delivery_tag)
                service.ledger.delivered("payments.q", service.service, "ack")
            if seen >= expected:
                break

    return work


def consumer_without_acks(queue: str) -> Callable[[Service, Any], None]:
    """Consumes with automatic acknowledgement until nothing comes any more."""

    def work(service: Service, channel: Any) -> None:
        for method, _properties, _body in channel.consume(
            queue, auto_ack=True, inactivity_timeout=2.0
        ):
            if method is None:
                break
            service.ledger.delivered(queue, service.service, "deliver_no_ack")

    return work


def getter(queue: str) -> Callable[[Service, Any], None]:
    """Polls with basic.get, acks everything at once at the end."""

    def work(service: Service, channel: Any) -> None:
        last, got = 0, 0
        quiet = 0
        while quiet < 20:
            method, _properties, _body = channel.basic_get(queue)
            if method is None:
                quiet += 1
                channel.connection.process_data_events(0.1)
                continue
            quiet, last, got = 0, method.delivery_tag, got + 1
            service.ledger.delivered(queue, service.service, "get")
        if last:
            channel.basic_ack(last, multiple=True)
            service.ledger.delivered(queue, service.service, "ack", got)

    return work


class NewsRoom(threading.Thread):
    """Two services on aio-pika: `news` publishes to a fanout, `stock` consumes and acks ten at a
    time with `multiple`."""

    def __init__(self, url: str, ledger: Ledger, amount: int) -> None:
        super().__init__(name="news room")
        self.url = url
        self.ledger = ledger
        self.amount = amount
        self.connected = threading.Event()
        self.go = threading.Event()
        self.done = threading.Event()
        self.leave = threading.Event()
        self.failure: BaseException | None = None

    def run(self) -> None:
        """The life of both."""
        try:
            asyncio.run(self._live())
        except BaseException as error:
            self.failure = error
            raise
        finally:
            self.connected.set()
            self.done.set()

    async def _live(self) -> None:
        publishing = await aio_pika.connect(self.url, client_properties=_named("news-1"))
        consuming = await aio_pika.connect(self.url, client_properties=_named("stock-7"))
        channel = await publishing.channel(publisher_confirms=True)
        exchange = await channel.get_exchange("news", ensure=False)
        other = await consuming.channel()
        await other.set_qos(prefetch_count=20)
        self.connected.set()
        await _until(self.go)
        queue = await other.get_queue("stock.q", ensure=False)
        got = 0
        everything = asyncio.Event()

        async def take(message: aio_pika.abc.AbstractIncomingMessage) -> None:
            nonlocal got
            got += 1
            number = got  # others are taken while this one waits
            self.ledger.delivered("stock.q", "stock", "deliver")
            if number % 10 == 0 or number == self.amount:
                await message.ack(multiple=True)
                self.ledger.delivered("stock.q", "stock", "ack", number % 10 or 10)
            if number == self.amount:
                everything.set()

        await queue.consume(take)
        for _ in range(self.amount):
            await exchange.publish(aio_pika.Message(b"news"), routing_key="")
            self.ledger.published("news", "news", "stock.q", confirmed=True)
        await everything.wait()
        self.done.set()
        await _until(self.leave)
        await publishing.close()
        await consuming.close()


def _named(name: str) -> dict[str, Any]:
    return {"connection_name": name}


async def _until(event: threading.Event) -> None:
    while not event.is_set():
        await asyncio.sleep(0.02)
