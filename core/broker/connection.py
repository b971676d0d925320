"""A client's connection: its stages, its channels, and how it ends."""

import time
from collections.abc import Callable
from typing import Any

from core.amqp.errors import ReplyCode, WireError
from core.amqp.fields import Field, Table
from core.amqp.frames import (
    AMQP_0_9_1,
    HEARTBEAT_FRAME,
    METHOD,
    SMALLEST_FRAME_MAX,
    encode_frame,
)
from core.amqp.methods import Method, encode_method
from core.amqp.states import CONNECTION, ConnectionState
from core.broker import handshake
from core.broker.broker import Broker
from core.broker.channel import ClientChannel
from core.broker.heartbeats import Heartbeats
from core.broker.line import Line
from core.broker.parties import Timer
from core.broker.permissions import User
from core.broker.reading import Reading
from core.broker.refusal import Refusal, fitting
from core.broker.vhost import Vhost

HANDSHAKE_TIMEOUT = 10.0
GRACE = 3.0
"""What a client that cannot be trusted or understood waits before its socket is closed."""

CLOSING_TIMEOUT = 30.0
"""How long a client may take to agree that the connection is closed."""


class ClientConnection:
    """One client from its protocol header to the end of its socket."""

    user: User
    vhost: Vhost

    def __init__(
        self, broker: Broker, line: Line, gone: Callable[["ClientConnection"], object]
    ) -> None:
        self.broker = broker
        self._gone = gone
        self.line = line
        self.pid = broker.next_pid()
        self.peer_host, self.peer_port = line.peer
        self.host, self.port = line.here
        self.name = f"{self.peer_host}:{self.peer_port} -> {self.host}:{self.port}"
        self.connected_at = round(time.time() * 1000)
        self.client_properties: Table = {}
        self.auth_mechanism = ""
        self.channel_max = handshake.CHANNEL_MAX
        self.frame_max = SMALLEST_FRAME_MAX
        self.timeout = handshake.HEARTBEAT
        self.channels: dict[int, ClientChannel] = {}
        self.recv_oct = self.recv_cnt = self.send_cnt = 0
        self.stage = ConnectionState.HEADER
        self._reading = Reading(self)
        self._owing: dict[ClientChannel, None] = {}
        self._heartbeats: Heartbeats | None = None
        self._deadline: Timer | None = None
        self._end_in(HANDSHAKE_TIMEOUT)

    # What the broker's objects and surfaces see.

    @property
    def send_oct(self) -> int:
        """Bytes that were sent."""
        return self.line.sent

    @property
    def send_pend(self) -> int:
        """Bytes that wait to be sent."""
        return self.line.pending

    @property
    def state(self) -> str:
        """In the management API's words."""
        if self.stage is ConnectionState.RUNNING and self.broker.blocked:
            return "blocked" if self._reading.is_parked else "blocking"
        return self.stage.value

    def can(self, capability: str) -> bool:
        """Whether the client said that it understands this extension."""
        capabilities = self.client_properties.get("capabilities")
        if capabilities is None or not isinstance(capabilities.value, dict):
            return False
        told = capabilities.value.get(capability)
        return isinstance(told, Field) and told.value is True

    # What comes.

    def received(self, data: bytes) -> None:
        """Bytes came."""
        self.recv_oct += len(data)
        self.recv_cnt += 1
        self._reading.received(data)

    def greet(self, header: bytes) -> None:
        """The protocol header came, or whatever somebody takes for one."""
        if header != AMQP_0_9_1:
            self._reading.stop()
            self.line.send(AMQP_0_9_1)
            self.line.finish()
            return
        self.stage = ConnectionState.STARTING
        self.tell("connection.start", **handshake.start(self.broker))

    def take(self, method: Method) -> None:
        """A method of the connection came. Raises WireError."""
        following = CONNECTION[self.stage].get(method.name)
        if following is None:
            if self.stage is not ConnectionState.CLOSING:
                why = f"unexpected method in connection state {self.stage.value}"
                raise WireError(ReplyCode.CHANNEL_ERROR, why, method.id)
            return
        if not method.is_readable:
            why = "Malformed UTF-8 in shortstr"
            raise WireError(ReplyCode.FRAME_ERROR, why, method.id)
        try:
            handshake.STEPS[method.name](self, **method.arguments)
        except Refusal as refusal:
            self.refuse(refusal.code, refusal.text, method.id)
        else:
            self.stage = following

    # What it goes through.

    def tuned(self, channel_max: int, frame_max: int, heartbeat: int) -> None:
        """Both sides agreed."""
        self.channel_max, self.frame_max, self.timeout = channel_max, frame_max, heartbeat
        self._reading.limit(frame_max)
        self._heartbeats = Heartbeats(
            self.broker.timers,
            heartbeat,
            sent=lambda: self.line.sent,
            received=lambda: self.recv_oct,
            beat=lambda: self.line.send(HEARTBEAT_FRAME),
            missed=self.line.abort,
        )

    def opened(self, vhost: Vhost) -> None:
        """The client is in its vhost."""
        self.vhost = vhost
        self._stop_deadline()
        self.broker.opened(self)

    def block(self) -> None:
        """The client published while publishers must wait."""
        self._pause(True)
        if self.can("connection.blocked"):
            self.tell("connection.blocked", reason=self.broker.blocked)

    def unblock(self) -> None:
        """The client may publish again."""
        if not self._reading.is_parked:
            return
        if self.can("connection.blocked"):
            self.tell("connection.unblocked")
        self._pause(False)
        self._reading.resume()

    def _pause(self, paused: bool) -> None:
        assert self._heartbeats is not None
        self._heartbeats.is_paused = paused
        self.line.hold(paused)

    # Its channels.

    def forget_channel(self, channel: ClientChannel) -> None:
        """Its number is free again."""
        self.channels.pop(channel.number, None)

    def owes_confirms(self, channel: ClientChannel) -> None:
        """Something was published on it that is to be confirmed."""
        self._owing[channel] = None

    def can_be_sent_to(self) -> bool:
        """Whether deliveries may be sent; the line tells when they may again."""
        if self.line.congested:
            self.line.was_asked = True
            return False
        return self.stage is ConnectionState.RUNNING

    def eased(self) -> None:
        """The client has caught up with what it was sent."""
        for channel in list(self.channels.values()):
            channel.wake()

    def channel(self, number: int) -> ClientChannel:
        """The channel of that number, new if there was none. Raises WireError."""
        most = self.channel_max
        if number in self.channels:
            return self.channels[number]
        if len(self.channels) >= most:
            raise WireError(
                ReplyCode.NOT_ALLOWED,
                f"number of channels opened ({len(self.channels)}) "
                f"has reached the negotiated channel_max ({most})",
            )
        channel = self.channels[number] = ClientChannel(self, number)
        return channel

    def confirm(self) -> None:
        """Tell what was confirmed since the last time."""
        for channel in self._owing:
            channel.confirming.tell()
        self._owing.clear()

    # What is sent.

    def send(self, frames: bytes) -> None:
        """Frames of a channel."""
        self.send_cnt += 1
        self.line.send(frames)

    def tell(self, name: str, **arguments: Any) -> None:
        """A method of the connection itself."""
        self.send(encode_frame(METHOD, 0, encode_method(name, **arguments)))

    # How it ends.

    def close(self, code: int, text: str) -> None:
        """Somebody wants it to end."""
        self.refuse(code, Refusal(code, text).text)

    def refuse(self, code: int, text: str, method: tuple[int, int] = (0, 0)) -> None:
        """Close it from our side: with the reason once the client has logged in, else silently."""
        if self.stage in (ConnectionState.OPENING, ConnectionState.RUNNING):
            self.end()
            self.tell_why(code, text, method)
            self.stage = ConnectionState.CLOSING
            self._end_in(CLOSING_TIMEOUT)
        elif self.stage is not ConnectionState.CLOSING:
            self.silence()

    def refuse_for_good(self, error: WireError) -> None:
        """The client cannot be understood any more."""
        self.refuse(error.code, str(error), error.method)
        self._end_in(GRACE)

    def tell_why(self, code: int, text: str, method: tuple[int, int] = (0, 0)) -> None:
        """Say why it is closed."""
        class_id, method_id = method
        self.tell(
            "connection.close",
            reply_code=code,
            reply_text=fitting(text),
            class_id=class_id,
            method_id=method_id,
        )

    def finish(self) -> None:
        """All is said, and the client has a moment to read it."""
        self.line.finish()
        self._end_in(GRACE)

    def silence(self) -> None:
        """Whoever is there need not know how long to wait for the next try."""
        self._reading.stop()
        self.line.hold(True)
        self._end_in(GRACE)

    def end(self) -> None:
        """End its channels; what it declared for itself alone is deleted."""
        if self.stage is not ConnectionState.RUNNING:
            return
        self.confirm()
        self.stage = ConnectionState.CLOSING
        for channel in list(self.channels.values()):
            channel.end()
        self.channels.clear()
        self.broker.closed(self)

    def lost(self) -> None:
        """The socket is gone."""
        self._stop_deadline()
        if self._heartbeats is not None:
            self._heartbeats.stop()
        self.end()
        self._reading.stop()
        self.stage = ConnectionState.CLOSED
        self._gone(self)

    def _end_in(self, seconds: float) -> None:
        self._stop_deadline()
        timers = self.broker.timers
        self._deadline = timers.call_at(timers.time() + seconds, self.line.abort)

    def _stop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
