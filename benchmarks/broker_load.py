"""A system of many services on a real broker, on one I/O loop: run by `broker_cost.py`.

It declares `load.…` in the vhost of the URL, says `ready` on stdout once every consumer is there,
and works until it is terminated. Half of the channels publish to three topic exchanges each, the
others consume the queues with acknowledgement; every message reaches two queues. Now and then a
service comes, publishes a little and goes.
"""

import argparse
import random
from collections.abc import Callable
from typing import Any

import pika
from pika.adapters.select_connection import IOLoop

BEAT_S = 0.05
INSTANCES = 4
BODY = b'{"order": 4711, "total": "99.95", "currency": "EUR", "note": "made up"}'

Channel = Any


class Load:
    """Connections and channels of all services."""

    def __init__(
        self, url: str, queues: int, connections: int, channels: int, rate: float, visits: float
    ) -> None:
        self._url, self._rate, self._visits, self._queues = url, rate, visits, queues
        self._connections, self._channels = connections, channels
        self._exchanges = max(2, queues // 15)
        self._loop = IOLoop()
        self._chance = random.Random(7)
        self._publishers: list[tuple[Channel, list[int]]] = []
        self._consumers: list[Channel] = []
        self._unconsumed = set(range(queues))
        self._owed = 0.0

    def run(self) -> None:
        """Work until the process ends."""
        self._declare()
        for number in range(self._connections):
            name = f"load-{number // INSTANCES}-{number % INSTANCES + 1}"
            self._connect(name, self._on_open(number))
        self._loop.start()

    def _connect(self, name: str, opened: Callable[[Any], None]) -> None:
        parameters = pika.URLParameters(self._url)
        parameters.client_properties = {"connection_name": name}
        pika.SelectConnection(parameters, opened, custom_ioloop=self._loop)

    def _declare(self) -> None:
        with pika.BlockingConnection(pika.URLParameters(self._url)) as connection:
            channel = connection.channel()
            for number in range(self._exchanges):
                channel.exchange_declare(f"load.x{number}", "topic")
            for number in range(self._queues):
                channel.queue_declare(f"load.q{number}")
                place, exchange = divmod(number, self._exchanges)
                for key in (place, place + 1):
                    channel.queue_bind(f"load.q{number}", f"load.x{exchange}", f"k{key}")

    def _on_open(self, number: int) -> Callable[[Any], None]:
        share, more = divmod(self._channels, self._connections)

        def opened(connection: Any) -> None:
            for _ in range(share + (number < more)):
                connection.channel(on_open_callback=self._on_channel)

        return opened

    def _on_channel(self, channel: Channel) -> None:
        if len(self._publishers) <= len(self._consumers):
            exchanges = self._chance.sample(range(self._exchanges), min(3, self._exchanges))
            self._publishers.append((channel, exchanges))
        else:
            self._consumers.append(channel)
            channel.basic_qos(prefetch_count=20)
        if len(self._publishers) + len(self._consumers) == self._channels:
            self._consume()

    def _consume(self) -> None:
        for number in range(self._queues):
            channel = self._consumers[number % len(self._consumers)]
            channel.basic_consume(
                f"load.q{number}", _acknowledge, callback=lambda _, n=number: self._on_consuming(n)
            )

    def _on_consuming(self, number: int) -> None:
        self._unconsumed.discard(number)
        if not self._unconsumed:
            print("ready", flush=True)
            self._publish()
            if self._visits:
                self._visit()

    def _publish(self) -> None:
        self._owed += self._rate * BEAT_S
        for _ in range(int(self._owed)):
            channel, exchanges = self._chance.choice(self._publishers)
            key = f"k{self._chance.randrange(1, max(2, self._queues // self._exchanges))}"
            channel.basic_publish(f"load.x{self._chance.choice(exchanges)}", key, BODY)
        self._owed %= 1.0
        self._loop.call_later(BEAT_S, self._publish)

    def _visit(self) -> None:
        self._connect("load-visitor", lambda connection: connection.channel(on_open_callback=_call))
        self._loop.call_later(1.0 / self._visits, self._visit)


def _call(channel: Channel) -> None:
    for _ in range(3):
        channel.basic_publish("load.x0", "k1", BODY)
    channel.connection.close()


def _acknowledge(channel: Channel, method: Any, _properties: Any, _body: bytes) -> None:
    channel.basic_ack(method.delivery_tag)


def main() -> None:
    """Read the sizes and work."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    for name in ("queues", "connections", "channels"):
        parser.add_argument(name, type=int)
    for name in ("rate", "visits"):
        parser.add_argument(name, type=float)
    Load(**vars(parser.parse_args())).run()


if __name__ == "__main__":
    main()
