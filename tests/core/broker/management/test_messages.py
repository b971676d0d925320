"""Publishing and getting messages over the API."""

from typing import Any

import pytest

from core.broker.management.asking import ApiError
from tests.core.broker.clients import FakeConnection, connected
from tests.core.broker.management.questions import ask

PUBLISH = "/exchanges/{vhost}/{exchange}/publish"
GET = "/queues/{vhost}/{queue}/get"
MESSAGE = {"properties": {}, "routing_key": "q", "payload": "hello", "payload_encoding": "string"}
WISH = {"count": 5, "ackmode": "ack_requeue_true", "encoding": "auto"}


def furnished() -> FakeConnection:
    connection = connected()
    connection.channel().requests.declare_queue("q")
    return connection


def publish(connection: FakeConnection, exchange: str = "amq.default", **changes: Any) -> Any:
    body = MESSAGE | changes
    return ask(connection.broker, PUBLISH, "POST", body=body, vhost="/", exchange=exchange)


def get(connection: FakeConnection, **changes: Any) -> Any:
    return ask(connection.broker, GET, "POST", body=WISH | changes, vhost="/", queue="q")


def test_that_a_message_goes_in_and_comes_out() -> None:
    connection = furnished()
    properties = {
        "delivery_mode": 2,
        "content_type": "text/plain",
        "priority": 3,
        "headers": {"a": 1, "b": "x", "c": 1.5, "d": True, "f": [1, "a"], "g": {"h": 1}},
        "unknown": "passed over",
    }
    assert publish(connection, properties=properties) == {"routed": True}
    assert publish(connection, routing_key="nobody") == {"routed": False}
    del properties["unknown"]

    assert get(connection) == [
        {
            "payload_bytes": 5,
            "redelivered": False,
            "exchange": "",
            "routing_key": "q",
            "message_count": 0,
            "properties": properties,
            "payload": "hello",
            "payload_encoding": "string",
        }
    ]


@pytest.mark.parametrize(
    ("mode", "left", "again"),
    [
        ("ack_requeue_true", 1, True),
        ("reject_requeue_true", 1, True),
        ("ack_requeue_false", 0, False),
        ("reject_requeue_false", 0, False),
    ],
)
def test_that_messages_stay_or_go_as_asked(mode: str, left: int, again: bool) -> None:
    connection = furnished()
    publish(connection)
    get(connection, ackmode=mode)

    assert connection.vhost.queues["q"].message_count == left
    assert connection.vhost.queues["q"].unacked == {}
    assert [row["redelivered"] for row in get(connection)] == [True] * again


@pytest.mark.parametrize(
    ("changes", "payload", "encoding"),
    [
        ({}, "AAEC/w==", "base64"),
        ({"truncate": 2}, "\x00\x01", "string"),
        ({"encoding": "base64", "truncate": 2}, "AAE=", "base64"),
    ],
)
def test_that_bytes_are_shown_so_that_json_can(changes: Any, payload: str, encoding: str) -> None:
    connection = furnished()
    publish(connection, payload="AAEC/w==", payload_encoding="base64")
    (row,) = get(connection, **changes)

    assert (row["payload"], row["payload_encoding"], row["payload_bytes"]) == (payload, encoding, 4)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"payload_encoding": "odd"}, ["unsupported_encoding", "odd"]),
        ({"payload": "!!", "payload_encoding": "base64"}, ["not_base64", "!!"]),
        ({"properties": {"headers": {"a": None}}}, "null_not_allowed"),
        (
            {"properties": {"user_id": "bob"}},
            "406 PRECONDITION_FAILED - user_id property set to 'bob' "
            "but authenticated user was 'guest'",
        ),
    ],
)
def test_that_a_wrong_message_is_refused(changes: Any, reason: Any) -> None:
    with pytest.raises(ApiError) as refused:
        publish(furnished(), **changes)

    assert (refused.value.status, refused.value.body["reason"]) == (400, reason)


@pytest.mark.parametrize(
    "changes",
    [
        {"properties": {"priority": "high"}},
        {"properties": {"delivery_mode": 500}},
        {"properties": {"headers": "none"}},
        {"properties": {"timestamp": -1}},
        {"routing_key": "k" * 256},
    ],
)
def test_that_what_does_not_fit_into_a_message_is_refused(changes: Any) -> None:
    with pytest.raises(ApiError) as refused:
        publish(furnished(), **changes)

    assert refused.value.status == 400


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"count": "x"}, ["not_integer", "x"]),
        ({"ackmode": "odd"}, ["unsupported_ackmode", "odd"]),
        ({"encoding": "odd"}, ["unsupported_encoding", "odd"]),
        ({"truncate": "x"}, ["not_integer", "x"]),
    ],
)
def test_that_a_wrong_wish_is_refused(changes: Any, reason: Any) -> None:
    with pytest.raises(ApiError) as refused:
        get(furnished(), **changes)

    assert (refused.value.status, refused.value.body["reason"]) == (400, reason)


def test_that_missing_things_are_named() -> None:
    broker = furnished().broker
    with pytest.raises(ApiError) as refused:
        ask(broker, PUBLISH, "POST", body={}, vhost="/", exchange="amq.default")
    assert "{key_missing,routing_key}" in str(refused.value.body["reason"])
    with pytest.raises(ApiError) as refused:
        ask(broker, PUBLISH, "POST", body=MESSAGE, vhost="/", exchange="no")
    assert refused.value.body == {"error": "not_found", "reason": "exchange_not_found"}
    with pytest.raises(ApiError) as refused:
        ask(broker, GET, "POST", body=WISH, vhost="/", queue="no")
    assert refused.value.body == {"error": "not_found", "reason": "queue_not_found"}


def test_that_what_the_api_does_is_counted_like_any_channel() -> None:
    connection = furnished()
    publish(connection)
    get(connection, ackmode="ack_requeue_false")

    assert connection.vhost.exchange_counts[""].publish == 1
    assert connection.vhost.queue_counts["q"].get_no_ack == 1
    assert connection.broker.churn["channel.created"] == 3
