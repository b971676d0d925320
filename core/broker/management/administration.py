"""Users, permissions, definitions and health, as the management API tells them."""

from typing import Any

from core.broker.broker import ALARM, VERSION, Broker
from core.broker.management.asking import (
    ADMINISTRATOR,
    CREATED,
    DONE,
    ApiError,
    Done,
    Question,
    bad_request,
    not_there,
)
from core.broker.management.rows import Json, arguments_row, binding_row
from core.broker.permissions import OPERATIONS, Permission, User
from core.broker.vhost import Vhost

_RESERVED = "amq."


def users(ask: Question) -> list[Json]:
    """`GET /api/users`; nobody is told what could be a password."""
    ask.require(ADMINISTRATOR)
    return [_user_row(user) for _, user in sorted(ask.broker.users.items())]


def user(ask: Question) -> Json:
    """`GET /api/users/{name}`."""
    ask.require(ADMINISTRATOR)
    return _user_row(_user(ask))


def put_user(ask: Question) -> Done:
    """`PUT /api/users/{name}`."""
    ask.require(ADMINISTRATOR)
    told, name = ask.given("tags"), ask.path["user"]
    tags = tags_of(told["tags"])
    found = ask.broker.users.get(name)
    if found is None:
        if "password" not in told:
            raise bad_request("a new user needs a password; hashes are not kept here")
        ask.broker.add_user(name, str(told["password"]), tags, ask.user.name)
        return CREATED
    found.tags = tags
    if "password" in told:
        found.password = str(told["password"])
    return DONE


def delete_user(ask: Question) -> Done:
    """`DELETE /api/users/{name}`."""
    ask.require(ADMINISTRATOR)
    ask.broker.forget_user(_user(ask), ask.user.name)
    return DONE


def permissions(ask: Question) -> list[Json]:
    """`GET /api/permissions`, `/api/vhosts/{vhost}/permissions`, `/api/users/{name}/permissions`."""
    ask.require(ADMINISTRATOR)
    rows = _permission_rows(ask.broker)
    for key, name in (("vhost", "vhost"), ("user", "user")):
        if key in ask.path:
            rows = [row for row in rows if row[name] == ask.path[key]]
    return rows


def permission(ask: Question) -> Json:
    """`GET /api/permissions/{vhost}/{name}`."""
    found = permissions(ask)
    if not found:
        raise not_there()
    return found[0]


def put_permission(ask: Question) -> Done:
    """`PUT /api/permissions/{vhost}/{name}`."""
    ask.require(ADMINISTRATOR)
    told, vhost = ask.given(*OPERATIONS), _any_vhost(ask)
    user = _user(ask)
    is_new = vhost.name not in user.permissions
    allowed = Permission(*(str(told[operation]) for operation in OPERATIONS))
    if fault := allowed.fault:
        raise bad_request(fault)
    ask.broker.permit(user, vhost.name, allowed, ask.user.name)
    return CREATED if is_new else DONE


def delete_permission(ask: Question) -> Done:
    """`DELETE /api/permissions/{vhost}/{name}`."""
    ask.require(ADMINISTRATOR)
    vhost, user = _any_vhost(ask), _user(ask)
    if vhost.name not in user.permissions:
        raise not_there()
    ask.broker.forbid(user, vhost.name, ask.user.name)
    return DONE


def definitions(ask: Question) -> Json:
    """`GET /api/definitions` and `/api/definitions/{vhost}`; passwords are left out."""
    ask.require(ADMINISTRATOR)
    broker = ask.broker
    if "vhost" in ask.path:
        vhost = broker.vhosts.get(ask.path["vhost"])
        if vhost is None:
            raise bad_request("vhost_not_found")
        return {**_versions(), "parameters": [], **_declared([vhost], with_vhost=False)}
    return {
        **_versions(),
        "users": [_user_row(user) for user in broker.users.values()],
        "vhosts": [{"name": name} for name in broker.vhosts],
        "permissions": _permission_rows(broker),
        "topic_permissions": [],
        "parameters": [],
        "global_parameters": [],
        **_declared(list(broker.vhosts.values()), with_vhost=True),
    }


