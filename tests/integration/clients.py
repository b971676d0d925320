"""Clients that a test drives step by step, and that keep books while they work."""

import contextlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pika

from core.clock import now
from core.endpoints import Endpoints
from core.flow_window import FlowWindow
from core.session import Session
from tests.integration.shop import Key, Ledger, connect

KINDS = ("publish", "route", "deliver")


class Client:
    """One connection with one channel of a service; notes in the ledger what it does."""

    def __init__(self, url: str, name: str, ledger: Ledger, service: str = "") -> None:
        self.service = service or name.partition("-")[0]
        self.link = connect(url, name)
        self.channel = self.link.channel()
        self._ledger = ledger

    def publish(self, exchange: str, key: str, *queues: str, amount: int = 1) -> None:
        """Publish without confirms what the exchange routes to those queues."""
        for _ in range(amount):
            self.channel.basic_publish(exchange, key, b"x")
            self._ledger.published(self.service, exchange, *queues)

    def consume(self, queue: str, amount: int) -> None:
        """Subscribe, ack that many one by one, and unsubscribe."""
        tags: list[int] = []

        def take(_channel: object, method: Any, _properties: object, _body: bytes) -> None:
            self._ledger.delivered(queue, self.service, "deliver")
            tags.append(method.delivery_tag)
            if len(tags) == amount:
                self.channel.basic_cancel(consumer)  # before the last ack, which lets more come
            self.channel.basic_ack(method.delivery_tag)
            self._ledger.delivered(queue, self.service, "ack")

        self.channel.basic_qos(prefetch_count=1)
        consumer = self.channel.basic_consume(queue, take)
        until = now() + 20.0
        while len(tags) < amount:
            assert now() < until, (queue, len(tags))
            self.link.process_data_events(0.1)
        self.ask(queue)

    def get(self, queue: str, amount: int = 1) -> None:
        """Poll for that many, acknowledged by the broker itself."""
        for _ in range(amount):
            method, _properties, _body = self.channel.basic_get(queue, auto_ack=True)
            assert method is not None
            self._ledger.delivered(queue, self.service, "get_no_ack")

    def ask(self, *queues: str) -> None:
        """Do something that the broker answers: everything before it has been done by then."""
        for queue in queues:
            self.channel.queue_declare(queue, passive=True)

    def close(self) -> None:
        """Leave."""
        if self.link.is_open:
            with contextlib.suppress(pika.exceptions.AMQPError):
                self.link.close()


@contextlib.contextmanager
def watching(endpoints: Endpoints) -> Iterator[tuple[Session, FlowWindow]]:
    """A window that has begun, in this process; the test ends it."""
    session = Session(endpoints)
    window = FlowWindow(session)
    session.start()
    try:
        window.warm_up()
        assert session.phase == "watching"
        window.begin()
        yield session, window
    finally:
        session.stop()


def reported(result: Any) -> dict[Key, int]:
    """What `flow` says, in the form of a ledger, without zeros."""
    return {
        (edge["kind"], edge["from"], edge["to"], name): count
        for edge in result["edges"]
        if edge["kind"] in KINDS
        for name, count in edge["counts"].items()
        if count
    }


def lower_bounds(result: Any) -> set[tuple[str, str, str]]:
    """The edges whose counts are said to be a lower bound."""
    return {
        (edge["kind"], edge["from"], edge["to"]) for edge in result["edges"] if edge.get("at_least")
    }


def wrong(result: Any, ledger: Ledger) -> list[str]:
    """Every number that is neither true, nor marked as a lower bound, nor of an unknown service.

    Counts of the unknown service belong to somebody: with them each sum has to be right.
    """
    truth, bounds = ledger.counts(), lower_bounds(result)
    found = []
    for edge in result["edges"]:
        kind, source, target = key = (edge["kind"], edge["from"], edge["to"])
        if kind not in KINDS:
            continue
        for name, count in edge["counts"].items():
            true = truth.get((*key, name), 0)
            unknown = "service:?" in key
            if count is None or unknown or count == true or (count < true and key in bounds):
                continue
            found.append(f"{kind} {source} -> {target}: {name} is {count}, not {true}")
    return found


def by_place(counts: dict[Key, int]) -> dict[Key, int]:
    """What happened at each exchange and queue, whoever did it."""
    found: Counter[Key] = Counter()
    for (kind, source, target, name), count in counts.items():
        ends = ("service" if end.startswith("service:") else end for end in (source, target))
        found[(kind, *ends, name)] += count  # type: ignore[index]
    return dict(found)


def pump_until(session: Session, condition: Any, seconds: float = 30.0) -> None:
    """Pump until the condition holds."""
    until = now() + seconds
    while not condition():
        assert now() < until, (session.phase, session.capabilities)
        session.wait(0.05)
        session.pump()
