"""Clients that do not read, that stop, or that ask for much: the others do not notice."""

import contextlib
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from core.amqp.frames import BODY, FrameScanner
from tests.embedded_node import EmbeddedNode
from tests.integration.embedded.wire import (
    await_method,
    heard,
    introduction,
    line,
    published,
    said,
)
from tests.integration.shop import connect

MEGABYTE = 1024 * 1024
QUEUE = "work"


@contextlib.contextmanager
def client(
    node: EmbeddedNode, vhost: str, *words: bytes, channels: int = 1, **limits: int
) -> Iterator[socket.socket]:
    """A raw connection with channels, and what it says on them."""
    opening = [said("channel.open", number) for number in range(1, channels + 1)]
    with line(node.amqp_port, *introduction(vhost, {}, **limits), *opening, *words) as one:
        yield one


def bodies(one: socket.socket, amount: int) -> Iterator[bytes]:
    """The body frames that the broker sends."""
    scanner = FrameScanner()
    while amount > 0:
        data = one.recv(MEGABYTE)
        assert data
        for kind, _, payload in scanner.feed(data):
            if kind == BODY:
                amount -= len(payload)
                yield payload


def await_pending(node: EmbeddedNode, vhost: str) -> list[int]:
    """What waits to be sent to each client of a vhost, once anything does."""
    path = f"/api/vhosts/{quote(vhost, safe='')}/connections"
    while not any(pending := [row["send_pend"] for row in node.request("GET", path)]):
        pass
    return pending


def insist(one: socket.socket, octets: bytes) -> None:
    """Far more than may wait on the way."""
    for _ in range(200):
        one.sendall(octets)


def fill(channel: Any, amount: int) -> None:
    """Messages of a megabyte."""
    channel.queue_declare(QUEUE)
    channel.confirm_delivery()
    for number in range(amount):
        channel.basic_publish("", QUEUE, str(number).encode().ljust(MEGABYTE))


def test_that_a_consumer_that_does_not_read_is_not_sent_everything(
    node: EmbeddedNode, vhost_url: str, vhost_name: str
) -> None:
    with connect(vhost_url, "other") as other:
        channel = other.channel()
        fill(channel, 60)
        consume = said("basic.consume", 1, queue=QUEUE, no_ack=True)
        with client(node, vhost_name, consume) as sleepy:
            channel.basic_publish("", QUEUE, b"last".ljust(MEGABYTE))
            assert sum(await_pending(node, vhost_name)) < 2 * MEGABYTE
            received = b"".join(bodies(sleepy, 61 * MEGABYTE))

    numbers = [received[at : at + 10].split()[0] for at in range(0, len(received), MEGABYTE)]
    assert numbers == [*(str(n).encode() for n in range(60)), b"last"]


def test_that_what_a_stopped_consumer_holds_is_given_back(
    node: EmbeddedNode, vhost_url: str, vhost_name: str
) -> None:
    """It neither reads nor sends any more, as under SIGSTOP: it misses its heartbeats."""
    with connect(vhost_url, "other") as other:
        channel = other.channel()
        fill(channel, 20)
        consume = said("basic.consume", 1, queue=QUEUE)
        with client(node, vhost_name, consume, heartbeat=1):
            while channel.queue_declare(QUEUE, passive=True).method.message_count == 20:
                other.process_data_events(0.01)
            while channel.queue_declare(QUEUE, passive=True).method.message_count < 20:
                other.process_data_events(0.05)


def test_that_a_publisher_that_does_not_read_is_not_read_from(
    node: EmbeddedNode, vhost_url: str, vhost_name: str
) -> None:
    returned = published("nobody's", bytes(MEGABYTE), mandatory=True)
    with client(node, vhost_name) as sleepy, connect(vhost_url, "other") as other:
        sleepy.settimeout(1.0)
        with pytest.raises(TimeoutError):
            insist(sleepy, returned)
        other.channel().queue_declare(QUEUE)


@pytest.mark.usefixtures("vhost_url")
@pytest.mark.parametrize("frame_max", [4096, 131_072])
def test_that_large_bodies_pass_in_frames_of_any_size(
    node: EmbeddedNode, vhost_name: str, frame_max: int
) -> None:
    body = bytes(range(250)) * 40_000
    words = (
        said("queue.declare", 1, queue=QUEUE),
        published(QUEUE, body, frame_max),
        said("basic.consume", 1, queue=QUEUE, no_ack=True),
    )
    with client(node, vhost_name, *words, frame_max=frame_max) as one:
        pieces = list(bodies(one, len(body)))

    assert b"".join(pieces) == body
    assert max(map(len, pieces)) == frame_max - 8


def test_that_one_connection_may_have_as_many_channels_as_agreed(
    node: EmbeddedNode, vhost_url: str, vhost_name: str
) -> None:
    amount = 2000
    declared = said("queue.declare", 1, queue=QUEUE)
    consuming = [said("basic.consume", number, queue=QUEUE) for number in range(1, amount + 1)]
    with client(node, vhost_name, declared, *consuming, channels=amount) as one:
        with connect(vhost_url, "other") as other:
            channel = other.channel()
            for _ in range(amount):
                channel.basic_publish("", QUEUE, b"x")
            took = {m.arguments["consumer_tag"] for m in _some(one, "basic.deliver", amount)}
            assert len(took) == amount
        one.sendall(said("connection.close", reply_code=200, reply_text=""))
        await_method(one, "connection.close-ok")


def _some(one: socket.socket, name: str, amount: int) -> Iterator[Any]:
    for method in heard(one):
        if method.name == name:
            amount -= 1
            yield method
        if not amount:
            return
