"""Raw sockets to a broker: what a client says is bytes, right or wrong."""

import contextlib
import socket
from collections.abc import Iterator
from typing import Any

from core.amqp.frames import AMQP_0_9_1, METHOD, FrameScanner, encode_frame
from core.amqp.hot import encode_content
from core.amqp.methods import Method, decode_method, encode_method

FRAME_MAX = 131_072
LIMITS = {"channel_max": 2047, "frame_max": FRAME_MAX, "heartbeat": 0}
PATIENCE = 20.0


def said(name: str, channel: int = 0, **arguments: Any) -> bytes:
    """A method without content."""
    return encode_frame(METHOD, channel, encode_method(name, **arguments))


def published(queue: str, body: bytes, frame_max: int = FRAME_MAX, **bits: bool) -> bytes:
    """A message for a queue on channel 1."""
    method = encode_method("basic.publish", routing_key=queue, **bits)
    return encode_content(1, method, bytes(2), body, frame_max)


def introduction(vhost: str, client_properties: dict[str, Any], **limits: int) -> list[bytes]:
    """All that a client says until it is in its vhost; it need not wait for the answers."""
    login = {"mechanism": "PLAIN", "response": "\0guest\0guest", "locale": "en_US"}
    start_ok: dict[str, Any] = {"client_properties": client_properties, **login}
    return [
        AMQP_0_9_1,
        said("connection.start-ok", **start_ok),
        said("connection.tune-ok", **{**LIMITS, **limits}),
        said("connection.open", virtual_host=vhost),
    ]


@contextlib.contextmanager
def line(port: int, *words: bytes) -> Iterator[socket.socket]:
    """A connection on which that is said first."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as one:
        one.sendall(b"".join(words))
        yield one


def heard(one: socket.socket) -> Iterator[Method]:
    """What the broker says, method by method, until it hangs up."""
    scanner = FrameScanner()
    with contextlib.suppress(ConnectionResetError):
        while data := one.recv(65536):
            for kind, _, payload in scanner.feed(data):
                if kind == METHOD:
                    yield decode_method(payload)


def await_method(one: socket.socket, name: str) -> Method:
    """The first method of that name that the broker says."""
    return next(method for method in heard(one) if method.name == name)
