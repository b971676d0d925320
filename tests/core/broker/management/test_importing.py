"""Definitions over the API: what is imported, what stays, and what is refused in RabbitMQ's words."""

from typing import Any

import pytest

from core.broker.broker import Broker
from core.broker.management.asking import ApiError
from tests.core.broker.clients import connected
from tests.core.broker.management.questions import ask

ALL = {"configure": ".*", "write": ".*", "read": ".*"}
TEST12 = "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR"
"""RabbitMQ's hash of the password `test12`, from its documentation."""
VHOST = {"vhost": "v"}
QUEUE = {**VHOST, "name": "q", "durable": True, "auto_delete": False, "arguments": {}}
EXCHANGE = {**VHOST, "name": "x", "type": "topic", "durable": True, "arguments": {}}
BINDING = {
    **VHOST,
    "source": "x",
    "destination": "q",
    "destination_type": "queue",
    "routing_key": "k.#",
    "arguments": {"n": 1},
}
POLICY = {**VHOST, "name": "p", "pattern": "^q", "definition": {"max-length": 3}, "priority": 1}
EVERYTHING: dict[str, Any] = {
    "rabbit_version": "3.10.8",
    "users": [
        {"name": "ann", "password": "secret", "tags": "monitoring"},
        {"name": "bob", "password_hash": TEST12, "tags": ["management"]},
    ],
    "vhosts": [{"name": "v", "metadata": {"description": "of ours", "tags": ["a"]}}],
    "permissions": [{**VHOST, **ALL, "user": "guest"}],
    "topic_permissions": [],
    "parameters": [],
    "global_parameters": [{"name": "cluster_name", "value": "rabbit@here"}],
    "policies": [POLICY],
    "queues": [QUEUE],
    "exchanges": [EXCHANGE],
    "bindings": [BINDING],
}


def imported(broker: Broker, body: Any, **path: str) -> int:
    route = "/definitions/{vhost}" if path else "/definitions"
    status: int = ask(broker, route, "POST", body=body, **path).status
    return status


def refused(broker: Broker, body: Any, **path: str) -> tuple[int, Any]:
    with pytest.raises(ApiError) as error:
        imported(broker, body, **path)
    return error.value.status, error.value.body["reason"]


def exported(broker: Broker) -> Any:
    told = ask(broker, "/definitions")
    del told["users"]
    return told


def test_that_everything_is_imported() -> None:
    broker = connected().broker

    assert imported(broker, EVERYTHING) == 204
    vhost = broker.vhosts["v"]
    assert (vhost.description, vhost.tags) == ("of ours", ("a",))
    assert vhost.queues["q"].settings.max_length == 3
    assert len(vhost.exchanges["x"].bindings) == 1
    assert broker.users["guest"].may("v", "read", "q")
    assert broker.login("ann", "secret", "127.0.0.1") is not None
    assert broker.login("bob", "test12", "127.0.0.1") is not None
    assert broker.login("bob", TEST12, "127.0.0.1") is None


def test_that_an_export_makes_the_same_broker_again() -> None:
    broker, other = connected().broker, connected().broker
    imported(broker, EVERYTHING)
    imported(other, ask(broker, "/definitions") | {"users": []})
    assert exported(other) == exported(broker)

    of_vhost = ask(broker, "/definitions/{vhost}", vhost="v")
    other.forget_vhost(other.vhosts["v"], "guest")
    imported(other, {"vhosts": [{"name": "v"}]})
    imported(other, of_vhost, vhost="v")
    assert ask(other, "/definitions/{vhost}", vhost="v") == of_vhost


def test_that_what_is_there_stays_as_it_is() -> None:
    broker = connected().broker
    imported(broker, EVERYTHING)
    before = exported(broker)

    assert imported(broker, EVERYTHING) == 204
    changed = {"queues": [QUEUE | {"durable": False}], "exchanges": [EXCHANGE | {"type": "direct"}]}
    assert imported(broker, changed) == 204
    assert exported(broker) == before


def test_that_a_vhost_takes_only_what_belongs_to_it() -> None:
    broker = connected().broker
    told = {"users": [{"name": "eve"}], "vhosts": [{"name": "w"}], "queues": [QUEUE]}

    assert imported(broker, told, vhost="/") == 204
    assert list(broker.users) == ["guest"]
    assert list(broker.vhosts) == ["/"]
    assert "q" in broker.vhosts["/"].queues
    assert refused(broker, told, vhost="nowhere") == (404, "vhost_not_found")


