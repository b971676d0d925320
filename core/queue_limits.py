"""What becomes of messages that a queue keeps no longer: too many, too old, back too often."""

from collections.abc import Iterator
from typing import Any

from core import numbers
from core.topology import DEFAULT_EXCHANGE, DEFAULT_EXCHANGE_NAME, Queue, Topology
from core.wording import phrase, tr

_REFUSALS = ("reject-publish", "reject-publish-dlx")

FULL, EXPIRED, RETURNED = (
    phrase("when it is full"),
    phrase("when they wait"),
    phrase("when returned"),
)


def limit_words(queue: Queue, topology: Topology) -> Iterator[tuple[str, str]]:
    """Each limit of a queue: when it is met, and what happens then."""
    if queue.type == "stream":
        return
    if limit := _limit(queue):
        yield FULL, _full_words(queue, topology, limit)
    ttl = _number(queue, "message-ttl")
    if ttl is not None:
        fate, time = _fate(queue, topology, "expired"), numbers.given_time(ttl / 1000)
        yield EXPIRED, tr("a message that waits for {time} {fate}", time=time, fate=fate)
    times = _number(queue, "delivery-limit") if queue.type == "quorum" else None
    if times is not None:
        fate = _fate(queue, topology, "delivery_limit")
        told = phrase("a message that comes back more than {n:,} times {fate}")
        yield RETURNED, tr(told, n=times, fate=fate)


def _full_words(queue: Queue, topology: Topology, limit: str) -> str:
    way = queue.arguments.get("x-overflow", queue.policy_definition.get("overflow", "drop-head"))
    if queue.type == "quorum" and way == "reject-publish-dlx":
        way = "drop-head"  # quorum queues do not know the other and do as if nothing was asked
    if way not in (*_REFUSALS, "drop-head"):
        return tr("it holds at most {limit}; overflow {way}", limit=limit, way=way)
    if way == "drop-head":
        fate = _fate(queue, topology, "maxlen")
        told = phrase("with {limit} in it, each new message pushes out the oldest, which {fate}")
        return tr(told, limit=limit, fate=fate)
    told = tr(
        "with {limit} in it, new messages are refused: publishers with confirms get a nack, "
        "others notice nothing",
        limit=limit,
    )
    if way == "reject-publish":
        return told
    fate = _fate(queue, topology, "maxlen")
    return tr("{told}; what is refused {fate}", told=told, fate=fate)


def _fate(queue: Queue, topology: Topology, reason: str) -> str:
    """What becomes of a message that leaves so; `reason` is what its x-death header says."""
    name = queue.dead_letter_exchange
    if name is None:
        return tr("is lost: it has no dead-letter exchange")
    shown = DEFAULT_EXCHANGE_NAME if name == DEFAULT_EXCHANGE else name
    if topology.exchanges and name not in (*topology.exchanges, DEFAULT_EXCHANGE):
        return tr("is lost: the dead-letter exchange {exchange} does not exist", exchange=shown)
    told = phrase("is dead-lettered to {exchange} (reason {reason})")
    return tr(told, exchange=shown, reason=reason)


def _limit(queue: Queue) -> str:
    """How much it holds at most, in words; empty without a limit."""
    messages, size = _number(queue, "max-length"), _number(queue, "max-length-bytes")
    if messages is not None and size is not None:
        told = phrase("{n:,} ready messages or {size}")
        return tr(told, n=messages, size=numbers.given_size(size))
    if messages is not None:
        return tr("{n:,} ready messages", n=messages)
    return numbers.given_size(size) if size is not None else ""


def _number(queue: Queue, name: str) -> int | None:
    """A limit; the smaller one where argument and policy both set it."""
    found: list[Any] = [queue.arguments.get(f"x-{name}"), queue.policy_definition.get(name)]
    whole = [one for one in found if isinstance(one, int) and not isinstance(one, bool)]
    return min(whole, default=None)
