"""One channel of a script: methods, messages, and waiting for what they bring about."""

import itertools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tests.integration.differential.frames import (
    content_frames,
    frame,
    method_frame,
    replies_to,
)
from tests.integration.differential.transcript import CONFIRMS, arguments_text

if TYPE_CHECKING:
    from tests.integration.differential.raw_connection import Connection, Event

BARRIER = {"exchange": "amq.direct", "passive": True}
"""An exchange that is always there: asking for it changes nothing."""


class Channel:
    """A channel number of a connection, whatever its state is."""

    def __init__(self, connection: "Connection", number: int) -> None:
        self.connection = connection
        self.number = number
        self.is_open = False
        self.delivery_tags: list[int] = []
        """Of all messages that came, in their order."""
        self.last_properties: Mapping[str, Any] = {}
        """Those of the last message that came."""
        self._published = itertools.count(1)
        self._unconfirmed: list[int] | None = None

    def do(self, name: str, **fields: Any) -> "Event":
        """Send a method and wait for its reply, or for the end of the channel."""
        self.send(name, **fields)
        return self.connection.wait(*replies_to(name), channel=self.number)

    def send(self, name: str, **fields: Any) -> None:
        """Send a method and wait for nothing."""
        if name == "confirm.select" and self._unconfirmed is None:
            self._unconfirmed = []
        self.connection.send_method(self.number, name, **fields)

    def declare(self, queue: str, exchange: str = "", key: str = "", **arguments: Any) -> "Event":
        """A queue with the given `x-…` arguments, bound if an exchange is named."""
        table = {name.replace("_", "-"): value for name, value in arguments.items()}
        event = self.do("queue.declare", queue=queue, arguments=table)
        if exchange:
            self.do("queue.bind", queue=queue, exchange=exchange, routing_key=key)
        return event

    def publish(
        self,
        routing_key: str | bytes = "",
        body: bytes = b"",
        exchange: str = "",
        mandatory: bool = False,
        **properties: Any,
    ) -> None:
        """Publish a message and wait for nothing."""
        fields = {"exchange": exchange, "routing_key": routing_key, "mandatory": mandatory}
        shown = {**fields, **properties, "body": body if len(body) < 100 else len(body)}
        self.connection.note(f"basic.publish {arguments_text(shown)}", self.number)
        method = method_frame(self.number, "basic.publish", **fields)
        most = self.connection.frame_max - 8
        self.connection.send(method + content_frames(self.number, body, properties, most))
        if self._unconfirmed is not None:
            self._unconfirmed.append(next(self._published))

    def send_content(self, name: str, fields: dict[str, Any], body: bytes) -> None:
        """Any method that carries a message."""
        self.connection.note(f"{name} {arguments_text(fields)} body={body!r}", self.number)
        octets = method_frame(self.number, name, **fields)
        self.connection.send(octets + content_frames(self.number, body, {}))

    def all_confirmed(self) -> None:
        """Wait until nothing that was published is unconfirmed."""
        while self._unconfirmed:
            self.connection.wait(*CONFIRMS, channel=self.number)

    def fill(self, queue: str, bodies: Iterable[bytes], **properties: Any) -> None:
        """Publish several messages to a queue, and wait until they are there."""
        for body in bodies:
            self.publish(queue, body, **properties)
        self.settle(queue)

    def wait(self, name: str, count: int = 1) -> "Event":
        """The next events of that name on this channel."""
        for _ in range(count - 1):
            self.connection.wait(name, channel=self.number)
        return self.connection.wait(name, channel=self.number)

    def settle(self, *queues: str) -> None:
        """Wait until those queues have done all that this channel asked them to.

        Everything that they sent to any channel of the script is noted afterwards.
        """
        for queue in queues:
            self._ask("queue.declare", queue=queue, passive=True)
        for connection in self.connection.peers:
            for channel in connection.channels.values():
                if channel.is_open and not connection.gone:
                    channel._ask("exchange.declare", **BARRIER)

    def confirmed(self, method: Any) -> list[int]:
        """The publishes that a confirm is about; the tag itself when it is about none."""
        waiting = self._unconfirmed or []
        through = method.delivery_tag
        tags = [tag for tag in waiting if tag == through or (method.multiple and tag < through)]
        self._unconfirmed = [tag for tag in waiting if tag not in tags]
        return tags or [through]

    def send_frame(self, kind: int, payload: bytes, note: str) -> None:
        """Any frame on this channel."""
        self.connection.send(frame(kind, self.number, payload))
        self.connection.note(note, self.number)

    def _ask(self, name: str, **fields: Any) -> None:
        with self.connection.silence(*replies_to(name)):
            self.do(name, **fields)
