import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sources import management_json as read
from core.topology import Binding, Channel, Consumer, Exchange

DATA = Path(__file__).parents[2] / "data" / "api-3.10.8"
NO_POLICIES = read.Policies([])


def reply(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text())


def test_that_real_connections_are_read() -> None:
    found = read.by_name(map(read.connection_of, reply("connections")))
    billing = found["127.0.0.1:33854 -> 127.0.0.1:5672"]
    assert billing.provided_name == "billing-service"
    assert billing.product == "billing-service"
    assert (billing.user, billing.vhost, billing.node) == ("r_none", "research", "lab@localhost")
    assert billing.peer_host == "127.0.0.1"
    assert billing.connected_at == 1795404481.735
    assert billing.state == "running"
    assert billing.client_properties["platform"] == "Python 3.11.7"
    assert len(found) == 4


def test_that_real_channels_and_consumers_are_read() -> None:
    channels = read.by_name(map(read.channel_of, reply("channels")))
    name = "127.0.0.1:33854 -> 127.0.0.1:5672"
    assert channels[f"{name} (1)"] == Channel(
        name=f"{name} (1)", connection=name, node="lab@localhost", number=1, prefetch=10
    )
    publisher = "127.0.0.1:33872 -> 127.0.0.1:5672 (1)"
    assert channels[publisher].confirm
    consumers = {consumer.queue: consumer for consumer in map(read.consumer_of, reply("consumers"))}
    assert consumers["billing"] == Consumer(
        tag="billing-service-ctag",
        queue="billing",
        channel=f"{name} (1)",
        connection=name,
        prefetch=10,
    )
    assert not consumers["audit.q"].ack_required


def test_that_real_queues_exchanges_and_bindings_are_read() -> None:
    queues = read.by_name(read.queue_of(row, NO_POLICIES) for row in reply("queues"))
    assert queues["billing"].dead_letter_exchange == "dlx"
    assert queues["shipping"].dead_letter_exchange is None
    assert queues["billing"].policy is None
    assert queues["billing"].owner is None
    assert not queues["billing"].exclusive
    exchanges = read.by_name(read.exchange_of(row, NO_POLICIES) for row in reply("exchanges"))
    assert exchanges["orders"].type == "topic"
    assert exchanges[""] == Exchange(name="", type="direct")
    bindings = [*map(read.binding_of, reply("bindings"))]
    assert Binding(source="orders", destination="shipping", routing_key="order.*") in bindings
    assert [b.destination_type for b in bindings if b.destination == "audit"] == ["exchange"]


def test_that_real_totals_are_those_of_message_stats() -> None:
    stats = {row["name"]: read.totals(row) for row in reply("channels")}
    publisher = stats["127.0.0.1:33872 -> 127.0.0.1:5672 (1)"]
    assert publisher["publish"] == 1229
    consumer = stats["127.0.0.1:33854 -> 127.0.0.1:5672 (1)"]
    assert (consumer["deliver"], consumer["ack"], consumer["redeliver"]) == (332, 272, 27)
    assert "deliver_details" not in consumer
    assert read.totals({"stats": {"publish": 4, "publish_details": {}}}, "stats") == {"publish": 4}


def test_that_an_object_without_messages_has_no_totals() -> None:
    assert read.totals({}) == {}
    assert read.totals({"message_stats": []}) == {}
    assert read.totals({"message_stats": {"publish": "undefined"}}) == {}


@pytest.mark.parametrize("row", [{}, {"name": None}, {"client_properties": [], "name": "c"}])
def test_that_a_connection_that_has_just_come_may_lack_everything(row: dict[str, Any]) -> None:
    found = read.connection_of(row)
    assert found.provided_name is None
    assert found.product is None
    assert found.connected_at is None
    assert found.state == "running"


def test_that_a_name_may_stand_in_the_client_properties_only() -> None:
    row = {"name": "c", "client_properties": {"connection_name": "billing"}}
    assert read.connection_of(row).provided_name == "billing"
    row["user_provided_name"] = "undefined"
    assert read.connection_of(row).provided_name == "billing"
    assert read.connection_of({**row, "user_provided_name": "x"}).provided_name == "x"


def test_that_rows_without_a_name_are_left_out_except_the_default_exchange() -> None:
    assert read.by_name([read.connection_of({}), read.connection_of({"name": "c"})]).keys() == {"c"}
    assert read.by_name([Exchange(name="")]).keys() == {""}


def test_that_an_exclusive_queue_knows_its_owner() -> None:
    row = {"name": "q", "exclusive": True, "owner_pid_details": {"name": "c1"}}
    assert read.queue_of(row, NO_POLICIES).owner == "c1"


