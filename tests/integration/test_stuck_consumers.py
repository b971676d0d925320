"""Consumers that do not ack, on a real broker: who is stuck, and who only looks like it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from core.endpoints import Endpoints, endpoints
from core.graph import EdgeKey
from core.session import Session
from core.troubles import Trouble
from tests.integration.clients import pump_until, watching
from tests.integration.shop import connect
from tests.private_node import PrivateNode

Handle = Callable[[Any, Any, int], None]
"""What a consumer does with a message: connection, channel, delivery tag."""
WAITING = 40


def never_ack(_link: Any, _channel: Any, _tag: int) -> None:
    """Keeps every message."""


def ack(_link: Any, channel: Any, tag: int) -> None:
    channel.basic_ack(tag)


def ack_after_seconds(link: Any, channel: Any, tag: int) -> None:
    link.sleep(3.5)
    channel.basic_ack(tag)


def requeue(link: Any, channel: Any, tag: int) -> None:
    link.sleep(0.05)
    channel.basic_nack(tag, requeue=True)


class Consumer(threading.Thread):
    """A service of one connection that consumes the queue of its name until it shall leave."""

    def __init__(self, url: str, name: str, handle: Handle, prefetch: int, auto: bool) -> None:
        super().__init__(name=f"consumer {name}")
        self._link = connect(url, name)
        self._channel = self._link.channel()
        self._leave = threading.Event()
        if prefetch:
            self._channel.basic_qos(prefetch_count=prefetch)

        def take(_channel: Any, method: Any, _properties: Any, _body: bytes) -> None:
            if not self._leave.is_set():
                handle(self._link, self._channel, method.delivery_tag)

        self._channel.basic_consume(f"{name}.q", take, auto_ack=auto)

    def run(self) -> None:
        """Serve the connection."""
        while not self._leave.is_set():
            self._link.process_data_events(0.1)
        self._link.close()

    def leave(self) -> None:
        """End."""
        self._leave.set()
        self.join(30)


@contextmanager
def consumers(url: str) -> Iterator[None]:
    """Six services, each with messages in its queue, and one queue that nobody consumes."""
    roles: dict[str, tuple[Handle, int, bool]] = {
        "stuck": (never_ack, 5, False),
        "unlimited": (never_ack, 0, False),
        "healthy": (ack, 5, False),
        "auto": (never_ack, 0, True),
        "slow": (ack_after_seconds, 2, False),
        "loop": (requeue, 1, False),
    }
    link = connect(url, "setup")
    channel = link.channel()
    for name in (*roles, "lonely"):
        channel.queue_declare(f"{name}.q")
        for _ in range(WAITING):
            channel.basic_publish("", f"{name}.q", b"x")
    link.close()
    running = [Consumer(url, name, *role) for name, role in roles.items()]
    for consumer in running:
        consumer.start()
    try:
        yield
    finally:
        for consumer in running:
            consumer.leave()


def delivering(name: str) -> EdgeKey:
    return ("deliver", f"queue:{name}.q", f"service:{name}")


def troubles(session: Session) -> dict[tuple[str | EdgeKey, str], Trouble]:
    return {(trouble.at, trouble.kind): trouble for trouble in session.graph.troubles}


def surfaces(node: PrivateNode, url: str, *, prometheus: bool) -> Endpoints:
    return endpoints(
        url, node.management_url, node.prometheus_url if prometheus else "off", environment={}
    )


def test_that_who_does_not_ack_is_told_and_nobody_else(node: PrivateNode, vhost_url: str) -> None:
    expected = {
        (delivering("stuck"), "stuck"),
        (delivering("unlimited"), "stuck"),
        (delivering("loop"), "redelivered"),
        ("queue:lonely.q", "no_consumer"),
        (delivering("slow"), "slow"),
    }
    with consumers(vhost_url), watching(surfaces(node, vhost_url, prometheus=True)) as (session, w):
        pump_until(session, lambda: expected <= troubles(session).keys(), 60)
        found = troubles(session)
        told = {tuple(t["at"][1:]) for t in w.as_json()["troubles"] if isinstance(t["at"], list)}

    assert found.keys() == expected
    stuck = found[delivering("stuck"), "stuck"]
    assert stuck.text.startswith("prefetch full (5 of 5 unacked), nothing acked ")
    assert stuck.text.endswith(", 35 wait")
    assert [words.partition(" on channel ")[0][:4] for words in stuck.consumers] == ["ctag"]
    unlimited = found[delivering("unlimited"), "stuck"].text
    assert unlimited.startswith("40 unacked without a prefetch limit, nothing acked ")
    assert found["queue:lonely.q", "no_consumer"].text == "no consumer, 40 ready"
    assert ("queue:stuck.q", "service:stuck") in told


@pytest.mark.parametrize("name", ["stuck", "unlimited"])
def test_that_the_management_api_alone_tells_it_too(
    node: PrivateNode, vhost_url: str, name: str
) -> None:
    with (
        consumers(vhost_url),
        watching(surfaces(node, vhost_url, prometheus=False)) as (session, _),
    ):
        pump_until(session, lambda: (delivering(name), "stuck") in troubles(session), 90)
        warned = {at for at, kind in troubles(session) if kind == "stuck"}

    assert warned <= {delivering("stuck"), delivering("unlimited")}
