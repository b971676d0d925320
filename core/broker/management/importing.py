"""Definitions that are imported: what another broker has exported, or this one."""

from collections.abc import Callable, Mapping
from typing import Any

from core.broker.exchange import Binding, Exchange
from core.broker.management.administration import tags_of
from core.broker.management.asking import (
    ADMINISTRATOR,
    DONE,
    ApiError,
    Done,
    Question,
    bad_request,
)
from core.broker.management.declaring import arguments_of, policy_of, tags_of_vhost
from core.broker.management.rows import Json
from core.broker.permissions import OPERATIONS, HashedPassword, Permission
from core.broker.queue import Queue
from core.broker.queue_settings import check_arguments
from core.broker.refusal import Refusal
from core.broker.routing import TABLES, HeadersTable, check_match
from core.broker.vhost import Vhost

UNREADABLE = "failed_to_parse_json"
_WRONG = "function_clause"
"""What RabbitMQ says of most things that cannot be."""
_ANY: Any = object()


def definitions(ask: Question) -> Done:
    """`POST /api/definitions` and `/api/definitions/{vhost}`: what is there already stays as it is.

    As in RabbitMQ what comes before the first fault is imported, and nothing after it.
    """
    ask.require(ADMINISTRATOR)
    if ask.body is not None and not isinstance(ask.body, dict):
        raise bad_request(UNREADABLE)
    parts, own = _EVERYTHING, {}
    if "vhost" in ask.path:
        if ask.path["vhost"] not in ask.broker.vhosts:
            raise ApiError(404, "not_found", "vhost_not_found")
        parts, own = _OF_VHOSTS, {"vhost": ask.path["vhost"]}
    for part, take in parts.items():
        for row in _rows(ask.table(), part):
            _try(take, ask, row | own)
    return DONE


