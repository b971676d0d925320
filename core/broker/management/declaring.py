"""The requests that declare and delete: vhosts, exchanges, queues, bindings and policies."""

from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import quote

from core.amqp.fields import FieldError, Table, field_of
from core.broker.exchange import Binding
from core.broker.management.asking import (
    ADMINISTRATOR,
    CREATED,
    DEFAULT_EXCHANGE,
    DONE,
    POLICYMAKER,
    ApiError,
    Done,
    Question,
    bad_request,
    has_null,
    not_authorised,
    not_there,
)
from core.broker.management.observing import named_binding
from core.broker.management.rows import Json, properties_key
from core.broker.management.visitor import visitor
from core.broker.permissions import Permission
from core.broker.policies import Policy, PolicyError, check
from core.broker.refusal import Refusal


def put_vhost(ask: Question) -> Done:
    """`PUT /api/vhosts/{vhost}`; as in RabbitMQ what is not told is emptied."""
    ask.require(ADMINISTRATOR)
    told, name = ask.table(), ask.path["vhost"]
    found = ask.broker.vhosts.get(name)
    vhost = found or ask.broker.add_vhost(name, ask.user.name)
    vhost.description = str(told.get("description", ""))
    vhost.tags = tags_of_vhost(told.get("tags", []))
    if "tracing" in told:
        ask.broker.trace(vhost, on=told["tracing"] in (True, "true"))
    if found is None:
        ask.broker.permit(ask.user, name, Permission(), ask.user.name)
        return CREATED
    ask.broker.tell("vhost.updated", vhost, ask.user.name)
    return DONE


def delete_vhost(ask: Question) -> Done:
    """`DELETE /api/vhosts/{vhost}`."""
    ask.require(ADMINISTRATOR)
    found = ask.broker.vhosts.get(ask.path["vhost"])
    if found is None:
        raise not_there()
    ask.broker.forget_vhost(found, ask.user.name)
    return DONE


def delete_connection(ask: Question) -> Done:
    """`DELETE /api/connections/{name}`."""
    found = ask.broker.connections.get(ask.path["connection"])
    if found is None:
        raise not_there()
    if found.user is not ask.user and ADMINISTRATOR not in ask.user.tags:
        raise not_authorised("User not authorised to access object")
    found.close(320, ask.reason or "Closed via management plugin")
    return DONE


def put_exchange(ask: Question) -> Done:
    """`PUT /api/exchanges/{vhost}/{name}`."""
    told, name = ask.table(), _own_name(ask.path["exchange"])
    is_new = name not in ask.vhost.exchanges
    _try(
        lambda: visitor(ask).declare_exchange(
            name,
            str(told.get("type", "direct")),
            durable=_flag(told, "durable", default=True),
            auto_delete=_flag(told, "auto_delete"),
            internal=_flag(told, "internal"),
            arguments=arguments_of(told),
        )
    )
    return CREATED if is_new else DONE


def delete_exchange(ask: Question) -> Done:
    """`DELETE /api/exchanges/{vhost}/{name}`."""
    name = ask.exchange.name
    _try(lambda: visitor(ask).delete_exchange(name, if_unused=ask.wants("if-unused")))
    return DONE


def put_queue(ask: Question) -> Done:
    """`PUT /api/queues/{vhost}/{name}`."""
    told, name = ask.table(), ask.path["queue"]
    is_new = name not in ask.vhost.queues
    _try(
        lambda: visitor(ask).declare_queue(
            name,
            durable=_flag(told, "durable", default=True),
            auto_delete=_flag(told, "auto_delete"),
            arguments=arguments_of(told),
        )
    )
    return CREATED if is_new else DONE


def delete_queue(ask: Question) -> Done:
    """`DELETE /api/queues/{vhost}/{name}`."""
    name = ask.queue.name
    _try(
        lambda: visitor(ask).delete_queue(
            name, if_unused=ask.wants("if-unused"), if_empty=ask.wants("if-empty")
        )
    )
    return DONE


def purge_queue(ask: Question) -> Done:
    """`DELETE /api/queues/{vhost}/{name}/contents`."""
    name = ask.queue.name
    _try(lambda: visitor(ask).purge_queue(name))
    return DONE


