"""A client that says exactly what a script tells it to, and notes everything that comes back."""

import contextlib
import socket
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.integration.differential.frames import (
    BODY,
    END,
    GREETING,
    HEADER,
    HEARTBEAT,
    METHOD,
    Content,
    Frame,
    Incoming,
    decoded_method,
    method_frame,
    name_of,
)
from tests.integration.differential.raw_channel import Channel
from tests.integration.differential.transcript import (
    CONFIRMS,
    Transcript,
    arguments_text,
    came_text,
    content_text,
    method_text,
)

PATIENCE = 6.0
"""Seconds until a broker that owes an answer is given up."""

WITH_CONTENT = ("basic.deliver", "basic.get-ok", "basic.return")
CAPABILITIES = (
    "authentication_failure_close",
    "basic.nack",
    "connection.blocked",
    "consumer_cancel_notify",
    "publisher_confirms",
)
GONE = "gone"
"""The name of the event that a broker closed the socket."""


class SilentError(Exception):
    """The broker did not answer; the transcript says so, and the script ends."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that came: a method with its content, a heartbeat, or the end of the socket."""

    channel: int
    name: str
    method: Any = None


class Connection:
    """One socket to a broker; nothing is sent that the script does not ask for."""

    def __init__(
        self, name: str, port: int, transcript: Transcript, peers: "list[Connection]"
    ) -> None:
        self.name = name
        self.peers = peers
        """Every connection of the script, this one included."""
        self.channels: dict[int, Channel] = {}
        self.declared: set[tuple[str, str]] = set()
        """What may have to be deleted afterwards: `queue` or `exchange`, and its name."""
        self.gone = False
        self.answers_closes = True
        self.user = ""
        self.frame_max = 131072
        self._transcript = transcript
        self._events: list[Event] = []
        self._contents: dict[int, Content] = {}
        self._silenced: Collection[str] | None = None
        self._incoming = Incoming()
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peers.append(self)

    def open(
        self,
        vhost: str,
        user: str = "guest",
        capabilities: Collection[str] = CAPABILITIES,
        tune: tuple[int, int, int] = (2047, 131072, 0),
    ) -> "Connection":
        """Shake hands as a well-behaved client does, without a word in the transcript."""
        self.user = user
        with self.silence("connection.start", "connection.tune", "connection.open-ok"):
            self.send(GREETING)
            self.wait("connection.start")
            self.start_ok(f"\0{user}\0{user}", capabilities=capabilities)
            self.wait("connection.tune")
            self.tune_ok(*tune)
            self.send_method(0, "connection.open", virtual_host=vhost)
            self.wait("connection.open-ok")
        return self

    def start_ok(
        self,
        response: str | bytes,
        mechanism: str = "PLAIN",
        capabilities: Collection[str] = CAPABILITIES,
        locale: str = "en_US",
    ) -> None:
        """Log in."""
        properties = {"capabilities": dict.fromkeys(capabilities, True), "product": "a script"}
        fields = {"client_properties": properties, "mechanism": mechanism, "locale": locale}
        self.send_method(0, "connection.start-ok", **fields, response=response)

    def tune_ok(self, channel_max: int = 2047, frame_max: int = 131072, heartbeat: int = 0) -> None:
        """Agree on limits."""
        self.frame_max = frame_max or 131072
        fields = {"channel_max": channel_max, "frame_max": frame_max, "heartbeat": heartbeat}
        self.send_method(0, "connection.tune-ok", **fields)

    def channel(self) -> Channel:
        """The next channel, opened without a word in the transcript."""
        channel = self.on(max(self.channels, default=0) + 1)
        with self.silence("channel.open-ok"):
            channel.do("channel.open")
        return channel

    def anew(self, channel: Channel) -> Channel:
        """The same channel number, of which nothing is remembered."""
        self.channels[channel.number] = Channel(self, channel.number)
        return self.channels[channel.number]

    def on(self, number: int) -> Channel:
        """A channel number as it is: open or not."""
        return self.channels.setdefault(number, Channel(self, number))

    def close(self) -> None:
        """Close as a well-behaved client does."""
        fields = {"reply_code": 200, "reply_text": "bye", "class_id": 0, "method_id": 0}
        self.send_method(0, "connection.close", **fields)
        self.wait("connection.close-ok")
        self.drop()  # RabbitMQ leaves this to the client for half a minute

    def send(self, octets: bytes, note: str = "") -> None:
        """Any bytes at all."""
        if note:
            self.note(note)
        if not self.gone:
            with contextlib.suppress(ConnectionError):
                self._socket.sendall(octets)

    def send_method(self, channel: int, name: str, **fields: Any) -> None:
        """A method on any channel, whatever its state."""
        shown = {key: one for key, one in fields.items() if key != "client_properties"}
        self.note(f"{name} {arguments_text(shown)}".rstrip(), channel)
        self._declares(name, fields)
        self.send(method_frame(channel, name, **fields))

    def note(self, text: str, channel: int = 0) -> None:
        """A line of the transcript about what the script does."""
        if self._silenced is None:
            self._transcript.sent(f"{self.name}{channel}", text)

    def wait_for_end(self) -> None:
        """Wait until the broker has closed the socket."""
        self.wait("connection.close")

    def drop(self) -> None:
        """End the socket without a word, as a killed client does."""
        self._socket.close()
        self.gone = True

    def wait(self, *names: str, channel: int = 0, timeout: float = PATIENCE) -> Event:
        """The next event of one of these names, or the end of what could still bring it."""

        def wanted(event: Event) -> bool:
            return event.channel == channel and event.name in {*names, "channel.close"}

        return self._claim(wanted, timeout, " or ".join(names))

    @contextlib.contextmanager
    def silence(self, *replies: str) -> Iterator[None]:
        """Nothing of what is sent is noted, nor these replies; all else that comes is."""
        was, self._silenced = self._silenced, replies
        try:
            yield
        finally:
            self._silenced = was

    def _claim(self, wanted: Callable[[Event], bool], timeout: float, what: str) -> Event:
        deadline = time.monotonic() + timeout
        while True:
            for index, event in enumerate(self._events):
                if wanted(event):
                    return self._events.pop(index)
            if self.gone:
                return Event(0, GONE)
            if not self._read(deadline):
                self._say(0, f"nothing, though {what} was due")
                raise SilentError(what)

    def _read(self, deadline: float) -> bool:
        """Read and note one frame, or the end; False when nothing came in time."""
        self._socket.settimeout(max(0.01, deadline - time.monotonic()))
        octets = b""
        while (read := self._incoming.take()) is None:
            try:
                octets = self._socket.recv(1 << 20)
            except TimeoutError:
                return False
            except ConnectionError:
                octets = b""
            if not octets:
                self._end()
                return True
            self._incoming.feed(octets)
        self._came(read)
        return True

    def _end(self) -> None:
        if self._incoming.rest:
            self._say(0, f"bytes {self._incoming.rest!r}")
        self._say(0, "the broker closes the socket")
        self._socket.close()
        self.gone = True

    def _came(self, frame: Frame) -> None:
        if frame.end != END:
            self._say(frame.channel, f"a frame that ends with {frame.end!r}")
        if frame.kind == METHOD:
            self._method_came(frame)
        elif frame.kind in (HEADER, BODY) and frame.channel in self._contents:
            self._content_came(frame, self._contents[frame.channel])
        elif frame.kind == HEARTBEAT and not frame.payload:
            self._events.append(Event(frame.channel, "heartbeat"))
        else:
            self._say(frame.channel, f"stray frame {frame.kind} {frame.payload!r}")

    def _method_came(self, frame: Frame) -> None:
        method = decoded_method(frame.payload)
        name = name_of(method)
        if frame.channel in self._contents:
            self._say(frame.channel, "a method within a message")
        if name in WITH_CONTENT:
            self._contents[frame.channel] = Content(method)
            return
        if name in CONFIRMS:
            for tag in self.on(frame.channel).confirmed(method):
                self._say(frame.channel, f"{name} for {tag}", confirms=tag)
        elif self._silenced is None or name not in self._silenced:
            self._say(frame.channel, came_text(method, frame.payload))
        self._declares(name, vars(method))
        self._events.append(Event(frame.channel, name, method))
        self._follow(frame.channel, name)

    def _declares(self, name: str, fields: Mapping[str, Any]) -> None:
        kind, _, verb = name.partition(".")
        named = fields.get(kind, "")
        is_own = verb == "declare" and not str(named).startswith("amq.")
        if isinstance(named, str) and named and (is_own or name == "queue.declare-ok"):
            self.declared.add((kind, named))

    def _follow(self, channel: int, name: str) -> None:
        """Keep the state of the channel, and agree when the broker closes something."""
        if name.startswith("channel."):
            self.on(channel).is_open = name == "channel.open-ok"
        if not self.answers_closes:
            return
        if name in ("channel.close", "connection.close"):
            self.send(method_frame(channel, f"{name}-ok"))
        if name == "connection.close":
            self._claim(lambda event: event.name == GONE, PATIENCE, "the end of the socket")

    def _content_came(self, frame: Frame, content: Content) -> None:
        content.add(frame)
        if content.is_whole:
            del self._contents[frame.channel]
            self._message_came(frame.channel, content)

    def _message_came(self, channel: int, content: Content) -> None:
        self.on(channel).last_properties = content.properties.values
        if content.method.NAME != "Basic.Return":
            self.on(channel).delivery_tags.append(content.method.delivery_tag)
        shown = content_text(content.properties, content.body, content.frames)
        self._say(channel, f"{method_text(content.method)}\n{shown}")
        self._events.append(Event(channel, name_of(content.method), content.method))

    def _say(self, channel: int, text: str, confirms: int = 0) -> None:
        self._transcript.came(f"{self.name}{channel}", text, confirms)
