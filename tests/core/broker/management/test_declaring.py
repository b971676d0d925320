"""What is declared and deleted over the API, with RabbitMQ's statuses and words."""

from typing import Any

import pytest

from core.broker.management.asking import ApiError
from tests.core.broker.clients import FakeConnection, connected
from tests.core.broker.management.questions import ask

QUEUE = "/queues/{vhost}/{queue}"
EXCHANGE = "/exchanges/{vhost}/{exchange}"
BETWEEN = "/bindings/{vhost}/e/{exchange}/{kind:[qe]}/{destination}"
POLICY = "/policies/{vhost}/{policy}"
ENDS = {"vhost": "/", "exchange": "x", "kind": "q", "destination": "q"}


def furnished() -> FakeConnection:
    connection = connected()
    put(connection, QUEUE, {}, queue="q")
    put(connection, EXCHANGE, {"type": "topic"}, exchange="x")
    return connection


def put(connection: FakeConnection, route: str, body: Any, **path: str) -> int:
    status: int = ask(connection.broker, route, "PUT", body=body, vhost="/", **path).status
    return status


def test_that_declaring_anew_and_again_differ() -> None:
    connection = connected()

    assert put(connection, QUEUE, {"durable": True}, queue="q") == 201
    assert put(connection, QUEUE, {"durable": "true"}, queue="q") == 204
    assert put(connection, EXCHANGE, {"type": "topic"}, exchange="x") == 201
    assert put(connection, EXCHANGE, {"type": "topic"}, exchange="x") == 204
    assert connection.vhost.queues["q"].durable


@pytest.mark.parametrize(
    ("route", "body", "path", "status", "reason"),
    [
        (
            QUEUE,
            {"durable": False},
            {"queue": "q"},
            400,
            "inequivalent arg 'durable' for queue 'q' in vhost '/': "
            "received 'false' but current is 'true'",
        ),
        (
            QUEUE,
            {"arguments": {"x-message-ttl": -1}},
            {"queue": "new"},
            400,
            "invalid arg 'x-message-ttl' for queue 'new' in vhost '/': {value_negative,-1}",
        ),
        (QUEUE, {"durable": 7}, {"queue": "new"}, 400, ["not_boolean", 7]),
        (QUEUE, [], {"queue": "new"}, 400, "not_json"),
        (QUEUE, {}, {"queue": "amq.mine"}, 401, "Access refused."),
        (
            EXCHANGE,
            {"type": "strange"},
            {"exchange": "new"},
            400,
            "unknown exchange type 'strange'",
        ),
        (POLICY, {"definition": {}}, {"policy": "p"}, 400, "[{key_missing,pattern}]"),
        (
            POLICY,
            {"pattern": "", "definition": {"message-ttl": "x"}},
            {"policy": "p"},
            400,
            'Validation failed\n\n&lt;&lt;"x"&gt;&gt; is not a valid message TTL\n',
        ),
    ],
)
def test_that_a_wrong_declaration_is_refused(
    route: str, body: Any, path: dict[str, str], status: int, reason: Any
) -> None:
    with pytest.raises(ApiError) as refused:
        put(furnished(), route, body, **path)

    assert (refused.value.status, refused.value.body["reason"]) == (status, reason)


def test_that_bindings_are_made_and_undone() -> None:
    connection = furnished()
    body = {"routing_key": "a.b c", "arguments": {"n": 1}}
    made = ask(connection.broker, BETWEEN, "POST", body=body, **ENDS)
    (row,) = ask(connection.broker, BETWEEN, **ENDS)

    assert made.status == 201
    assert made.headers["Location"].startswith("q/a.b%2Bc~")
    key = row["properties_key"]
    assert ask(connection.broker, BETWEEN + "/{key}", "DELETE", **ENDS, key=key).status == 204
    assert connection.vhost.bound_to == {}
    with pytest.raises(ApiError):
        ask(connection.broker, BETWEEN + "/{key}", "DELETE", **ENDS, key=key)


def test_that_a_binding_to_nothing_is_not_found() -> None:
    connection = furnished()
    with pytest.raises(ApiError) as refused:
        ask(connection.broker, BETWEEN, "POST", body={}, **ENDS | {"destination": "no"})

    assert refused.value.body == {"error": "not_found", "reason": "no queue 'no' in vhost '/'"}


def test_that_queues_are_purged_and_deleted_with_care() -> None:
    connection = furnished()
    channel = connection.channel()
    channel.publish("", "q")
    path = {"vhost": "/", "queue": "q"}
    with pytest.raises(ApiError) as refused:
        ask(connection.broker, QUEUE, "DELETE", query={"if-empty": "true"}, **path)
    assert refused.value.body["reason"] == "queue 'q' in vhost '/' not empty"

    assert ask(connection.broker, f"{QUEUE}/contents", "DELETE", **path).status == 204
    assert connection.vhost.queues["q"].message_count == 0
    assert ask(connection.broker, QUEUE, "DELETE", **path).status == 204
    with pytest.raises(ApiError):
        ask(connection.broker, QUEUE, "DELETE", **path)


def test_that_policies_apply_and_are_told() -> None:
    connection = furnished()
    body = {"pattern": "^q", "definition": {"max-length": 5}, "apply-to": "queues", "priority": 2}

    assert put(connection, POLICY, body, policy="p") == 201
    assert put(connection, POLICY, body, policy="p") == 204
    told = ask(connection.broker, POLICY, vhost="/", policy="p")
    assert told == {"vhost": "/", "name": "p", **body}
    queue = ask(connection.broker, QUEUE, vhost="/", queue="q")
    assert (queue["policy"], queue["effective_policy_definition"]) == ("p", {"max-length": 5})
    assert ask(connection.broker, POLICY, "DELETE", vhost="/", policy="p").status == 204
    assert ask(connection.broker, "/policies") == []


def test_that_a_new_vhost_is_its_makers_and_what_is_not_told_is_emptied() -> None:
    connection = connected()
    broker = connection.broker
    body = {"description": "mine", "tags": "a,b", "tracing": True}

    assert ask(broker, "/vhosts/{vhost}", "PUT", body=body, vhost="v").status == 201
    row = ask(broker, "/vhosts/{vhost}", vhost="v")
    assert (row["description"], row["tags"], row["tracing"]) == ("mine", ["a", "b"], True)
    assert "v" in broker.users["guest"].permissions
    ask(broker, "/vhosts/{vhost}", "PUT", body={"tracing": True}, vhost="v")
    assert ask(broker, "/vhosts/{vhost}", vhost="v")["description"] == ""


def test_that_a_vhost_is_deleted_with_all_that_is_in_it() -> None:
    connection = connected()
    broker = connection.broker
    ask(broker, "/vhosts/{vhost}", "PUT", vhost="v")
    inside = FakeConnection(broker, connection.user, broker.vhosts["v"])
    inside.channel().requests.declare_queue("q")
    ask(broker, "/vhosts/{vhost}", "DELETE", vhost="v")

    assert inside.closed_with == (320, "vhost 'v' is deleted")
    assert "v" not in broker.vhosts
    assert "v" not in broker.users["guest"].permissions


def test_that_only_an_administrator_closes_the_connections_of_others() -> None:
    connection = connected()
    broker = connection.broker
    broker.add_user("bob", "secret", ("monitoring",))
    path = {"connection": connection.name}
    with pytest.raises(ApiError) as refused:
        ask(broker, "/connections/{connection}", "DELETE", by="bob", **path)
    assert refused.value.status == 401

    assert ask(broker, "/connections/{connection}", "DELETE", **path).status == 204
    assert connection.closed_with == (320, "Closed via management plugin")
