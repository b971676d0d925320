"""What the API tells: the shapes of RabbitMQ, the numbers of the broker."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.amqp.fields import field_of
from core.broker.management.asking import ApiError
from core.broker.permissions import Permission
from core.broker.statistics import INTERVAL_SECONDS
from core.sources import management_json as read
from tests.core.broker.clients import FakeConnection, Hours, connected
from tests.core.broker.management.questions import ask

CAPTURES = Path(__file__).parents[3] / "data" / "api-3.10.8"
OF_ERLANG = {"garbage_collection", "backing_queue_status", "memory", "recoverable_slaves"}
ON_DISK = {"message_bytes_persistent", "messages_persistent"}
OF_PROCESSES = {"reductions", "reductions_details"}


def busy(hours: Hours | None = None) -> FakeConnection:
    """A connection that has worked, and a sample of it."""
    hours = hours or Hours()
    connection = connected(hours)
    channel = connection.channel()
    requests = channel.requests
    requests.declare_exchange("orders", "topic", durable=True)
    requests.declare_queue("billing", arguments={"x-dead-letter-exchange": field_of("dlx")})
    requests.bind("queue", "billing", "orders", "order.*")
    requests.bind("queue", "billing", "orders", "a b~c", {"x": field_of(1)})
    requests.bind("exchange", "amq.fanout", "orders", "#")
    consumer = channel.consume("billing", prefetch_count=2)
    for _ in range(4):
        channel.publish("orders", "order.new")
    consumer.ack()
    hours.pass_by(INTERVAL_SECONDS * 1000 + 1)
    return connection


def real(name: str) -> Any:
    return json.loads((CAPTURES / f"{name}.json").read_text())


@pytest.mark.parametrize(
    ("name", "route", "missing"),
    [
        ("connections", "/connections", {"garbage_collection"}),
        ("channels", "/channels", {"garbage_collection"}),
        ("consumers", "/consumers", set()),
        ("exchanges", "/exchanges", set()),
        ("bindings", "/bindings", set()),
        (
            "queues",
            "/queues",
            OF_ERLANG
            | ON_DISK
            | OF_PROCESSES
            # Since 4.0 only the reply about one queue has these.
            | {"exclusive_consumer_tag", "operator_policy", "policy", "single_active_consumer_tag"},
        ),
    ],
)
def test_that_rows_have_rabbitmqs_fields(name: str, route: str, missing: set[str]) -> None:
    ours = {key for row in ask(busy().broker, route) for key in row}
    theirs = {key for row in real(name) for key in row}

    assert theirs - ours == missing
    assert ours - theirs <= {"consumer_timeout"}


@pytest.mark.parametrize(
    ("name", "route", "path"),
    [
        ("queue_billing", "/queues/{vhost}/{queue}", {"vhost": "/", "queue": "billing"}),
        ("exchange_orders", "/exchanges/{vhost}/{exchange}", {"vhost": "/", "exchange": "orders"}),
    ],
)
def test_that_one_object_has_rabbitmqs_fields(name: str, route: str, path: dict[str, str]) -> None:
    ours = ask(busy().broker, route, **path)

    assert real(name).keys() - ours.keys() <= OF_ERLANG | ON_DISK | OF_PROCESSES
    assert ours.keys() <= real(name).keys()


def test_that_channels_tell_their_counts() -> None:
    broker = busy().broker
    row = ask(broker, "/channels")[0]
    stats = row["message_stats"]

    assert (stats["publish"], stats["deliver"], stats["ack"], stats["deliver_get"]) == (4, 3, 1, 3)
    assert ask(broker, "/channels/{channel}", channel=row["name"])["consumer_details"]
    assert row["message_stats"]["publish_details"] == {"rate": 0.0}


def test_that_queues_and_exchanges_tell_their_counts() -> None:
    broker = busy().broker
    (queue,) = ask(broker, "/queues/{vhost}", vhost="/")
    exchange = ask(broker, "/exchanges/{vhost}/{exchange}", vhost="/", exchange="orders")

    assert (queue["messages_ready"], queue["messages_unacknowledged"]) == (1, 2)
    assert queue["message_stats"]["publish"] == 4
    assert exchange["message_stats"]["publish_in"] == 4
    assert exchange["message_stats"]["publish_out"] == 4
    assert "message_stats" not in ask(
        broker, "/exchanges/{vhost}/{exchange}", vhost="/", exchange="amq.topic"
    )


def test_that_counters_are_told_in_samples() -> None:
    hours = Hours()
    connection = busy(hours)
    rows = ("/channels", "/exchanges", "/vhosts", "/nodes", "/overview")
    before = [ask(connection.broker, route) for route in rows]
    hours.pass_by(1000)
    connection.channels[1].publish("orders", "nowhere")

    assert [ask(connection.broker, route) for route in rows] == before
    hours.pass_by(INTERVAL_SECONDS * 1000)
    assert [ask(connection.broker, route) for route in rows] != before
    assert ask(connection.broker, "/overview")["message_stats"]["publish_details"]["rate"] == 0.2


def test_that_the_overview_adds_up() -> None:
    overview = ask(busy().broker, "/overview")

    assert overview["message_stats"]["publish"] == 4
    assert overview["queue_totals"]["messages"] == 3
    totals = overview["object_totals"]
    assert (totals["connections"], totals["channels"], totals["consumers"]) == (1, 1, 1)


def test_that_statistics_can_be_left_out() -> None:
    broker = busy().broker
    plain = {"disable_stats": "true"}
    (row,) = ask(broker, "/queues", query=plain)
    (counted,) = ask(broker, "/queues", query=plain | {"enable_queue_totals": "true"})

    assert counted.keys() - row.keys() == {
        "messages",
        "messages_ready",
        "messages_unacknowledged",
    }
    assert "message_stats" not in row


def test_that_bindings_are_found_by_their_ends_and_keys() -> None:
    broker = busy().broker
    between = "/bindings/{vhost}/e/{exchange}/{kind:[qe]}/{destination}"
    path = {"vhost": "/", "exchange": "orders", "kind": "q", "destination": "billing"}
    rows = ask(broker, between, **path)
    keys = {row["properties_key"] for row in rows}

    assert "order.%2A" in keys
    assert any(key.startswith("a+b%7Ec~") for key in keys)
    for row in rows:
        assert ask(broker, between + "/{key}", **path, key=row["properties_key"]) == row
    assert len(ask(broker, "/queues/{vhost}/{queue}/bindings", vhost="/", queue="billing")) == 3


def test_that_our_own_source_reads_the_rows() -> None:
    broker = busy().broker
    policies = read.Policies([])
    (queue,) = (read.queue_of(row, policies) for row in ask(broker, "/queues"))
    (connection,) = (read.connection_of(row) for row in ask(broker, "/connections"))
    (channel,) = (read.channel_of(row) for row in ask(broker, "/channels"))
    (consumer,) = (read.consumer_of(row) for row in ask(broker, "/consumers"))

    assert queue.dead_letter_exchange == "dlx"
    assert connection.provided_name == "orders"
    assert channel.connection == connection.name == consumer.connection
    assert consumer.queue == "billing"


@pytest.mark.parametrize(
    ("route", "path"),
    [
        ("/queues/{vhost}", {"vhost": "no"}),
        ("/queues/{vhost}/{queue}", {"vhost": "/", "queue": "no"}),
        ("/exchanges/{vhost}/{exchange}", {"vhost": "/", "exchange": "no"}),
        ("/connections/{connection}", {"connection": "no"}),
        ("/channels/{channel}", {"channel": "no (1)"}),
        ("/nodes/{node}", {"node": "no"}),
        ("/vhosts/{vhost}", {"vhost": "no"}),
    ],
)
def test_that_what_is_not_there_is_not_found(route: str, path: dict[str, str]) -> None:
    with pytest.raises(ApiError) as refused:
        ask(busy().broker, route, **path)

    assert refused.value.status == 404
    assert refused.value.body == {"error": "Object Not Found", "reason": "Not Found"}


@pytest.mark.parametrize(
    ("tags", "route", "reason"),
    [
        ("management", "/nodes", "Not monitor user"),
        ("monitoring", "/users", "Not administrator user"),
        ("monitoring", "/definitions", "Not administrator user"),
        ("policymaker", "/vhosts/{vhost}", "Not administrator user"),
    ],
)
def test_that_tags_are_needed(tags: str, route: str, reason: str) -> None:
    broker = busy().broker
    broker.add_user("bob", "secret", (tags,))

    with pytest.raises(ApiError) as refused:
        ask(broker, route, by="bob", vhost="/")

    assert (refused.value.status, refused.value.body["reason"]) == (401, reason)


def test_that_a_user_without_permissions_sees_no_vhost_and_only_own_connections() -> None:
    connection = busy()
    broker = connection.broker
    bob = broker.add_user("bob", "secret", ("management",))
    with pytest.raises(ApiError) as refused:
        ask(broker, "/queues/{vhost}", by="bob", vhost="/")
    assert refused.value.body["reason"] == "User not authorised to access virtual host"
    assert ask(broker, "/queues", by="bob") == []
    assert ask(broker, "/connections", by="bob") == []

    broker.permit(bob, "/", Permission(), "guest")
    own = FakeConnection(broker, bob, connection.vhost)
    assert [row["name"] for row in ask(broker, "/connections", by="bob")] == [own.name]
    broker.users["bob"].tags = ("monitoring",)
    assert len(ask(broker, "/connections", by="bob")) == 2


def test_that_a_void_argument_is_told_by_a_word() -> None:
    connection = connected()
    channel, void = connection.channel(), {"v": field_of(None), "t": field_of({"a": [None, 1]})}
    told = {"v": "undefined", "t": {"a": ["undefined", 1]}}
    channel.requests.declare_exchange("x", "headers", arguments=void)
    channel.requests.declare_queue("q", arguments=void)
    channel.requests.bind("queue", "q", "x", "k", void)
    channel.consume("q", arguments=void)
    definitions = ask(connection.broker, "/definitions/{vhost}", vhost="/")

    for row in (
        ask(connection.broker, "/exchanges/{vhost}/{exchange}", vhost="/", exchange="x"),
        ask(connection.broker, "/queues/{vhost}/{queue}", vhost="/", queue="q"),
        ask(connection.broker, "/bindings")[-1],
        ask(connection.broker, "/consumers")[0],
        *(definitions[part][0] for part in ("queues", "exchanges", "bindings")),
    ):
        assert row["arguments"] == told
