"""A message on its way: method, content header and body frames become one content."""

import struct
from dataclasses import dataclass

from core.amqp.errors import ReplyCode, WireError
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
        self._properties: bytes | None = None
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
        if self._properties is not None:
            return self._body(kind, payload)
        if self._method:
            return self._header(kind, payload)
        if kind != METHOD:
            raise _unexpected("method frame, got non method frame")
        if payload[:4] in _CONTENT_IDS:
            self._method = payload
            return None
        return payload

    def _header(self, kind: int, payload: bytes) -> Content | None:
        class_id = self._method[1]
        if kind != HEADER:
            what = f"content header for class {class_id}, got non content header frame"
            raise _unexpected(what, self._method)
        try:
            told, _, self._missing = _HEADER.unpack_from(payload)
        except struct.error:
            raise WireError(ReplyCode.FRAME_ERROR, "a content header is too short") from None
        if told != class_id:
            what = f"content header for class {class_id}, got one for class {told}"
            raise _unexpected(what, self._method)
        self._properties = payload[_HEADER.size :]
        return None if self._missing else self._complete(b"")

    def _body(self, kind: int, payload: bytes) -> Content | None:
        if kind != BODY:
            raise _unexpected("content body, got non content body frame", self._method)
        self._missing -= len(payload)
        if self._missing < 0:
            raise WireError(ReplyCode.FRAME_ERROR, "a body is longer than its header says")
        if self._missing:
            self._pieces.append(payload)
            return None
        if not self._pieces:
            return self._complete(payload)
        self._pieces.append(payload)
        whole = b"".join(self._pieces)
        self._pieces.clear()
        return self._complete(whole)

    def _complete(self, body: bytes) -> Content:
        content = Content(self._method, self._properties or b"", body)
        self._method, self._properties = b"", None
        return content


def _unexpected(what: str, method: bytes = b"") -> WireError:
    ids = (method[1], method[3]) if method else (0, 0)
    return WireError(ReplyCode.UNEXPECTED_FRAME, f"expected {what} instead", ids)
