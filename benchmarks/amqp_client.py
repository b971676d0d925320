"""A client that costs next to nothing, so that a benchmark measures the broker."""

import select
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from core.amqp.frames import AMQP_0_9_1, METHOD, Frame, FrameScanner, encode_frame
from core.amqp.hot import DELIVER, encode_content
from core.amqp.methods import Method, decode_method, encode_method

FRAME_MAX = 131_072
PROPERTIES = b"\x90\x00\x0atext/plain\x01"


class Client:
    """One connection with one channel, on a blocking socket."""

    def __init__(self, url: str, name: str = "") -> None:
        parts = urlsplit(url)
        address = (parts.hostname or "localhost", parts.port or 5672)
        self._socket = socket.create_connection(address, timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._scanner = FrameScanner()
        self._frames: Iterator[Frame] = iter(())
        self.send(AMQP_0_9_1)
        self.await_("connection.start")
        login = f"\x00{unquote(parts.username or 'guest')}\x00{unquote(parts.password or 'guest')}"
        about = {"client_properties": {"connection_name": name}} if name else {}
        said = {"mechanism": "PLAIN", "response": login, "locale": "en_US", **about}
        self._say(0, "connection.start-ok", **said)
        self.await_("connection.tune")
        self._say(0, "connection.tune-ok", channel_max=2047, frame_max=FRAME_MAX)
        self._say(0, "connection.open", virtual_host=unquote(parts.path[1:]) or "/")
        self.await_("connection.open-ok")
        self.call("channel.open")

    def call(self, name: str, **arguments: Any) -> Method:
        """Say it and wait for the answer."""
        self._say(1, name, **arguments)
        return self.await_(f"{name}-ok")

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def close(self) -> None:
        self._socket.close()

    def say(self, name: str, **arguments: Any) -> None:
        self._say(1, name, **arguments)

    def await_(self, name: str) -> Method:
        while True:
            for kind, _, payload in self._frames:
                if kind == METHOD and (method := decode_method(payload)).name == name:
                    return method
                if kind == METHOD and method.name.endswith(".close"):
                    raise RuntimeError(f"{method.arguments['reply_text']}")
            self._receive()

    def await_confirms(self, last: int) -> None:
        """Until this many messages were confirmed."""
        while self.await_("basic.ack").arguments["delivery_tag"] < last:
            pass

    def come(self, timeout: float) -> Iterator[tuple[int, bytes]]:
        """Kind and payload of what has come, or comes within so many seconds."""
        if select.select([self._socket], [], [], timeout)[0]:
            self._receive()
            yield from ((kind, payload) for kind, _, payload in self._frames)

    def consume(self, amount: int, *, ack_every: int = 0) -> None:
        """Receive so many messages; with `ack_every` ack them together now and then."""
        got = acked = 0
        while got < amount:
            for kind, _, payload in self._frames:
                got += kind == METHOD and payload[:4] == DELIVER
            if ack_every and (got - acked >= ack_every or got == amount):
                self.say("basic.ack", delivery_tag=got, multiple=True)
                acked = got
            if got < amount:
                self._receive()

    def _say(self, channel: int, name: str, **arguments: Any) -> None:
        self.send(encode_frame(METHOD, channel, encode_method(name, **arguments)))

    def _receive(self) -> None:
        data = self._socket.recv(262_144)
        if not data:
            raise RuntimeError("the broker closed the connection")
        self._frames = self._scanner.feed(data)


def published(queue: str, body: bytes) -> bytes:
    """A message for a queue, ready to be sent on channel 1."""
    method = encode_method("basic.publish", routing_key=queue)
    return encode_content(1, method, PROPERTIES, body, FRAME_MAX)