def policy(name: str, definition: dict[str, object], **others: object) -> dict[str, object]:
    return {
        "name": name,
        "pattern": "^a",
        "apply-to": "all",
        "priority": 0,
        "definition": definition,
        **others,
    }


def test_that_the_policy_of_the_highest_priority_applies() -> None:
    rules = read.Policies(
        [policy("low", {"dead-letter-exchange": "x"}), policy("high", {}, priority=5)]
    )
    assert read.queue_of({"name": "abc"}, rules).policy == "high"
    assert read.queue_of({"name": "abc"}, rules).dead_letter_exchange is None
    assert read.queue_of({"name": "xyz"}, rules).policy is None


@pytest.mark.parametrize(
    ("apply_to", "queue", "exchange"),
    [
        ("all", True, True),
        ("queues", True, False),
        ("exchanges", False, True),
        ("classic_queues", True, False),
        ("quorum_queues", False, False),
        ("streams", False, False),
    ],
)
def test_that_a_policy_applies_to_what_it_says(apply_to: str, queue: bool, exchange: bool) -> None:
    definition: dict[str, object] = {
        "dead-letter-exchange": "dlx",
        "alternate-exchange": "unrouted",
    }
    rules = read.Policies([policy("p", definition, **{"apply-to": apply_to})])
    found = read.queue_of({"name": "a", "type": "classic"}, rules)
    assert found.dead_letter_exchange == ("dlx" if queue else None)
    alternate = read.exchange_of({"name": "a", "type": "topic"}, rules).alternate
    assert alternate == ("unrouted" if exchange else None)


def test_that_a_policy_for_streams_applies_to_streams() -> None:
    rules = read.Policies([policy("p", {}, **{"apply-to": "streams"})])
    assert read.queue_of({"name": "a", "type": "stream"}, rules).policy == "p"


def test_that_arguments_come_before_the_policy() -> None:
    rules = read.Policies([policy("p", {"dead-letter-exchange": "policy's"})])
    row = {"name": "a", "arguments": {"x-dead-letter-exchange": "own"}}
    assert read.queue_of(row, rules).dead_letter_exchange == "own"


def test_that_the_smallest_limit_of_argument_policy_and_operator_holds() -> None:
    rules = read.Policies(
        [policy("mine", {"max-length": 30, "message-ttl": 5_000, "overflow": "reject-publish"})],
        [policy("forced", {"max-length": 10, "message-ttl": 9_000}, **{"apply-to": "queues"})],
    )
    row = {"name": "a", "arguments": {"x-max-length": 50, "x-message-ttl": 7_000}}
    queue = read.queue_of(row, rules)

    assert (queue.policy, queue.operator_policy) == ("mine", "forced")
    assert (queue.max_length, queue.message_ttl) == (10, 5_000)
    assert queue.policy_definition["overflow"] == "reject-publish"
    assert read.queue_of({"name": "b"}, rules).operator_policy is None


def test_that_a_policy_that_cannot_be_read_applies_to_nothing() -> None:
    rules = read.Policies([policy("p", {}, pattern="(?<bad")])
    assert read.queue_of({"name": "a"}, rules).policy is None
    assert read.Policies({"error": "x"}).applying("a", "queues", "classic") == ("", {})


names = st.sampled_from(
    [
        "name", "type", "arguments", "durable", "policy", "owner_pid_details", "source", "stats",
        "destination_type", "client_properties", "connected_at", "message_stats", "queue",
        "channel_details", "connection_details", "number", "prefetch_count", "priority", "pattern",
    ]
)  # fmt: skip
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)),
    max_leaves=6,
)


@settings(max_examples=50)
@given(st.dictionaries(names, json_values), json_values)
def test_that_missing_and_strange_fields_never_raise(row: dict[str, Any], other: object) -> None:
    policies = read.Policies(other)
    read.exchange_of(row, policies)
    read.queue_of(row, policies)
    read.binding_of(row)
    read.connection_of(row)
    read.channel_of(row)
    read.consumer_of(row)
    assert all(isinstance(value, int) for value in read.totals(row).values())
    assert all(isinstance(found, dict) for found in read.rows(other))


@pytest.mark.parametrize(
    ("argument", "by_policy", "most"),
    [(None, None, None), (500, None, 500), (None, 300, 300), (500, 300, 300), (200, 300, 200)],
)
def test_that_the_smaller_of_two_lengths_holds(
    argument: int | None, by_policy: int | None, most: int | None
) -> None:
    definition: dict[str, object] = {} if by_policy is None else {"max-length": by_policy}
    arguments = {} if argument is None else {"x-max-length": argument}
    row = {"name": "a", "arguments": arguments}

    assert read.queue_of(row, read.Policies([policy("p", definition)])).max_length == most
