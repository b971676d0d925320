"""What the arguments of a queue, and a policy, ask of it; checked as RabbitMQ checks them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.amqp.fields import Field, Table, shown
from core.broker.field_types import is_integer, type_name
from core.broker.refusal import Refusal

LONGEST_MILLISECONDS = 10 * 365 * 24 * 3600 * 1000
"""RabbitMQ's limit of every time to live: ten years."""
HIGHEST_PRIORITY = 255
OVERFLOWS = ("drop-head", "reject-publish", "reject-publish-dlx")
_OF_OTHER_TYPES = (
    "x-delivery-limit",
    "x-max-age",
    "x-quorum-initial-group-size",
    "x-dead-letter-strategy",
    "x-max-in-memory-length",
    "x-max-in-memory-bytes",
    "x-stream-max-segment-size-bytes",
    "x-initial-cluster-size",
    "x-queue-leader-locator",
)
COMPARED = (
    "x-expires",
    "x-message-ttl",
    "x-dead-letter-exchange",
    "x-dead-letter-routing-key",
    "x-max-length",
    "x-max-length-bytes",
    "x-max-priority",
    "x-overflow",
    "x-queue-mode",
    "x-single-active-consumer",
    "x-queue-type",
)
"""Arguments in which a second declaration must agree with the first."""


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """What a queue does with its messages."""

    message_ttl: int | None = None
    """In milliseconds, as `expires`."""
    expires: int | None = None
    max_length: int | None = None
    max_length_bytes: int | None = None
    overflow: str = "drop-head"
    dead_letter_exchange: str | None = None
    dead_letter_routing_key: str | None = None
    max_priority: int | None = None
    single_active_consumer: bool = False

    @property
    def rejects(self) -> bool:
        """What does not fit is refused instead of making room."""
        return self.overflow != "drop-head"


def settings_of(arguments: Table, policy: Mapping[str, Any]) -> QueueSettings:
    """Arguments and policy together: of two limits the lower one holds, else the argument."""
    told = {name.removeprefix("x-"): field.value for name, field in arguments.items()}
    return QueueSettings(
        message_ttl=_lower(told, policy, "message-ttl"),
        expires=_lower(told, policy, "expires"),
        max_length=_lower(told, policy, "max-length"),
        max_length_bytes=_lower(told, policy, "max-length-bytes"),
        overflow=_first(told, policy, "overflow") or "drop-head",
        dead_letter_exchange=_first(told, policy, "dead-letter-exchange"),
        dead_letter_routing_key=_first(told, policy, "dead-letter-routing-key"),
        max_priority=told.get("max-priority"),
        single_active_consumer=bool(told.get("single-active-consumer")),
    )


def _lower(told: Mapping[str, Any], policy: Mapping[str, Any], name: str) -> int | None:
    return min((one[name] for one in (told, policy) if name in one), default=None)


def _first(told: Mapping[str, Any], policy: Mapping[str, Any], name: str) -> str | None:
    value = told.get(name, policy.get(name))
    return None if value is None else str(value)


def check_arguments(vhost: str, queue: str, arguments: Table) -> None:
    """Raises Refusal for arguments that RabbitMQ does not accept, or that are not served here."""
    where = f"queue '{shown(queue)}' in vhost '{shown(vhost)}'"
    for name, check in _CHECKS.items():
        if name in arguments and (fault := check(arguments[name], arguments)):
            raise Refusal(406, f"invalid arg '{name}' for {where}: {fault}")
    for name in arguments:
        if name in _OF_OTHER_TYPES:
            raise not_of_classic_queues(name, where)


def not_of_classic_queues(argument: str, where: str) -> Refusal:
    """Other types of queues have this argument."""
    return Refusal(406, f"invalid arg '{argument}' for {where} of queue type rabbit_classic_queue")


def _integer(field: Field, _arguments: Table) -> str:
    if not is_integer(field):
        return f'"expected integer, got {type_name(field)}"'
    return f"{{value_negative,{field.value}}}" if field.value < 0 else ""


def _milliseconds(field: Field, arguments: Table) -> str:
    fault = _integer(field, arguments)
    if not fault and field.value > LONGEST_MILLISECONDS:
        return f"{{value_too_large,{field.value}}}"
    return fault


def _some_milliseconds(field: Field, arguments: Table) -> str:
    fault = _milliseconds(field, arguments)
    return "{value_zero,0}" if not fault and field.value == 0 else fault


def _priority(field: Field, arguments: Table) -> str:
    fault = _integer(field, arguments)
    if not fault and field.value > HIGHEST_PRIORITY:
        return f"{{max_value_exceeded,{field.value}}}"
    return fault


def _text(field: Field, _arguments: Table) -> str:
    return "" if field.tag == "S" else f"{{unacceptable_type,{type_name(field)}}}"


def _boolean(field: Field, _arguments: Table) -> str:
    return "" if field.tag == "t" else f"{{unacceptable_type,{type_name(field)}}}"


def _overflow(field: Field, arguments: Table) -> str:
    fault = _text(field, arguments)
    return fault or ("" if field.value in OVERFLOWS else "invalid_overflow")


def _letter_key(field: Field, arguments: Table) -> str:
    fault = _text(field, arguments)
    if not fault and "x-dead-letter-exchange" not in arguments:
        return "routing_key_but_no_dlx_defined"
    return fault


def _mode(field: Field, arguments: Table) -> str:
    fault = _text(field, arguments)
    if not fault and field.value not in ("default", "lazy"):
        return f"\"unsupported queue mode '{shown(field.value)}'\""
    return fault


def _version(field: Field, arguments: Table) -> str:
    fault = _integer(field, arguments)
    if not fault and field.value not in (1, 2):
        return f"\"unsupported queue version '{field.value}'\""
    return fault


def _type(field: Field, arguments: Table) -> str:
    fault = _text(field, arguments)
    if not fault and field.value != "classic":
        return f"\"unsupported queue type '{shown(field.value)}'\""
    return fault


_CHECKS: Mapping[str, Callable[[Field, Table], str]] = {
    "x-expires": _some_milliseconds,
    "x-message-ttl": _milliseconds,
    "x-dead-letter-exchange": _text,
    "x-dead-letter-routing-key": _letter_key,
    "x-max-length": _integer,
    "x-max-length-bytes": _integer,
    "x-max-priority": _priority,
    "x-overflow": _overflow,
    "x-queue-mode": _mode,
    "x-single-active-consumer": _boolean,
    "x-queue-version": _version,
    "x-queue-type": _type,
}
"""In the order in which RabbitMQ looks at them."""
