"""The columns of the message list."""

from datetime import datetime

from core.amqp.fields import shown
from core.tapped import TappedMessage
from core.topology import DEFAULT_EXCHANGE_NAME
from gui.messages.body_text import preview
from gui.messages.table import Column

_UNITS = ((1024 * 1024, "MiB"), (1024, "KiB"))


def time_words(at: float) -> str:
    """A time of day with milliseconds."""
    return datetime.fromtimestamp(at).astimezone().strftime("%H:%M:%S.%f")[:-3]


def size_words(size: int) -> str:
    """A number of bytes: `940 B`, `1.2 KiB`."""
    for unit, name in _UNITS:
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} B"


def _kind(message: TappedMessage) -> str:
    """What the publisher says it is: the event's type, else the content type."""
    return shown(message.wire.type or message.wire.content_type or "")


COLUMNS = (
    Column("time", 100, lambda message: time_words(message.at), dim=True),
    Column("exchange", 120, lambda m: shown(m.exchange) or DEFAULT_EXCHANGE_NAME, repeats=True),
    Column("routing key", 170, lambda message: shown(message.routing_key), repeats=True),
    Column("size", 76, lambda message: size_words(message.size), right=True, dim=True),
    Column("type", 130, _kind, repeats=True, dim=True),
    Column("redelivered", 86, lambda m: "redelivered" if m.redelivered else "", repeats=True),
    Column("body", 400, lambda message: preview(message.body)),
)
