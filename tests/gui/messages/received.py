"""Messages as a tap receives them: what the tests of the messages view look at."""

from typing import Any

from core.amqp.properties import Properties
from core.tapped import TappedMessage

AT = 1_700_000_000.25


def message(body: bytes = b"{}", **changed: Any) -> TappedMessage:
    parts: dict[str, Any] = {
        "at": AT,
        "exchange": "shop",
        "routing_key": "order.placed",
        "redelivered": False,
        "wire": Properties({"content_type": "application/json"}),
        "body": body,
        "size": len(body),
    }
    return TappedMessage(**{**parts, **changed})


def messages(count: int) -> list[TappedMessage]:
    return [message(routing_key=f"key.{number}") for number in range(count)]
