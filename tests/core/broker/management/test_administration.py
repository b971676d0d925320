"""Users, permissions, definitions and health over the API."""

from typing import Any

import pytest

from core.amqp.fields import field_of
from core.broker.broker import Broker
from core.broker.management.asking import ApiError
from core.broker.policies import Policy
from tests.core.broker.clients import connected
from tests.core.broker.management.questions import ask

USER = "/users/{user}"
PERMISSION = "/permissions/{vhost}/{user}"
ALL = {"configure": ".*", "write": ".*", "read": ".*"}


def put_bob(broker: Broker, **body: Any) -> int:
    status: int = ask(broker, USER, "PUT", body=body, user="bob").status
    return status


def test_that_a_user_is_made_changed_and_deleted() -> None:
    broker = connected().broker

    assert put_bob(broker, password="secret", tags="monitoring, management") == 201
    assert broker.login("bob", "secret", "127.0.0.1") is broker.users["bob"]
    assert broker.users["bob"].tags == ("monitoring", "management")
    assert put_bob(broker, tags=[]) == 204
    assert broker.login("bob", "secret", "127.0.0.1") is not None
    assert ask(broker, USER, "DELETE", user="bob").status == 204
    assert broker.login("bob", "secret", "127.0.0.1") is None


def test_that_passwords_are_told_to_nobody() -> None:
    broker = connected().broker
    put_bob(broker, password="hidden", tags="")

    assert "hidden" not in repr(ask(broker, "/users"))
    assert "hidden" not in repr(ask(broker, "/definitions"))
    assert "hidden" not in repr(broker.users["bob"])


@pytest.mark.parametrize("body", [{"tags": ""}, {"password": "x"}, {"password": "x", "tags": 5}])
def test_that_a_user_without_password_or_tags_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(ApiError) as refused:
        put_bob(connected().broker, **body)

    assert refused.value.status == 400


def test_that_permissions_are_given_and_taken() -> None:
    broker = connected().broker
    put_bob(broker, password="secret", tags="")
    path = {"vhost": "/", "user": "bob"}

    assert ask(broker, PERMISSION, "PUT", body=ALL, **path).status == 201
    assert ask(broker, PERMISSION, "PUT", body=ALL | {"read": "^r"}, **path).status == 204
    assert not broker.users["bob"].may("/", "read", "q")
    assert ask(broker, PERMISSION, **path) == {**path, **ALL, "read": "^r"}
    assert len(ask(broker, "/permissions")) == 2
    assert len(ask(broker, "/users/{user}/permissions", user="bob")) == 1
    assert ask(broker, PERMISSION, "DELETE", **path).status == 204
    with pytest.raises(ApiError):
        ask(broker, PERMISSION, "DELETE", **path)


def test_that_a_pattern_that_is_none_is_refused() -> None:
    broker = connected().broker
    with pytest.raises(ApiError) as refused:
        ask(broker, PERMISSION, "PUT", body=ALL | {"read": "("}, vhost="/", user="guest")

    assert "read is no regular expression" in str(refused.value.body["reason"])


def test_that_definitions_hold_what_was_declared() -> None:
    connection = connected()
    channel = connection.channel()
    channel.requests.declare_exchange("x", "topic", durable=True)
    channel.requests.declare_queue("q", arguments={"x-max-length": field_of(5)})
    channel.requests.declare_queue("own", exclusive=True)
    channel.requests.bind("queue", "q", "x", "k")
    connection.vhost.set_policy(Policy("p", "^q", {"max-length": 1}), "guest")
    found = ask(connection.broker, "/definitions")
    of_vhost = ask(connection.broker, "/definitions/{vhost}", vhost="/")

    assert [row["name"] for row in found["queues"]] == ["q"]
    assert found["queues"][0]["arguments"] == {"x-max-length": 5}
    assert [row["name"] for row in found["exchanges"]] == ["x"]
    assert [(row["source"], row["destination"]) for row in found["bindings"]] == [("x", "q")]
    assert found["policies"][0]["vhost"] == "/"
    assert "vhost" not in of_vhost["queues"][0]


def test_that_health_is_told() -> None:
    broker = connected().broker
    broker.listeners["amqp"] = ("127.0.0.1", 5672)

    assert ask(broker, "/health/checks/alarms") == {"status": "ok"}
    broker.block("low on memory")
    with pytest.raises(ApiError) as failed:
        ask(broker, "/health/checks/alarms")
    assert failed.value.body["alarms"] == [{"node": broker.node, "resource": "memory"}]
    assert ask(broker, "/nodes")[0]["mem_alarm"]
    broker.unblock()
    assert ask(broker, "/health/checks/alarms") == {"status": "ok"}
    assert ask(broker, "/health/checks/port-listener/{port}", port="5672")["port"] == 5672
    for kind, wanted in {"port": "1", "protocol": "mqtt"}.items():
        with pytest.raises(ApiError) as failed:
            ask(broker, f"/health/checks/{kind}-listener/{{{kind}}}", **{kind: wanted})
        assert failed.value.status == 503
        assert failed.value.body["status"] == "failed"
