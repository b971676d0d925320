"""What the broker refuses, with AMQP's code and RabbitMQ's words."""

from core.amqp.fields import LONGEST_SHORT_STRING

_NAMES = {
    311: "CONTENT_TOO_LARGE",
    312: "NO_ROUTE",
    313: "NO_CONSUMERS",
    320: "CONNECTION_FORCED",
    402: "INVALID_PATH",
    403: "ACCESS_REFUSED",
    404: "NOT_FOUND",
    405: "RESOURCE_LOCKED",
    406: "PRECONDITION_FAILED",
    501: "FRAME_ERROR",
    502: "SYNTAX_ERROR",
    503: "COMMAND_INVALID",
    504: "CHANNEL_ERROR",
    505: "UNEXPECTED_FRAME",
    506: "RESOURCE_ERROR",
    530: "NOT_ALLOWED",
    540: "NOT_IMPLEMENTED",
    541: "INTERNAL_ERROR",
}
_SOFT = frozenset({311, 312, 313, 403, 404, 405, 406})
"""These close the channel only; all others the connection."""


class Refusal(Exception):  # noqa: N818
    """The reason why a method is not done: it closes the channel, or the connection if `hard`."""

    def __init__(self, code: int, why: str) -> None:
        super().__init__(f"{_NAMES[code]} - {why}" if why else _NAMES[code])
        self.code = code
        self.hard = code not in _SOFT

    @property
    def text(self) -> str:
        """The reply text, in RabbitMQ's words."""
        return str(self)


def not_found(kind: str, name: str, vhost: str) -> Refusal:
    """There is no such exchange or queue."""
    return Refusal(404, f"no {kind} '{name}' in vhost '{vhost}'")


def in_use(kind: str, name: str, vhost: str) -> Refusal:
    """It was to be deleted only if nothing uses it."""
    return Refusal(406, f"{kind} '{name}' in vhost '{vhost}' in use")


def fitting(text: str) -> str:
    """Short enough for a reply text: cut as RabbitMQ cuts, which may be within a letter."""
    encoded = text.encode("utf-8", "surrogateescape")
    if len(encoded) <= LONGEST_SHORT_STRING:
        return text
    return encoded[: LONGEST_SHORT_STRING - 3].decode("utf-8", "surrogateescape") + "..."
