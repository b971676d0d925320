"""A system in which nothing is wrong, with everything in it that only looks like trouble."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pika
import pika.exceptions

from tests.integration.shop import connect

Link = Any
RETRY = {"x-message-ttl": 2_000, "x-dead-letter-exchange": "", "x-dead-letter-routing-key": "mail"}
DEAD = {"x-dead-letter-exchange": "dead"}


class Worker(threading.Thread):
    """A service on a connection of its own; `step` is done again and again."""

    def __init__(self, url: str, name: str, set_up: Callable[["Worker"], Callable[[], None]]):
        super().__init__(name=f"healthy {name}")
        self.link: Link = connect(url, name)
        self.channel: Any = self.link.channel()
        self.fault: BaseException | None = None
        self._step = set_up(self)
        self._leave = threading.Event()

    def run(self) -> None:
        """Work until it shall leave; a fault is kept for the test."""
        try:
            while not self._leave.is_set():
                self._step()
            self.link.close()
        except pika.exceptions.AMQPError as error:
            self.fault = error

    def leave(self) -> None:
        """End in good order."""
        self._leave.set()
        self.join(30)
        assert self.fault is None, (self.name, self.fault)


def publishes(exchange: str, key: str, pace: float, burst: int = 1) -> Callable[[Worker], Any]:
    """With confirms and mandatory: each is routed and taken."""

    def set_up(worker: Worker) -> Callable[[], None]:
        worker.channel.confirm_delivery()
        numbers = itertools.count()

        def step() -> None:
            for _ in range(burst):
                about = pika.BasicProperties(message_id=f"{key}-{next(numbers)}")
                worker.channel.basic_publish(exchange, key, b"x" * 200, about, mandatory=True)
            worker.link.sleep(pace)

        return step

    return set_up


def consumes(
    queue: str,
    answer: Callable[[Worker, Any, Any], None],
    prefetch: int = 20,
    *,
    auto: bool = False,
) -> Callable[[Worker], Any]:
    """Each delivery is answered as it is told."""

    def set_up(worker: Worker) -> Callable[[], None]:
        def take(_channel: Any, method: Any, properties: Any, _body: bytes) -> None:
            answer(worker, method, properties)

        worker.channel.basic_qos(prefetch_count=prefetch)
        worker.channel.basic_consume(queue, take, auto_ack=auto)
        return lambda: worker.link.process_data_events(0.1)

    return set_up


def ack(worker: Worker, method: Any, _properties: Any) -> None:
    worker.channel.basic_ack(method.delivery_tag)


def nothing(_worker: Worker, _method: Any, _properties: Any) -> None:
    """An auto-ack consumer has nothing to answer."""


def ack_after(seconds: float) -> Callable[[Worker, Any, Any], None]:
    """A handler that takes its time."""

    def answer(worker: Worker, method: Any, _properties: Any) -> None:
        worker.link.sleep(seconds)
        worker.channel.basic_ack(method.delivery_tag)

    return answer


def ack_together(every: int) -> Callable[[Worker, Any, Any], None]:
    """Many at once."""

    def answer(worker: Worker, method: Any, _properties: Any) -> None:
        if method.delivery_tag % every == 0:
            worker.channel.basic_ack(method.delivery_tag, multiple=True)

    return answer


def refuse_some(worker: Worker, method: Any, _properties: Any) -> None:
    """Each twentieth is a dead letter, each tenth comes back once."""
    if method.delivery_tag % 20 == 0:
        worker.channel.basic_reject(method.delivery_tag, requeue=False)
    elif method.delivery_tag % 10 == 0 and not method.redelivered:
        worker.channel.basic_nack(method.delivery_tag, requeue=True)
    else:
        worker.channel.basic_ack(method.delivery_tag)


def retry_some(worker: Worker, method: Any, properties: Any) -> None:
    """A mail that does not go out is tried again after two seconds, by way of a queue that delays."""
    died = (properties.headers or {}).get("x-death")
    if method.delivery_tag % 7 == 0 and not died:
        worker.channel.basic_publish("", "mail.retry", b"again", properties)
    worker.channel.basic_ack(method.delivery_tag)


def polls(queue: str, pace: float) -> Callable[[Worker], Any]:
    """With basic.get, as long as something is there."""

    def set_up(worker: Worker) -> Callable[[], None]:
        def step() -> None:
            method, _, _ = worker.channel.basic_get(queue)
            if method is None:
                worker.link.sleep(pace)
            else:
                worker.channel.basic_ack(method.delivery_tag)

        return step

    return set_up


def comes_and_goes(worker: Worker) -> Callable[[], None]:
    """A replica that consumes for some seconds, hands back what it holds, and comes again."""
    until = [0.0]

    def take(_channel: Any, method: Any, _properties: Any, _body: bytes) -> None:
        worker.channel.basic_ack(method.delivery_tag)

    def step() -> None:
        if time.monotonic() > until[0]:
            until[0] = time.monotonic() + 15
            worker.channel.close()
            worker.channel = worker.link.channel()
            worker.channel.basic_qos(prefetch_count=5)
            worker.channel.basic_consume("orders", take)
        worker.link.process_data_events(0.1)

    return step


QUEUES: dict[str, dict[str, Any]] = {
    "orders": {},
    "billing": DEAD,
    "dead.q": {},
    "mail": {},
    "mail.retry": RETRY,
    "audit": {},
    "reports": {},
    "slow": {},
    "nightly": {},
    "calm": {},
}
BINDINGS = {
    "orders": "order.*",
    "billing": "order.placed",
    "audit": "#",
    "mail": "order.shipped",
    "reports": "report.#",
    "slow": "render.*",
    "nightly": "batch.*",
    "calm": "never.*",
}
STAFF: dict[str, Callable[[Worker], Any]] = {
    "storefront": publishes("events", "order.placed", 0.02),
    "warehouse": publishes("events", "order.shipped", 0.1),
    "designer": publishes("events", "render.page", 0.5),
    "statistics": publishes("events", "report.day.sum", 8.0, burst=150),
    "batch": publishes("events", "batch.run", 2.0, burst=40),
    "orders-1": consumes("orders", ack),
    "orders-2": comes_and_goes,
    "billing": consumes("billing", refuse_some),
    "undertaker": consumes("dead.q", ack),
    "mailer": consumes("mail", retry_some, prefetch=5),
    "auditor": consumes("audit", nothing, auto=True),
    "reporter": consumes("reports", ack_after(0.02), prefetch=1),
    "renderer": consumes("slow", ack_after(0.3), prefetch=4),
    "collector": consumes("nightly", ack_together(10), prefetch=100),
    "poller": polls("calm", 1.0),
    "idle": consumes("calm", ack, prefetch=3),
}
"""Who works in the system, with what looks like trouble: bursts, batches, slow handlers, retries."""


@contextmanager
def healthy_system(url: str) -> Iterator[list[Worker]]:
    """All of them at work."""
    link = connect(url, "setup")
    channel = link.channel()
    channel.exchange_declare("events", "topic")
    channel.exchange_declare("dead", "fanout")
    for queue, arguments in QUEUES.items():
        channel.queue_declare(queue, arguments=arguments)
    for queue, key in BINDINGS.items():
        channel.queue_bind(queue, "events", key)
    channel.queue_bind("dead.q", "dead")
    link.close()
    consumers_first = sorted(STAFF, key=lambda name: "publishes" in STAFF[name].__qualname__)
    workers = [Worker(url, name, STAFF[name]) for name in consumers_first]
    for worker in workers:
        worker.start()
    try:
        yield workers
    finally:
        for worker in reversed(workers):
            worker.leave()
