"""What the arguments of queues and exchanges mean, in plain words."""

from collections.abc import Callable
from typing import Any

_OVERFLOW = {
    "drop-head": "when full, the oldest messages are dropped or dead-lettered",
    "reject-publish": "when full, new messages are refused (nacked)",
    "reject-publish-dlx": "when full, new messages are refused and dead-lettered",
}


def argument_words(name: str, value: Any) -> str:
    """One argument in plain words; also the name that a policy uses, without `x-`."""
    write = _WORDS.get(name.removeprefix("x-"))
    try:
        return write(value) if write is not None else f"{name} = {value!r}"
    except (TypeError, ValueError):
        return f"{name} = {value!r}"


def duration_words(milliseconds: float) -> str:
    """A duration in its largest fitting unit: `500 ms`, `30 s`, `1.5 h`, `7 days`."""
    for size, unit in ((86_400_000, "days"), (3_600_000, "h"), (60_000, "min"), (1000, "s")):
        if milliseconds >= size:
            return f"{round(milliseconds / size, 2):g} {unit}"
    return f"{milliseconds:g} ms"


def size_words(size: float) -> str:
    """A number of bytes: `512 B`, `10 kB`, `1.5 GB`."""
    for unit, power in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= power:
            return f"{round(size / power, 2):g} {unit}"
    return f"{size:g} B"


def _lazy(mode: Any) -> str:
    return "messages are kept on disk" if mode == "lazy" else f"queue mode {mode}"


def _single(active: Any) -> str:
    return "one consumer at a time gets messages" if active else "all consumers get messages"


def _exchange(name: Any) -> str:
    return f"exchange {name}" if name else "the default exchange"


_WORDS: dict[str, Callable[[Any], str]] = {
    "message-ttl": lambda v: f"messages expire after {duration_words(v)}",
    "expires": lambda v: f"deleted after {duration_words(v)} without use",
    "max-length": lambda v: f"holds at most {int(v):,} messages",
    "max-length-bytes": lambda v: f"holds at most {size_words(v)}",
    "overflow": lambda v: _OVERFLOW.get(v, f"overflow {v}"),
    "dead-letter-exchange": lambda v: f"dead letters go to {_exchange(v)}",
    "dead-letter-routing-key": lambda v: f"dead letters get the routing key {v}",
    "dead-letter-strategy": lambda v: f"dead letters are passed on {str(v).replace('-', ' ')}",
    "alternate-exchange": lambda v: f"unroutable messages go to {_exchange(v)}",
    "max-priority": lambda v: f"messages have a priority from 0 to {int(v)}",
    "queue-type": lambda v: f"is a {v} queue",
    "queue-mode": _lazy,
    "single-active-consumer": _single,
    "delivery-limit": lambda v: f"a message is delivered again at most {int(v):,} times",
    "consumer-timeout": lambda v: f"a consumer has {duration_words(v)} to acknowledge",
    "max-age": lambda v: f"keeps messages for {v}",
    "stream-max-segment-size-bytes": lambda v: f"segments of {size_words(v)}",
    "quorum-initial-group-size": lambda v: f"started with {int(v)} replicas",
    "queue-leader-locator": lambda v: f"its leader was placed by {v}",
    "max-in-memory-length": lambda v: f"keeps at most {int(v):,} messages in memory",
    "max-in-memory-bytes": lambda v: f"keeps at most {size_words(v)} in memory",
}
