"""Frames: where each begins and ends in a stream of bytes that comes in any pieces."""

import struct
from collections.abc import Iterator

from core.amqp.errors import WireError, frame_error

METHOD, HEADER, BODY, HEARTBEAT = 1, 2, 3, 8
PROTOCOL_HEADER = ord("A")
"""The kind of what opens a stream: eight bytes that are no frame yet."""

END = 0xCE
OVERHEAD = 8
"""Bytes of a frame besides its payload: kind, channel, size and the end octet."""

SMALLEST_FRAME_MAX = 4096
"""Everybody must take frames of this size; none may be larger before both sides agreed."""

AMQP_0_9_1 = b"AMQP\x00\x00\x09\x01"
HEARTBEAT_FRAME = b"\x08\x00\x00\x00\x00\x00\x00\xce"

Frame = tuple[int, int, bytes]
"""Kind, channel and payload."""

_HEAD = struct.Struct(">BHI")
_END = b"\xce"


class FrameScanner:
    """Cuts a stream into frames; a payload is copied once, out of the piece that completed it."""

    def __init__(self, frame_max: int = 0, *, begins: bool = False) -> None:
        self.frame_max = frame_max
        """The largest frame that is taken, 0 for any; it may change between two frames."""
        self._begins = begins
        self._pieces: list[bytes] = []
        self._held = 0
        self._wanted = 0

    @property
    def held(self) -> int:
        """Bytes of the frame that is not complete yet."""
        return self._held

    def feed(self, piece: bytes) -> Iterator[Frame]:
        """The frames that this piece completes. Raises WireError behind the last good one.

        The next piece is fed when all frames of this one were taken.
        """
        data = self._joined(piece)
        if data is None:
            return iter(())
        return self._beginning(data) if self._begins else self._frames(data, 0)

    def _beginning(self, data: bytes) -> Iterator[Frame]:
        size = len(AMQP_0_9_1)
        if len(data) < size:
            self._keep(data, size)
            return
        self._begins = False
        yield PROTOCOL_HEADER, 0, data[:size]
        yield from self._frames(data, size)

    def _frames(self, data: bytes, offset: int) -> Iterator[Frame]:
        size, unpacked = len(data), _HEAD.unpack_from
        while (start := offset + 7) <= size:
            kind, channel, length = unpacked(data, offset)
            limit = self.frame_max
            if limit and length > limit:
                raise _too_large(kind, length, limit)
            end = start + length
            if end >= size:
                break
            if data[end] != END:
                raise _wrong_end(kind, data[start:end], data[end])
            offset = end + 1
            yield kind, channel, data[start:end]
        self._keep(data[offset:], self._needed(data, offset))

    def _needed(self, data: bytes, offset: int) -> int:
        if len(data) - offset < _HEAD.size:
            return OVERHEAD
        length: int = _HEAD.unpack_from(data, offset)[2]
        return length + OVERHEAD

    def _joined(self, piece: bytes) -> bytes | None:
        """All bytes at hand when something can be complete now."""
        if not self._held:
            return piece
        self._pieces.append(piece)
        self._held += len(piece)
        if self._held < self._wanted:
            return None
        return b"".join(self._pieces)

    def _keep(self, rest: bytes, wanted: int) -> None:
        self._pieces = [rest] if rest else []
        self._held = len(rest)
        self._wanted = wanted


def encode_frame(kind: int, channel: int, payload: bytes) -> bytes:
    """One frame as bytes."""
    return b"".join((_HEAD.pack(kind, channel, len(payload)), payload, _END))


def encode_body(channel: int, body: bytes, frame_max: int) -> bytes:
    """A body as frames none of which is larger than `frame_max` (0: any size)."""
    room = frame_max - OVERHEAD if frame_max else len(body)
    if len(body) <= room:
        return encode_frame(BODY, channel, body) if body else b""
    pieces = (body[start : start + room] for start in range(0, len(body), room))
    return b"".join(encode_frame(BODY, channel, piece) for piece in pieces)


def _too_large(kind: int, length: int, frame_max: int) -> WireError:
    return frame_error(kind, b"", f"{{frame_too_large,{length},{frame_max - OVERHEAD}}}")


def _wrong_end(kind: int, payload: bytes, end: int) -> WireError:
    return frame_error(kind, payload, f"{{invalid_frame_end_marker,{end}}}")
