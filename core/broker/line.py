"""One client's socket: what comes goes to its receiver, what is sent leaves once a turn.

Nothing grows without bound: a client that reads slowly is `congested`, so that nothing more is
delivered to it, and one that does not read at all is not read from either.
"""

import asyncio
from collections.abc import Callable
from typing import Protocol

ENOUGH = 256 * 1024
"""Bytes that wait to be sent before a client counts as slow."""

TOO_MUCH = 16 * 1024 * 1024
"""Bytes that wait to be sent before nothing more is read from the client that does not read."""

Soon = Callable[[Callable[[], object]], object]
"""Does something in the next turn of the loop."""


class Receiver(Protocol):
    """Whoever understands what comes over a line."""

    def received(self, data: bytes) -> None:
        """Bytes came."""

    def eased(self) -> None:
        """The line was congested and is not any more."""

    def lost(self) -> None:
        """The line is gone."""


class Line(asyncio.Protocol):
    """A socket with batched writes and back-pressure."""

    def __init__(self, accept: Callable[["Line"], Receiver], soon: Soon) -> None:
        self._accept = accept
        self._soon = soon
        self._waiting: list[bytes] = []
        self._size = 0
        self._is_slow = False
        self._is_held = False
        self.sent = 0
        """Bytes, ever."""
        self.was_asked = False
        """Somebody had something to deliver while it was congested."""

    @property
    def congested(self) -> bool:
        """Whether deliveries must wait."""
        return self._is_slow or self._size > ENOUGH

    @property
    def pending(self) -> int:
        """Bytes that wait to be sent."""
        return self._size + self._transport.get_write_buffer_size()

    @property
    def peer(self) -> tuple[str, int]:
        """Host and port of the client."""
        return _address(self._transport, "peername")

    @property
    def here(self) -> tuple[str, int]:
        """Host and port that the client connected to."""
        return _address(self._transport, "sockname")

    def send(self, data: bytes) -> None:
        """Send it with all else of this turn of the loop."""
        if not self._waiting:
            self._soon(self._flush)
        self._waiting.append(data)
        self._size += len(data)

    def finish(self) -> None:
        """Send what waits, then close: never, as long as a client does not read."""
        self._flush()
        self._transport.close()

    def abort(self) -> None:
        """Close at once; what the client does not take now is lost."""
        self._flush()
        self._transport.abort()

    def hold(self, held: bool) -> None:
        """Read nothing more from the client until it is let go."""
        self._is_held = held
        self._mind_reading()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The client is there."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.set_write_buffer_limits(high=ENOUGH)
        self._receiver = self._accept(self)

    def data_received(self, data: bytes) -> None:
        """Bytes came."""
        self._receiver.received(data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """The client is gone."""
        self._waiting.clear()
        self._size = 0
        self._receiver.lost()

    def pause_writing(self) -> None:
        """The client reads more slowly than we send."""
        self._is_slow = True

    def resume_writing(self) -> None:
        """The client has caught up."""
        self._is_slow = False
        self._mind_reading()
        self._tell_eased()

    def _flush(self) -> None:
        if not self._waiting:
            return
        data = self._waiting[0] if len(self._waiting) == 1 else b"".join(self._waiting)
        self._waiting.clear()
        self._size = 0
        if self._transport.is_closing():
            return
        self.sent += len(data)
        self._transport.write(data)
        self._mind_reading()
        self._tell_eased()

    def _tell_eased(self) -> None:
        if self.was_asked and not self.congested:
            self.was_asked = False
            self._receiver.eased()

    def _mind_reading(self) -> None:
        if self._transport.is_closing():
            return
        if self._is_held or self.pending > TOO_MUCH:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()


def _address(transport: asyncio.Transport, what: str) -> tuple[str, int]:
    host, port, *_ = transport.get_extra_info(what)
    return host, port
