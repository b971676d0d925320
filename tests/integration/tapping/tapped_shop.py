"""A shop to tap, and a tap that remembers what it saw."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from core.endpoints import Endpoints
from core.publishing import Outcome, Publish
from core.sources.link import open_link
from core.sources.publisher import Publisher
from core.sources.tap import TapSource, TapState
from core.tapped import TappedMessage
from core.tapping import TapTarget
from tests.private_node import PrivateNode

PATIENCE = 30.0


def until(true: Callable[[], object]) -> None:
    """Wait for a condition that has no event of its own."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


class Tap:
    """A tap, the states that it told and the messages that it saw."""

    def __init__(self, where: Endpoints, target: TapTarget, **options: Any) -> None:
        self.states: list[TapState] = []
        self.messages: list[TappedMessage] = []
        self.source = TapSource(where, target, self.states.append, **options)
        self.source.start()

    def wait_for(self, phase: str) -> TapState:
        until(lambda: self.source.state.phase in (phase, "refused"))
        assert self.source.state.phase == phase, self.source.state
        return self.source.state

    def take(self, count: int) -> list[TappedMessage]:
        """The next messages, once so many are there."""

        def enough() -> bool:
            self.messages += self.source.drain()
            return len(self.messages) >= count

        until(enough)
        taken, self.messages = self.messages[:count], self.messages[count:]
        return taken

    def keys(self, count: int) -> list[str]:
        return [message.routing_key for message in self.take(count)]

    def end(self) -> None:
        self.source.stop()
        self.source.join(PATIENCE)


TapOn = Callable[..., Tap]
SHOP = TapTarget(exchange="shop")


class Shop:
    """The system under test, and what it would notice."""

    def __init__(self, where: Endpoints, node: PrivateNode) -> None:
        self.node = node
        self.vhost = quote(where.vhost, safe="")
        self.link = open_link(where, "shop")
        self.channel = self.link.channel()
        self.outcomes: list[Outcome] = []
        self.publisher = Publisher(where, self.outcomes.extend)

    def publish(self, exchange: str, key: str, body: bytes = b"", **options: Any) -> str:
        """Publish one message; the broker's answer."""
        publish = Publish(exchange=exchange, routing_key=key, body=body, **options)
        assert self.publisher.run(publish).wait(PATIENCE)
        return self.outcomes[-1].outcome

    def queue(self, name: str, *bindings: tuple[str, str], **arguments: Any) -> None:
        self.channel.queue_declare(name, arguments=arguments)
        for exchange, key in bindings:
            self.channel.queue_bind(name, exchange, key)

    def depth(self, queue: str) -> int:
        return int(self.channel.queue_declare(queue, passive=True).method.message_count)

    def queues(self) -> list[str]:
        rows = self.node.request("GET", f"/api/queues/{self.vhost}?disable_stats=true")
        return [row["name"] for row in rows]

    def tap_queues(self) -> list[str]:
        return [name for name in self.queues() if name.startswith("amq.gen-")]

    def exchanges(self) -> list[str]:
        return [row["name"] for row in self.node.request("GET", f"/api/exchanges/{self.vhost}")]

    def close(self) -> None:
        self.publisher.stop()
        self.publisher.join(PATIENCE)
        self.link.close()
