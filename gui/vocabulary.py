"""The words for what flows: the same in the picture, the charts, the inspector and tool tips.

They are those of RabbitMQ's management pages; `message_stats` spells some of them differently.
"""

WORDS = {
    "publish": "publish",
    "route": "route",
    "deliver": "deliver",
    "deliver_no_ack": "deliver (auto ack)",
    "get": "get",
    "get_no_ack": "get (auto ack)",
    "dead_letter": "dead-letter",
    "alternate": "alternate",
    "bind": "bind",
    "hop": "work caused",
    "return_unroutable": "returned",
    "drop_unroutable": "dropped",
    "redeliver": "redelivered",
    "confirm": "confirm",
    "ack": "ack",
    "nack": "nack",
    "reject": "reject",
    "nack_or_reject": "nack or reject",
    "requeue": "requeue",
    "ready": "ready",
    "unacked": "unacked",
    "wait": "publish to deliver",
    "handling": "deliver to ack",
}
"""By the name of a kind of edge, or of a counter as `message_stats` spells it."""


def word(name: str) -> str:
    """How a kind of edge or a counter is called on screen."""
    return WORDS.get(name, name)


def spelling(name: str) -> str:
    """How RabbitMQ spells a counter where that is not the word on screen; else empty."""
    return f"RabbitMQ's counter {name}" if name != word(name) else ""
