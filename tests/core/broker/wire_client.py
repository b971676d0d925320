"""A client of the embedded broker that speaks AMQP over memory: no socket, no loop, no waiting."""

import asyncio
from collections.abc import Callable
from itertools import count
from typing import Any

from core.amqp.contents import Assembler, Content
from core.amqp.frames import AMQP_0_9_1, HEARTBEAT, METHOD, FrameScanner, encode_frame
from core.amqp.hot import encode_content
from core.amqp.methods import Method, decode_method, encode_method
from core.amqp.properties import Properties
from core.broker.broker import Broker
from core.broker.connection import ClientConnection
from core.broker.line import Line
from core.broker.permissions import Permission
from tests.core.broker.clients import Hours

CAPABILITIES = {
    "capabilities": dict.fromkeys(
        ("consumer_cancel_notify", "connection.blocked", "authentication_failure_close"), True
    )
}
FRAME_MAX = 131_072
_PORTS = count(40_000)
Heard = Method | Content | str | bytes


class Memory(asyncio.Transport):
    """What an asyncio transport does, without a socket; it is read when a test says so."""

    def __init__(self, host: str) -> None:
        super().__init__()
        self.host = host
        self.written = bytearray()
        self.waiting = 0
        """What a client that does not read leaves in the buffer."""
        self.is_paused = False
        self.is_closed = False
        self.port = next(_PORTS)

    def get_extra_info(self, name: str, default: Any = None) -> Any:  # noqa: ARG002
        return {"peername": (self.host, self.port), "sockname": ("127.0.0.1", 5672)}[name]

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        pass

    def get_write_buffer_size(self) -> int:
        return self.waiting

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += data

    def is_closing(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        self.is_closed = not self.waiting

    def abort(self) -> None:
        self.is_closed = True

    def pause_reading(self) -> None:
        self.is_paused = True

    def resume_reading(self) -> None:
        self.is_paused = False


class WireClient:
    """One connection to a broker."""

    def __init__(self, broker: Broker, host: str = "127.0.0.1") -> None:
        self._turn: list[Callable[[], object]] = []
        self._scanner = FrameScanner()
        self._assemblers: dict[int, Assembler] = {}
        self._gone = False
        self.transport = Memory(host)
        self.line = Line(lambda line: self._accepted(broker, line), self._turn.append)
        self.line.connection_made(self.transport)

    def _accepted(self, broker: Broker, line: Line) -> ClientConnection:
        self.connection = ClientConnection(broker, line, lambda _: None)
        return self.connection

    def opened(self, *, vhost: str = "/", user: str = "guest", **tuned: int) -> "WireClient":
        """Go through the whole handshake."""
        self.send(AMQP_0_9_1)
        self.start_ok(response=f"\0{user}\0{user}")
        self.say(0, "connection.tune-ok", **{**LIMITS, **tuned})
        self.say(0, "connection.open", virtual_host=vhost)
        heard = [one.name for one in self.heard() if isinstance(one, Method)]
        assert heard == ["connection.start", "connection.tune", "connection.open-ok"]
        return self

    def start_ok(self, **said: Any) -> None:
        plain = {"mechanism": "PLAIN", "response": "\0guest\0guest", "locale": "en_US"}
        self.say(0, "connection.start-ok", **{"client_properties": CAPABILITIES, **plain, **said})

    def channel(self, number: int = 1) -> int:
        assert self.call(number, "channel.open").name == "channel.open-ok"
        return number

    def send(self, data: bytes) -> None:
        if not self.transport.is_closed:
            self.line.data_received(data)

    def say(self, channel: int, name: str, **arguments: Any) -> None:
        self.send(encode_frame(METHOD, channel, encode_method(name, **arguments)))

    def call(self, channel: int, name: str, **arguments: Any) -> Method:
        """Say it and tell the last answer."""
        self.say(channel, name, **arguments)
        answer = self.heard()[-1]
        assert isinstance(answer, Method), answer
        return answer

    def publish(
        self, routing_key: str, body: bytes = b"", exchange: str = "", **properties: Any
    ) -> None:
        mandatory = properties.pop("mandatory", False)
        immediate = properties.pop("immediate", False)
        method = encode_method(
            "basic.publish",
            exchange=exchange,
            routing_key=routing_key,
            mandatory=mandatory,
            immediate=immediate,
        )
        header = b"".join(Properties(properties).encode())
        self.send(encode_content(1, method, header, body, FRAME_MAX))

    def heard(self) -> list[Heard]:
        """What the broker said since the last time, in order; `end` when it closed the line."""
        self.turn()
        data, self.transport.written = bytes(self.transport.written), bytearray()
        heard: list[Heard] = []
        if data == AMQP_0_9_1:
            heard.append(data)
            data = b""
        for kind, channel, payload in self._scanner.feed(data):
            if kind == HEARTBEAT:
                heard.append("heartbeat")
                continue
            part = self._assemblers.setdefault(channel, Assembler()).take(kind, payload)
            if part is not None:
                heard.append(part if isinstance(part, Content) else decode_method(part))
        if self.transport.is_closed and not self._gone:
            self._gone = True
            heard.append("end")
        return heard

    def told(self) -> list[str]:
        """The same in short: names of methods, bodies of messages."""
        return [_short(one) for one in self.heard()]

    def delivered(self) -> list[bytes]:
        """The bodies among it."""
        return [one.body for one in self.heard() if isinstance(one, Content)]

    def is_read_from(self) -> bool:
        """Whether the broker takes what the client sends."""
        return not self.transport.is_paused

    def turn(self) -> None:
        """Let the loop of the broker turn until nothing is to be done."""
        while self._turn:
            self._turn.pop(0)()

    def kill(self) -> None:
        """The client dies without a word."""
        self.transport.is_closed = True
        self.line.connection_lost(ConnectionResetError())


LIMITS = {"channel_max": 2047, "frame_max": FRAME_MAX, "heartbeat": 0}


def _short(heard: Heard) -> str:
    match heard:
        case Method(name=("connection.close" | "channel.close") as name, arguments=why):
            return f"{name} {why['reply_code']} {why['reply_text']}"
        case Method(name=("basic.ack" | "basic.nack") as name, arguments=which):
            return f"{name} {which['delivery_tag']}{'+' if which['multiple'] else ''}"
        case Method(name=name):
            return name
        case Content():
            return f"{decode_method(heard.method).name} {heard.body.decode()}"
    return str(heard)


def broker(hours: Hours | None = None) -> Broker:
    """A broker that guest may use."""
    made = Broker(hours or Hours())
    made.permit(made.add_user("guest", "guest"), "/", Permission(), "guest")
    return made
