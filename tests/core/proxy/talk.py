"""Two sides of a recorded connection, put into the proxy's reader as they came by."""

from math import inf
from typing import Any

from core.amqp.frames import AMQP_0_9_1, METHOD, encode_frame
from core.amqp.hot import encode_content
from core.amqp.methods import encode_method
from core.amqp.properties import Properties
from core.fact_log import FactLog
from core.message_facts import Flag, MessageFact
from core.proxy.dialogue import Dialogue

CLIENT, BROKER = True, False
NAME = "10.0.0.1:40000 -> 10.0.0.2:5672"
SECRET = b"hunter2"
Piece = tuple[bool, bytes]

SHOP = {"exchange": "shop", "routing_key": "order.new"}


def says(side: bool, name: str, channel: int = 1, **arguments: Any) -> Piece:
    return side, encode_frame(METHOD, channel, encode_method(name, **arguments))


def content(side: bool, name: str, body: bytes = b"x", **said: Any) -> Piece:
    """A method with its message; `properties` are the message's."""
    header = b"".join(Properties(said.pop("properties", {})).encode())
    return side, encode_content(1, encode_method(name, **said), header, body, 64)


def publish(body: bytes = b"x", **said: Any) -> Piece:
    return content(CLIENT, "basic.publish", body, **{**SHOP, **said})


def deliver(tag: int, **said: Any) -> Piece:
    return content(
        BROKER, "basic.deliver", **{"consumer_tag": "one", **SHOP, **said}, delivery_tag=tag
    )


def handshake(**said: Any) -> list[Piece]:
    login = {
        "client_properties": {"connection_name": "orders-1", "product": "pika"},
        "mechanism": "PLAIN",
        "response": b"\0alice\0" + SECRET,
        "locale": "en_US",
    }
    return [
        (CLIENT, AMQP_0_9_1),
        says(BROKER, "connection.start", 0, mechanisms="PLAIN", locales="en_US"),
        says(CLIENT, "connection.start-ok", 0, **{**login, **said}),
        says(BROKER, "connection.tune", 0, frame_max=131072),
        says(CLIENT, "connection.tune-ok", 0, frame_max=131072),
        says(CLIENT, "connection.open", 0, virtual_host="shop"),
        says(BROKER, "connection.open-ok", 0),
    ]


def opened() -> list[Piece]:
    return [says(CLIENT, "channel.open"), says(BROKER, "channel.open-ok")]


def consuming(queue: str = "payments", tag: str = "one", **said: Any) -> list[Piece]:
    return [
        says(CLIENT, "basic.consume", queue=queue, **said),
        says(BROKER, "basic.consume-ok", consumer_tag=tag),
    ]


class Reader:
    """Reads pieces and tells the facts."""

    def __init__(self) -> None:
        self.log = FactLog()
        self.dialogue = Dialogue(self.log, NAME, "10.0.0.1")
        self._at = 0.0

    def read(self, *pieces: Piece, size: int = 0) -> list[MessageFact]:
        """The facts of these, fed in parts of `size` bytes, 0 for as they are."""
        for side, data in pieces:
            self._at += 1.0
            step = size or len(data) or 1
            for start in range(0, len(data), step):
                self._feed(side, data[start : start + step])
        return list(self.log.take())

    def end(self, *, by_client: bool = True) -> list[MessageFact]:
        """The line breaks."""
        self.dialogue.end(self._at, by_client)
        return list(self.log.take())

    def _feed(self, side: bool, data: bytes) -> None:
        if not self.dialogue.is_over:
            self.dialogue.begin(side, self._at, data)
            assert self.dialogue.go_on(inf)


def running() -> Reader:
    """A connection with channel 1."""
    reader = Reader()
    reader.read(*handshake(), *opened())
    return reader


def told(facts: list[MessageFact]) -> list[str]:
    """Each in short: `acked 3 payments multiple`."""
    return [_short(fact) for fact in facts]


def _short(fact: MessageFact) -> str:
    flags = [str(flag.name).lower() for flag in Flag if flag in fact.flags]
    amount = f"x{fact.amount}" if fact.amount else ""
    words = [fact.kind.word, fact.tag or "", fact.queue, *flags, amount, fact.code or ""]
    return " ".join(str(word) for word in words if word != "")
