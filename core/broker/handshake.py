"""What a client says about its connection, step by step, and what it is offered."""

import platform
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core.amqp.fields import Table
from core.broker import login
from core.broker.broker import VERSION, Broker
from core.broker.refusal import Refusal

if TYPE_CHECKING:
    from core.broker.connection import ClientConnection

CHANNEL_MAX = 2047
FRAME_MAX = 131_072
HEARTBEAT = 60
CAPABILITIES = (
    "publisher_confirms",
    "exchange_exchange_bindings",
    "basic.nack",
    "consumer_cancel_notify",
    "connection.blocked",
    "consumer_priorities",
    "authentication_failure_close",
    "per_consumer_qos",
    "direct_reply_to",
)
_SMALLEST = {"channel_max": 1, "frame_max": 4096}
_LARGEST = {"channel_max": CHANNEL_MAX, "frame_max": FRAME_MAX}


def start(broker: Broker) -> dict[str, Any]:
    """The arguments of connection.start."""
    return {
        "version_major": 0,
        "version_minor": 9,
        "mechanisms": " ".join(login.MECHANISMS),
        "locales": "en_US",
        "server_properties": {
            "capabilities": dict.fromkeys(CAPABILITIES, True),
            "cluster_name": broker.cluster_name,
            "copyright": "The Flowscope developers",
            "information": "Flowscope's embedded broker, MIT licence. Nothing is kept on disk",
            "platform": f"Python {platform.python_version()}",
            "product": "RabbitMQ",  # clients such as kombu choose what prefetch means by it
            "version": VERSION,
        },
    }


def _start_ok(
    connection: "ClientConnection",
    *,
    client_properties: Table,
    mechanism: str,
    response: bytes,
    **_locale: str,
) -> None:
    connection.client_properties = client_properties
    connection.auth_mechanism = mechanism
    name, password = login.credentials(mechanism, response)
    user = connection.broker.login(name, password, connection.peer_host)
    if user is None:
        text = (
            f"Login was refused using authentication mechanism {mechanism}. "
            "For details see the broker logfile."
        )
        refusal = Refusal(403, text)
        if connection.can("authentication_failure_close"):
            connection.tell_why(403, refusal.text)
            connection.line.finish()
        raise refusal
    connection.user = user
    connection.tell(
        "connection.tune", channel_max=CHANNEL_MAX, frame_max=FRAME_MAX, heartbeat=HEARTBEAT
    )


def _tune_ok(
    connection: "ClientConnection", *, channel_max: int, frame_max: int, heartbeat: int
) -> None:
    _check_limits(channel_max=channel_max, frame_max=frame_max)
    connection.tuned(channel_max, frame_max, heartbeat)


def _open(connection: "ClientConnection", *, virtual_host: str) -> None:
    connection.opened(connection.broker.open_vhost(virtual_host, connection.user))
    connection.tell("connection.open-ok")


def _update_secret(connection: "ClientConnection", **_secret: object) -> None:
    """Passwords do not expire here, so there is nothing to renew."""
    connection.tell("connection.update-secret-ok")


def _close(connection: "ClientConnection", **_why: object) -> None:
    connection.end()
    connection.tell("connection.close-ok")
    connection.finish()


def _close_ok(connection: "ClientConnection") -> None:
    connection.line.finish()


STEPS: dict[str, Callable[..., None]] = {
    "connection.start-ok": _start_ok,
    "connection.tune-ok": _tune_ok,
    "connection.open": _open,
    "connection.update-secret": _update_secret,
    "connection.close": _close,
    "connection.close-ok": _close_ok,
}
"""What the table of states lets a client say."""


def _check_limits(**wanted: int) -> None:
    """Raises Refusal for a limit beyond what was offered; 0 asks for no limit at all."""
    for name, value in wanted.items():
        lowest, highest = _SMALLEST[name], _LARGEST[name]
        if value and value < lowest:
            which, bound = "lower than the minimum", lowest
        elif not value or value > highest:
            which, bound = "higher than the maximum", highest
        else:
            continue
        raise Refusal(530, f"negotiated {name} = {value} is {which} allowed value ({bound})")
