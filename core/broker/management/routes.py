"""Which path of the management API is answered by what."""

from collections.abc import Callable, Mapping
from typing import Any

from core.broker.broker import VERSION
from core.broker.management import administration, declaring, importing, messages, observing
from core.broker.management.asking import Question

Handler = Callable[[Question], Any]


def _version(_ask: Question) -> str:
    return VERSION


def _extensions(_ask: Question) -> list[Any]:
    return []


def _cluster_name(ask: Question) -> dict[str, str]:
    return {"name": ask.broker.cluster_name}


_EXCHANGE = "/exchanges/{vhost}/{exchange}"
_QUEUE = "/queues/{vhost}/{queue}"
_BETWEEN = "/bindings/{vhost}/e/{exchange}/{kind:[qe]}/{destination}"
_PERMISSION = "/permissions/{vhost}/{user}"
_DEFINITIONS = {"GET": administration.definitions, "POST": importing.definitions}
ROUTES: Mapping[str, Mapping[str, Handler]] = {
    "/overview": {"GET": observing.overview},
    "/version": {"GET": _version},
    "/extensions": {"GET": _extensions},
    "/cluster-name": {"GET": _cluster_name},
    "/whoami": {"GET": observing.whoami},
    "/nodes": {"GET": observing.nodes},
    "/nodes/{node}": {"GET": observing.node},
    "/vhosts": {"GET": observing.vhosts},
    "/vhosts/{vhost}": {
        "GET": observing.vhost,
        "PUT": declaring.put_vhost,
        "DELETE": declaring.delete_vhost,
    },
    "/vhosts/{vhost}/connections": {"GET": observing.connections},
    "/vhosts/{vhost}/channels": {"GET": observing.channels},
    "/vhosts/{vhost}/permissions": {"GET": administration.permissions},
    "/connections": {"GET": observing.connections},
    "/connections/{connection}": {
        "GET": observing.connection,
        "DELETE": declaring.delete_connection,
    },
    "/connections/{connection}/channels": {"GET": observing.connection_channels},
    "/channels": {"GET": observing.channels},
    "/channels/{channel}": {"GET": observing.channel},
    "/consumers": {"GET": observing.consumers},
    "/consumers/{vhost}": {"GET": observing.consumers},
    "/exchanges": {"GET": observing.exchanges},
    "/exchanges/{vhost}": {"GET": observing.exchanges},
    _EXCHANGE: {
        "GET": observing.exchange,
        "PUT": declaring.put_exchange,
        "DELETE": declaring.delete_exchange,
    },
    f"{_EXCHANGE}/bindings/source": {"GET": observing.exchange_source_bindings},
    f"{_EXCHANGE}/bindings/destination": {"GET": observing.exchange_destination_bindings},
    f"{_EXCHANGE}/publish": {"POST": messages.publish},
    "/queues": {"GET": observing.queues},
    "/queues/detailed": {"GET": observing.detailed_queues},
    "/queues/{vhost}": {"GET": observing.queues},
    _QUEUE: {
        "GET": observing.queue,
        "PUT": declaring.put_queue,
        "DELETE": declaring.delete_queue,
    },
    f"{_QUEUE}/bindings": {"GET": observing.queue_bindings},
    f"{_QUEUE}/contents": {"DELETE": declaring.purge_queue},
    f"{_QUEUE}/get": {"POST": messages.get},
    "/bindings": {"GET": observing.bindings},
    "/bindings/{vhost}": {"GET": observing.bindings},
    _BETWEEN: {"GET": observing.bindings_between, "POST": declaring.post_binding},
    f"{_BETWEEN}/{{key}}": {
        "GET": observing.binding_between,
        "DELETE": declaring.delete_binding,
    },
    "/policies": {"GET": declaring.policies},
    "/policies/{vhost}": {"GET": declaring.policies},
    "/policies/{vhost}/{policy}": {
        "GET": declaring.policy,
        "PUT": declaring.put_policy,
        "DELETE": declaring.delete_policy,
    },
    "/users": {"GET": administration.users},
    "/users/{user}": {
        "GET": administration.user,
        "PUT": administration.put_user,
        "DELETE": administration.delete_user,
    },
    "/users/{user}/permissions": {"GET": administration.permissions},
    "/permissions": {"GET": administration.permissions},
    _PERMISSION: {
        "GET": administration.permission,
        "PUT": administration.put_permission,
        "DELETE": administration.delete_permission,
    },
    "/definitions": _DEFINITIONS,
    "/definitions/{vhost}": _DEFINITIONS,
    "/health/checks/alarms": {"GET": administration.alarms},
    "/health/checks/local-alarms": {"GET": administration.alarms},
    "/health/checks/virtual-hosts": {"GET": administration.healthy},
    "/health/checks/node-is-quorum-critical": {"GET": administration.healthy},
    "/health/checks/port-listener/{port}": {"GET": administration.port_listener},
    "/health/checks/protocol-listener/{protocol}": {"GET": administration.protocol_listener},
    "/parameters": {"GET": _extensions},
    "/operator-policies": {"GET": _extensions},
}
