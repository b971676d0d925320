"""A message on its way: method, content header and body frames become one content."""

import struct
from dataclasses import dataclass

from core.amqp.errors import ReplyCode, WireError, frame_error
from core.amqp.frames import BODY, HEADER, METHOD
from core.amqp.methods import id_of
from core.amqp.signatures import CONTENT

_HEADER = struct.Struct(">HHQ")
_CONTENT_IDS = frozenset(id_of(name) for name in CONTENT)


@dataclass(slots=True)
class Content:
    """What belongs together of one message, as the bytes that came."""

    method: bytes
    properties: bytes
    """What follows the body size in the content header, the flags first."""
    body: bytes


class Assembler:
    """Puts the frames of one channel together."""

    __slots__ = ("_method", "_missing", "_pieces", "_properties")

    def __init__(self) -> None:
        self._method = b""
        self._properties = b""
        self._missing = 0
        self._pieces: list[bytes] = []

    @property
    def missing(self) -> int:
        """Bytes of the body that were announced and have not come yet."""
        return self._missing

    def take(self, kind: int, payload: bytes) -> Content | bytes | None:
        """The content or the method that this frame completes, None in between.

        Raises WireError for a frame that must not come now.
        """
        if kind == BODY and self._missing:
            return self._body(payload)
        if kind == HEADER and self._method and not self._missing:
            return self._header(payload)
        if kind != METHOD or self._method:
            raise self._unexpected()
        if payload[:4] in _CONTENT_IDS:
            self._method = payload
            return None
        return payload

    def _header(self, payload: bytes) -> Content | None:
        try:
            class_id, weight, size = _HEADER.unpack_from(payload)
        except struct.error:
            raise frame_error(HEADER, payload, "unknown_frame") from None
        if weight:
            raise self._unexpected()
        if class_id != self._method[1]:
            raise self._unexpected(f"got one for class {class_id}")
        properties = payload[_HEADER.size :]
        if not size:
            return self._complete(properties, b"")
        self._properties = properties
        self._missing = size
        return None

    def _body(self, payload: bytes) -> Content | None:
        missing = self._missing = self._missing - len(payload)
        if missing > 0:
            if payload:
                self._pieces.append(payload)
            return None
        if missing:
            raise WireError(ReplyCode.FRAME_ERROR, "a body is longer than its header says")
        if not self._pieces:
            return self._complete(self._properties, payload)
        self._pieces.append(payload)
        whole = b"".join(self._pieces)
        self._pieces.clear()
        return self._complete(self._properties, whole)

    def _complete(self, properties: bytes, body: bytes) -> Content:
        content = Content(self._method, properties, body)
        self._method = b""
        return content

    def _unexpected(self, got: str = "") -> WireError:
        if not self._method:
            return _instead("method frame, got non method frame")
        if self._missing:
            return _instead("content body, got non content body frame", self._method)
        got = got or "got non content header frame"
        return _instead(f"content header for class {self._method[1]}, {got}", self._method)


def _instead(what: str, method: bytes = b"") -> WireError:
    ids = (method[1], method[3]) if method else (0, 0)
    return WireError(ReplyCode.UNEXPECTED_FRAME, f"expected {what} instead", ids)
