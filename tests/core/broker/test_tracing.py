"""The firehose: a copy of what is published and delivered, while tracing is on."""

from core.amqp.fields import as_json
from core.broker.message import Message
from tests.core.broker.clients import FakeChannel, FakeConnection, connected


def traced(key: str = "#") -> tuple[FakeChannel, FakeChannel]:
    """A channel that hears the trace, and another one to be traced."""
    ear = connected()
    channel = ear.channel()
    channel.requests.declare_queue("trace")
    channel.requests.bind("queue", "trace", "amq.rabbitmq.trace", key)
    ear.broker.trace(ear.vhost, on=True)
    return channel, FakeConnection(ear.broker, ear.user, ear.vhost).channel()


def heard(ear: FakeChannel) -> list[Message]:
    found = []
    while (one := ear.requests.get("trace", no_ack=True)) is not None:
        found.append(one[1].message)
    return found


def test_that_publishing_and_delivering_are_traced() -> None:
    ear, channel = traced()
    channel.requests.declare_queue("q")
    channel.consume("q", no_ack=True)
    channel.publish("", "q", "body", message_id="m", headers={"h": 1})
    publish, deliver = heard(ear)
    common = {
        "exchange_name": "",
        "routing_keys": ["q"],
        "properties": {"message_id": "m", "headers": {"h": 1}},
        "node": "flowscope@localhost",
        "vhost": "/",
        "connection": channel.connection.name,
        "channel": 1,
        "user": "guest",
    }

    assert (publish.routing_key, deliver.routing_key) == ("publish.", "deliver.q")
    assert as_json(publish.headers) == {**common, "routed_queues": ["q"]}
    assert as_json(deliver.headers) == {**common, "redelivered": 0}
    assert publish.body == deliver.body == b"body"


def test_that_the_trace_itself_is_not_traced() -> None:
    ear, channel = traced()
    channel.publish("", "nowhere")

    assert [message.routing_key for message in heard(ear)] == ["publish."]
    assert heard(ear) == []


def test_that_nothing_is_traced_when_it_is_off_or_nobody_listens() -> None:
    ear, channel = traced("nothing")
    channel.publish("", "nowhere")
    assert heard(ear) == []

    connection = ear.connection
    ear.requests.bind("queue", "trace", "amq.rabbitmq.trace", "#")
    connection.broker.trace(connection.vhost, on=False)
    channel.publish("", "nowhere")
    assert heard(ear) == []


def test_that_a_long_name_is_cut_to_a_routing_key() -> None:
    ear, channel = traced()
    name = "ü" * 127
    channel.requests.declare_queue(name)
    channel.publish("", name)
    channel.requests.get(name, no_ack=True)

    assert len(heard(ear)[1].routing_key.encode("utf-8", "surrogateescape")) <= 255
