"""What client and broker say to each other on one connection, read as facts."""

from collections.abc import Iterator
from time import perf_counter

from core.amqp.errors import ReplyCode, WireError
from core.amqp.frames import (
    AMQP_0_9_1,
    BODY,
    HEADER,
    HEARTBEAT,
    METHOD,
    PROTOCOL_HEADER,
    Frame,
    FrameScanner,
)
from core.amqp.methods import decode_method, id_of
from core.fact_log import FactLog
from core.message_facts import Kind
from core.proxy.channel import Channel
from core.proxy.client import party_of
from core.proxy.meanings import (
    FROM_BROKER,
    FROM_CLIENT,
    UNSEEN_FROM_BROKER,
    UNSEEN_FROM_CLIENT,
)
from core.proxy.notes import Notes

LARGEST_FRAME = 16 * 1024 * 1024
"""What is put together at most to be looked at; nobody has to negotiate as much."""

_START_OK = id_of("connection.start-ok")
_OPEN = id_of("connection.open")
_OPEN_OK = id_of("connection.open-ok")
_CLOSE = id_of("connection.close")
_CLOSE_OK = id_of("connection.close-ok")
_BLOCKED = id_of("connection.blocked")
_UNBLOCKED = id_of("connection.unblocked")
_CHANNEL_OPEN = id_of("channel.open")
_CHANNEL_OPEN_OK = id_of("channel.open-ok")
_CHANNEL_CLOSE = id_of("channel.close")
_CHANNEL_CLOSE_OK = id_of("channel.close-ok")
_LEFT = "the {} went away without closing the connection"


