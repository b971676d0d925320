"""Four small services on a real broker: what there is to see on the walk."""

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from tests.integration.shop import connect
from tests.integration.walk.waiting import until

_EVERY = 0.05
"""Seconds between two orders."""
_LONG = 0.3
"""Seconds in which a run would send several messages."""


class _Service(threading.Thread):
    """One process of the system, until `leave`."""

    def __init__(self, url: str, name: str, queue: str = "") -> None:
        super().__init__(name=f"service {name}")
        self.leave = threading.Event()
        self._url, self._service, self._queue = url, name, queue

    def run(self) -> None:
        """Publish orders and news, or ack what comes."""
        with connect(self._url, self._service) as link:
            channel = link.channel()
            if self._queue:
                channel.basic_qos(prefetch_count=10)
                channel.basic_consume(self._queue, _ack)
            while not self.leave.is_set():
                if not self._queue:
                    channel.basic_publish("shop", "order.placed", b'{"order": 1}')
                    channel.basic_publish("news", "", b"news")
                link.process_data_events(_EVERY)


class Broker:
    """What the test itself does on the broker; a connection is there only meanwhile."""

    def __init__(self, url: str) -> None:
        self.url = url

    @contextlib.contextmanager
    def channel(self) -> Iterator[Any]:
        """A channel for a moment."""
        with connect(self.url, "walker") as link:
            yield link.channel()

    def take(self, queue: str) -> tuple[dict[str, Any], bytes]:
        """The next message of a queue, for good: its headers and body."""
        with self.channel() as channel:
            found = until(lambda: _got(channel, queue), f"a message in {queue}")
        headers = found[1].headers or {}  # fields with their types, once `core.sources` is loaded
        return {name: getattr(one, "value", one) for name, one in headers.items()}, found[2]

    def wait_for_more(self, queue: str) -> None:
        """Wait until a queue gets messages."""
        with self.channel() as channel:
            before = _depth(channel, queue)
            until(lambda: _depth(channel, queue) > before + 2, f"messages in {queue}")

    def wait_for_rest(self, queue: str) -> int:
        """Wait until a queue gets nothing any more; what is in it then."""
        with self.channel() as channel:
            seen = [-1]

            def rests() -> bool:
                seen.append(_depth(channel, queue))
                channel.connection.sleep(_LONG)
                return seen[-1] == _depth(channel, queue)

            until(rests, f"{queue} rests")
        return seen[-1]


@contextlib.contextmanager
def services(url: str) -> Iterator[Broker]:
    """`orders` publishes to two exchanges, three others consume, and nobody empties `audit`."""
    broker = Broker(url)
    with broker.channel() as channel:
        _declare(channel)
    running = [_Service(url, "orders")]
    running += [
        _Service(url, name, queue)
        for name, queue in (("billing", "bills"), ("stock", "goods"), ("mailer", "letters"))
    ]
    for service in running:
        service.start()
    try:
        yield broker
    finally:
        for service in running:
            service.leave.set()
        for service in running:
            service.join(20)


def _declare(channel: Any) -> None:
    channel.exchange_declare("shop", "topic")
    channel.exchange_declare("news", "fanout")
    for queue in ("bills", "goods", "letters", "audit"):
        channel.queue_declare(queue)
    channel.queue_bind("bills", "shop", "order.*")
    channel.queue_bind("goods", "shop", "order.placed")
    channel.queue_bind("audit", "shop", "#")
    channel.queue_bind("letters", "news")


def _ack(channel: Any, method: Any, _properties: Any, _body: bytes) -> None:
    channel.basic_ack(method.delivery_tag)


def _got(channel: Any, queue: str) -> Any:
    """Method, properties and body, or None."""
    found = channel.basic_get(queue, auto_ack=True)
    return None if found[0] is None else found


def _depth(channel: Any, queue: str) -> int:
    return int(channel.queue_declare(queue, passive=True).method.message_count)
