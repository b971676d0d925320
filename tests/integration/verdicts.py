"""Services that cause a verdict, and waiting for it to be told and to go."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pika

from core.graph import EdgeKey
from core.session import Session
from core.troubles import Kind, Trouble
from tests.integration.clients import pump_until
from tests.integration.shop import connect


class Worker(threading.Thread):
    """A service that works until it shall leave."""

    def __init__(self, url: str, name: str, *queues: str, **arguments: Any) -> None:
        super().__init__(name=f"service {name}")
        self.link: Any = connect(url, name)
        self.channel: Any = self.link.channel()
        for queue in queues:
            self.channel.queue_declare(queue, arguments=arguments)
        self.step: Callable[[], object] = lambda: self.link.process_data_events(0.05)
        self._leave = threading.Event()

    def consume(self, queue: str, take: Callable[[Any], object], prefetch: int = 5) -> None:
        """Call with the method of each delivery."""
        self.channel.basic_qos(prefetch_count=prefetch)
        self.channel.basic_consume(queue, lambda _channel, method, _about, _body: take(method))

    def run(self) -> None:
        """Serve the connection."""
        while not self._leave.is_set():
            self.step()
        self.link.close()

    def leave(self) -> None:
        """End."""
        self._leave.set()
        self.join(30)


@contextmanager
def at_work(*workers: Worker) -> Iterator[None]:
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        for worker in workers:
            worker.leave()


def verdict(session: Session, at: str | EdgeKey, kind: Kind) -> Trouble | None:
    """It is told once at most."""
    found = [one for one in session.graph.troubles if (one.at, one.kind) == (at, kind)]
    assert len(found) <= 1, found
    return found[0] if found else None


def told(session: Session, at: str | EdgeKey, kind: Kind, seconds: float = 40.0) -> Trouble:
    pump_until(session, lambda: verdict(session, at, kind), seconds)
    found = verdict(session, at, kind)
    assert found is not None
    return found


def gone(session: Session, at: str | EdgeKey, kind: Kind, seconds: float = 40.0) -> None:
    pump_until(session, lambda: verdict(session, at, kind) is None, seconds)


def fill(url: str, queue: str, amount: int, message_id: str = "m") -> None:
    link = connect(url, "filler")
    channel = link.channel()
    for number in range(amount):
        about = pika.BasicProperties(message_id=f"{message_id}{number or ''}")
        channel.basic_publish("", queue, b"x" * 50, about)
    link.close()