class Dialogue:
    """Both sides of a connection, in the order in which they came by.

    A piece is begun with `begin` and read by `go_on`, as far as there is time.
    """

    def __init__(self, log: FactLog, connection: str, host: str) -> None:
        self._notes = Notes(log, connection)
        self._connection = connection
        self._host = host
        self._client = FrameScanner(LARGEST_FRAME, begins=True)
        self._broker = FrameScanner(LARGEST_FRAME)
        self._channels: dict[int, Channel] = {}
        self._frames: Iterator[Frame] = iter(())
        self._from_client = True
        self._farewell: tuple[int, str] | None = None
        self._looks = True
        self.is_over = False
        """Nothing more can be learnt from it."""
        self._unseen = 0
        self._lost = log.lose
        self._of_client = {
            _START_OK: self._log_in,
            _OPEN: self._open,
            _CLOSE: self._leave,
            _CLOSE_OK: self._left,
        }
        self._of_broker = {
            _OPEN_OK: self._opened,
            _CLOSE: self._closed,
            _CLOSE_OK: self._left,
            _BLOCKED: self._blocked,
            _UNBLOCKED: self._unblocked,
        }

    def begin(self, from_client: bool, at: float, data: bytes) -> None:
        """A piece that one side sent."""
        self._notes.at = at
        self._from_client = from_client
        self._frames = (self._client if from_client else self._broker).feed(data)

    def go_on(self, until: float) -> bool:
        """Read the piece; False when it is not read to its end `until` then."""
        try:
            for kind, number, payload in self._frames:
                self._take(kind, number, payload)
                if perf_counter() > until:
                    return False
        except ValueError as error:  # what is no AMQP, whoever sent it
            self._stop(f"it is no AMQP that could be read: {error}")
        return True

    def look_away(self, why: str) -> None:
        """From here on only keep track of where frames begin."""
        if self._looks and not self.is_over:
            self._looks = False
            self._lose_sight(why)

    def look_again(self) -> None:
        """What begins from here on is seen again."""
        if not self._looks:
            self._looks = True
            self._tell_unseen()

    def lose(self, why: str) -> None:
        """A piece is missing: nobody knows any more where a frame begins."""
        self._stop(why)

    def end(self, at: float, by_client: bool) -> None:
        """The line is gone."""
        self._notes.at = at
        self._close(0, _LEFT.format("client" if by_client else "broker"))

    def _take(self, kind: int, number: int, payload: bytes) -> None:
        if not number:
            self._take_of_connection(kind, payload)
            return
        method = payload[:4]
        channel = self._channels.get(number)
        if channel is None:
            if kind == METHOD and method == _CHANNEL_OPEN and self._from_client:
                self._channels[number] = Channel(number, self._notes)
            return
        if not self._looks:
            self._overlook(channel, kind, payload)
            return
        passing = channel.sent if self._from_client else channel.received
        if kind == METHOD:
            self._take_method(channel, method, payload)
        elif kind == BODY:
            passing.body(payload)
        elif kind == HEADER:
            passing.header(payload)

    def _take_method(self, channel: Channel, method: bytes, payload: bytes) -> None:
        handler = (FROM_CLIENT if self._from_client else FROM_BROKER).get(method)
        if handler is not None:
            handler(channel, payload)
        elif method[:2] == _CHANNEL_OPEN[:2] and not self._from_client:
            self._take_from_broker(channel, method, payload)

    def _take_from_broker(self, channel: Channel, method: bytes, payload: bytes) -> None:
        """What opens and closes a channel counts when the broker says it."""
        if method == _CHANNEL_OPEN_OK:
            self._notes.whole(Kind.CHANNEL_OPENED, channel.number)
        elif method == _CHANNEL_CLOSE:
            said = decode_method(payload).arguments
            self._close_channel(channel, said["reply_code"], said["reply_text"])
        elif method == _CHANNEL_CLOSE_OK and channel.farewell is not None:
            self._close_channel(channel, *channel.farewell)

    def _overlook(self, channel: Channel, kind: int, payload: bytes) -> None:
        if kind != METHOD:
            return
        unseen = UNSEEN_FROM_CLIENT if self._from_client else UNSEEN_FROM_BROKER
        method = payload[:4]
        handler = unseen.get(method)
        if handler is not None:
            self._unseen += 1
            handler(channel, payload)
        else:
            self._take_method(channel, method, payload)

    def _take_of_connection(self, kind: int, payload: bytes) -> None:
        if kind == PROTOCOL_HEADER:
            if payload != AMQP_0_9_1:
                raise WireError(ReplyCode.FRAME_ERROR, "the client speaks something else")
        elif kind == METHOD:
            handler = (self._of_client if self._from_client else self._of_broker).get(payload[:4])
            if handler is not None:
                handler(payload)
        elif kind != HEARTBEAT:
            raise WireError(ReplyCode.UNEXPECTED_FRAME, "a content on channel 0")

    def _log_in(self, payload: bytes) -> None:
        said = decode_method(payload).arguments
        self._notes.party = party_of(self._connection, self._host, said)

    def _open(self, payload: bytes) -> None:
        vhost = decode_method(payload).arguments["virtual_host"]
        self._notes.party = self._notes.party._replace(vhost=vhost)

    def _opened(self, _payload: bytes) -> None:
        self._notes.whole(Kind.CONNECTION_OPENED)

    def _blocked(self, payload: bytes) -> None:
        self._notes.whole(Kind.BLOCKED, text=decode_method(payload).arguments["reason"])

    def _unblocked(self, _payload: bytes) -> None:
        self._notes.whole(Kind.UNBLOCKED)

    def _leave(self, payload: bytes) -> None:
        said = decode_method(payload).arguments
        self._farewell = said["reply_code"], said["reply_text"]

    def _left(self, _payload: bytes) -> None:
        if self._farewell is not None:
            self._close(*self._farewell)

    def _closed(self, payload: bytes) -> None:
        said = decode_method(payload).arguments
        self._close(said["reply_code"], said["reply_text"])

    def _close(self, code: int, text: str) -> None:
        if self.is_over:
            return
        for channel in list(self._channels.values()):
            self._close_channel(channel, code, text)
        self._notes.whole(Kind.CONNECTION_CLOSED, code=code, text=text)
        self._end()

    def _close_channel(self, channel: Channel, code: int, text: str) -> None:
        channel.close(code, text)
        del self._channels[channel.number]

    def _lose_sight(self, why: str) -> None:
        for channel in self._channels.values():
            channel.lose_sight()
        self._notes.whole(Kind.LOST_SIGHT, text=why)

    def _stop(self, why: str) -> None:
        """Nothing can be known of this connection any more."""
        if not self.is_over:
            self._lose_sight(why)
            self._channels.clear()
            self._end()

    def _end(self) -> None:
        self.is_over = True
        self._tell_unseen()

    def _tell_unseen(self) -> None:
        """Each of these methods would have been a fact at least."""
        self._lost(self._unseen)
        self._unseen = 0
