"""The one error of this codec: bytes that are no AMQP, with the reply code that they deserve."""

from enum import IntEnum

_SHOWN = 16
"""Bytes of a wrong frame that its error tells."""


class ReplyCode(IntEnum):
    """Why a connection or a channel is closed, as AMQP 0-9-1 numbers it."""

    SUCCESS = 200
    CONTENT_TOO_LARGE = 311
    NO_ROUTE = 312
    NO_CONSUMERS = 313
    CONNECTION_FORCED = 320
    INVALID_PATH = 402
    ACCESS_REFUSED = 403
    NOT_FOUND = 404
    RESOURCE_LOCKED = 405
    PRECONDITION_FAILED = 406
    FRAME_ERROR = 501
    SYNTAX_ERROR = 502
    COMMAND_INVALID = 503
    CHANNEL_ERROR = 504
    UNEXPECTED_FRAME = 505
    RESOURCE_ERROR = 506
    NOT_ALLOWED = 530
    NOT_IMPLEMENTED = 540
    INTERNAL_ERROR = 541


class WireError(ValueError):
    """Bytes that are no AMQP, or come when they must not; it ends the connection."""

    def __init__(self, code: ReplyCode, why: str, method: tuple[int, int] = (0, 0)) -> None:
        super().__init__(f"{code.name} - {why}" if why else code.name)
        self.code = code
        self.method = method
        """Class and method id of what was wrong, as far as they are known."""


def frame_error(kind: int, payload: bytes, why: str) -> WireError:
    """A frame that cannot be, in RabbitMQ's words."""
    return WireError(ReplyCode.FRAME_ERROR, f"{_frame(kind, payload)}: {why}")


def unexpected_frame(kind: int, payload: bytes) -> WireError:
    """A frame that must not come now, in RabbitMQ's words."""
    return WireError(ReplyCode.UNEXPECTED_FRAME, _frame(kind, payload))


def undecodable(payload: bytes) -> WireError:
    """A method whose fields do not fit it."""
    ids = payload[1], payload[3]
    return WireError(ReplyCode.FRAME_ERROR, f"cannot decode <<{_octets(payload[4:])}>>", ids)


def _frame(kind: int, payload: bytes) -> str:
    few = payload[:_SHOWN]
    what = "all" if len(few) == len(payload) else f"first {_SHOWN}"
    return f"type {kind}, {what} octets = {_binary(few)}"


def _binary(octets: bytes) -> str:
    """As Erlang prints it: text when it can be read."""
    readable = octets and all(32 <= octet < 127 for octet in octets)
    return f'<<"{octets.decode()}">>' if readable else f"<<{_octets(octets)}>>"


def _octets(octets: bytes) -> str:
    return ",".join(map(str, octets))
