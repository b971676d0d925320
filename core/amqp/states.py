"""What may come when, as tables: the states of a connection and of a channel, seen by a broker."""

from enum import Enum

from core.amqp.signatures import SIGNATURES


class ConnectionState(Enum):
    """How far a connection has come; the values are RabbitMQ's words."""

    HEADER = "handshake"
    STARTING = "starting"
    SECURING = "securing"
    TUNING = "tuning"
    OPENING = "opening"
    RUNNING = "running"
    CLOSING = "closing"
    CLOSED = "closed"


class ChannelState(Enum):
    """How far a channel has come."""

    STARTING = "starting"
    RUNNING = "running"
    CLOSING = "closing"


CONNECTION: dict[ConnectionState, dict[str, ConnectionState]] = {
    ConnectionState.HEADER: {},
    ConnectionState.STARTING: {"connection.start-ok": ConnectionState.TUNING},
    ConnectionState.SECURING: {"connection.secure-ok": ConnectionState.TUNING},
    ConnectionState.TUNING: {"connection.tune-ok": ConnectionState.OPENING},
    ConnectionState.OPENING: {"connection.open": ConnectionState.RUNNING},
    ConnectionState.RUNNING: {
        "connection.close": ConnectionState.CLOSED,
        "connection.update-secret": ConnectionState.RUNNING,
    },
    ConnectionState.CLOSING: {
        "connection.close": ConnectionState.CLOSING,
        "connection.close-ok": ConnectionState.CLOSED,
    },
    ConnectionState.CLOSED: {},
}
"""What a client may say on channel 0 in each state, and the state that follows."""

FROM_BROKER = frozenset(
    name
    for name in SIGNATURES
    if (name.endswith("-ok") and name != "channel.flow-ok")
    or name in {"basic.deliver", "basic.return", "basic.get-empty"}
)
"""What only a broker says on a channel; a client that says it is wrong."""

REPLIES: dict[str, tuple[str, ...]] = {
    name: tuple(
        reply
        for reply in (f"{name}-ok", "basic.get-empty" if name == "basic.get" else "")
        if reply in SIGNATURES
    )
    for name in SIGNATURES
    if f"{name}-ok" in SIGNATURES
}
"""What answers a method, unless it was said with `nowait`."""
