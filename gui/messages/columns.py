"""The columns of the message list."""

from datetime import datetime
from functools import lru_cache

from core import numbers
from core.amqp.fields import shown
from core.tapped import TappedMessage
from core.topology import DEFAULT_EXCHANGE_NAME
from core.wording import phrase, tr
from gui.messages.body_text import preview
from gui.messages.column import Column


def time_words(at: float) -> str:
    """A time of day with milliseconds."""
    milliseconds = int(at * 1000)
    return f"{_second_words(milliseconds // 1000)}.{milliseconds % 1000:03}"


@lru_cache(4)
def _second_words(second: int) -> str:
    return datetime.fromtimestamp(second).astimezone().strftime("%H:%M:%S")


_shown = lru_cache(4096)(shown)


def _kind(message: TappedMessage) -> str:
    """What the publisher says it is: the event's type, else the content type."""
    return _shown(message.wire.type or message.wire.content_type or "")


def _key(message: TappedMessage) -> str:
    return _shown(message.routing_key)


COLUMNS = (
    Column(phrase("time"), 100, lambda message: time_words(message.at), dim=True),
    Column(
        phrase("exchange"),
        110,
        lambda m: _shown(m.exchange) or DEFAULT_EXCHANGE_NAME,
        repeats=True,
        grows=True,
    ),
    Column(phrase("routing key"), 150, _key, repeats=True, grows=True),
    Column(phrase("size"), 76, lambda m: numbers.size(m.size), repeats=True, right=True, dim=True),
    Column(phrase("type"), 120, _kind, repeats=True, dim=True),
    Column(
        phrase("redelivered"),
        86,
        lambda m: tr("redelivered") if m.redelivered else "",
        repeats=True,
    ),
    Column(phrase("body"), 200, lambda message: preview(message.body), grows=True),
)
