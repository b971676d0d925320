"""A small shop to look at: services that publish, consume, fail and dead-letter on a real broker.

    python scripts/sample_system.py --url amqp://guest:guest@localhost:5672/%2F [--speed 2] [--clean]

It declares exchanges and queues called `shop.*` in the vhost of the URL and runs until Ctrl+C.
With `--clean` it then removes them again.
"""

import argparse
import json
import random
import signal
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pika

EXCHANGES = {"shop.events": "topic", "shop.payments": "direct", "shop.dead": "fanout"}
QUEUES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "shop.billing": ("shop.events", "order.*", {"x-dead-letter-exchange": "shop.dead"}),
    "shop.stock": ("shop.events", "order.placed", {}),
    "shop.mails": ("shop.events", "#", {}),
    "shop.charge": ("shop.payments", "charge", {"x-dead-letter-exchange": "shop.dead"}),
    "shop.refund": ("shop.payments", "refund", {}),
    "shop.failed": ("shop.dead", "", {}),
}

Channel = Any


class Service(threading.Thread):
    """One connection with a name, as a deployed service has."""

    def __init__(self, url: str, name: str, work: Callable[["Service"], None]) -> None:
        super().__init__(name=name, daemon=True)
        parameters = pika.URLParameters(url)
        parameters.client_properties = {"connection_name": name, "product": "sample shop"}
        self._parameters = parameters
        self._work = work
        self.ending = threading.Event()

    def run(self) -> None:
        """Connect and work until told to end."""
        self.connection = pika.BlockingConnection(self._parameters)
        self.channel: Channel = self.connection.channel()
        self._work(self)
        self.connection.close()

    def pause(self, seconds: float) -> None:
        """Let time pass while the connection is served."""
        self.connection.process_data_events(time_limit=seconds)

    def publish(self, exchange: str, key: str, data: dict[str, Any]) -> None:
        """Publish an event as services do: JSON, with an id and a type."""
        properties = pika.BasicProperties(
            content_type="application/json",
            delivery_mode=2,
            message_id=str(uuid.uuid4()),
            type=key,
            app_id=self.name,
            headers={"tenant": random.choice(("acme", "globex")), "attempt": 1},
        )
        self.channel.basic_publish(exchange, key, json.dumps(data).encode(), properties)


def publisher(exchange: str, keys: dict[str, float], speed: float) -> Callable[[Service], None]:
    """A service that publishes each key so many times a second."""

    def work(service: Service) -> None:
        service.channel.confirm_delivery()
        total = sum(keys.values()) * speed
        while not service.ending.is_set():
            key = random.choices(list(keys), list(keys.values()))[0]
            order = random.randint(1000, 9999)
            service.publish(exchange, key, {"order": order, "total": f"{order / 7:.2f}"})
            service.pause(random.expovariate(total))

    return work


def consumer(
    queues: tuple[str, ...], reject: float = 0.0, prefetch: int = 20, then: str = ""
) -> Callable[[Service], None]:
    """A service that handles messages, rejects a share, and may publish a follow-up."""

    def handle(service: Service, channel: Channel, method: Any, body: bytes) -> None:
        if random.random() < reject:
            channel.basic_reject(method.delivery_tag, requeue=False)
            return
        if then:
            service.publish("shop.payments", then, json.loads(body))
        channel.basic_ack(method.delivery_tag)

    def work(service: Service) -> None:
        service.channel.basic_qos(prefetch_count=prefetch)
        for queue in queues:
            service.channel.basic_consume(
                queue, lambda channel, method, _, body: handle(service, channel, method, body)
            )
        while not service.ending.is_set():
            service.pause(0.2)

    return work


def services(url: str, speed: float) -> list[Service]:
    """Everyone in the shop; two replicas of billing, nobody at the refunds."""
    return [
        Service(
            url, "web-shop", publisher("shop.events", {"order.placed": 9, "cart.left": 3}, speed)
        ),
        Service(url, "back-office", publisher("shop.events", {"order.cancelled": 1.5}, speed)),
        Service(url, "support", publisher("shop.payments", {"refund": 0.8}, speed)),
        Service(url, "billing-1", consumer(("shop.billing",), then="charge")),
        Service(url, "billing-2", consumer(("shop.billing",), then="charge")),
        Service(url, "warehouse", consumer(("shop.stock",))),
        Service(url, "mailer", consumer(("shop.mails",), prefetch=5)),
        Service(url, "payments", consumer(("shop.charge",), reject=0.08)),
    ]


def declare(url: str) -> None:
    """Make the exchanges, queues and bindings."""
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    for name, kind in EXCHANGES.items():
        channel.exchange_declare(name, kind, durable=True)
    for name, (exchange, key, arguments) in QUEUES.items():
        channel.queue_declare(name, durable=True, arguments=arguments)
        channel.queue_bind(name, exchange, key)
    connection.close()


def clean(url: str) -> None:
    """Remove what `declare` made."""
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    for name in QUEUES:
        channel.queue_delete(name)
    for name in EXCHANGES:
        channel.exchange_delete(name)
    connection.close()


def main() -> None:
    """Run the shop until Ctrl+C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="amqp://guest:guest@localhost:5672/%2F")
    parser.add_argument("--speed", type=float, default=1.0, help="factor for all rates")
    parser.add_argument("--clean", action="store_true", help="leave nothing behind")
    options = parser.parse_args()
    declare(options.url)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    running = services(options.url, options.speed)
    for service in running:
        service.start()
    print("The shop is open; Ctrl+C closes it.", flush=True)
    ended.wait()
    for service in running:
        service.ending.set()
    for service in running:
        service.join(2)
    if options.clean:
        clean(options.url)


if __name__ == "__main__":
    main()
