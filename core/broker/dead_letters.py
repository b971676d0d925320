"""What becomes of a message that a queue gives up: its new headers, and where it must not go."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from core.amqp.fields import Field, Table
from core.broker.burials import Death
from core.broker.message import Message

if TYPE_CHECKING:
    from core.broker.queue import Queue


def died(message: Message, death: Death) -> Message:
    """The message as it is published to the dead-letter exchange."""
    key = death.routing_key
    headers = dict(message.headers)
    if "x-death" not in headers:
        headers["x-first-death-reason"] = Field("S", death.reason)
        headers["x-first-death-queue"] = Field("S", death.queue)
        headers["x-first-death-exchange"] = Field("S", message.exchange)
    headers["x-death"] = _deaths(message, death.queue, death.reason, death.at)
    if key is not None:
        headers.pop("CC", None)
    changed = {
        **message.properties.values,
        "headers": dict(sorted(headers.items())),
        "expiration": None,
    }
    keys = message.routing_keys if key is None else (key,)
    return message.changed(changed, death.exchange, keys)


def without_cycles(message: Message, reason: str, queues: Iterable["Queue"]) -> list["Queue"]:
    """The queues that may get it: one where it died before gets it only if it was rejected since."""
    deaths = _tables(message.headers)
    if reason == "rejected":
        return list(queues)
    return [queue for queue in queues if not _is_cycle(deaths, queue.name)]


def _is_cycle(deaths: list[Table], queue: str) -> bool:
    upto = next((i for i, death in enumerate(deaths) if _text(death, "queue") == queue), None)
    if upto is None:
        return False
    return all(_text(death, "reason") != "rejected" for death in deaths[: upto + 1])


def _deaths(message: Message, queue: str, reason: str, at: float) -> Field:
    """All deaths, the latest first; one at the same queue for the same reason counts once more.

    RabbitMQ 3.10 turns the others around each time.
    """
    former = _tables(message.headers)
    same = [d for d in former if _text(d, "queue") == queue and _text(d, "reason") == reason]
    if same:
        death = dict(sorted({**same[0], "count": Field("l", _count(same[0]) + 1)}.items()))
    else:
        death = _death(message, queue, reason, at)
    others = [one for one in reversed(former) if one not in same]
    return Field("A", [Field("F", one) for one in (death, *others)])


def _death(message: Message, queue: str, reason: str, at: float) -> Table:
    keys = [Field("S", message.routing_key), *copies_of(message.headers)]
    death = {
        "count": Field("l", 1),
        "reason": Field("S", reason),
        "queue": Field("S", queue),
        "time": Field("T", int(at)),
        "exchange": Field("S", message.exchange),
        "routing-keys": Field("A", keys),
    }
    if message.properties.expiration is not None:
        death["original-expiration"] = Field("S", message.properties.expiration)
    return death


def copies_of(headers: Mapping[str, Field]) -> list[Field]:
    """Further routing keys that a message still shows: those of BCC were taken out."""
    field = headers.get("CC")
    return field.value if field is not None and field.tag == "A" else []


def _tables(headers: Mapping[str, Field]) -> list[Table]:
    field = headers.get("x-death")
    if field is None or field.tag != "A":
        return []
    return [one.value for one in field.value if one.tag == "F"]


def _text(death: Mapping[str, Any], name: str) -> str | None:
    field = death.get(name)
    return field.value if isinstance(field, Field) and isinstance(field.value, str) else None


def _count(death: Mapping[str, Any]) -> int:
    field = death.get("count")
    return field.value if isinstance(field, Field) and isinstance(field.value, int) else 0