def post_binding(ask: Question) -> Done:
    """`POST /api/bindings/{vhost}/e/{source}/…/{destination}`."""
    told = ask.table()
    key, arguments = str(told.get("routing_key", "")), arguments_of(told)
    source, name = _own_name(ask.path["exchange"]), ask.path["destination"]
    kind: Any = "queue" if ask.path["kind"] == "q" else "exchange"
    vhost = ask.vhost
    _try(lambda: visitor(ask).bind(kind, name, source, key, arguments))
    ends: dict[str, Any] = dict(vhost.queues if kind == "queue" else vhost.exchanges)
    binding = Binding(vhost.exchanges[source], ends[name], key, arguments)
    return Done(201, headers={"Location": f"{quote(name)}/{quote(properties_key(binding))}"})


def delete_binding(ask: Question) -> Done:
    """`DELETE /api/bindings/{vhost}/e/{source}/…/{destination}/{key}`."""
    one = named_binding(ask)
    destination = one.destination
    kind: Any = destination.kind
    _try(
        lambda: visitor(ask).unbind(
            kind, destination.name, one.source.name, one.routing_key, one.arguments
        )
    )
    return DONE


def policies(ask: Question) -> list[Json]:
    """`GET /api/policies` and `/api/policies/{vhost}`."""
    return [policy_row(one, vhost.name) for vhost in ask.vhosts for one in vhost.policies.values()]


def policy(ask: Question) -> Json:
    """`GET /api/policies/{vhost}/{name}`."""
    return policy_row(_policy(ask), ask.vhost.name)


def put_policy(ask: Question) -> Done:
    """`PUT /api/policies/{vhost}/{name}`."""
    ask.require(POLICYMAKER)
    told, vhost = ask.given("pattern", "definition"), ask.vhost
    made = policy_of(ask.path["policy"], told)
    is_new = made.name not in vhost.policies
    vhost.set_policy(made, ask.user.name)
    return CREATED if is_new else DONE


def delete_policy(ask: Question) -> Done:
    """`DELETE /api/policies/{vhost}/{name}`."""
    ask.require(POLICYMAKER)
    ask.vhost.clear_policy(_policy(ask), ask.user.name)
    return DONE


def policy_of(name: str, told: Json, *, where: str = "") -> Policy:
    """A policy from JSON; `where` stands behind what is wrong with it. Raises ApiError."""
    definition, priority = told.get("definition"), told.get("priority", 0)
    if not isinstance(priority, int):
        raise bad_request(["not_integer", priority])
    try:
        known = definition if isinstance(definition, dict) else {}
        made = Policy(name, _pattern(told), known, str(told.get("apply-to", "all")), priority)
        check(made)
    except PolicyError as error:
        why = escape(str(error), quote=False)
        raise bad_request(f"Validation failed\n\n{why}\n{where}") from error
    return made


def _pattern(told: Json) -> str:
    pattern = told.get("pattern", "undefined")
    if "pattern" not in told or not isinstance(pattern, str):
        raise PolicyError(f"pattern should be a binary but was {pattern}")
    return pattern


def policy_row(one: Policy, vhost: str) -> Json:
    """A row of `/api/policies`."""
    return {"vhost": vhost, **one.told}


def _policy(ask: Question) -> Policy:
    found = ask.vhost.policies.get(ask.path["policy"])
    if found is None:
        raise not_there()
    return found


def _try(change: Callable[[], object]) -> None:
    """What AMQP refuses, in the words of the API. Raises ApiError."""
    try:
        change()
    except Refusal as refusal:
        why = refusal.text.partition(" - ")[2]
        if refusal.code == 403:
            raise not_authorised("Access refused.") from refusal
        if refusal.code == 404:
            raise ApiError(404, "not_found", why) from refusal
        raise bad_request(why) from refusal


def _own_name(exchange: str) -> str:
    return "" if exchange == DEFAULT_EXCHANGE else exchange


def _flag(told: Json, name: str, *, default: bool = False) -> bool:
    value = told.get(name, default)
    if value in (True, "true"):
        return True
    if value in (False, "false"):
        return False
    raise bad_request(["not_boolean", value])


def arguments_of(told: Json) -> Table:
    """JSON as a field table; whole numbers are long, as RabbitMQ makes them. Raises ApiError."""
    arguments = told.get("arguments") or {}
    if not isinstance(arguments, dict):
        raise bad_request("not_json")
    if has_null(arguments):
        raise bad_request("null_not_allowed")
    try:
        return {name: field_of(value) for name, value in arguments.items()}
    except FieldError as error:
        raise bad_request(str(error)) from error


def tags_of_vhost(told: object) -> tuple[str, ...]:
    """As a text with commas or as a list."""
    found = told.split(",") if isinstance(told, str) else told
    return tuple(str(one) for one in found if one) if isinstance(found, list) else ()