def _rows(told: Json, part: str) -> list[Json]:
    rows = told.get(part, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise bad_request(f"{part} must be a list of objects")
    return rows


def _try(take: Callable[[Question, Json], None], ask: Question, row: Json) -> None:
    """What AMQP refuses, as RabbitMQ writes its own error. Raises ApiError."""
    try:
        take(ask, row)
    except Refusal as refusal:
        name, _, why = refusal.text.partition(" - ")
        raise bad_request(["amqp_error", name.lower(), list(why.encode()), "none"]) from refusal


def _user(ask: Question, row: Json) -> None:
    name, tags, by = _text(row, "name"), tags_of(row.get("tags", "")), ask.user.name
    known = ask.broker.users.get(name)
    password: str | HashedPassword | None = None
    if "password" in row:
        password = _text(row, "password")
    elif "password_hash" in row:
        password = _hashed(row)
    user = known or ask.broker.add_user(name, password or HashedPassword.of_nobody(), tags, by)
    user.tags = tags
    user.password = password or user.password


def _hashed(row: Json) -> HashedPassword:
    try:
        return HashedPassword.told(
            _text(row, "password_hash"), str(row.get("hashing_algorithm") or "")
        )
    except ValueError as error:
        raise bad_request(f"password of user '{row['name']}': {error}") from error


def _vhost(ask: Question, row: Json) -> None:
    name = _text(row, "name")
    if name in ask.broker.vhosts:
        return
    metadata = row.get("metadata")
    told = {**row, **metadata} if isinstance(metadata, dict) else row
    vhost = ask.broker.add_vhost(name, ask.user.name)
    vhost.description = str(told.get("description", ""))
    vhost.tags = tags_of_vhost(told.get("tags", []))


def _permission(ask: Question, row: Json) -> None:
    vhost, user = _home(ask, row), ask.broker.users.get(_text(row, "user"))
    if user is None:
        raise bad_request(["no_such_user", row["user"]])
    allowed = Permission(*(_text(row, operation) for operation in OPERATIONS))
    if fault := allowed.fault:
        raise bad_request(fault)
    ask.broker.permit(user, vhost.name, allowed, ask.user.name)


def _topic_permission(_ask: Question, _row: Json) -> None:
    raise bad_request("topic permissions are not served here")


def _parameter(_ask: Question, row: Json) -> None:
    """Parameters belong to plugins, and there are none."""
    component, vhost, name = (row.get(key) for key in ("component", "vhost", "name"))
    raise bad_request(
        f"Validation failed\n\ncomponent {component} not found\n ({vhost}/{component}/{name})"
    )


def _policy(ask: Question, row: Json) -> None:
    vhost = _home(ask, row)
    if "name" not in row:
        raise bad_request(f"policy in virtual host '{vhost.name}' has undefined name")
    name = _text(row, "name")
    policy = policy_of(name, row, where=f" ({vhost.name}/{name})")
    vhost.set_policy(policy, ask.user.name)


def _queue(ask: Question, row: Json) -> None:
    vhost, name = _home(ask, row), _text(row, "name")
    durable, auto_delete = _flag(row, "durable"), _flag(row, "auto_delete")
    if name in vhost.queues:
        return
    arguments = arguments_of(row)
    check_arguments(vhost.name, name, arguments)
    vhost.add_queue(
        Queue(
            vhost,
            name,
            durable=durable,
            auto_delete=auto_delete,
            arguments=arguments,
            user=ask.user.name,
        )
    )


def _exchange(ask: Question, row: Json) -> None:
    vhost, name, kind = _home(ask, row), _text(row, "name"), row.get("type", "undefined")
    if kind not in TABLES:
        fault = "unknown" if "type" in row else "invalid"
        raise Refusal(503, f"{fault} exchange type '{kind}'")
    durable = _flag(row, "durable")
    if name in vhost.exchanges:
        return
    vhost.add_exchange(
        Exchange(
            vhost.name,
            name,
            kind,
            durable=durable,
            auto_delete=_flag(row, "auto_delete", default=False),
            internal=_flag(row, "internal", default=False),
            arguments=arguments_of(row),
            user=ask.user.name,
        )
    )


def _binding(ask: Question, row: Json) -> None:
    """As in RabbitMQ one without its two ends is passed over."""
    vhost, key, arguments = _home(ask, row), _text(row, "routing_key"), arguments_of(row)
    ends: Mapping[str, Mapping[str, Any]] = {"queue": vhost.queues, "exchange": vhost.exchanges}
    kind = str(row.get("destination_type"))
    if kind not in ends:
        raise bad_request(_WRONG)
    source = vhost.exchanges.get(row.get("source") or "")
    destination = ends[kind].get(row.get("destination") or "")
    if source is None or not source.name or destination is None:
        return
    if isinstance(source.table, HeadersTable):
        check_match(arguments)
    vhost.bind(Binding(source, destination, key, arguments), ask.user.name)


def _home(ask: Question, row: Json) -> Vhost:
    name = row.get("vhost", "undefined")
    found = ask.broker.vhosts.get(name) if isinstance(name, str) else None
    if found is None:
        raise bad_request(["no_such_vhost", name])
    return found


def _text(row: Json, name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str):
        raise bad_request("badarg")
    return value


def _flag(row: Json, name: str, *, default: Any = _ANY) -> bool:
    value = row.get(name, default)
    if not isinstance(value, bool):
        raise bad_request(_WRONG)
    return value


_OF_VHOSTS: Mapping[str, Callable[[Question, Json], None]] = {
    "parameters": _parameter,
    "policies": _policy,
    "queues": _queue,
    "exchanges": _exchange,
    "bindings": _binding,
}
_EVERYTHING: Mapping[str, Callable[[Question, Json], None]] = {
    "users": _user,
    "vhosts": _vhost,
    "permissions": _permission,
    "topic_permissions": _topic_permission,
    **_OF_VHOSTS,
}
"""What is imported, in RabbitMQ's order; what else a file says, such as who exported it, is no matter."""