def healthy(_ask: Question) -> Json:
    """`GET /api/health/checks/…` of what cannot fail here."""
    return {"status": "ok"}


def alarms(ask: Question) -> Json:
    """`GET /api/health/checks/alarms` and `…/local-alarms`."""
    if not ask.broker.blocked:
        return {"status": "ok"}
    error = ApiError(503, "", "There are alarms in effect in the cluster")
    error.body = {
        "status": "failed",
        "reason": error.body["reason"],
        "alarms": [{"node": ask.broker.node, "resource": ALARM}],
    }
    raise error


def port_listener(ask: Question) -> Json:
    """`GET /api/health/checks/port-listener/{port}`."""
    ports = [port for _, port in ask.broker.listeners.values()]
    wanted = ask.path["port"]
    if not wanted.isdecimal():
        raise bad_request("Invalid port number")
    return _health("port", int(wanted), ports)


def protocol_listener(ask: Question) -> Json:
    """`GET /api/health/checks/protocol-listener/{protocol}`."""
    wanted = ask.path["protocol"]
    wanted = "amqp" if wanted in ("amqp091", "amqp0.9.1", "amqp0-9-1") else wanted
    return _health("protocol", wanted, list(ask.broker.listeners))


def _health(what: str, wanted: object, found: list[Any]) -> Json:
    if wanted in found:
        return {"status": "ok", what: wanted}
    error = ApiError(503, "", "")
    error.body = {
        "status": "failed",
        "reason": "No active listener",
        "missing": wanted,
        f"{what}s": found,
    }
    raise error


def _user(ask: Question) -> User:
    found = ask.broker.users.get(ask.path["user"])
    if found is None:
        raise not_there()
    return found


def _any_vhost(ask: Question) -> Vhost:
    """An administrator may name every vhost."""
    found = ask.broker.vhosts.get(ask.path["vhost"])
    if found is None:
        raise not_there()
    return found


def _user_row(user: User) -> Json:
    return {"name": user.name, "tags": list(user.tags), "limits": {}}


def _permission_rows(broker: Broker) -> list[Json]:
    return [
        {"user": name, "vhost": vhost, **{one: getattr(allowed, one) for one in OPERATIONS}}
        for name, user in sorted(broker.users.items())
        for vhost, allowed in sorted(user.permissions.items())
    ]


def tags_of(told: object) -> tuple[str, ...]:
    """The tags of a user, however they are written. Raises ApiError."""
    found = told.split(",") if isinstance(told, str) else told
    if not isinstance(found, list):
        raise bad_request("tags must be a string or a list")
    return tuple(tag for one in found if (tag := str(one).strip()))


def _versions() -> Json:
    return {"rabbit_version": VERSION, "rabbitmq_version": VERSION}


def _declared(vhosts: list[Vhost], *, with_vhost: bool) -> Json:
    """What survives a restart of a RabbitMQ: nothing exclusive, nothing predeclared."""
    found: Json = {"policies": [], "queues": [], "exchanges": [], "bindings": []}
    for vhost in vhosts:
        own = {"vhost": vhost.name} if with_vhost else {}
        for policy in vhost.policies.values():
            found["policies"].append({"vhost": vhost.name} | policy.told)
        for queue in vhost.queues.values():
            if queue.owner is None:
                found["queues"].append(own | _kept(queue))
        for exchange in vhost.exchanges.values():
            if exchange.name and not exchange.name.startswith(_RESERVED):
                kinds = {"type": exchange.type, "internal": exchange.internal}
                found["exchanges"].append(own | _kept(exchange) | kinds)
            for binding in exchange.bindings.values():
                row = binding_row(binding)
                del row["vhost"], row["properties_key"]
                found["bindings"].append(own | row)
    return found


def _kept(one: Any) -> Json:
    return {
        "name": one.name,
        "durable": one.durable,
        "auto_delete": one.auto_delete,
        "arguments": arguments_row(one.arguments),
    }