@pytest.mark.parametrize("changes", [{"source": "none"}, {"destination": "none"}, {"source": ""}])
def test_that_a_binding_without_its_ends_is_passed_over(changes: dict[str, Any]) -> None:
    broker = connected().broker
    imported(broker, {**EVERYTHING, "bindings": []})

    assert imported(broker, {"bindings": [BINDING | changes]}) == 204
    assert not broker.vhosts["v"].bound_to


def test_that_what_comes_before_a_fault_is_imported() -> None:
    broker = connected().broker
    assert refused(broker, {**EVERYTHING, "exchanges": [EXCHANGE | {"type": "none"}]})[0] == 400
    assert "q" in broker.vhosts["v"].queues
    assert "x" not in broker.vhosts["v"].exchanges


def amqp_error(name: str, text: str) -> list[Any]:
    return ["amqp_error", name, list(text.encode()), "none"]


def without(row: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != key}


WRONG: dict[str, tuple[Any, Any]] = {
    "no object": ([], "failed_to_parse_json"),
    "no list": ({"queues": {}}, "queues must be a list of objects"),
    "no vhost": ({"queues": [without(QUEUE, "vhost")]}, ["no_such_vhost", "undefined"]),
    "another vhost": ({"queues": [QUEUE | {"vhost": "w"}]}, ["no_such_vhost", "w"]),
    "queue without a name": ({"queues": [without(QUEUE, "name")]}, "badarg"),
    "queue that is hardly durable": ({"queues": [QUEUE | {"durable": "true"}]}, "function_clause"),
    "void argument": ({"queues": [QUEUE | {"arguments": {"a": [None]}}]}, "null_not_allowed"),
    "wrong argument": (
        {"queues": [QUEUE | {"name": "new", "arguments": {"x-max-length": -1}}]},
        amqp_error(
            "precondition_failed",
            "invalid arg 'x-max-length' for queue 'new' in vhost 'v': {value_negative,-1}",
        ),
    ),
    "type that is none": (
        {"exchanges": [EXCHANGE | {"type": "none"}]},
        amqp_error("command_invalid", "unknown exchange type 'none'"),
    ),
    "destination that is none": (
        {"bindings": [BINDING | {"destination_type": "thing"}]},
        "function_clause",
    ),
    "policy without a name": (
        {"policies": [without(POLICY, "name")]},
        "policy in virtual host 'v' has undefined name",
    ),
    "policy without a pattern": (
        {"policies": [without(POLICY, "pattern")]},
        "Validation failed\n\npattern should be a binary but was undefined\n (v/p)",
    ),
    "unknown policy": (
        {"policies": [POLICY | {"definition": {"no": 1}}]},
        'Validation failed\n\n[{&lt;&lt;"no"&gt;&gt;,1}] are not recognised policy settings\n'
        " (v/p)",
    ),
    "parameter": (
        {"parameters": [{**VHOST, "component": "shovel", "name": "s", "value": {}}]},
        "Validation failed\n\ncomponent shovel not found\n (v/shovel/s)",
    ),
    "unknown user": ({"permissions": [{**VHOST, **ALL, "user": "no"}]}, ["no_such_user", "no"]),
    "half a permission": ({"permissions": [{**VHOST, "user": "guest", "read": ""}]}, "badarg"),
    "topic permissions": ({"topic_permissions": [{}]}, "topic permissions are not served here"),
    "no hash": (
        {"users": [{"name": "u", "password_hash": "?"}]},
        "password of user 'u': the hash is no Base64",
    ),
}


@pytest.mark.parametrize(("body", "reason"), WRONG.values(), ids=WRONG)
def test_that_a_fault_is_told(body: Any, reason: Any) -> None:
    broker = connected().broker
    imported(broker, {**EVERYTHING, "queues": [], "exchanges": [], "policies": []})

    assert refused(broker, body) == (400, reason)


def test_that_only_an_administrator_imports() -> None:
    broker = connected().broker
    broker.users["guest"].tags = ("policymaker",)

    assert refused(broker, {}) == (401, "Not administrator user")
