"""What is told on `amq.rabbitmq.event`: with RabbitMQ's headers, and as our own source reads it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.amqp.fields import Field, as_json, field_of
from core.broker.broker import Broker
from core.broker.message import Message
from core.broker.policies import Policy
from core.facts import ChannelClosed, ChannelOpened, ConnectionOpened, DeclarationChanged
from core.sources.broker_events import facts_of
from tests.core.broker.clients import FakeConnection, connected

CAPTURE = Path(__file__).parents[2] / "data" / "events-4.0.5.jsonl"
KINDS = [
    "connection.created",
    "connection.closed",
    "channel.created",
    "channel.closed",
    "consumer.created",
    "consumer.deleted",
    "queue.created",
    "exchange.created",
    "binding.created",
]
ERLANG = ("<", "{")


def listening() -> tuple[FakeConnection, FakeConnection]:
    """One connection that hears the events of another one."""
    ear = connected()
    requests = ear.channel().requests
    requests.declare_queue("events")
    requests.bind("queue", "events", "amq.rabbitmq.event", "#")
    return ear, FakeConnection(ear.broker, ear.user, ear.vhost)


def heard(ear: FakeConnection) -> Iterator[Message]:
    while (found := ear.channels[1].requests.get("events", no_ack=True)) is not None:
        yield found[1].message


def live(other: FakeConnection) -> None:
    """Everything that a client does in its life."""
    channel = other.channel()
    channel.requests.declare_exchange("orders", "topic")
    channel.requests.declare_queue("billing", arguments={"x-max-length": field_of(3)})
    channel.requests.bind("queue", "billing", "orders", "#")
    channel.consume("billing")
    channel.close()
    other.channels.clear()
    other.close(200, "bye")


def real() -> dict[str, dict[str, Any]]:
    rows = [json.loads(line) for line in CAPTURE.read_text().splitlines()]
    return {row["rk"]: row["headers"] for row in rows}


def kind_of(value: Any) -> Any:
    """The JSON type, and for text whether it is an Erlang term."""
    if isinstance(value, str):
        return "term" if value.startswith(ERLANG) else "text"
    return type(value)


@pytest.mark.parametrize("kind", KINDS)
def test_that_an_event_has_the_headers_of_rabbitmq(kind: str) -> None:
    ear, other = listening()
    live(other)
    events = {message.routing_key: message for message in heard(ear)}
    theirs = real()[kind]
    ours = as_json(events[kind].headers)

    assert ours.keys() == theirs.keys()
    different = {
        name
        for name in theirs
        if kind_of(theirs[name]) != kind_of(ours[name]) and "" not in (theirs[name], ours[name])
    }
    assert different == set()


def test_that_our_own_source_understands_them() -> None:
    ear, other = listening()
    live(other)
    facts = [
        fact
        for message in heard(ear)
        for fact in facts_of(message.routing_key, as_json(message.headers), "/", 0.0)
    ]
    opened = next(fact for fact in facts if isinstance(fact, ConnectionOpened))
    channel = next(fact for fact in facts if isinstance(fact, ChannelOpened))
    closed = next(fact for fact in facts if isinstance(fact, ChannelClosed))
    declared = [fact.what for fact in facts if isinstance(fact, DeclarationChanged)]

    assert (opened.name, opened.provided_name, opened.peer_host) == (
        other.name,
        "orders",
        "127.0.0.1",
    )
    assert channel.name == f"{other.name} (1)"
    assert channel.pid == closed.pid
    assert channel.pid.startswith("flowscope@localhost/")
    assert {"queue.created", "exchange.created", "binding.created", "consumer.deleted"} <= set(
        declared
    )


def test_that_nothing_is_made_of_events_that_nobody_hears() -> None:
    broker: Broker = connected().broker
    broker.tell("something.odd", object(), "guest")

    assert broker.churn["something.odd"] == 1


def test_that_administration_is_told_as_well() -> None:
    ear, _ = listening()
    broker = ear.broker
    vhost = broker.add_vhost("new", "guest")
    broker.block("low on memory")
    broker.unblock()
    vhost.set_policy(Policy("p", ".*", {"max-length": 3}), "guest")
    broker.forget_vhost(vhost, "guest")
    told = {message.routing_key: as_json(message.headers) for message in heard(ear)}

    assert told["alarm.set"]["source"] == told["alarm.cleared"]["source"] == "memory"
    assert told["vhost.created"]["name"] == "new"
    assert told["policy.set"]["definition"] == {"max-length": 3}
    assert told["vhost.deleted"]["user_who_performed_action"] == "guest"


def test_that_times_are_long_and_the_message_is_stamped() -> None:
    ear, other = listening()
    live(other)
    message = next(iter(heard(ear)))

    assert message.headers["timestamp_in_ms"] == Field("l", int(ear.broker.wall() * 1000))
    assert message.properties.delivery_mode == 2
    assert message.properties.timestamp == int(ear.broker.wall())
