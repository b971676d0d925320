"""What the arguments of queues and exchanges mean, in plain words."""

from collections.abc import Callable
from typing import Any

from core import numbers
from core.wording import phrase, tr

_OVERFLOW = {
    "drop-head": phrase("when full, the oldest messages are dropped or dead-lettered"),
    "reject-publish": phrase("when full, new messages are refused (nacked)"),
    "reject-publish-dlx": phrase("when full, new messages are refused and dead-lettered"),
}


def argument_words(name: str, value: Any) -> str:
    """One argument in plain words; also the name that a policy uses, without `x-`."""
    write = _WORDS.get(name.removeprefix("x-"))
    try:
        return write(value) if write is not None else f"{name} = {value!r}"
    except (TypeError, ValueError):
        return f"{name} = {value!r}"


def _time(milliseconds: float) -> str:
    return numbers.given_time(milliseconds / 1000)


def _lazy(mode: Any) -> str:
    if mode == "lazy":
        return tr("messages are kept on disk")
    return tr("queue mode {mode}", mode=mode)


def _single(active: Any) -> str:
    if active:
        return tr("one consumer at a time gets messages")
    return tr("all consumers get messages")


def _overflow(way: Any) -> str:
    return tr(_OVERFLOW[way]) if way in _OVERFLOW else tr("overflow {way}", way=way)


def _dead_letter_strategy(strategy: Any) -> str:
    if strategy == "at-least-once":
        return tr("dead letters are passed on at least once")
    if strategy == "at-most-once":
        return tr("dead letters are passed on at most once")
    return tr("dead letters are passed on {way}", way=str(strategy).replace("-", " "))


def _exchange(name: Any) -> str:
    return tr("exchange {name}", name=name) if name else tr("the default exchange")


def _said(text: str, shown: Callable[[Any], object] = str) -> Callable[[Any], str]:
    """How a value is put into a text that is about it."""
    return lambda value: tr(text, value=shown(value))


_WORDS: dict[str, Callable[[Any], str]] = {
    "message-ttl": _said(phrase("messages expire after {value}"), _time),
    "expires": _said(phrase("deleted after {value} without use"), _time),
    "max-length": _said(phrase("holds at most {value:,} messages"), int),
    "max-length-bytes": _said(phrase("holds at most {value}"), numbers.given_size),
    "overflow": _overflow,
    "dead-letter-exchange": _said(phrase("dead letters go to {value}"), _exchange),
    "dead-letter-routing-key": _said(phrase("dead letters get the routing key {value}")),
    "dead-letter-strategy": _dead_letter_strategy,
    "alternate-exchange": _said(phrase("unroutable messages go to {value}"), _exchange),
    "max-priority": _said(phrase("messages have a priority from 0 to {value}"), int),
    "queue-type": _said(phrase("is a {value} queue")),
    "queue-mode": _lazy,
    "single-active-consumer": _single,
    "delivery-limit": _said(phrase("a message is delivered again at most {value:,} times"), int),
    "consumer-timeout": _said(phrase("a consumer has {value} to acknowledge"), _time),
    "max-age": _said(phrase("keeps messages for {value}")),
    "stream-max-segment-size-bytes": _said(phrase("segments of {value}"), numbers.given_size),
    "quorum-initial-group-size": _said(phrase("started with {value} replicas"), int),
    "queue-leader-locator": _said(phrase("its leader was placed by {value}")),
    "max-in-memory-length": _said(phrase("keeps at most {value:,} messages in memory"), int),
    "max-in-memory-bytes": _said(phrase("keeps at most {value} in memory"), numbers.given_size),
}
