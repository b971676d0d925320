"""One client's way to the broker: what comes in at one end goes out at the other, at once.

Nothing is changed, and little is held: who reads slowly is sent no more, and then the other side is
not read from either. How an end goes is passed on as well, whether it finishes or breaks off.
"""

import asyncio
import socket
import struct
from collections.abc import Callable

ENOUGH = 128 * 1024
"""Bytes that wait for an end that reads slowly before the other end is read no more."""

FAREWELL = 30.0
"""Seconds until an end that does not take what waits for it is dropped."""

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)

_ROOM = memoryview(bytearray(256 * 1024))
"""Where all ends receive: what came is copied from here before anything else can come.

Measured: with room of its own for each piece, cut down to what came, a third of the time of the
process went into memory that was taken and given back.
"""


class End(asyncio.BufferedProtocol):
    """One of the two sockets."""

    transport: asyncio.Transport

    def __init__(self, made: Callable[["End"], object] = lambda _: None) -> None:
        self.other = self
        """Its own other until they are joined."""
        self._made = made
        self.is_finished = False
        """It sends no more."""
        self.see: Callable[[bytes], object] = lambda _: None
        """Is given every piece after it was passed on."""
        self.leaving: Callable[[End], object] = lambda _: None
        """Is told that nothing more will come from it."""
        self.gone: Callable[[End], object] = lambda _: None
        """Is told that it is gone."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is there, and waits until both are."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.set_write_buffer_limits(high=ENOUGH)
        transport.pause_reading()
        self._made(self)

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002
        """Where the next bytes may be put."""
        return _ROOM

    def buffer_updated(self, nbytes: int) -> None:
        """Bytes for the other end."""
        data = bytes(_ROOM[:nbytes])
        self.other.transport.write(data)
        self.see(data)

    def pause_writing(self) -> None:
        """It reads more slowly than the other end sends."""
        self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        """It has caught up."""
        self.other.transport.resume_reading()

    def eof_received(self) -> bool:
        """It sends no more, but may still listen."""
        self.is_finished = True
        self.leaving(self)
        other = self.other
        if other.is_finished or not other.transport.can_write_eof():
            self.close()
            other.close()
        else:
            other.transport.write_eof()
        return self.transport.can_write_eof()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone, and so the other end goes the same way."""
        self.leaving(self)
        if exc is None:
            self.other.close()
        else:
            self.other.reset()
        self.gone(self)

    def close(self) -> None:
        """Send what waits, then go.

        Once: a TLS transport that is closed twice does not know itself any more.
        """
        if not self.transport.is_closing():
            self.transport.close()
            self._drop_later()

    def reset(self) -> None:
        """Break off, but not before all is sent that came before the break."""
        line: socket.socket | None = self.transport.get_extra_info("socket")
        if line is not None and not self.transport.is_closing():
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        if not self.transport.get_write_buffer_size():
            self.transport.abort()
        self.close()

    def _drop_later(self) -> None:
        if self.transport.get_write_buffer_size():
            asyncio.get_running_loop().call_later(FAREWELL, self.transport.abort)


def join(near: End, far: End) -> None:
    """Let bytes pass between two ends."""
    near.other, far.other = far, near
    near.transport.resume_reading()
    far.transport.resume_reading()
