"""What a client sends, frame by frame: each goes to its channel or to the connection itself."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.amqp.errors import WireError, frame_error, unexpected_frame
from core.amqp.frames import (
    BODY,
    HEADER,
    HEARTBEAT,
    METHOD,
    PROTOCOL_HEADER,
    SMALLEST_FRAME_MAX,
    Frame,
    FrameScanner,
)
from core.amqp.hot import PUBLISH
from core.amqp.methods import decode_method
from core.amqp.states import ConnectionState
from core.broker.refusal import Refusal

if TYPE_CHECKING:
    from core.broker.channel import ClientChannel
    from core.broker.connection import ClientConnection

_ON_CHANNELS = frozenset({METHOD, HEADER, BODY})
_KINDS = _ON_CHANNELS | {HEARTBEAT}
_OVER = (ConnectionState.CLOSING, ConnectionState.CLOSED)


class Reading:
    """The frames of one connection."""

    def __init__(self, connection: "ClientConnection") -> None:
        self._connection = connection
        self._scanner = FrameScanner(SMALLEST_FRAME_MAX, begins=True)
        self._parked: Iterator[Frame] | None = None
        self.is_deaf = False
        """Whatever comes, nobody listens any more."""

    @property
    def is_parked(self) -> bool:
        """The client published while publishers are blocked: its message waits."""
        return self._parked is not None

    def limit(self, frame_max: int) -> None:
        """From now on frames may be of this size."""
        self._scanner.frame_max = frame_max

    def received(self, data: bytes) -> None:
        """Bytes came."""
        if not self.is_deaf:
            self._take(self._scanner.feed(data))

    def resume(self) -> None:
        """Go on with what was parked."""
        frames, self._parked = self._parked, None
        if frames is not None and not self.is_deaf:
            self._take(frames)

    def stop(self) -> None:
        """Listen to nothing more."""
        self.is_deaf = True
        self._parked = None

    def _take(self, frames: Iterator[Frame]) -> None:
        connection = self._connection
        channels, broker = connection.channels, connection.broker
        try:
            for kind, number, payload in frames:
                channel = channels.get(number)
                if channel is not None and kind in _ON_CHANNELS and not broker.blocked:
                    self._give(channel, kind, payload)
                    continue
                self._frame(kind, number, payload)
                if self._is_blocked(kind, payload):
                    self._parked = frames
                    connection.block()
                if self._parked is not None or self.is_deaf:
                    break
        except WireError as error:
            # Where the next frame would begin is not known any more.
            self.is_deaf = True
            connection.refuse_for_good(error)
        connection.confirm()

    def _is_blocked(self, kind: int, payload: bytes) -> bool:
        connection = self._connection
        is_publish = kind == METHOD and payload[:4] == PUBLISH
        is_running = connection.stage is ConnectionState.RUNNING
        return is_publish and is_running and bool(connection.broker.blocked)

    def _frame(self, kind: int, number: int, payload: bytes) -> None:
        connection = self._connection
        try:
            if number and connection.stage is ConnectionState.RUNNING and kind in _ON_CHANNELS:
                self._give(connection.channel(number), kind, payload)
            else:
                self._own(kind, number, payload)
        except WireError as error:
            connection.refuse(error.code, str(error), error.method)

    def _give(self, channel: "ClientChannel", kind: int, payload: bytes) -> None:
        """A frame of a channel, which may be the end of it or of the connection."""
        try:
            channel.take(kind, payload)
        except WireError as error:
            self._connection.refuse(error.code, str(error), error.method)
        except Refusal as refusal:
            if refusal.hard:
                self._connection.refuse(refusal.code, refusal.text, channel.method)
            else:
                channel.refuse(refusal.code, refusal.text)

    def _own(self, kind: int, number: int, payload: bytes) -> None:
        """A frame of the connection itself. Raises WireError."""
        connection = self._connection
        if connection.stage in _OVER and number:
            return
        if kind == PROTOCOL_HEADER:
            connection.greet(payload)
        elif kind not in _KINDS or (kind == HEARTBEAT and payload):
            raise frame_error(kind, payload, "unknown_frame")
        elif number or kind in (HEADER, BODY):
            raise unexpected_frame(kind, payload)
        elif kind == METHOD:
            connection.take(decode_method(payload))
